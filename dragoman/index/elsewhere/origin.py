"""Where a page was, and what made its text before anybody translated it: a part of every credit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The page: where it was, when it was captured, and what it says of being a translation itself.

    `translator` is the machine that it names, `original` the URL. `recovered`: a web archive of
    others handed it out then, whose address `url` has; when they captured it is their word.
    `sheets`: so many pictures a machine read its text out of; `pictures`: so many that stand within
    it; None where it read none. `unread`: so many of them it could not read. `stood_at`: the page
    that a post stood on, which was captured and not `url`. `heard`: the seconds of a recording in
    which a machine heard its text; `unheard` so many of them that it did not hear.
    `corrected_by` put other words in the place of a machine's, in so many `corrected` places.
    """

    url: str
    captured_at: str
    translator: str | None = None
    original: str | None = None
    recovered: bool = False
    sheets: int | None = None
    pictures: int | None = None
    unread: int | None = None
    stood_at: str | None = None
    heard: int | None = None
    unheard: int | None = None
    corrected_by: str | None = None
    corrected: int | None = None

    def whence(self) -> str:
        how = "handed out by a web archive of others" if self.recovered else "captured"
        where = f"{self.url}, a post on {self.stood_at}" if self.stood_at else self.url
        return f"from {where}, {how} {self.captured_at}"

    def says(self) -> str | None:
        """What a machine read, and what others' machine made, is no original; also where there is
        nothing to translate."""
        return (
            "; ".join(
                filter(None, (self._seen(), self._listened(), self._edited(), self._translated()))
            )
            or None
        )

    def _seen(self) -> str | None:
        count = self.sheets or self.pictures
        if not count:
            return None
        pictures = "a picture" if count == 1 else f"{count:,} pictures"
        what = "the text" if self.sheets else "some of the text"
        less = f", {self.unread:,} of which it did not read" if self.unread else ""
        return f"{what} was read by a machine from {pictures}{less}"

    def _listened(self) -> str | None:
        if self.heard is None:
            return None
        less = f", {self.unheard:,} of {self.heard:,} seconds of which it did not hear"
        return f"the text was heard by a machine in a recording{less if self.unheard else ''}"

    def _edited(self) -> str | None:
        if self.corrected_by is None:
            return None
        places = "1 place" if self.corrected == 1 else f"{self.corrected or 0:,} places"
        return f"corrected by {self.corrected_by} in {places}"

    def _translated(self) -> str | None:
        if not self.translator and not self.original:
            return None
        by = {"machine": "a machine"}.get(self.translator or "", self.translator)
        made = f" by {by}" if by else ""
        of = f" from {self.original}" if self.original else ""
        return f"the page says that it was translated{made}{of}"
