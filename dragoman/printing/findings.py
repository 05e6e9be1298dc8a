"""What was found of what is kept: a look back at an original, and what `verify` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.printing.columns import SHORT_ID
from dragoman.printing.terminal import console, plain
from dragoman.program import as_called

if TYPE_CHECKING:
    from dragoman.steps.watch.observation import Observation
    from dragoman.verify import Problem, Report


def print_observation(seen: Observation) -> None:
    """What a look back found, in a line, and under it what is different."""
    out = console()
    short = (seen.compared_with or "")[:SHORT_ID].ljust(SHORT_ID)
    out.print(f"{short}  {seen.finding:11} {plain(seen.url or '')}", style="bold")
    out.print(f"          {plain(as_called(seen.reason))}")
    for line in seen.difference:
        out.print(f"  {plain(line)}", style="red" if line.startswith("-") else "green")
    if seen.captured:
        out.print(f"          as it is now: {seen.captured[:SHORT_ID]}")


def problem_text(problem: Problem) -> str:
    where = problem.file + (f" at {problem.offset}" if problem.offset is not None else "")
    return f"{where}: {problem.message}"


def report_text(report: Report) -> str:
    if report.ok:
        return (
            f"{report.records} records are as they were written. A rewriting of the whole archive "
            "would show only against an anchor kept elsewhere."
        )
    return f"{report.records} records read; problems found: {len(report.problems)}"
