"""How fast the checks are, names and all, beside those of an older checkout.

    python -m benchmarks.check_speed OLD [FOLDER] [--rounds 9]    (../shared/data by default)

OLD is another checkout of this repository (`git worktree add ../old COMMIT`). Both codes check the
same pairs in one process, by turns, with a names file of the 50 names that are commonest in those
pairs; what is counted is the processor time of a round, new over old. "first" are pairs whose words
neither code has seen, since what was kept of words is forgotten before; "again" are the same pairs
once more. FOLDER holds `checks`, `news` and `mt`.
"""

from __future__ import annotations

import argparse
import csv
import functools
import gc
import io
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.check_pairs import DATA, ROOT, Pair, labelled, news, row, table
from benchmarks.checks import _lines
from dragoman.translate.text.spelling import capitalised, name_key

IN_USE, SHORT = 50, 3
# One that has a number, a name and enough words for all that is loaded with the first pair.
WARM = Pair(
    "az", "Vəkil Əliyev bu il 5 nəfərin həbsdə olduğunu dedi.", "So said the lawyer Aliyev."
)
Judge = Callable[[Pair], object]


def sets(folder: Path) -> dict[str, list[Pair]]:
    made = [
        pair for name in ("right", "wrong") for pair in labelled(folder / "checks" / f"{name}.tsv")
    ]
    found = {"pairs of `checks`": made}
    found |= {f"{code} person, news": news(folder / "news", code) for code in ("az", "ru")}
    for code, name in (
        ("az", "google"),
        ("az", "argos"),
        ("ru", "google"),
        ("ru", "bergamot-tiny"),
    ):
        source = folder / "mt" / f"{code}-en.flores-dev.{code}"
        both = _lines(source), _lines(source.with_suffix(f".{name}.en"))
        found[f"{code} {name}"] = [Pair(code, *pair) for pair in zip(*both, strict=True)]
    return found


def names_in_use(pairs: Iterable[Pair]) -> bytes:
    """A names file of the commonest names that have one key on both sides and two spellings."""
    met: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        here, there = (dict(_named(text)) for text in (pair.source, pair.target))
        both = ((here[key], there[key]) for key in here.keys() & there.keys())
        met.update((one, other) for one, other in both if one != other and len(one) > SHORT)
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(("source", "target", "authority"))
    rows.writerows((*both, "the family") for both, _ in met.most_common(IN_USE))
    return file.getvalue().encode()


def _named(text: str) -> Iterator[tuple[str, str]]:
    return ((key, word) for word, _, _ in capitalised(text) if (key := name_key(word)))


@contextmanager
def loaded_from(checkout: Path) -> Iterator[None]:
    """While it lasts, the package is imported from a checkout, and anew."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "dragoman"]:
        del sys.modules[name]
    sys.path.insert(0, str(checkout))
    yield
    sys.path.pop(0)


def judge(checkout: Path, names: bytes) -> Judge:
    """All checks of a checkout, with its own reading of a names file."""
    checks: Any
    with loaded_from(checkout):
        from dragoman.translate import checks

        listed: Any
        try:
            from dragoman.translate.names import names as listed
        except ImportError:  # it was one file
            from dragoman.translate import names as listed
        known = listed.Names(listed.parse(names, "names.csv"))

        def judged(pair: Pair) -> object:
            return checks.check(pair.source, pair.target, pair.code, "en", known)

        assert Path(checks.__file__).is_relative_to(checkout), checks.__file__
        judged(WARM)
    return judged


def forget() -> None:
    """What both codes keep of the words that they have seen. Tables of words stay."""
    kept = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]
    for each in kept:
        if each.cache_parameters()["maxsize"] and each.__module__.startswith("dragoman"):
            each.cache_clear()


def measured(
    judges: dict[str, Judge], pairs: Sequence[Pair], rounds: int
) -> dict[tuple[str, str], list[float]]:
    """Seconds of processor time by code and pass; who begins changes from round to round."""
    seconds: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds):
        forget()
        for again in ("first", "again"):
            for name in sorted(judges, reverse=bool(number % 2)):
                began = time.process_time()
                for pair in pairs:
                    judges[name](pair)
                seconds.setdefault((name, again), []).append(time.process_time() - began)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=DATA)
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    held = sets(asked.folder)
    listed = names_in_use(pair for pairs in held.values() for pair in pairs)
    judges = {"old": judge(asked.old.resolve(), listed), "new": judge(ROOT, listed)}
    table("pairs", "how many", "words", "new / old", "least to most", "pairs/s, old", "new")
    for name, pairs in held.items():
        seconds = measured(judges, pairs, asked.rounds)
        for again in ("first", "again"):
            old, new = seconds["old", again], seconds["new", again]
            ratios = sorted(own / was for was, own in zip(old, new, strict=True))
            rates = [len(pairs) / statistics.median(each) for each in (old, new)]
            row(
                name, len(pairs), again, f"{statistics.median(ratios):.2f}",
                f"{ratios[0]:.2f} to {ratios[-1]:.2f}", *(f"{each:,.0f}" for each in rates),
            )  # fmt: skip


if __name__ == "__main__":
    main()
