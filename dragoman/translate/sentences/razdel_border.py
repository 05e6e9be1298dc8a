"""The one place that speaks to razdel."""

from __future__ import annotations


def sentence_ends(text: str) -> set[int]:
    """Offsets behind each sentence that razdel finds. Quadratic in the length: keep it short."""
    from razdel import sentenize

    return {sentence.stop for sentence in sentenize(text)}
