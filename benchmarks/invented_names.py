"""How many names without ground each engine's output holds, threshold by threshold.

    python -m benchmarks.invented_names [--labelled FILE] [FOLDER]    (../shared/data by default)

The whole curve of `dragoman.translate.checks.people.invented`: the share of outputs with so many
words in capitals that nothing in the source speaks for, and the share that the check warns of and
refuses. People and Google should be left alone. FILE has what a language model made of sentences of
the news, which is nobody's to hand out: lines of a number, a language, an output, and "yes" where
it names somebody or some place that the sentence of that number does not.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.check_pairs import DATA, Pair, news, row, table
from benchmarks.checks import SYSTEMS, _lines
from dragoman.translate.checks.case import Case
from dragoman.translate.checks.people.invented import invented, unsupported
from dragoman.translate.text.as_read import as_read

MOST = 5


def labelled(folder: Path, file: Path) -> dict[str, list[Pair]]:
    """The language model's outputs, by whether they name what the source does not."""
    sources = {code: news(folder / "news", code) for code in ("az", "ru")}
    found: dict[str, list[Pair]] = {"yes": [], "no": []}
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            number, code, output, label = line.split("\t")
            found[label].append(Pair(code, sources[code][int(number) - 1].source, output))
    return found


def engines(folder: Path) -> dict[str, list[Pair]]:
    made: dict[str, list[Pair]] = {}
    for code, systems in SYSTEMS.items():
        sources = _lines(folder / "mt" / f"{code}-en.flores-dev.{code}")
        for system in systems:
            targets = _lines(folder / "mt" / f"{code}-en.flores-dev.{system}")
            name = "person" if system == "en" else system.removesuffix(".en")
            pairs = zip(sources, targets, strict=True)
            made[f"{code} {name}"] = [Pair(code, *pair) for pair in pairs]
    return made


def curve(name: str, pairs: Sequence[Pair]) -> None:
    cases = [Case(as_read(each.source, each.code), each.target, each.code, "en") for each in pairs]
    counts = [len(unsupported(case)) for case in cases]
    flags = [next(iter(invented(case)), None) for case in cases]
    shares = [sum(count >= least for count in counts) for least in range(1, MOST + 1)]
    told = [sum(flag is not None for flag in flags)]
    told.append(sum(flag is not None and flag.severity == "refuse" for flag in flags))
    row(name, len(cases), *(f"{100 * each / len(cases):.1f}%" for each in [*shares, *told]))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=DATA)
    parser.add_argument("--labelled", type=Path)
    asked = parser.parse_args()
    folder = asked.folder
    table("output", "of", *(f"{n} or more" for n in range(1, MOST + 1)), "told", "refused")
    for name, pairs in engines(folder).items():
        curve(name, pairs)
    for code in ("az", "ru"):
        curve(f"{code} person, news", news(folder / "news", code))
    if asked.labelled is not None:
        marked = labelled(folder, asked.labelled)
        curve("language model, that invent", marked["yes"])
        curve("language model, the others", marked["no"])


if __name__ == "__main__":
    main()
