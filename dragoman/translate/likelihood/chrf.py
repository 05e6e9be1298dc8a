"""How much two sentences have in common, letter by letter."""

from __future__ import annotations

from collections import Counter
from statistics import mean


def chrf(output: str, reference: str, order: int = 6, beta: float = 2.0) -> float:
    """chrF of one sentence, 0 to 100: character n-grams without spaces, recall twice as heavy."""
    output, reference = output.replace(" ", ""), reference.replace(" ", "")
    precisions, recalls = [], []
    for size in range(1, order + 1):
        ours, theirs = _grams(output, size), _grams(reference, size)
        if ours and theirs:
            common = sum((ours & theirs).values())
            precisions.append(common / sum(ours.values()))
            recalls.append(common / sum(theirs.values()))
    if not precisions or not (total := mean(precisions) * beta**2 + mean(recalls)):
        return 0.0
    return 100 * (1 + beta**2) * mean(precisions) * mean(recalls) / total


def _grams(text: str, size: int) -> Counter[str]:
    return Counter(text[start : start + size] for start in range(len(text) - size + 1))
