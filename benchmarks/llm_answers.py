"""What the rules for a language model's answers refuse of translations that are none of its own.

    python -m benchmarks.llm_answers [FOLDER] [--show]     FOLDER: ../shared/data/mt by default

Each published translation is handed in as an answer. What the checks refuse for any engine is
counted by itself; of the rest, people's and good engines' should all be taken. Beside it, how many
are refused of answers that are none: those of `tests/support/llm_answers.py`, which the rules were
written with, and the first three words of each original, given back.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from benchmarks.checks import DATA, SYSTEMS, _lines
from dragoman.translate.checks import check
from dragoman.translate.llm.answers import translation
from dragoman.translate.llm.prompts import Asked
from dragoman.translate.llm.server import NoAnswer
from tests.support.llm_answers import BAD, BEFORE, SOURCE
from tests.support.llm_server import chat


def why_not(source: str, answer: object, code: str, before: tuple[str, ...] = ()) -> str | None:
    """Why an answer with its number is refused, or None."""
    said = answer if isinstance(answer, dict) else chat(answer)
    try:
        translation(said, Asked(source, code, "en", before), numbered=True)
    except NoAnswer as fault:
        return str(fault)
    return None


def row(folder: Path, code: str, system: str, show: bool) -> str:
    sources = _lines(folder / f"{code}-en.flores-dev.{code}")
    targets = _lines(folder / f"{code}-en.flores-dev.{system}")
    by_checks, by_rules = 0, Counter[str]()
    for source, target in zip(sources, targets, strict=True):
        fault = why_not(source, f"1. {target}", code)
        if any(flag.severity == "refuse" for flag in check(source, target, code, "en")):
            by_checks += 1
        elif fault:
            by_rules[fault.split(" (")[0]] += 1
            if show:
                print(f"  {fault}: {source} => {target}")
    told = ", ".join(f"{fault}: {count}" for fault, count in by_rules.most_common())
    return f"| {code} {system} | {len(sources)} | {by_checks} | {by_rules.total()} | {told} |"


def echoes(folder: Path, code: str) -> str:
    """The first three words of each original, as an original and as its own answer."""
    sources = [
        " ".join(each.split()[:3]) for each in _lines(folder / f"{code}-en.flores-dev.{code}")
    ]
    taken = [source for source in sources if why_not(source, f"1. {source}", code) is None]
    names = sum(all(word[0].isupper() for word in each.split()) for each in taken)
    return (
        f"{code}: three words as their own answer: {len(sources) - len(taken)} of {len(sources)} "
        f"refused; of the others {names} have a capital at each word"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=DATA)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    print("| translations | sentences | refused by checks | by these rules alone | which |")
    print("|---|---|---|---|---|")
    for code, systems in SYSTEMS.items():
        for system in systems:
            print(row(asked.folder, code, system, asked.show))
    answers = [answer for _, answer in BAD if isinstance(answer, str | dict)]
    caught = [bool(why_not(SOURCE, answer, "az", BEFORE)) for answer in answers]
    print(f"\nmade answers that are none: {sum(caught)} of {len(caught)} refused")
    for code in SYSTEMS:
        print(echoes(asked.folder, code))


if __name__ == "__main__":
    main()
