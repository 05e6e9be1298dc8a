"""`ListedPage`: a row of a list, as somebody asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.guard import guarded

# Characters of a tag: a record that says more of one is not believed when it is read back.
LONGEST_TAG = 10_000


@guarded
@dataclass(frozen=True, slots=True)
class ListedPage:
    """A URL to be captured, and what is to be kept with its capture.

    `where` is the row of the list that it stands in, `completed` whether its scheme was put before.
    """

    url: str
    note: str | None = None
    tags: tuple[str, ...] = ()
    where: str = field(default="", compare=False)
    completed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Misread:
    """A row that no page can be captured by: where it is, what stands there, and what is wrong."""

    where: str
    text: str
    message: str


@dataclass(slots=True)
class UrlList:
    """The `pages` of a list in its order, what is wrong with others, and what was passed over.

    `notices` are sentences, and `mended` the places of URLs that something unseen was taken out of.
    """

    pages: list[ListedPage] = field(default_factory=list)
    misread: list[Misread] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)

    @property
    def urls(self) -> list[str]:
        return [page.url for page in self.pages]
