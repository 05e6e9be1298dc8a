"""What was read out of a body: values, and nothing that reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.archiver.article.article import Article
from dragoman.archiver.verdict.verdict import Verdict
from dragoman.index.records.documents import Sentence

if TYPE_CHECKING:
    from dragoman.translate import Detection


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with the language of it, of each of its blocks, and all its sentences in order."""

    article: Article
    whole: Detection
    blocks: list[Detection]
    sentences: list[Sentence]


@dataclass(frozen=True, slots=True)
class ReadPost:
    """One post of a page: its own address, what `Post.told` says, and its words as an article."""

    url: str
    told: dict[str, Any]
    article: ReadArticle | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ReadPosts:
    """The posts on a page, oldest first. `older`: where the page says that earlier ones are.

    `single`: the page is one of a post, whose article is the page's own.
    """

    network: str
    single: bool
    older: str | None
    posts: tuple[ReadPost, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of a body: what stands there, and its article or a sentence on why none."""

    verdict: Verdict
    article: ReadArticle | None
    why_none: str | None = None
    posts: ReadPosts | None = None
