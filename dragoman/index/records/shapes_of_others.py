"""The shapes of records on others: what they hold of a page, what they were to capture."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

from dragoman.index.records.shape import (
    Check,
    each,
    fields,
    flag,
    maybe,
    number,
    numbers,
    one_of,
    text,
    whole,
)

SENTENCE, SAID, LINE = whole(100_000_000), text(1_000_000), text(10_000)
RUNS = each(numbers(2, 100_000_000))
MOST = 1_000_000  # sentences that a record speaks of, all witnesses together
# What is said of a witness where there is something to say of it; else it is null.
MAY_BE_NULL = (
    "why", "url", "memento", "digest", "record", "payload", "relies_on", "same_as",
)  # fmt: skip


def of_others(identity: Check, date: Check, exchanges: Check, error: Check) -> dict[str, Check]:
    """By kind what is checked of each, with the checks that all records have in common."""
    return {
        "corroboration": _corroboration(identity, date, exchanges, error),
        "submission": _submission(identity, date, exchanges, error),
    }


def _corroboration(identity: Check, date: Check, exchanges: Check, error: Check) -> Check:
    witness = fields(
        *MAY_BE_NULL,
        *("captured_at", "seconds_after", "mementos", "same_bytes", "digest_agrees"),
        archive=SAID,
        kind=one_of("web archive", "archive", "file"),
        holder=SAID,
        state=one_of("compared", "none", "unfit", "failed"),
        counted=flag,
        captured_at=maybe(date),
        seconds_after=maybe(number),
        mementos=maybe(whole()),
        same_bytes=maybe(flag),
        digest_agrees=maybe(flag),
        holds=RUNS,
        differs=each(fields(n=SENTENCE, text=LINE)),
        lacks=each(SENTENCE),
        added=each(fields(after=SENTENCE, text=LINE)),
        moved=each(SENTENCE),
        uncounted=each(LINE),
        attempts=each(fields(exchanges=exchanges, error=error)),
        kept=maybe(identity),
        **dict.fromkeys(MAY_BE_NULL, maybe(SAID)),
    )
    return fields(
        page=identity,
        article=maybe(identity),
        url=SAID,
        captured_at=date,
        compared_at=date,
        digest=maybe(LINE),
        compared=RUNS,
        unsure=each(SENTENCE),
        **dict.fromkeys(("asked", "held", "independent"), whole()),
        witnesses=each(witness),
    )


def _submission(identity: Check, date: Check, exchanges: Check, error: Check) -> Check:
    """That a web archive was asked to capture a page."""
    return fields(
        page=identity,
        url=SAID,
        archive=SAID,
        asked_at=date,
        http_status=maybe(whole(999)),
        kept_at=maybe(SAID),
        exchanges=exchanges,
        error=error,
    )


def odd_corroboration(content: Mapping[str, Any]) -> str | None:
    """Runs of numbers go forward, and are not so long that writing them out would fill memory."""
    witnesses = content["witnesses"]
    runs = chain(content["compared"], *(each["holds"] for each in witnesses))
    lengths = [last - first + 1 for first, last in runs]
    if any(length < 1 for length in lengths):
        return "a run of sentences in it goes backwards"
    return "it speaks of more sentences than there are" if sum(lengths) > MOST else None
