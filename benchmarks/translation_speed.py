"""Sentences a second: our engine beside `argostranslate`'s own function, on one package.

    python benchmarks/translation_speed.py PACKAGE_FOLDER SENTENCES_FILE [COUNT]

Both sides get the same sentences, one a call for Argos (its sentence splitter would want a
download, so each sentence is handed through whole, which is how it decodes a paragraph of one).
Importing Argos makes folders in the home directory: run this with HOME set to an empty folder.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from dragoman.translate.argos import ArgosEngine
from dragoman.translate.package import Package


class Whole:
    """Stands where Argos's sentence splitter would."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


def argos(folder: Path, sentences: list[str]) -> tuple[list[str], float]:
    """Outputs, and the seconds that they took without import and loading."""
    import ctranslate2
    from argostranslate import settings, translate
    from argostranslate.package import Package as ArgosPackage

    package = ArgosPackage(folder)
    model = ctranslate2.Translator(
        str(folder / "model"),
        inter_threads=settings.inter_threads,
        intra_threads=settings.intra_threads,
    )
    began = time.perf_counter()
    texts = [
        translate.apply_packaged_translation(package, text, model, Whole(), 1)[0].value
        for text in sentences
    ]
    return texts, time.perf_counter() - began


def main() -> None:
    folder, file = Path(sys.argv[1]), Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    lines = dict.fromkeys(file.read_text(encoding="utf-8").splitlines())
    sentences = [line for line in lines if line.strip()][:count]
    engine = ArgosEngine(Package.open(folder))
    engine.decode(sentences[:4])
    began = time.perf_counter()
    ours = [output.text for output in engine.decode(sentences)]
    seconds = time.perf_counter() - began
    theirs, their_seconds = argos(folder, sentences)
    same = sum(a.replace("_", " ") == b.strip() for a, b in zip(ours, theirs, strict=True))
    print(f"ours  {len(sentences) / seconds:7.1f} sentences/s")
    print(f"Argos {len(sentences) / their_seconds:7.1f} sentences/s")
    print(f"same output: {same} of {len(sentences)}")


if __name__ == "__main__":
    main()
