"""What others published of a page in our language, sentence beside sentence."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from urllib.parse import urlsplit

from dragoman.decisions import HEADLINE
from dragoman.desk.languages.spoken import _
from dragoman.index.asking import query
from dragoman.translate.sentences.alignment import Bead, align

# Of more sentences a page is not put beside another: nobody waits for that before an editor.
LONGEST = 5_000


def pages(connection: sqlite3.Connection, page: str, target: str) -> list[dict[str, object]]:
    """Published translations of a page into a language: `record url captured_at language …`.

    None that was set aside as mistaken.
    """
    return [
        each
        for each in query.published(connection, page)
        if each["language"] == target and each["role"] != "original" and each["mistaken"] is None
    ]


def passages(
    connection: sqlite3.Connection, page: str, article: str, target: str, n: int
) -> list[tuple[str, str]]:
    """Where it was published, and the sentences there that fit sentence `n` of an article.

    Headline goes with headline.
    """
    found = []
    for each in pages(connection, page, target):
        other = query.article_row(connection, str(each["record"]))
        if other is None:
            continue
        pairs = query.pairs(connection, other["id"], target)
        if n == HEADLINE:
            found += [(_label(str(each["url"])), p.source.text) for p in pairs if p.is_headline]
            continue
        texts = tuple(pair.source.text for pair in pairs if not pair.is_headline)
        bead = _bead(connection, article, target, texts, n)
        if bead is not None and bead.target:
            words = " ".join(texts[number] for number in bead.target)
            found.append((_label(str(each["url"]), bead), words))
    return found


def _label(url: str, bead: Bead | None = None) -> str:
    where = _("published at %(site)s", site=urlsplit(url).hostname or url)
    if bead is None or len(bead.source) == 1:
        return where
    first, last = bead.source.start + 1, bead.source.stop
    return _("%(where)s, for sentences %(first)s to %(last)s", where=where, first=first, last=last)


def _bead(
    connection: sqlite3.Connection, article: str, target: str, texts: tuple[str, ...], n: int
) -> Bead | None:
    # What the machine wrote is in the language of what was published, and so tells the most.
    pairs = [each for each in query.pairs(connection, article, target) if not each.is_headline]
    own = tuple(pair.machine or pair.source.text for pair in pairs)
    if len(own) + len(texts) > LONGEST:
        return None
    place = next((place for place, pair in enumerate(pairs) if pair.n == n), -1)
    return next((bead for bead in _aligned(own, texts) if place in bead.source), None)


@lru_cache(maxsize=64)
def _aligned(own: tuple[str, ...], texts: tuple[str, ...]) -> tuple[Bead, ...]:
    """Asked for each sentence of a page while it is being read."""
    return tuple(align(own, texts))
