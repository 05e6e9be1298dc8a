"""`Post`: what one person or channel published at one moment; `PostsPage`: a page that shows some.

Values alone: what they are read out of is in `telegram.py` and `fediverse.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from dragoman.archiver.article.article import Article, Part, assemble
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.stamp import Stamp

TOOL = "dragoman.archiver.posts"
VERSION = "1"
_NUMBER = re.compile(r"(\d{1,30})\D*$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Medium:
    """Something that a post shows besides its words.

    `kind` is one of `picture video audio document sticker poll other`; `url` is where the page says
    it is, None where it does not.
    """

    kind: str
    url: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One post. `identity` is what the page calls it, `url` its own address by the page's word.

    `time` and `edited_at` are as the page writes them (ISO 8601), None where it does not; `edited`:
    whether it says so. `forwarded_from` has `name` and `url`, `also` the other names that it goes
    by (the pictures of an album). `place` is its number among those of its page, from 0.
    `warning`: what its author says of it before its words, among which it stands.
    """

    network: str
    identity: str
    url: str
    place: int
    parts: tuple[Part, ...]
    author: str | None = None
    time: str | None = None
    edited: bool = False
    edited_at: str | None = None
    forwarded_from: Mapping[str, str | None] | None = None
    reply_to: str | None = None
    links: tuple[str, ...] = ()
    media: tuple[Medium, ...] = ()
    also: tuple[str, ...] = ()
    warning: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        """By which posts of one channel are in order: the moment, then the number in its name."""
        return moment_of(self.time), number_in(self.identity)

    def article(self, *, page_language: str | None = None) -> Article | None:
        """Its words as an article, which has no title; None where it has none."""
        text, blocks = assemble(self.parts)
        if not text:
            return None
        return Article(
            url=self.url,
            title=None,
            byline=self.author,
            published=self.time,
            text=text,
            blocks=blocks,
            canonical_url=None,
            html_language=page_language,
            translation_of=None,
            translator=None,
            extractor=Stamp.now(TOOL, VERSION, {"way": self.network, "post": self.identity}),
        )

    @property
    def words(self) -> list[str]:
        return [part.text for part in self.parts]

    @property
    def digest(self) -> str:
        """SHA-256 over what a change of is a change of the post, in hexadecimal.

        Counts of readers are no part of it, nor where pictures are: those are other each time.
        """
        media = [[each.kind, each.name] for each in self.media]
        of = [
            self.words,
            self.time,
            [self.edited, self.edited_at],
            self._forwarded,
            list(self.links),
            media,
        ]
        return sha256_hex(json.dumps(of, ensure_ascii=True).encode("ascii"))

    @property
    def _forwarded(self) -> list[str | None] | None:
        found = self.forwarded_from
        return [found.get("name"), found.get("url")] if found else None

    def told(self) -> dict[str, Any]:
        """As records say it, without its words, which are the article's."""
        return {
            "network": self.network,
            "id": self.identity,
            "also": list(self.also),
            "place": self.place,
            "author": self.author,
            "time": self.time,
            "edited": self.edited,
            "edited_at": self.edited_at,
            "forwarded_from": dict(self.forwarded_from) if self.forwarded_from else None,
            "reply_to": self.reply_to,
            "links": list(self.links),
            "media": [{"kind": e.kind, "url": e.url, "name": e.name} for e in self.media],
            "warning": self.warning,
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class PostsPage:
    """A page of posts, oldest first. `older` is where it says that earlier ones are.

    `single`: the page is one of a post and no list, though there may be none on it (`missing`: it
    says so itself).
    """

    network: str
    posts: tuple[Post, ...]
    older: str | None = None
    single: bool = False
    missing: bool = False
    language: str | None = None

    def article(self, url: str) -> Article | None:
        """All that is on it as one article: of the one post, or of the posts one after another."""
        if not self.posts:
            return None
        if self.single and len(self.posts) == 1:
            post = self.posts[0]
            article = post.article(page_language=self.language)
            return replace(article, url=url, canonical_url=post.url) if article else None
        parts = tuple(part for post in self.posts for part in post.parts)
        return replace(self.posts[0], parts=parts, url=url, author=None, time=None).article(
            page_language=self.language
        )


def in_order(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Each post once, oldest first, numbered; of several under one name the first that stands."""
    once = {each.identity: each for each in reversed(posts)}
    found = sorted(once.values(), key=lambda each: each.key)
    return tuple(replace(each, place=n) for n, each in enumerate(found))


def moment_of(time: str | None) -> str:
    """A time in UTC, as text that is ordered as time is; empty where it is none."""
    try:
        moment = datetime.fromisoformat((time or "").strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        return ""


def number_in(identity: str) -> int:
    """The number that the name of a post ends with; 0 where it has none."""
    found = _NUMBER.search(identity)
    return int(found[1]) if found else 0
