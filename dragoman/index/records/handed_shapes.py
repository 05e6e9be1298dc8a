"""What records say of what went to others and came from them: another archive merged, custody."""

from __future__ import annotations

import re
from typing import Literal, get_args

from dragoman.index.records.shape import each, fields, flag, maybe, one_of, spelled, text, whole
from dragoman.provenance.dates import WARC_DATE
from dragoman.provenance.ledger import DIGEST, INSIDE, WORD

HandoverEvent = Literal["export", "copy", "merge", "receipt"]
EVENTS: tuple[HandoverEvent, ...] = get_args(HandoverEvent)
MOST_SENTENCES = 100_000_000
ID, DATE = spelled(WORD, "id of a record"), spelled(WARC_DATE, "date")
FILE, SHA256 = spelled(INSIDE, "file of the archive"), spelled(DIGEST, "SHA-256")
WORDS = text(10_000)

STAMP = maybe(fields(tool=maybe(WORDS), version=maybe(WORDS), time=maybe(DATE)))
MERGE = fields(
    archive=ID,
    ledger=FILE,
    line=whole(),
    sha256=SHA256,
    whole=flag,
    anchors=each(FILE),
    files=each(fields(record=ID, was=FILE, file=FILE)),
    disputes=each(fields(translation=ID, segment=whole(MOST_SENTENCES), ours=ID, theirs=ID)),
    left_out=each(fields(record=WORDS, why=WORDS)),
    stamp=STAMP,
)
CUSTODY = fields(
    event=one_of(*EVENTS),
    what=text(10_000, shortest=1),
    time=DATE,
    sha256=maybe(SHA256),
    pages=maybe(each(ID)),
    to=maybe(text(10_000, shortest=1)),
    sealed=maybe(SHA256),
    stamp=STAMP,
)


def odd_custody(content: dict[str, object]) -> str | None:
    both = content.get("to") is not None and content.get("sealed") is not None
    return "it says to whom, and seals it" if both else None


# A name that nobody can try against the digest without the salt: 128 random bits before it.
OPENING = re.compile(r"[0-9a-f]{32} .+", re.DOTALL)
