"""A reader of its own: the articles of one site, which have their text in `<div class="story">`."""

from __future__ import annotations

from html.parser import HTMLParser


class Story(HTMLParser):
    """The headline, and the paragraphs of the story."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.paragraphs: list[str] = []
        self._open: list[str] = []
        self._story = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div":
            self._story = self._story + 1 if self._story or ("class", "story") in attrs else 0
        if tag == "p" and self._story:
            self.paragraphs.append("")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self._story:
            self._story -= 1
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "h1" in self._open:
            self.title += data
        elif "p" in self._open and self._story:
            self.paragraphs[-1] += data


class Reader:
    """What Dragoman asks: for which hosts it is, and what stands on a page of theirs."""

    hosts = ("news.example", "www.news.example")

    def read(self, html: str, url: str) -> dict[str, object] | None:  # noqa: ARG002
        """None for a page that holds no story, which is read as pages of other sites are."""
        story = Story()
        story.feed(html)
        paragraphs = [text for text in story.paragraphs if text.strip()]
        return {"title": story.title, "paragraphs": paragraphs} if paragraphs else None


reader = Reader()
