"""Pages are read on the workers of a Dask scheduler: the same records, and a dead worker costs time.

The scheduler and its workers are processes of their own, started as a user starts them.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dask
import pytest

from dragoman import Archive, Outcome, UsageError, WorkersFailed
from dragoman.archiver.article.page_body import PageBody
from dragoman.archiver.web.limits import Limits
from dragoman.errors import ExtractionError
from dragoman.reader.elsewhere import ReaderElsewhere, read_here, versions
from dragoman.reader.page_reader import PageReader
from dragoman.translate.workers.dask_workers import DaskWorkers
from tests.support.dask_programs import free_port, scheduler, started, wait_for, worker
from tests.support.foreign_files import WarcFile
from tests.support.site import AZ_TEXT, page

PAGES = 24


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Different pages, one of them next to empty."""
    made = WarcFile()
    for n in range(PAGES):
        made.page(f"https://news.example/{n}", page("az", f"Xəbər {n}", AZ_TEXT))
    made.page("https://news.example/thin", b"<html><title>Thin</title><p>Soon.</p></html>")
    path = tmp_path_factory.mktemp("made") / "crawl.warc.gz"
    path.write_bytes(made.content())
    return path


TIMES = ("time", "made_at", "dateCreated", "at")


def kept(archive: Archive) -> list[Any]:
    """All records that say something of pages, by URL, without their times and ids."""
    rows = archive.index.connection.execute("SELECT id, type FROM records").fetchall()
    told = [archive.record(row["id"]) for row in rows if row["type"] in ("conversion", "metadata")]
    ids = {row["id"] for row in rows}
    return sorted(
        (each.target_uri, json.dumps(without(each.json(), ids), sort_keys=True)) for each in told
    )


def without(value: Any, ids: set[str]) -> Any:
    if isinstance(value, dict):
        return {k: without(v, ids) for k, v in value.items() if k not in TIMES}
    if isinstance(value, list):
        return [without(each, ids) for each in value]
    if isinstance(value, str) and any(each in value for each in ids):
        return "an id"
    return value


@pytest.fixture(scope="module")
def told_here(tmp_path_factory: pytest.TempPathFactory, crawl: Path) -> list[Any]:
    folder = tmp_path_factory.mktemp("here")
    with Archive(folder / "evidence") as archive:
        list(archive.import_file(crawl))
        return kept(archive)


def test_the_same_records_and_a_worker_that_is_killed_costs_time(
    tmp_path: Path, crawl: Path, told_here: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.steps.reading_ahead.TOGETHER", 1)  # the first comes soon
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    commands = [scheduler(port), *(worker(address, tmp_path / name, "--no-nanny") for name in "ab")]
    with (
        started(*commands) as processes,
        Archive(tmp_path / "evidence") as archive,
        archive.workers(scheduler=address) as workers,
    ):
        assert isinstance(workers, DaskWorkers)
        wait_for(lambda: workers.count() == 2)
        assert "bytes of those that are not read yet" in workers.notice
        outcomes: list[Outcome] = []
        for outcome in archive.import_files([crawl], workers=workers):
            if not outcomes:
                os.kill(processes[1].pid, signal.SIGKILL)
            outcomes.append(outcome)
        assert len(outcomes) == PAGES + 1, outcomes[-1].error
        assert kept(archive) == told_here
        wait_for(lambda: workers.count() == 1)
        read_what_is_pending(tmp_path, crawl, workers, told_here)
        os.kill(processes[0].pid, signal.SIGKILL)
        at_once = dask.config.set({"distributed.comm.timeouts.connect": "2s"})
        with at_once, Archive(tmp_path / "third") as third:
            (failed,) = third.import_files([crawl], workers=workers)
            assert isinstance(failed.error, WorkersFailed) and "is kept" in str(failed.error)
            assert len(third.pages()) == PAGES + 1, "what was taken in is there, to be read"
            assert third.verify().ok


def read_what_is_pending(
    folder: Path, crawl: Path, workers: DaskWorkers, told_here: list[Any]
) -> None:
    """What was taken in and not read is read by `translate`, where there is no model as well."""
    with Archive(folder / "pending", models_dir=folder / "none") as archive:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("dragoman.steps.importing.read_ahead", lambda *_, **__: iter(()))
            assert list(archive.import_file(crawl)) == []
        assert all(page.article is None for page in archive.pages())
        done = list(archive.translate(workers=workers))
        assert len(done) == PAGES + 1
        assert all(each.pending is not None for each in done)
        articles = [each for each in told_here if '"NewsArticle"' in each[1]]
        assert len(articles) >= PAGES
        assert set(articles) <= set(kept(archive))


# -- what comes back ---------------------------------------------------------------------------


class Here:
    """Workers that are this process: another machine cannot be had, with other versions at that."""

    def __init__(self, answer: Callable[[dict[str, Any]], Any] = lambda said: said) -> None:
        self._answer = answer

    def count(self) -> int:
        return 1

    def call(
        self, function: Callable[..., Any], *given: Any, called_off: Callable[[], bool]
    ) -> Any:
        return None if called_off() else self._answer(function(*given))


BODY = PageBody(page("az", "Xəbər", AZ_TEXT), "https://news.example/", "text/html", status=200)


def test_what_is_read_there_is_what_is_read_here() -> None:
    said = ReaderElsewhere(Limits(), Here()).reading(BODY).article
    here = PageReader(Limits()).reading(BODY).article
    assert said is not None and here is not None
    assert said.sentences == here.sentences and said.article.text == here.article.text


@pytest.mark.parametrize(
    ("became", "told"),
    [
        ({"lost": "memory"}, "limits.reading_memory"),
        ({"lost": "time"}, "limits.reading_time"),
        ({"lost": "broken"}, "broke the program that reads"),
        ({"failed": ("ValueError", "odd bytes", None)}, r"ValueError: odd bytes.*kept"),
        ({"failed": ("ExtractionError", "it is empty", "extraction")}, "^it is empty$"),
    ],
)
def test_a_page_that_is_too_much_there_is_told_as_here(became: dict[str, Any], told: str) -> None:
    workers = Here(lambda said: {"read_by": said["read_by"], **became})
    with pytest.raises(ExtractionError, match=told):
        ReaderElsewhere(Limits(), workers).reading(BODY)


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"dragoman": "9.0"}, "dragoman"),
        ({"trafilatura": None}, "trafilatura"),
        ({"new": "1"}, "new"),
    ],
)
def test_a_worker_that_would_read_otherwise_is_refused(other: dict[str, Any], named: str) -> None:
    workers = Here(lambda said: said | {"read_by": versions() | other})
    with pytest.raises(WorkersFailed, match=rf"\({named} differ\)"):
        ReaderElsewhere(Limits(), workers).reading(BODY)


def test_what_was_called_off_is_said() -> None:
    with pytest.raises(ExtractionError, match="interrupted"):
        ReaderElsewhere(Limits(), Here()).reading(BODY, lambda: True)


def test_an_answer_is_json() -> None:
    said = read_here(b"<p>Salam.</p>", {"url": "", "what": "reading", "limit": 100}, 10.0, 10**9)
    assert json.loads(json.dumps(said))["read_by"] == versions()


class Scheduler:
    """Stands where Dask's client would: no other machine can be had here."""

    def scheduler_info(self, n_workers: int) -> dict[str, dict[str, dict[str, int]]]:
        assert n_workers == -1
        return {"workers": {"tcp://10.0.0.2:1": {"nthreads": 1}}}

    def submit(self, *_: Any, **__: Any) -> None:
        raise AssertionError("nothing is given to it")


def test_bytes_go_nowhere_unencrypted() -> None:
    workers = DaskWorkers.__new__(DaskWorkers)
    workers._client, workers._address = Scheduler(), "tcp://127.0.0.1:1"
    with pytest.raises(UsageError, match="unencrypted"):
        ReaderElsewhere(Limits(), workers).reading(BODY)
