"""What the checks catch and what they leave alone, on pairs that a person made and on human news.

    python -m benchmarks.check_pairs [FOLDER] [--show digits,negation]

FOLDER holds `checks` and `news` (../shared/data by default). A pair of `right.tsv` should be
neither warned of nor refused, one of `wrong.tsv` should be, by the check that it names; what is
marked arguable does not count. Human translations of news should be left alone too. The other
tables are of the pairs of the tests (`tests/support/*_pairs.py`), each as it stands and inside a
longer sentence. `--show` prints the pairs on which a check is wrong.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from dragoman.translate.checks import check
from tests.support import denial_pairs, people_pairs, protected_pairs, word_pairs
from tests.support.number_pairs import KINDS, within

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"


class Pair(NamedTuple):
    """A source, a translation, and the check that it is about: `any` where none may speak."""

    code: str
    source: str
    target: str
    about: str = "any"


def labelled(path: Path) -> list[Pair]:
    """The pairs of a file that count."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(*row) for row in rows if len(row) == len(Pair._fields)]


def news(folder: Path, code: str) -> list[Pair]:
    sources, targets = (
        (folder / f"ntrex-third.{each}.txt").read_text(encoding="utf-8").splitlines()
        for each in (code, "en")
    )
    return [Pair(code, *both) for both in zip(sources, targets, strict=True)]


def serious(pair: Pair) -> set[str]:
    """Which checks warn of a pair or refuse it."""
    flags = check(pair.source, pair.target, pair.code, "en")
    return {each.code for each in flags if each.severity in ("warn", "refuse")}


# -- what is caught ------------------------------------------------------------------------------


def by_check(folder: Path, show: set[str]) -> None:
    wrong, right = (labelled(folder / "checks" / f"{name}.tsv") for name in ("wrong", "right"))
    alone = {"right": right, **{f"human {c}": news(folder / "news", c) for c in ("az", "ru")}}
    about = Counter(pair.about for pair in wrong)
    caught = Counter(pair.about for pair in wrong if pair.about in serious(pair))
    false = {name: [serious(pair) for pair in pairs] for name, pairs in alone.items()}
    counts = {name: Counter(code for own in found for code in own) for name, found in false.items()}
    heads = [f"{name}, of {len(pairs)}" for name, pairs in alone.items()]
    table("check", f"caught, of {len(wrong)} wrong", "missed", *heads)
    for code in sorted({*about, *(code for each in counts.values() for code in each)}):
        told = (caught[code], about[code] - caught[code]) if about[code] else ("–", "–")
        row(f"`{code}`", *told, *(each[code] for each in counts.values()))
    any_of = [
        f"{sum(map(bool, own))} ({sum(map(bool, own)) / len(own):.1%})" for own in false.values()
    ]
    total = sum(caught.values())
    row("any", f"{total} ({total / len(wrong):.1%})", len(wrong) - total, *any_of)
    for pair in wrong:
        if pair.about in show and pair.about not in serious(pair):
            print(f"  missed {pair}")
    for name, found in false.items():
        for pair, own in zip(alone[name], found, strict=True):
            if own & show:
                print(f"  false in {name} {sorted(own & show)}: {pair}")


Row = tuple[str, str, str, str | None]
FIRST, LAST = "seen with the rules", "tried when they were done"
GROUPS: dict[str, dict[str, Sequence[Row]]] = {
    "digits": {kind: list(rows) for kind, rows in KINDS.items()},
    "negation": {FIRST: denial_pairs.SEEN, LAST: denial_pairs.HELD_BACK},
    "links leftover script copied": {FIRST: protected_pairs.SEEN, LAST: protected_pairs.HELD_BACK},
    **{
        check: {FIRST: rows, LAST: people_pairs.HELD_BACK[check]}
        for check, rows in people_pairs.SEEN.items()
    },
    "invented": {FIRST: word_pairs.INVENTED_SEEN, LAST: word_pairs.INVENTED_HELD_BACK},
    "furniture length_ratio unlike copied": {
        FIRST: word_pairs.HEADLINES_SEEN,
        LAST: word_pairs.HEADLINES_HELD_BACK,
    },
}


def by_kind() -> None:
    """Of rows that say the same and, where there is a last column, of what does not.

    Each as it stands, and inside a sentence of 20 to 40 words.
    """
    for checks, by in GROUPS.items():
        print()
        table(
            " ".join(f"`{each}`" for each in checks.split()), "caught", "in a long sentence",
            "false alarms", "in a long sentence",
        )  # fmt: skip
        for kind, rows in by.items():
            told = [
                _of([not set(checks.split()).isdisjoint(found) for found in side])
                for around in (_as_it_stands, within)
                for side in _judged(rows, around)
            ]
            row(kind, told[1], told[3], told[0], told[2])


def _judged(
    rows: Sequence[Row], around: Callable[[str, str], str]
) -> tuple[list[set[str]], list[set[str]]]:
    """What is said of the right ones, and of the wrong ones."""
    right, wrong = [], []
    for code, source, same, other in rows:
        of = (code, around(code, source))
        right.append(serious(Pair(*of, around("en", same))))
        if other is not None:
            wrong.append(serious(Pair(*of, around("en", other))))
    return right, wrong


def _of(said: Sequence[bool]) -> str:
    return f"{sum(said)} of {len(said)}"


def _as_it_stands(_code: str, text: str) -> str:
    return text


def table(*heads: str) -> None:
    row(*heads)
    print("|---" * len(heads) + "|")


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=DATA)
    parser.add_argument("--show", default="")
    asked = parser.parse_args()
    by_check(asked.folder, set(filter(None, asked.show.split(","))))
    by_kind()


if __name__ == "__main__":
    main()
