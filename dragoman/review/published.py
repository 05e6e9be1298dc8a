"""What others published of a page in our language, sentence beside sentence."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Sequence
from urllib.parse import urlsplit

from dragoman.index import query
from dragoman.translate.alignment import Bead, align

# Alignments are kept while a page is being read: each takes up to a second for a long article.
KEPT = 64
_kept: OrderedDict[tuple[str, str], list[Bead]] = OrderedDict()


def pages(connection: sqlite3.Connection, page: str, target: str) -> list[dict[str, object]]:
    """Published translations of a page into a language: `record url captured_at language …`."""
    return [
        each
        for each in query.published(connection, page)
        if each["language"] == target and each["role"] != "original"
    ]


def passages(
    connection: sqlite3.Connection, page: str, article: str, target: str, n: int
) -> list[tuple[str, str]]:
    """Where it was published, and the sentences there that fit sentence `n` of an article."""
    found = []
    for each in pages(connection, page, target):
        other = query.article_row(connection, str(each["record"]))
        if other is None:
            continue
        texts = [pair.source.text for pair in query.pairs(connection, other["id"], target)]
        bead = _bead(connection, article, target, other["id"], texts, n)
        if bead is not None and bead.target:
            words = " ".join(texts[number] for number in bead.target)
            found.append((_label(str(each["url"]), bead), words))
    return found


def _label(url: str, bead: Bead) -> str:
    where = f"published at {urlsplit(url).hostname or url}"
    if len(bead.source) == 1:
        return where
    return f"{where}, for sentences {bead.source.start + 1} to {bead.source.stop}"


def _bead(
    connection: sqlite3.Connection,
    article: str,
    target: str,
    other: str,
    texts: Sequence[str],
    n: int,
) -> Bead | None:
    translation = query.translation_row(connection, article, target)
    key = (translation["id"] if translation else article, other)
    beads = _kept.get(key)
    if beads is None:
        # What the machine wrote is in the language of what was published, and so tells the most.
        own = [
            pair.machine or pair.source.text for pair in query.pairs(connection, article, target)
        ]
        beads = _kept[key] = align(own, texts)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return next((bead for bead in beads if n - 1 in bead.source), None)
