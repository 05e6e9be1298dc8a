"""Work in a process of its own: what hangs, swells or breaks there costs itself and nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import ExtractionError
from dragoman.reader.confined import Allowance, Confined, Lost, WorkFailed

HERE = "tests.reader.test_confined"
LIMITS = Allowance(seconds=1, memory=300_000_000)
needs_limits = pytest.mark.skipif(os.name == "nt", reason="Windows sets no such limits")


# -- what is run there -----------------------------------------------------------------------------


def echo(body: bytes, **arguments: Any) -> Any:
    return {"length": len(body), "arguments": arguments, "pid": os.getpid()}


def spin(_body: bytes) -> None:
    while True:
        pass


def swell(_body: bytes) -> int:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def swell_and_go_on(_body: bytes) -> str:
    """As libraries do that take a failed allocation for an empty answer."""
    held = []
    try:
        while True:
            held.append(b"x" * 1_000_000)
    except MemoryError:
        return "nothing was found"


def sleep(_body: bytes) -> None:
    time.sleep(60)


def killed(_body: bytes) -> None:
    os.kill(os.getpid(), 9)


def die(body: bytes) -> None:
    os._exit(body[0])


def refuse(_body: bytes) -> None:
    raise ExtractionError("there is no text in it", subject="x")


def break_off(_body: bytes) -> None:
    raise KeyError("parser")


def print_much(_body: bytes) -> str:
    print("x" * 100_000)
    os.write(1, b"\0" * 100_000)
    return "said"


def unwritable(_body: bytes) -> object:
    return object()


@pytest.fixture
def confined() -> Iterator[Any]:
    made: list[Confined] = []

    def make(name: str, count: int = 1) -> Confined:
        made.append(Confined(f"{HERE}:{name}", count))
        return made[-1]

    yield make
    for each in made:
        each.close()


# -- and what comes of it --------------------------------------------------------------------------


def test_the_same_process_does_one_thing_after_the_other(confined: Any) -> None:
    work = confined("echo")
    first = work.run(b"abc", {"url": "https://xeber.example/ə"}, LIMITS)
    assert (first["length"], first["arguments"]) == (3, {"url": "https://xeber.example/ə"})
    large = work.run(b"x" * 30_000_000, {}, LIMITS)
    assert large["length"] == 30_000_000
    assert large["pid"] == first["pid"] != os.getpid()


@needs_limits
@pytest.mark.parametrize(
    ("name", "why"), [("spin", "time"), ("swell", "memory"), ("swell_and_go_on", "memory")]
)
def test_what_takes_too_much_is_ended_and_the_next_is_done(
    confined: Any, name: str, why: str
) -> None:
    work = confined(name)
    for _ in range(2):
        with pytest.raises(Lost) as lost:
            work.run(b"", {}, LIMITS)
        assert lost.value.why == why


@needs_limits
def test_who_is_killed_took_neither_time_nor_memory(confined: Any) -> None:
    with pytest.raises(Lost) as lost:
        confined("killed").run(b"", {}, LIMITS)
    assert lost.value.why == "broken"


def test_what_waits_and_uses_nothing_is_silent(
    confined: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = confined("sleep")
    monkeypatch.setattr("dragoman.reader.confined.BEGINNING", 3.0)
    monkeypatch.setattr("dragoman.reader.confined.PATIENCE", 0.1)
    with pytest.raises(Lost) as lost:
        work.run(b"", {}, LIMITS)
    assert lost.value.why == "silent"


def test_a_process_that_dies_is_replaced(confined: Any) -> None:
    work = confined("die")
    for code in (1, 0, 255):
        with pytest.raises(Lost) as lost:
            work.run(bytes([code]), {}, LIMITS)
        assert lost.value.why == "broken"


def test_errors_come_back_as_what_they_were(confined: Any) -> None:
    with pytest.raises(WorkFailed) as ours:
        confined("refuse").run(b"", {}, LIMITS)
    assert (ours.value.kind, ours.value.message) == ("extraction", "there is no text in it")
    with pytest.raises(WorkFailed) as theirs:
        confined("break_off").run(b"", {}, LIMITS)
    assert (theirs.value.kind, theirs.value.name) == (None, "KeyError")
    with pytest.raises(WorkFailed):
        confined("unwritable").run(b"", {}, LIMITS)


def test_what_libraries_print_is_no_answer(confined: Any) -> None:
    assert confined("print_much").run(b"", {}, LIMITS) == "said"


def test_many_threads_share_few_processes(confined: Any) -> None:
    work = confined("echo", 2)
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(work.run(bytes(n), {}, LIMITS)))
        for n in range(30)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each["length"] for each in found) == list(range(30))
    assert len({each["pid"] for each in found}) <= 2


def test_whoever_calls_it_off_waits_no_longer(confined: Any) -> None:
    work, called_off = confined("sleep"), threading.Event()
    threading.Timer(0.5, called_off.set).start()
    with pytest.raises(Lost) as lost:
        work.run(b"", {}, LIMITS, called_off.is_set)
    assert lost.value.why == "cancelled"


PARENT = """
import json, sys
from dragoman.reader.confined import Allowance, Confined
work = Confined("tests.reader.test_confined:echo")
print(work.run(b"", {{}}, Allowance(5, 300_000_000))["pid"], flush=True)
{end}
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
@pytest.mark.parametrize("end", ["import os; os.kill(os.getpid(), 9)", "sys.exit(0)", "1/0"])
def test_no_process_outlives_its_parent(end: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PARENT.format(end=end)], capture_output=True, text=True, check=False
    )
    child = Path("/proc", done.stdout.strip())
    ends = time.monotonic() + 10
    while child.exists() and time.monotonic() < ends:
        time.sleep(0.1)
    assert not child.exists()


def test_what_is_loaded_before_the_first_page_is_all_that_a_page_needs() -> None:
    """A warm-up that fails is passed over in the process: the first page would pay for it."""
    program = (
        "import sys\n"
        "from dragoman.reader import page_reader\n"
        "page_reader.warm_up()\n"
        "print(*sorted(name for name in sys.modules if name in "
        "('trafilatura', 'lxml.html', 'py3langid', 'langdetect')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["langdetect", "lxml.html", "py3langid", "trafilatura"]


def test_nothing_that_lies_where_one_happens_to_be_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    work = Confined(f"{HERE}:echo")
    try:
        assert work.run(b"1", {}, LIMITS)["length"] == 1
    finally:
        work.close()
    assert not (tmp_path / "ran").exists()
