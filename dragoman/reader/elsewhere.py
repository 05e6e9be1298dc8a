"""Reading bodies on other machines: what is handed to a worker, and what comes back.

A body crosses with where it was found; what comes back is what the process of its own would have
said here. On the worker it is read in such a process as well, within the same limits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol, runtime_checkable

from dragoman.archiver.web.limits import Limits
from dragoman.errors import WorkersFailed
from dragoman.plugged.entry_points import READERS, plug_ins
from dragoman.reader.confined import Allowance, Confined, Lost, WorkFailed
from dragoman.reader.page_reader import CalledOff, PageReader, confined
from dragoman.version import VERSION

# What reads a body, and would read it otherwise in another version.
READ_BY = (
    "trafilatura", "htmldate", "lxml", "pypdfium2", "webencodings", "py3langid", "langdetect",
    "razdel", "sentencex",
)  # fmt: skip
# More than there are threads on a worker: a process is begun only where one is needed.
AT_ONCE_THERE = 64


@runtime_checkable
class Elsewhere(Protocol):
    """Processes of other machines that call functions of ours."""

    def count(self) -> int:
        """How many calls they do at once."""
        ...

    def call(self, function: Callable[..., Any], *given: Any, called_off: CalledOff) -> Any:
        """What it returns there; None once it was called off. WorkersFailed where none can."""
        ...


class ReaderElsewhere(PageReader):
    """Reads bodies on other machines, within an archive's limits. Threads may share it."""

    def __init__(self, limits: Limits, workers: Elsewhere) -> None:
        super().__init__(limits)
        self._workers = workers
        self._here = versions()

    def _run(
        self,
        content: bytes,
        arguments: dict[str, Any],
        allowance: Allowance,
        called_off: CalledOff,
    ) -> Any:
        limits = (allowance.seconds, allowance.memory)
        said = self._workers.call(read_here, content, arguments, *limits, called_off=called_off)
        return came_back(said, self._here)


def came_back(said: Any, here: Mapping[str, str | None]) -> Any:
    """What a worker's answer says, as if it was done here: the result, or why there is none."""
    if said is None:
        raise Lost("cancelled")
    check_same(said["read_by"], here)
    if "lost" in said:
        raise Lost(said["lost"])
    if "failed" in said:
        raise WorkFailed(*said["failed"])
    return said["result"]


def check_same(there: Mapping[str, str | None], here: Mapping[str, str | None]) -> None:
    """WorkersFailed where a worker would read the same bytes otherwise than is done here."""
    if there != here:
        other = sorted(name for name in {*there, *here} if there.get(name) != here.get(name))
        raise WorkersFailed(
            f"a worker does not read as is done here ({', '.join(other)} differ), so what an "
            "article is would depend on who is asked; give all of them the same versions"
        )


def versions() -> dict[str, str | None]:
    """Of what reads a body on this machine; None for what is not installed."""
    others = {str(each): each.version for each in plug_ins(READERS)}
    return {"dragoman": VERSION, **{name: version_of(name) for name in READ_BY}, **others}


def version_of(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


# -- on the worker ---------------------------------------------------------------------------------


def read_here(
    content: bytes, arguments: dict[str, Any], seconds: float, memory: int
) -> dict[str, Any]:
    """What `ReaderElsewhere` asks a worker: an answer of JSON values, whatever became of it."""
    return answer(confined, versions(), content, arguments, Allowance(seconds, memory))


def answer(
    processes: Callable[[int], Confined],
    read_by: Mapping[str, str | None],
    content: bytes,
    asked: dict[str, Any],
    allowance: Allowance,
) -> dict[str, Any]:
    """The other end of `came_back`."""
    said: dict[str, Any] = {"read_by": dict(read_by)}
    try:
        return said | {"result": processes(AT_ONCE_THERE).run(content, asked, allowance)}
    except Lost as lost:
        return said | {"lost": lost.why}
    except WorkFailed as failed:
        return said | {"failed": (failed.name, str(failed), failed.kind)}
