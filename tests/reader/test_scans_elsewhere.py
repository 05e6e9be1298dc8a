"""Pictures are read on the workers of a Dask scheduler: the same records as where nobody else reads."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dragoman import Archive, UsageError, WorkersFailed
from dragoman.archiver.scans.scripts import MODELS, Readers
from dragoman.errors import ExtractionError
from dragoman.reader.scan_reader import Scan, ScanReader
from dragoman.reader.scans_elsewhere import ScansElsewhere, seen_by
from dragoman.translate.workers.dask_workers import DaskWorkers
from tests.reader.test_elsewhere import TIMES, Here, Scheduler, kept
from tests.support.dask_programs import free_port, scheduler, started, wait_for, worker
from tests.support.drawn_pages import as_file, as_pdf, drawn, needs_tesseract

SAID = ["Birinci vərəq budur.", "İkinci vərəq gəldi.", "Üçüncü vərəq oxundu."]


def picture(text: str, **more: Any) -> Scan:
    return Scan(as_file(drawn(text, width=700, height=120, **more)), "https://e.example/1.png")


def never() -> bool:
    return False


class Counting(Here):
    """Knows what it was asked for, and how long what it was given is."""

    def __init__(self, answer: Callable[[dict[str, Any]], Any] = lambda said: said) -> None:
        super().__init__(answer)
        self.asked: list[str] = []

    def call(
        self, function: Callable[..., Any], *given: Any, called_off: Callable[[], bool]
    ) -> Any:
        self.asked.append(given[1]["what"])
        return super().call(function, *given, called_off=called_off)


def test_a_page_that_is_read_there_is_what_is_read_here_and_all_else_is_done_here() -> None:
    needs_tesseract()
    scan, workers = picture(SAID[0]), Counting()
    there, here = ScansElsewhere(60, workers), ScanReader(60)
    assert there.count(scan) == 1
    sheet = there.sheet(scan, 1, 1)
    assert sheet == here.sheet(scan, 1, 1) and sheet.words
    article, places = there.article(scan, [sheet.to_json()])
    said, same_places = here.article(scan, [sheet.to_json()])
    assert article is not None and said is not None and places == same_places
    assert article.article.text == said.article.text and article.sentences == said.sentences
    assert workers.asked == ["sheet"]


def test_a_picture_that_was_begun_is_read_once() -> None:
    needs_tesseract()
    scan, workers = picture(SAID[1]), Counting()
    reader = ScansElsewhere(60, workers)
    with ThreadPoolExecutor(1) as pool:
        reader.begin(scan, pool, never)
        assert reader.sheet(scan, 1, 1).words
        assert workers.asked == ["sheet"]
        reader.begin(Scan(b"no picture", scan.url), pool, never)
        several = Scan(as_pdf([drawn(width=300, height=100)] * 2), scan.url)
        reader.begin(several, pool, never)
    assert workers.asked == ["sheet"]


@pytest.mark.parametrize("became", [{"lost": "memory"}, {"failed": ("ValueError", "odd", None)}])
def test_a_page_that_is_too_much_there_keeps_nobody_from_the_others(became: Any) -> None:
    workers = Here(lambda said: {"read_by": said["read_by"], **became})
    sheet = ScansElsewhere(60, workers).sheet(Scan(b"", "https://e.example/"), 2, 3)
    assert sheet.n == 2 and sheet.error is not None


@pytest.mark.parametrize("name", ["tesseract", "pillow", "the model aze", "dragoman"])
def test_a_worker_that_would_read_otherwise_is_refused(name: str) -> None:
    workers = Here(lambda said: said | {"read_by": seen_by() | {name: "another"}})
    with pytest.raises(WorkersFailed, match=f"{name} differ"):
        ScansElsewhere(60, workers).sheet(Scan(b"", ""), 1, 1)


def test_what_was_called_off_is_said() -> None:
    with pytest.raises(ExtractionError, match="goes on with it"):
        ScansElsewhere(60, Here()).sheet(Scan(b"", ""), 1, 1, lambda: True)


def test_pictures_go_nowhere_unencrypted() -> None:
    workers = DaskWorkers.__new__(DaskWorkers)
    workers._client, workers._address = Scheduler(), "tcp://127.0.0.1:1"
    with pytest.raises(UsageError, match="unencrypted"):
        ScansElsewhere(60, workers).sheet(Scan(b"", ""), 1, 1)


class Late:
    """A call that comes back just when nobody waits for it any more, and is there the next time."""

    status, waited = "pending", False

    def result(self, timeout: float) -> str:
        assert timeout > 0
        if not self.waited:
            self.waited, self.status = True, "finished"
            raise TimeoutError
        return "an answer"

    def done(self) -> bool:
        return self.waited


def test_an_answer_that_comes_as_the_wait_ends_is_no_failure() -> None:
    class Client(Scheduler):
        def scheduler_info(self, n_workers: int) -> dict[str, dict[str, dict[str, int]]]:
            return {"workers": {"tcp://127.0.0.1:2": {"nthreads": abs(n_workers)}}}

        def submit(self, *_: Any, **__: Any) -> Any:
            return Late()

    workers = DaskWorkers.__new__(DaskWorkers)
    workers._client, workers._address = Client(), "tcp://127.0.0.1:1"
    assert workers.call(len, b"", called_off=never) == "an answer"


def test_each_model_that_anything_is_read_with_is_compared() -> None:
    class Asked:
        def first_of(self, *wanted: str) -> str:
            assert set(wanted) <= set(MODELS)
            return wanted[0]

    Readers(Asked())  # type: ignore[arg-type]


def test_the_same_records_and_a_worker_that_is_killed_costs_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_tesseract()
    monkeypatch.setattr("tests.reader.test_elsewhere.TIMES", (*TIMES, "captured_at"))
    files = [tmp_path / name for name in ("scan.pdf", "a.png", "b.png")]
    files[0].write_bytes(as_pdf([drawn(each, width=700, height=120) for each in SAID]))
    for path, said in zip(files[1:], SAID, strict=False):
        path.write_bytes(as_file(drawn(said, width=700, height=120)))
    with Archive(tmp_path / "here") as archive:
        assert [each.error for each in archive.import_files(files)] == [None] * 3
        told_here = kept(archive)
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    commands = [scheduler(port), *(worker(address, tmp_path / name, "--no-nanny") for name in "ab")]
    with (
        started(*commands) as processes,
        Archive(tmp_path / "there") as archive,
        archive.workers(scheduler=address) as workers,
    ):
        assert isinstance(workers, DaskWorkers)
        wait_for(lambda: workers.count() == 2)
        seen = threading.Event()

        def kill_one(_done: int, _of: int) -> None:
            if not seen.is_set():
                seen.set()
                os.kill(processes[1].pid, signal.SIGKILL)

        archive.tell_sheets(kill_one)
        outcomes = list(archive.import_files(files, workers=workers))
        assert [each.error for each in outcomes] == [None] * 3 and seen.is_set()
        assert kept(archive) == told_here
        assert archive.verify().ok
