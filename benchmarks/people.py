"""How well people are found who are named in a text, and how long a watch list takes.

    python -m benchmarks.people [--fact-ru-eval FOLDER] [--nerel FOLDER] [--pages N]

FOLDER is the `testset` of factRuEval-2016 (dialogue-evaluation/factRuEval-2016 on GitHub), and
`NEREL-v1.1/test` of NEREL (nerel-ds/NEREL). Neither is part of the project. The Azerbaijani
sentences are `benchmarks/named/az.txt`, labelled before anything was written that finds people.
`--pages` also exports so many pages to followthemoney and has its own program validate them.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from dragoman import Archive
from dragoman.translate.people import natasha_border
from dragoman.translate.people.by_rule import people_by_rule
from dragoman.translate.people.finding import Said
from dragoman.translate.people.first_names import LOCAL
from dragoman.translate.people.watch_list import Watched, WatchList
from tests.support.named_sentences import all_labelled
from tests.support.translated_pages import Line, add_page

Span = tuple[int, int]
NAMES, RUNS = 10_000, 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fact-ru-eval", type=Path)
    parser.add_argument("--nerel", type=Path)
    parser.add_argument("--pages", type=int, default=0)
    asked = parser.parse_args()
    azerbaijani()
    watching()
    if asked.fact_ru_eval:
        russian("factRuEval-2016", fact_ru_eval(asked.fact_ru_eval))
    if asked.nerel:
        russian("NEREL", nerel(asked.nerel))
    if asked.pages:
        followthemoney(asked.pages)


def azerbaijani() -> None:
    for name, parts in (("local", ("none", "surname", "full")), ("foreign", ("foreign",))):
        right = wrong = there = 0
        for each in all_labelled():
            if each.part in parts:
                found = {(one.start, one.stop) for one in people_by_rule(each.text, "az")}
                right += len(found & each.names)
                wrong += len(found - each.names)
                there += len(each.names)
        print(
            f"Azerbaijani, {name} names: precision {right / (right + wrong):.3f}, "
            f"recall {right / there:.3f} ({right} right, {wrong} wrong, {there} there)"
        )


def watching() -> None:
    """Processor time for an article of some 600 words against the names, of three lengths."""
    invented = random.Random(7)
    surnames = [f"{each}{end}" for each in LOCAL for end in ("ov", "ova", "li", "zadə")]
    names = [Watched(f"{invented.choice(LOCAL)} {invented.choice(surnames)}") for _ in range(NAMES)]
    begun = time.process_time()
    watched = WatchList(names)
    print(f"watch list of {NAMES:,} names: read in {time.process_time() - begun:.2f} s")
    texts = [each.text for each in all_labelled()]
    for count in (30, 100, 300):
        said = [Said(n, "az", text) for n, text in enumerate(texts[:count], start=1)]
        words = sum(len(each.text.split()) for each in said)
        took = []
        for _ in range(RUNS):
            start = time.process_time()
            watched.find(said)
            took.append((time.process_time() - start) * 1000)
        print(
            f"an article of {words:,} words against {NAMES:,} names: first {took[0]:.1f} ms, "
            f"median {statistics.median(took):.1f} ms, slowest {max(took):.1f} ms"
        )


def russian(name: str, documents: Iterable[tuple[str, set[Span]]]) -> None:
    """Exact: both ends are right. Overlapping: a character is shared."""
    right = found_near = there_near = found_all = there_all = 0
    begun = time.process_time()
    count = 0
    for text, there in documents:
        found = {
            (each.start, each.stop)
            for each in natasha_border.mentions_in(text)
            if each.kind == "person"
        }
        count += 1
        right += len(found & there)
        found_near += sum(any(_meet(one, other) for other in there) for one in found)
        there_near += sum(any(_meet(one, other) for other in found) for one in there)
        found_all += len(found)
        there_all += len(there)
    took = (time.process_time() - begun) / max(count, 1)
    exact = _f1(right / found_all, right / there_all)
    near = _f1(found_near / found_all, there_near / there_all)
    print(
        f"{name}: {count} documents, exact F1 {exact:.3f} (precision {right / found_all:.3f}, "
        f"recall {right / there_all:.3f}), overlapping F1 {near:.3f}, {took * 1000:.0f} ms each"
    )


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def fact_ru_eval(folder: Path) -> Iterator[tuple[str, set[Span]]]:
    """Each text, and the stretches of the objects that are persons."""
    for path in sorted(folder.glob("*.objects")):
        spans: dict[str, Span] = {}
        for line in path.with_suffix(".spans").read_text(encoding="utf-8").splitlines():
            fields = line.split()
            if len(fields) > 3:
                spans[fields[0]] = (int(fields[2]), int(fields[2]) + int(fields[3]))
        there = set()
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = line.partition("#")[0].split()
            if len(fields) > 2 and fields[1] == "Person":
                held = [spans[each] for each in fields[2:]]
                there.add((min(s for s, _ in held), max(s for _, s in held)))
        yield path.with_suffix(".txt").read_text(encoding="utf-8"), there


def nerel(folder: Path) -> Iterator[tuple[str, set[Span]]]:
    """Each text, and the outermost stretches that are persons."""
    for path in sorted(folder.rglob("*.ann")):
        held = set()
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = line.split("\t")
            if line.startswith("T") and fields[1].startswith("PERSON ") and ";" not in fields[1]:
                _, start, stop = fields[1].split()
                held.add((int(start), int(stop)))
        outer = {
            one for one in held
            if not any(o != one and o[0] <= one[0] and one[1] <= o[1] for o in held)
        }  # fmt: skip
        yield path.with_suffix(".txt").read_text(encoding="utf-8"), outer


def followthemoney(count: int) -> None:
    sentences = [each.text for each in all_labelled()]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        with Archive(work / "archive") as archive:
            for n in range(count):
                held = [sentences[(n * 3 + k) % len(sentences)] for k in range(6)]
                lines = [Line(each, f"Translated: {each}") for each in held]
                add_page(archive, work, lines, name=f"{n}.html")
            begun = time.process_time()
            archive.export(None, "ftm", work / "out.json")
            print(f"{count} pages exported in {time.process_time() - begun:.1f} s of the processor")
        program = Path(sys.executable).with_name("ftm")
        done = subprocess.run(
            [program, "validate", "-i", work / "out.json", "-o", work / "checked.json"],
            capture_output=True,
            text=True,
            check=False,
        )
        same = sorted((work / "out.json").read_text(encoding="utf-8").splitlines()) == sorted(
            (work / "checked.json").read_text(encoding="utf-8").splitlines()
        )
        kept = "every line as it was" if same else "lines in another order or form"
        print(f"ftm validate: exit status {done.returncode}, {len(done.stderr)} bytes said, {kept}")


if __name__ == "__main__":
    main()
