"""Which spellings of a name find each other, by our keys and by those of other libraries.

    python -m benchmarks.name_keys ../shared/data/names

Families of spellings (people.tsv, known to our keys, and tests/data/name_families.tsv, written
after them), pairs that must not meet (not-the-same.tsv), and all pairs of a list of distinct
surnames and given names of the region (tests/data/distinct_names.txt). Others' keys are given each
name in Latin letters as rigour transliterates it, since none of them reads Cyrillic. Needs the
extra `bench`: rigour and jellyfish, which Dragoman does not use.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from itertools import combinations, permutations
from pathlib import Path

from dragoman.translate.text.spelling import name_forms, name_keys, names_keyed

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
Finds = Callable[[str, str], bool]


def families(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [[each for cell in row for each in cell.split(";") if each] for row in rows]


def ours(query: str, text: str) -> bool:
    """As the search does it: the query's own keys, among those of the text's words and stems."""
    held = {key for form in name_forms(text) for key in names_keyed(form)}
    return all(not held.isdisjoint(name_keys(word)) for word in query.split())


def by_key(key: Callable[[str], str]) -> Finds:
    """Words whose keys are the same; the ASCII form of a word is remembered."""
    from rigour.text.translit import ascii_text

    made: dict[str, set[str]] = {}

    def keys(text: str) -> set[str]:
        if text not in made:
            words = ascii_text(text).replace("-", " ").split()
            made[text] = {key(word.replace("'", "")) for word in words} - {""}
        return made[text]

    def finds(query: str, text: str) -> bool:
        asked = keys(query)
        return bool(asked) and asked <= keys(text)

    return finds


def methods() -> dict[str, Finds]:
    import jellyfish
    from rigour.text.phonetics import metaphone, soundex

    return {
        "dragoman": ours,
        "transliterated, as it is": by_key(str.lower),
        "rigour metaphone": by_key(metaphone),
        "rigour soundex": by_key(soundex),
        "jellyfish NYSIIS": by_key(jellyfish.nysiis),
        "jellyfish match rating": by_key(jellyfish.match_rating_codex),
    }


def found(finds: Finds, groups: Iterable[list[str]]) -> str:
    asked = [finds(a, b) for group in groups for a, b in permutations(group, 2)]
    return f"{sum(asked)} of {len(asked)} ({100 * sum(asked) / len(asked):.1f} %)"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", type=Path)
    folder = parser.parse_args().names
    known, new = families(folder / "people.tsv"), families(DATA / "name_families.tsv")
    apart = [row[:2] for row in families(folder / "not-the-same.tsv")]
    distinct = (DATA / "distinct_names.txt").read_text(encoding="utf-8").split()
    pairs = list(combinations(distinct, 2))
    print("| key | people.tsv found | families new to it | not-the-same | wrong of "
          f"{len(pairs):,} other pairs |\n|---|---|---|---|---|")  # fmt: skip
    for name, finds in methods().items():
        met = sum(finds(*pair) or finds(*pair[::-1]) for pair in apart)
        wrong = sum(finds(*pair) or finds(*pair[::-1]) for pair in pairs)
        print(f"| {name} | {found(finds, known)} | {found(finds, new)} | {met} of {len(apart)} "
              f"| {wrong} ({100 * wrong / len(pairs):.2f} %) |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
