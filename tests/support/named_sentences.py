"""Sentences with the people named in them, as `benchmarks/named/az.txt` has them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.support.places import ROOT

SENTENCES = ROOT / "benchmarks" / "named" / "az.txt"


@dataclass(frozen=True)
class Labelled:
    """A sentence, the part of the list that it stands in, and where somebody is named."""

    part: str
    text: str
    names: frozenset[tuple[int, int]]


def labelled(line: str, part: str = "") -> Labelled:
    """A line in which a name of the country stands in [ ] and one from elsewhere in < >."""
    text, names = "", set()
    for piece in re.split(r"([\[<][^\]>]+[\]>])", line):
        if piece[:1] in ("[", "<"):
            names.add((len(text), len(text) + len(piece) - 2))
        text += piece.strip("[]<>")
    return Labelled(part, text, frozenset(names))


def all_labelled() -> list[Labelled]:
    part, found = "", []
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line.startswith("# ="):
            part = line.removeprefix("# =").partition(":")[0].strip()
        elif not line.startswith("#"):
            found.append(labelled(line, part))
    return found
