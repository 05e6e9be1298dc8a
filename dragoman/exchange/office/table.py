"""The table of sentences that goes out to be worked on in an office program: columns and cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.exchange.bilingual.document import Document, Sentence
from dragoman.exchange.bilingual.segment_id import SegmentId
from dragoman.exchange.files.allowed_characters import legal

# What a sentence is known by when it returns, and what is read of it then.
ID, SOURCE, TARGET, DECISION = "id", "source", "target", "decision"
NEEDED = (ID, SOURCE, TARGET)
_BREAKS = re.compile("[\t\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it came back; `trouble` is why it cannot be told what is meant by it."""

    id: str
    source: str
    target: str
    decision: str = ""
    trouble: str | None = None


HINT = (
    "Change the text under “target”. What is changed comes back as edited; write approve or reject "
    "under “decision” to say more. Leave the ids and originals as they are."
)


def in_cell(text: str) -> str:
    """The words in one line: programs drop tabs and line ends in cells, or move what follows them.

    Nothing that counts is lost: what comes back is compared with its spaces squeezed.
    """
    return _BREAKS.sub(" ", legal(text))


def identity(document: Document, sentence: Sentence) -> str:
    return str(SegmentId(document.translation, sentence.pair.n, sentence.decision))


def remarks(sentence: Sentence) -> str:
    """Why there is no translation, what the checks found, and what was said."""
    pair = sentence.pair
    said = [f"{flag.severity}: {flag.message}" for flag in sentence.findings]
    if sentence.state == "rejected":
        said.append("rejected: no translation stands")
    if pair.memory:
        said.append(f"out of the memory, approved elsewhere by {pair.memory}")
    if sentence.comment:
        said.append(f"comment: {sentence.comment}")
    said += [f"withheld, commitment to the {what}: {told}" for what, told in sentence.withheld]
    return "; ".join(said)


def state(sentence: Sentence) -> str:
    """The state, and whose decision it is."""
    where = ", on another capture" if sentence.decided_on else ""
    by = f" by {sentence.pair.reviewer}{where}" if sentence.pair.reviewer else ""
    return f"{sentence.said}{by}"
