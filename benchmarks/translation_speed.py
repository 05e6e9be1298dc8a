"""Sentences a second: our engine beside `argostranslate`'s own translate call, in one run.

    python -m benchmarks.translation_speed [--texts ../shared/data/language] [--count 300]

First on a model of real size with random weights (`real_size_model`), where both sides are made to
write 30 tokens a sentence; then on the demo models with lengths as they come, on sentences of the
demo's own grammar and on the texts. Argos gets paragraphs of three sentences through
`PackageTranslation.translate`; its sentence splitter, which would want a download, is replaced by
the true ends of the sentences. Both sides have the same beam, 4; a last row has ours with 2.
Argos has one thread within a batch, with which it is fastest here; in the rows "as it comes" it has
its own default, as a user has who sets nothing, on a third of the sentences.
Importing Argos makes folders in the home directory, so HOME is set to an empty folder first.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

PARAGRAPH = 3
FORCED = 30  # tokens
ROOT = Path(__file__).resolve().parent.parent


class TrueEnds:
    """Stands where Argos's sentence splitter would: it knows where each sentence ends."""

    def __init__(self, paragraphs: Sequence[Sequence[str]]) -> None:
        self._sentences = {" ".join(each): list(each) for each in paragraphs}

    def split_sentences(self, text: str) -> list[str]:
        return self._sentences[text]


class Forced:
    """A CTranslate2 translator that writes just so many tokens."""

    def __init__(self, translator: Any) -> None:
        self._translator = translator

    def __getattr__(self, name: str) -> Any:
        return getattr(self._translator, name)

    def translate_batch(self, tokens: Any, **options: Any) -> Any:
        lengths = {"min_decoding_length": FORCED, "max_decoding_length": FORCED}
        return self._translator.translate_batch(tokens, **(options | lengths))


def argos(
    folder: Path, sentences: list[str], forced: bool, threads: int
) -> Callable[[], list[str]]:
    """A function that translates all, three sentences a paragraph; the model is loaded already."""
    import ctranslate2
    from argostranslate import settings
    from argostranslate.package import Package
    from argostranslate.translate import Language, PackageTranslation

    paragraphs = [sentences[at : at + PARAGRAPH] for at in range(0, len(sentences), PARAGRAPH)]
    translation = PackageTranslation.__new__(PackageTranslation)
    translation.from_lang, translation.to_lang = Language("az", "az"), Language("en", "en")
    translation.pkg = Package(folder)
    translation.sentencizer = TrueEnds(paragraphs)
    loaded = ctranslate2.Translator(
        str(folder / "model"),
        device=settings.device,
        inter_threads=settings.inter_threads,
        intra_threads=threads,
    )
    translation.translator = Forced(loaded) if forced else loaded
    text = "\n".join(" ".join(each) for each in paragraphs)
    return lambda: translation.translate(text).split("\n")


def ours(folder: Path, sentences: list[str], forced: bool, beam: int) -> Callable[[], list[str]]:
    from dragoman.translate.engines.argos import ArgosEngine
    from dragoman.translate.engines.argos_plan import Decoding
    from dragoman.translate.models.package import Package

    engine = ArgosEngine(Package.open(folder), replace(Decoding(), beam_size=beam))
    if forced:
        engine._translator = Forced(engine._translator)
    return lambda: [output.text for output in engine.decode(sentences)]


def compare(
    name: str, folder: Path, sentences: list[str], forced: bool, rounds: int, threads: int = 1
) -> None:
    """A row for beam 4 and one for beam 2. `threads`: Argos's within a batch, 0 its own default."""
    peer = argos(folder, sentences, forced, threads)
    sides = {beam: ours(folder, sentences, forced, beam) for beam in (4, 2)}
    speeds: dict[int, list[float]] = {4: [], 2: []}
    theirs: list[float] = []
    for _ in range(rounds):
        theirs.append(_rate(peer, len(sentences)))
        for beam, side in sides.items():
            speeds[beam].append(_rate(side, len(sentences)))
    alike = {beam: _alike(peer(), side(), sentences) for beam, side in sides.items()}
    for beam in (4, 2):
        ratios = [a / b for a, b in zip(speeds[beam], theirs, strict=True)]
        print(
            f"| {name} | {beam} | {statistics.median(speeds[beam]):.1f} | "
            f"{statistics.median(theirs):.1f} | {statistics.median(ratios):.2f} "
            f"({min(ratios):.2f} to {max(ratios):.2f}) | {alike[beam]} |",
            flush=True,
        )


def _rate(side: Callable[[], list[str]], count: int) -> float:
    began = time.perf_counter()
    side()
    return count / (time.perf_counter() - began)


def _alike(theirs: list[str], made: list[str], sentences: list[str]) -> str:
    """How many paragraphs are the same once ours are joined as Argos joins them."""
    joined = [
        " ".join(text.replace("_", " ").strip() for text in made[at : at + PARAGRAPH])
        for at in range(0, len(sentences), PARAGRAPH)
    ]
    same = sum(
        "".join(a.split()) == "".join(b.split()) for a, b in zip(joined, theirs, strict=True)
    )
    return f"{same} of {len(joined)}"


def demo_sentences(code: str, count: int) -> list[str]:
    """Distinct sentences of the demo's grammar, with names that its models never saw together."""
    sys.path.insert(0, str(ROOT / "tools" / "demo_model"))
    import world  # type: ignore[import-not-found]

    column = {"az": 0, "ru": 1}[code]
    return list(dict.fromkeys(row[column] for row in world.held_out_corpus(2 * count, 5)))[:count]


def unpacked(file: Path, folder: Path) -> Path:
    from dragoman.translate.installing.model_zip import unpack

    folder.mkdir()
    unpack(file, folder)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path, default=ROOT.parent / "shared" / "data" / "language")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ |= {"HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        from benchmarks.real_size_model import make
        from dragoman.translate.models.folders import EMBEDDED

        count, rounds = options.count, options.rounds
        print("| model, sentences | beam | Dragoman, per s | Argos, per s | ratio | same texts |")
        print("|---|---|---|---|---|---|")
        texts = (options.texts / "azj_Latn.txt").read_text(encoding="utf-8").splitlines()
        real = make(options.texts, home / "real")
        compare("real size, 30 tokens each", real, texts[:count], True, rounds)
        for code, file in (("az", "azj_Latn.txt"), ("ru", "rus_Cyrl.txt")):
            model = unpacked(EMBEDDED / f"demo-model-{code}-en.argosmodel", home / code)
            compare(f"demo {code}, in domain", model, demo_sentences(code, count), False, rounds)
            lines = (options.texts / file).read_text(encoding="utf-8").splitlines()
            compare(f"demo {code}, news", model, lines[:count], False, rounds)
            few = demo_sentences(code, count)[: count // 3]
            title = f"demo {code}, in domain, Argos as it comes"
            compare(title, model, few, False, rounds, threads=0)


if __name__ == "__main__":
    main()
