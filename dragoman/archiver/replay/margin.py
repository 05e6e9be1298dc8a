"""What stands in the margin of a picture and of a PDF, and what a PDF says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

LONGEST = 400  # characters of an address that are shown; the record has all
STYLE = (
    "margin:0;padding:10px 16px 9px;font:13px/1.5 sans-serif;color:#000;background:#fff;"
    "border-bottom:2px solid #000;overflow-wrap:anywhere"
)
HEADER_STYLE = (
    "font:7px/1.4 sans-serif;color:#000;width:100%;margin:0 10mm;padding-bottom:2px;"
    "border-bottom:0.5px solid #000;overflow-wrap:anywhere"
)
# In the order in which Chromium writes them, near the beginning of the file.
_CREATOR = re.compile(rb"/Creator \((?:\\.|[^\\()])*\)")
_DATE = re.compile(rb"(/(?:Creation|Mod)Date )\(D:[^()]{0,40}\)")
CREATOR = b"/Creator (Chromium)"


@dataclass(frozen=True, slots=True)
class Margin:
    """Address, UTC time and the SHA-256 of the answer, and how the picture was made."""

    url: str
    time: str
    digest: str
    made: str

    def lines(self) -> list[str]:
        url = self.url if len(self.url) <= LONGEST else f"{self.url[:LONGEST]}…"
        return [
            url,
            f"{self.time} (UTC)  ·  SHA-256 of the answer's content: {self.digest}",
            self.made,
        ]

    def html(self, piece: str) -> str:
        """A page of its own that is nothing but the margin; `piece` says which part is below it."""
        said = "".join(f"<div>{escape(each)}</div>" for each in self.lines())
        more = f"<div>{escape(piece)}</div>" if piece else ""
        return f'<!DOCTYPE html><body style="{STYLE}">{said}{more}</body>'

    def header(self) -> str:
        """The same as the header of each page of a PDF."""
        said = "".join(f"<div>{escape(each)}</div>" for each in self.lines())
        count = '<span class="pageNumber"></span> / <span class="totalPages"></span>'
        return f'<div style="{HEADER_STYLE}">{said}<div>{count}</div></div>'


def settled_pdf(pdf: bytes, time: str) -> bytes:
    """A PDF that tells the time of the capture, and nothing of the machine that made it.

    What stands in another's place is as long, so that all offsets in it hold.
    """

    def dated(found: re.Match[bytes]) -> bytes:
        digits = re.sub(r"\D", "", time)[:14].encode("ascii")
        return (found[1] + b"(D:" + digits + b"+00'00')").ljust(len(found[0]))

    # The object that says it is the first, and as long as the title of the page makes it.
    end = pdf.find(b"\nendobj")
    head = _CREATOR.sub(lambda found: CREATOR.ljust(len(found[0])), pdf[:end], count=1)
    return _DATE.sub(dated, head, count=2) + pdf[end:]
