"""Measure a demo model on sentences whose names it never saw together: evaluate.py PACKAGE...

Decodes as Argos does (beam 4, length penalty 0.2), and prints what docs/demo.md reports.
"""

from __future__ import annotations

import json
import random
import re
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import people
import sentencepiece
import world

COUNT, SEED = 500, 77
INVENTED = 200


@dataclass(slots=True)
class Package:
    """A package, loaded out of its zip."""

    source: str
    pieces: sentencepiece.SentencePieceProcessor
    translator: ctranslate2.Translator

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Return one translation for each sentence."""
        results = self.translator.translate_batch(
            self.pieces.encode(list(sentences), out_type=str),
            beam_size=4,
            length_penalty=0.2,
            replace_unknowns=True,
            max_batch_size=512,
            batch_type="tokens",
        )
        return [self.pieces.decode(result.hypotheses[0]) for result in results]


def load(path: Path) -> Package:
    """Return the package at *path*, ready to translate."""
    with zipfile.ZipFile(path) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    inside = {name[6:]: data for name, data in files.items() if name.startswith("model/")}
    return Package(
        json.loads(files["metadata.json"])["from_code"],
        sentencepiece.SentencePieceProcessor(model_proto=files["sentencepiece.model"]),
        ctranslate2.Translator(str(path), files=inside, intra_threads=1),
    )


def digits(text: str) -> list[str]:
    """Return the runs of digits of a text, sorted."""
    return sorted(re.findall(r"\d+", text))


def names_in(text: str) -> list[str]:
    """Return what looks like a full name in an English sentence of the demo's world."""
    surnames = {
        surname
        for name in people.SURNAMES
        for surname in (name.en, f"{name.en}a" if name.en.endswith("v") else name.en)
    }
    given = {name.en for _, name in people.GIVEN}
    return [
        f"{first} {last}"
        for first, last in re.findall(r"(\w+) (?=(\w+))", text)
        if first in given and last in surnames
    ]


def sentences(package: Package) -> None:
    """Print the figures on sentences with held-out pairs of names."""
    triples = world.held_out_corpus(COUNT, SEED)
    column = world.LANGUAGES.index(package.source)
    outputs = package.translate([triple[column] for triple in triples])
    wanted = [triple[2] for triple in triples]
    exact = sum(a == b for a, b in zip(outputs, wanted, strict=True))
    names = [
        (name, out) for out, want in zip(outputs, wanted, strict=True) for name in names_in(want)
    ]
    right = sum(name in out for name, out in names)
    kept = sum(digits(a) == digits(b) for a, b in zip(outputs, wanted, strict=True))
    print(f"  {COUNT} sentences: {exact} exact, digits kept in {kept}")
    print(f"  full names right: {right} of {len(names)}")
    try:
        import sacrebleu
    except ImportError:
        return
    print(f"  BLEU {sacrebleu.corpus_bleu(outputs, [wanted]).score:.1f}")


def invented_names(package: Package) -> None:
    """Print how many surnames of random syllables come out as the rules spell them."""
    rng = random.Random(SEED)
    found = [people.invented(rng) for _ in range(INVENTED)]
    column = world.LANGUAGES[world.LANGUAGES.index(package.source)]
    outputs = package.translate([person.render(column, "") for person in found])
    right = sum(out == person.render("en", "") for out, person in zip(outputs, found, strict=True))
    print(f"  names of random syllables right: {right} of {INVENTED}")


def main() -> None:
    """Measure each package named on the command line."""
    for argument in sys.argv[1:]:
        package = load(Path(argument))
        print(f"{package.source}→en  {Path(argument).stat().st_size:,} bytes")
        sentences(package)
        invented_names(package)


if __name__ == "__main__":
    main()
