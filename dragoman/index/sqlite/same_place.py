"""Of two sentences that were given one number, in copies of an archive, which one is meant.

A decision on a sentence that people cut says where that stands in the article's text; one on a
sentence of the article's own does not, and needs not.
"""

from __future__ import annotations


def same_place(decision: str, sentence: str) -> str:
    """The condition in SQL that a row of decisions is about a row of sentences of its number."""
    return (
        f"({decision}.start IS NULL OR {sentence}.start IS NULL "
        f"OR ({decision}.start, {decision}.stop) = ({sentence}.start, {sentence}.stop))"
    )
