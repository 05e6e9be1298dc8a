"""How many small faults the tests of a room notice: a seeded sample of cosmic-ray's mutants.

    python -m benchmarks.mutants [--sample 400] [--seed 1] [--jobs 2] [--seconds 240]

Each mutant is one change (an operator, a comparison, a constant, a decorator, a condition, a loop)
in one of the modules below, tried in a copy of the checkout with the tests of its room alone. One
that no test notices is printed with its difference: it is no fault, or a test is missing. Changes
to annotations alone are none and are not drawn. A test run longer than `--seconds` counts
as noticed, and how many did so is said: on a busy machine they say nothing. `TMPDIR` on a disk in
memory makes the tests several times faster. Needs cosmic-ray (extra `bench`).
"""

from __future__ import annotations

import argparse
import ast
import difflib
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("dragoman", "tests", "benchmarks", "tools", "docs", "README.md", "CHANGELOG.md",
          "SECURITY.md", "pyproject.toml")  # fmt: skip
STORE = "store store_imports power_cuts repair"
ANCHORS = "anchor agreement"
# By module: the tests of its room, those that are quick first.
TESTS = {
    **{f"provenance/anchors/{name}": ANCHORS for name in (
        "anchor", "anchor_check", "authority", "certificates", "der", "keys", "seal",
        "statement", "timestamp")},
    "provenance/checkpoint": f"ledger {STORE}",
    "provenance/dates": "verify",
    "provenance/digest": "digest record",
    "provenance/durable": f"{STORE} anchor",
    "provenance/ledger": "ledger store verify",
    "provenance/lock": "store anchor",
    "provenance/machine": f"machine {ANCHORS}",
    "provenance/own_files": "store verify owner_only received",
    "provenance/stamp": "record",
    "provenance/stretches": "verify",
    "archiver/store/store": STORE,
    "archiver/store/tail": STORE,
    "archiver/store/recovery": STORE,
    "archiver/store/repair": "repair store",
    "archiver/store/warc_file": STORE,
    "archiver/records/record": "record store",
    "archiver/records/reader": "record store verify",
    "archiver/records/checking": "record verify originals",
    "archiver/web/framing": "record http1",
    "verify": "verify ledger media",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    module: str
    operator: str
    arguments: dict[str, Any]
    occurrence: int


def mutants() -> Iterator[Mutant]:
    """Every mutant of the modules that cosmic-ray knows how to make."""
    from cosmic_ray.commands.init import _all_work_items

    paths = [ROOT / "dragoman" / f"{module}.py" for module in TESTS]
    for item in _all_work_items(paths, {}):
        (spec,) = item.mutations
        module = Path(spec.module_path).relative_to(ROOT / "dragoman").with_suffix("").as_posix()
        yield Mutant(module, spec.operator_name, spec.operator_args, spec.occurrence)


def changed(mutant: Mutant, source: str) -> str | None:
    """The module's text with the change; None where it is no change of what is done."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    operator = get_operator(mutant.operator)(**mutant.arguments)
    try:
        after = mutate_code(source, operator, mutant.occurrence)
        return after if after is not None and meaning(after) != meaning(source) else None
    except (SyntaxError, AttributeError):  # some operators make what is no program, or nothing
        return None


def meaning(source: str) -> str:
    """What a module does: its tree without annotations, which nothing here evaluates."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.dump(tree)


def in_order(pool: ThreadPoolExecutor, work: Any, mutants: list[Mutant], ahead: int) -> Any:
    """What the work made of each mutant, in their order; few are begun before they are wanted."""
    waiting: deque[Future[Any]] = deque()
    for mutant in mutants:
        waiting.append(pool.submit(work, mutant))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def file_of(test: str) -> str:
    """The one file of that name, in whichever folder of tests/ it is."""
    (found,) = (ROOT / "tests").rglob(f"test_{test}.py")
    return found.relative_to(ROOT).as_posix()


def text_of(folder: Path, mutant: Mutant) -> Path:
    return folder / "dragoman" / f"{mutant.module}.py"


def tried(mutant: Mutant, folder: Path, seconds: int) -> tuple[str, str] | None:
    """How it was noticed (`survived` where it was not), and what was changed, if anything was."""
    path = text_of(folder, mutant)
    before = path.read_text(encoding="utf-8")
    after = changed(mutant, before)
    if after is None:
        return None
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    path.write_text(after, encoding="utf-8")
    tests = [file_of(name) for name in TESTS[mutant.module].split()]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, timeout=seconds, check=False
        )
        noticed = "failed" if done.returncode else "survived"
    except subprocess.TimeoutExpired:
        noticed = "too long"
    finally:
        path.write_text(before, encoding="utf-8")
    return noticed, "\n".join(list(lines)[2:])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=240)
    asked = parser.parse_args()
    every = list(mutants())
    random.Random(asked.seed).shuffle(every)
    folders: SimpleQueue[Path] = SimpleQueue()
    count: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as work:
        for number in range(asked.jobs):
            folder = Path(work) / str(number)
            for name in COPIED:
                source = ROOT / name
                copy = shutil.copytree if source.is_dir() else shutil.copyfile
                folder.mkdir(exist_ok=True)
                copy(source, folder / name)
            folders.put(folder)

        def one(mutant: Mutant) -> tuple[Mutant, tuple[str, str] | None]:
            folder = folders.get()
            try:
                return mutant, tried(mutant, folder, asked.seconds)
            finally:
                folders.put(folder)

        with ThreadPoolExecutor(asked.jobs) as pool:
            for mutant, found in in_order(pool, one, every, 8 * asked.jobs):
                if found is None:
                    continue
                noticed, change = found
                count[noticed] += 1
                if noticed == "survived":
                    print(f"{mutant.module}: {mutant.operator}\n{change}\n", flush=True)
                print(
                    f"{count.total()} of {asked.sample}: {dict(count)}", file=sys.stderr, flush=True
                )
                if count.total() == asked.sample:
                    break
    share = count["survived"] / max(1, count.total())
    print(
        f"{count['survived']} of {count.total()} mutants survived ({share:.1%}), "
        f"{count['too long']} were noticed by their time alone; {len(every)} in all"
    )


if __name__ == "__main__":
    main()
