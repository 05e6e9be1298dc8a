"""SQL that several questions ask with: which decisions are about a sentence, and what
the checks left of the machine's words."""

from __future__ import annotations


def about(decision: str, target: str) -> str:
    """That a row of `decisions` is about the sentence of a row of `targets` of its number.

    A decision on a sentence that people cut says where that stands: in two copies of an archive two
    sentences may have been given one number, and what was decided on one says nothing of the other.
    """
    place = f"({decision}.start, {decision}.stop) = ({target}.start, {target}.stop)"
    return f"({decision}.start IS NULL OR {target}.start IS NULL OR {place})"


def left(target: str) -> str:
    """What the checks left of the machine's words: those themselves, nearly always.

    Then they stand in `targets` once, and `as_written` says so.
    """
    return f"CASE WHEN {target}.as_written THEN {target}.machine ELSE {target}.machine_target END"
