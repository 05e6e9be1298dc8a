"""How many records of a file made elsewhere are no pages of a list, by kind, in words."""

from __future__ import annotations

from collections import Counter

# By kind: what one is called, and several; in the order in which they are told.
ELSEWHERE = "elsewhere"
KINDS: dict[str, tuple[str, str]] = {
    ELSEWHERE: ("revisit of a page in another file", "revisits of pages in another file"),
    "unknown": (
        "revisit of something in another file, or of no page",
        "revisits of something in another file, or of no page",
    ),
    "again": (
        "revisit of a picture, a script or another part of a page",
        "revisits of pictures, scripts and other parts of pages",
    ),
    "unlisted": ("page that its list of pages does not have",
                 "pages that its list of pages does not have"),
    "part": ("part of another page (a frame, or what a script asked for)",
             "parts of other pages (frames, or what scripts asked for)"),
    "redirect": ("redirect", "redirects"),
    "failed": ("answer with an error in the place of a page or a part of one",
               "answers with errors in the place of pages or parts of them"),
    "partial": ("piece out of the middle of a page", "pieces out of the middle of pages"),
    "segment": ("record in several segments", "records in several segments"),
    "image": ("picture", "pictures"),
    "style": ("style sheet", "style sheets"),
    "script": ("script", "scripts"),
    "font": ("font", "fonts"),
    "media": ("film or sound", "films and sounds"),
    "data": ("answer with data (JSON, XML)", "answers with data (JSON, XML)"),
    "text": ("plain text", "plain texts"),
    "empty": ("answer without a type or a body", "answers without a type or a body"),
    "other": ("answer of another type", "answers of other types"),
    "address": ("record at an address that is no page's",
                "records at addresses that are no pages'"),
    "request": ("request", "requests"),
    "metadata": ("note of the crawler", "notes of the crawler"),
    "warcinfo": ("warcinfo record", "warcinfo records"),
    "conversion": ("conversion", "conversions"),
    "strange": ("record of an unknown type", "records of unknown types"),
}  # fmt: skip
# What no list of pages could have: said only beside what one could.
BESIDE = ("request", "metadata", "warcinfo")
FAMILIES = (
    ("image/", "image"), ("font/", "font"), ("application/font", "font"),
    ("application/vnd.ms-fontobject", "font"), ("application/x-font", "font"),
    ("video/", "media"), ("audio/", "media"), ("application/vnd.apple.mpegurl", "media"),
    ("text/css", "style"), ("text/javascript", "script"), ("application/javascript", "script"),
    ("application/x-javascript", "script"), ("application/ecmascript", "script"),
    ("application/json", "data"), ("application/xml", "data"), ("text/xml", "data"),
    ("application/manifest+json", "data"), ("application/ld+json", "data"),
    ("application/rss+xml", "data"), ("application/atom+xml", "data"), ("text/plain", "text"),
)  # fmt: skip


def kind_of_type(mime: str | None) -> str:
    """The kind of an answer that is no page, by its media type."""
    if not mime:
        return "empty"
    return next((kind for begins, kind in FAMILIES if mime.startswith(begins)), "other")


class LeftOut:
    """Counts records that are not listed."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, kind: str, count: int = 1) -> None:
        self.counts[kind] += count

    def sentence(self, listed: int) -> str | None:
        """What is not listed beside `listed` pages; None where everything that could be is."""
        told = [each for each in KINDS if self.counts[each] > 0]
        if not any(each not in BESIDE for each in told):
            return None
        parts = ", ".join(self._said(each) for each in told)
        pages = "1 page is" if listed == 1 else f"{listed:,} pages are"
        return f"{pages} listed; not listed: {parts}"

    def _said(self, kind: str) -> str:
        count = self.counts[kind]
        return f"{count:,} {KINDS[kind][count != 1]}"
