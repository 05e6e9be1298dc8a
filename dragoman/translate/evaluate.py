"""How good a model is on sentences whose translation is known: BLEU and chrF, by sacreBLEU."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import UsageError
from dragoman.translate.engines.engine import Progress
from dragoman.translate.translator import Translator


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of 0 to 100, with sacreBLEU's signatures, which say how they were counted.

    `empty` and `cut` are how many outputs were empty, or reached the decoder's limit.
    """

    sentences: int
    bleu: float
    bleu_signature: str
    chrf: float
    chrf_signature: str
    empty: int
    cut: int


def evaluate(
    translator: Translator,
    sources: Sequence[str],
    references: Sequence[str],
    progress: Progress | None = None,
) -> Evaluation:
    """Translate `sources` and compare with `references`, one to one. UsageError where none are."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    if not sources or len(sources) != len(references):
        raise UsageError(
            f"there are {len(sources)} sentences and {len(references)} translations of them; "
            "as many of each are needed, and at least one"
        )
    outputs = translator.translate(sources, progress)
    texts = [output.text for output in outputs]
    bleu, chrf = BLEU(), CHRF()
    bleu_score = bleu.corpus_score(texts, [list(references)]).score
    chrf_score = chrf.corpus_score(texts, [list(references)]).score
    return Evaluation(
        sentences=len(sources),
        bleu=bleu_score,
        bleu_signature=str(bleu.get_signature()),
        chrf=chrf_score,
        chrf_signature=str(chrf.get_signature()),
        empty=sum(not text for text in texts),
        cut=sum(output.cut for output in outputs),
    )


def read_sentences(path: Path, beside: Path | None = None) -> tuple[list[str], list[str]]:
    """Sentences and their translations: out of two files line by line, or one with tabs between.

    UsageError where a file cannot be read or a line has no translation.
    """
    lines = _lines(path)
    if beside is not None:
        return lines, _lines(beside)
    pairs = [line.split("\t") for line in lines if line.strip()]
    for number, pair in enumerate(pairs, start=1):
        if len(pair) < 2:
            raise UsageError(
                f"line {number} of {path} has no tab and so no translation; give a second file, or "
                "sentence, tab, translation on each line",
                subject=str(path),
            )
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}", subject=str(path)) from error
