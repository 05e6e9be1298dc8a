"""What the checks refuse and flag on outputs of real engines.

    python -m benchmarks.checks [FOLDER]     FOLDER: ../shared/data/mt by default

For each engine: how many of its outputs are refused, how many of its tight loops and of its 50
worst outputs are among them, and the mean chrF of what was refused and of what passed. Nothing
here is fitted by the run itself; the phrases and thresholds in `dragoman.translate.checks` were
chosen while looking at `az-en.flores-dev.argos.en`, so its row tells less than the others.
"""

from __future__ import annotations

import html
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from dragoman.translate.checks import Flag, check_all
from dragoman.translate.checks.case import words
from dragoman.translate.checks.loops import tight_loop
from dragoman.translate.likelihood.chrf import chrf
from tests.support.labelled_numbers import LOST

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "mt"
SYSTEMS = {
    "az": ("argos.en", "nllb.en", "bergamot-tiny.en", "google.en", "en"),
    "ru": ("bergamot-tiny.en", "google.en", "en"),
}
LOWEST = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One engine's outputs, judged."""

    system: str
    targets: list[str]
    flags: list[list[Flag]]
    scores: list[float]

    @property
    def refused(self) -> list[bool]:
        return [any(flag.severity == "refuse" for flag in own) for own in self.flags]

    def line(self) -> str:
        refused = self.refused
        loops = [no for no, text in enumerate(self.targets) if tight_loop(words(text))]
        lowest = sorted(range(len(refused)), key=self.scores.__getitem__)[:LOWEST]
        cells = [
            f"{sum(refused)} ({100 * mean(refused):.1f}%)",
            f"{sum(refused[no] for no in loops)} of {len(loops)}",
            f"{sum(refused[no] for no in lowest)} of {LOWEST}",
            self._mean(True),
            self._mean(False),
        ]
        if self.system.endswith("person"):
            cells[2:] = ["–", "–", "–"]
        return f"| {self.system} | " + " | ".join(cells) + " |"

    def _mean(self, refused: bool) -> str:
        chosen = [s for s, own in zip(self.scores, self.refused, strict=True) if own is refused]
        return f"{mean(chosen):.1f}" if chosen else "–"


def rows(folder: Path) -> list[Row]:
    made = []
    for code, systems in SYSTEMS.items():
        sources = _lines(folder / f"{code}-en.flores-dev.{code}")
        references = _lines(folder / f"{code}-en.flores-dev.en")
        for system in systems:
            targets = _lines(folder / f"{code}-en.flores-dev.{system}")
            name = system.removesuffix(".en").replace("bergamot-tiny", "firefox-tiny")
            made.append(
                Row(
                    system=f"{code} {'person' if name == 'en' else name}",
                    targets=targets,
                    flags=check_all(list(zip(sources, targets, strict=True)), code, "en"),
                    scores=[chrf(t, r) for t, r in zip(targets, references, strict=True)],
                )
            )
    return made


def numbers(row: Row, folder: Path) -> str:
    """The `digits` flags on Argos's output and a person's (`tests/support/labelled_numbers.py`)."""
    sources = _lines(folder / "az-en.flores-dev.az")
    held = [
        n
        for n, pair in enumerate(zip(sources, row.targets, strict=True))
        if any(char.isdigit() for text in pair for char in text)
    ]
    flagged = {n for n in held if any(flag.code == "digits" for flag in row.flags[n])}
    return (
        f"\nnumbers: {len(held)} sentences hold some, {len(LOST)} have them lost or changed; "
        f"{len(flagged)} flagged, {len(flagged & LOST)} of them rightly"
    )


def _lines(path: Path) -> list[str]:
    return [html.unescape(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    made = rows(folder)
    print("| engine | refused | loops refused | lowest 50 refused | chrF refused | chrF passed |")
    print("|---|---|---|---|---|---|")
    for row in made:
        print(row.line())
    print(numbers(made[0], folder))
    codes = sorted({(f.code, f.severity) for row in made for own in row.flags for f in own})
    print("\n| flag | " + " | ".join(row.system for row in made) + " |")
    print("|---|" + "---|" * len(made))
    for code in codes:
        counts = [
            sum(code in {(f.code, f.severity) for f in own} for own in row.flags) for row in made
        ]
        print(f"| {' '.join(code)} | " + " | ".join(map(str, counts)) + " |")


if __name__ == "__main__":
    main()
