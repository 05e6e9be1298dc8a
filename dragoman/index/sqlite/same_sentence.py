"""SQL that several questions ask with: which decisions are about a sentence."""

from __future__ import annotations


def about(decision: str, target: str) -> str:
    """That a row of `decisions` is about the sentence of a row of `targets` of its number.

    A decision on a sentence that people cut says where that stands: in two copies of an archive two
    sentences may have been given one number, and what was decided on one says nothing of the other.
    """
    place = f"({decision}.start, {decision}.stop) = ({target}.start, {target}.stop)"
    return f"({decision}.start IS NULL OR {target}.start IS NULL OR {place})"
