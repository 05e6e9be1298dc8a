"""What each kind of record of ours has to say, checked before anything that it says is believed.

A record may come from anybody, chained and with digests that fit. One of an odd shape is that
record's problem: `verify` names it, and the index passes it over. What is checked is all that is
read of a record anywhere, so that nothing behind it has to look again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.verdict.verdict import KINDS
from dragoman.decisions import VERDICTS
from dragoman.errors import ArchiveError
from dragoman.index.records.handed_shapes import CUSTODY, MERGE
from dragoman.index.records.media_shapes import (
    EDITION,
    ENTRY,
    HEARD,
    RECORDING,
    REMARKED,
    REMARKS,
    STRETCH,
    SUBTITLES,
    TIMES,
)
from dragoman.index.records.named_shapes import NAMED
from dragoman.index.records.people_shapes import (
    ANNOTATION,
    COMMENT,
    SAID_AT,
    SAID_BY,
    SEGMENTATION,
)
from dragoman.index.records.picture_shape import PICTURE
from dragoman.index.records.post_shapes import POST, POST_TOLD, POSTS_SEEN
from dragoman.index.records.scan_shapes import SCAN, SHEET
from dragoman.index.records.shape import (
    LONGEST_TEXT,
    Check,
    each,
    fields,
    flag,
    maybe,
    number,
    numbers,
    one_of,
    spelled,
    text,
    whole,
)
from dragoman.index.records.shapes_of_others import of_others
from dragoman.index.records.whole_shapes import WHOLE
from dragoman.provenance.dates import WARC_DATE
from dragoman.provenance.ledger import INSIDE, WORD
from dragoman.translate.likelihood.likely import WORDS as LIKELY_WORDS

PREFIX = "urn:dragoman:"
# No server sends more in its headers, and no list holds more in a line.
LONGEST_URL = 1_000_000
LONGEST_WORD = 10_000
MOST_SENTENCES = 100_000_000

ID = spelled(WORD, "id of a record")
DATE = spelled(WARC_DATE, "date")
URL = text(LONGEST_URL)
WORDS = text(LONGEST_WORD)
TEXT = text(LONGEST_TEXT)
STATUS = maybe(whole(999))
COUNT = whole()
SENTENCE = whole(MOST_SENTENCES)

STAMP = maybe(fields(tool=maybe(WORDS), version=maybe(WORDS), time=maybe(DATE)))
ERROR = maybe(fields(step=WORDS, message=TEXT))
CHAIN = maybe(each(fields(sha256=maybe(WORDS), pem=maybe(TEXT))))
EXCHANGES = maybe(
    each(
        fields(
            "http_status",
            url=URL,
            started=DATE,
            response=ID,
            http_status=STATUS,
            method=maybe(WORDS),
            protocol=maybe(WORDS),
            peer=maybe(WORDS),
            truncated=maybe(WORDS),
            payload=maybe(WORDS),
            payload_length=maybe(COUNT),
            revisit_of=maybe(ID),
            tls=maybe(fields(version=maybe(WORDS), cipher=maybe(WORDS), chain=CHAIN)),
        )
    )
)
SPOT = fields(member=maybe(WORDS), offset=maybe(COUNT), skip=maybe(COUNT), line=maybe(COUNT))
FOREIGN = fields(
    file=spelled(INSIDE, "file of the archive"),
    member=maybe(WORDS),
    offset=COUNT,
    skip=maybe(COUNT),
    date=maybe(WORDS),
    revisit=maybe(WORDS),
    listed_in=maybe(spelled(INSIDE, "file of the archive")),
    revisit_at=maybe(SPOT),
    request_at=maybe(SPOT),
    redirects_at=maybe(each(SPOT)),
    kept=maybe(fields(title=maybe(TEXT), text=maybe(SPOT))),
)
CAPTURE = fields(
    requested_url=URL,
    url=maybe(URL),
    final_url=maybe(URL),
    canonical_url=maybe(URL),
    captured_at=DATE,
    http_status=STATUS,
    mime=maybe(WORDS),
    page=maybe(ID),
    redirects=maybe(each(fields(from_=URL, to=URL, http_status=STATUS))),
    exchanges=EXCHANGES,
    attempts=maybe(each(fields(exchanges=EXCHANGES, error=ERROR))),
    error=ERROR,
    note=maybe(TEXT),
    tags=maybe(each(WORDS)),
    job=maybe(ID),
    origin=maybe(WORDS),
    recovered=maybe(
        fields(
            archive=URL,
            memento=URL,
            url=URL,
            captured_at=DATE,
            mementos=COUNT,
            digest=maybe(WORDS),
        )
    ),
    asked_archives=maybe(each(URL)),
    file_name=maybe(WORDS),
    foreign=maybe(FOREIGN),
    browser=maybe(
        fields(rendered=maybe(ID), text=maybe(ID), screenshot=maybe(ID), wait=maybe(number))
    ),
    subtitles=maybe(SUBTITLES),
    recording=maybe(RECORDING),
    remarks=maybe(REMARKS),
    stamp=STAMP,
)
REQUISITES = fields(
    capture=ID,
    requisites=each(
        fields(
            *("url", "response", "error", "exchanges"),
            url=maybe(URL),
            method=maybe(WORDS),
            response=maybe(ID),
            error=ERROR,
            exchanges=EXCHANGES,
        )
    ),
)
MEDIA = fields(
    page=ID,
    url=URL,
    visit=ID,
    state=one_of("under way", "ended", "failed"),
    exchanges=EXCHANGES,
    requests=each(
        fields(url=URL, method=maybe(WORDS), range=maybe(WORDS), piece=maybe(flag), error=ERROR)
    ),
    from_here=maybe(each(fields(url=URL, range=maybe(WORDS), response=ID))),
    entries=maybe(each(ENTRY)),
    errors=maybe(each(TEXT)),
    stamp=STAMP,
)
OBSERVATION = fields(
    url=URL,
    observed_at=DATE,
    compared_with=ID,
    finding=one_of("present", "changed", "moved", "gone", "blocked", "unreachable"),
    http_status=STATUS,
    reason=TEXT,
    captured=maybe(ID),
    exchanges=EXCHANGES,
    stamp=STAMP,
)
STANDING = fields(kind=one_of(*KINDS), reason=TEXT)
READ = fields(
    "record", from_=one_of("rendered", "answer", "kept"), record=maybe(ID), why=maybe(TEXT)
)
VERDICT = fields(page=ID, verdict=STANDING, read=maybe(READ), posts=maybe(POSTS_SEEN), stamp=STAMP)
JOB = fields(job=ID, list_sha256=WORDS, state=one_of("begun", "ended"))
LINK = fields(translation=ID, original=ID, undone=maybe(flag))

DETECTION = fields(code=WORDS, script=maybe(WORDS), confidence=maybe(number), agreed=maybe(flag))
ARTICLE = fields(
    headline=maybe(TEXT),
    author=maybe(TEXT),
    datePublished=maybe(WORDS),
    inLanguage=maybe(WORDS),
    mainEntityOfPage=maybe(URL),
    translationOfWork=maybe(fields(url=maybe(URL))),
    articleBody=TEXT,
    dragoman=fields(
        "stamps",
        page=ID,
        verdict=maybe(STANDING),
        read=maybe(READ),
        scan=maybe(SCAN),
        heard=maybe(HEARD),
        edition=maybe(EDITION),
        machine_translation_by=maybe(TEXT),
        detection=DETECTION,
        segments=each(
            fields(
                n=SENTENCE, paragraph=SENTENCE, kind=WORDS, language=WORDS, start=COUNT, stop=COUNT
            )
        ),
        alternates=maybe(each(fields(url=URL, language=WORDS))),
        post=maybe(POST_TOLD),
        times=maybe(TIMES),
        remarks=maybe(REMARKED),
        left_out=maybe(
            each(fields(kind=WORDS, blocks=COUNT, characters=COUNT, begins=each(WORDS)))
        ),
        stamps=maybe(each(STAMP)),
    ),
)
MODEL = fields(
    **dict.fromkeys(("engine", "name", "version"), WORDS),
    **dict.fromkeys(("from", "to", "sha256", "licence"), maybe(WORDS)),
    demo=maybe(flag),
)
# What a machine may have left: that a sentence was approved is a person's to say, in a decision.
MADE = one_of("machine", "refused", "original")
SPANS = maybe(each(numbers(2, LONGEST_TEXT)))
FLAGS = maybe(
    each(
        fields(
            code=WORDS,
            severity=one_of("note", "warn", "refuse"),
            message=maybe(TEXT),
            places=maybe(fields(source=SPANS, target=SPANS)),
        )
    )
)
LIKELY = fields(
    word=one_of(*LIKELY_WORDS), estimate=maybe(number), reasons=each(WORDS), rests_on=each(WORDS)
)
WITNESSED = fields(
    **dict.fromkeys(("score", "agreement"), maybe(number)),
    **{"machine": TEXT, "target": maybe(TEXT), "engine": WORDS, "model": WORDS},
)
TRANSLATED = {
    "target": maybe(TEXT),
    "machine": maybe(TEXT),
    "state": MADE,
    "score": maybe(number),
    "flags": FLAGS,
    "memory": maybe(fields(reviewer=maybe(WORDS))),
    "alignment": maybe(each(numbers(4, LONGEST_TEXT))),
    "likely": maybe(LIKELY),
    "witness": maybe(WITNESSED),
}
SAID = ("target", "machine", "score", "flags")
TRANSLATION = fields(
    headline=maybe(TEXT),
    creditText=TEXT,
    dragoman=fields(
        *("engine", "model", "models", "stamp"),
        page=maybe(ID),
        article=ID,
        target=WORDS,
        engine=maybe(WORDS),
        model=maybe(WORDS),
        models=maybe(each(MODEL)),
        witnesses=maybe(each(MODEL)),
        title=maybe(fields(*SAID, **TRANSLATED)),
        segments=each(
            fields(*SAID, "start", "stop", n=SENTENCE, start=COUNT, stop=COUNT, **TRANSLATED)
        ),
        stamp=STAMP,
    ),
)
DECISION = fields(
    translation=ID,
    segment=SENTENCE,
    state=one_of(*VERDICTS),
    text=maybe(TEXT),
    reviewer=SAID_BY,
    time=SAID_AT,
    comment=maybe(TEXT),
    carried_from=maybe(ID),
    start=maybe(COUNT),
    stop=maybe(COUNT),
)

WAITING = fields(file=spelled(INSIDE, "file of the archive"), revisits=COUNT, stamp=STAMP)

SHAPES: Mapping[str, Check] = {
    "capture": CAPTURE,
    "failure": CAPTURE,
    "import": CAPTURE,
    "post": POST,
    "session": CAPTURE,
    "requisites": REQUISITES,
    "media": MEDIA,
    "observation": OBSERVATION,
    **of_others(ID, DATE, EXCHANGES, ERROR),
    "job": JOB,
    "waiting": WAITING,
    "link": LINK,
    "verdict": VERDICT,
    "picture": PICTURE,
    "article": ARTICLE,
    "translation": TRANSLATION,
    "decision": DECISION,
    "annotation": ANNOTATION,
    "segmentation": SEGMENTATION,
    "comment": COMMENT,
    "merge": MERGE,
    **{"custody": CUSTODY, "named": NAMED, "sheet": SHEET, "heard": STRETCH},
}
CONVERSIONS = frozenset({"article", "translation", "sheet", "heard"})


def record_kind(target_uri: str) -> str | None:
    """Which kind of record of ours a Target-URI says; None where it says none."""
    if not target_uri.startswith(PREFIX):
        return None
    return target_uri.removeprefix(PREFIX).partition(":")[0]


def sound_content(record: StoredRecord) -> dict[str, Any]:
    """What a record of a kind in SHAPES says; ArchiveError where it is not what such a one says."""
    kind = record_kind(record.target_uri) or ""
    content = record.json()
    odd = _odd_record(record, kind) or SHAPES[kind](content) or _odd_whole(kind, content)
    if odd is not None:
        raise ArchiveError(
            f"record {record.id} does not say what a record of its kind ({kind}) says: "
            f"{odd.removeprefix('.').strip()}",
            subject=record.id,
        )
    return content


def _odd_record(record: StoredRecord, kind: str) -> str | None:
    """What is odd about the record itself."""
    if record.type != ("conversion" if kind in CONVERSIONS else "metadata"):
        return "it is a record of another type"
    if not WORD.fullmatch(record.id):
        return "its id is none"
    return None if WARC_DATE.fullmatch(record.date) else "its date is none"


def _odd_whole(kind: str, content: dict[str, Any]) -> str | None:
    """What is odd about values that are sound each by itself."""
    rule = WHOLE.get(kind)
    return None if rule is None else rule(content)
