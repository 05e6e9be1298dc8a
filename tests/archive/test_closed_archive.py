"""A closed archive refuses, and what was in flight when it was closed is in it."""

from __future__ import annotations

import contextlib
import inspect
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from dragoman import Archive, Page
from dragoman.errors import ArchiveError, DragomanError
from dragoman.running import Running, _Steps
from tests.support.site import AZ_TEXT, Answer, Site, page
from tests.support.translated_pages import add_page

SAID = "was closed; open it again"
# What is not of an open archive: closing it, and what touches nothing of it.
OTHER = {"close", "stamp"}
OTHER_OF_A_PAGE = {"origin"}  # said of what was read before


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Archive, Page]]:
    with Archive(tmp_path / "evidence") as archive:
        yield archive, add_page(archive, tmp_path)


def arguments(method: Callable[..., Any], held: Page, other: Page | None = None) -> dict[str, Any]:
    """Something for every argument that has to be given."""
    known: dict[str, Any] = {
        "url": held.url, "urls": [held.url], "path": Path(__file__), "page": held, "translation": held,
        "original": other, "n": 1, "state": "approved", "reviewer": "somebody", "identity": held.id,
        "text": "Tural", "ids": [held.id], "format": "html", "source": "a", "target": "b",
        "authority": "c", "tool": "test", "to": "en", "response": requests.Response(),
        "event": "receipt", "what": "a disk", "other": Path(__file__), "at": 1, "by": "somebody",
        "sought": "a", "put": "b", "wanted": [], "opening": f"{'0' * 32} somebody", "limit": 1, "archives": ["http://127.0.0.1:9/save"], "paths": [Path(__file__)],
        "progress": print, "language": "az",
    }  # fmt: skip
    return {
        name: known[name]
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is inspect.Parameter.empty
        and parameter.kind is not inspect.Parameter.VAR_KEYWORD
    }


def used(value: Any) -> Any:
    """An iterator refuses at its first step."""
    return list(value) if hasattr(value, "__next__") else value


def public(thing: object) -> list[str]:
    return [name for name in dir(type(thing)) if not name.startswith("_")]


def test_everything_of_a_closed_archive_refuses(opened: tuple[Archive, Page]) -> None:
    archive, held = opened
    other = add_page(archive, archive.folder.parent, name="other.html")
    archive.close()
    for name in sorted(set(public(archive)) - OTHER):
        try:
            member = getattr(archive, name)
            found = used(member(**arguments(member, held, other)))
        except ArchiveError as error:
            assert SAID in error.message, name
        else:
            pytest.fail(f"{name} gave {found}")
    assert not list(archive.folder.glob("index.db-*")), "nothing was opened again"


def test_so_do_its_pages(opened: tuple[Archive, Page]) -> None:
    archive, held = opened
    archive.close()
    assert held.title and held.text, "what was read before stays"
    asking = {each for each in public(held) if inspect.isfunction(getattr(Page, each))}
    for name in sorted(asking - OTHER_OF_A_PAGE):
        with pytest.raises(ArchiveError, match=SAID):
            member = getattr(held, name)
            used(
                member(**({"limit": 1000} if name == "archived_text" else arguments(member, held)))
            )


def test_closing_twice_is_nothing_and_opening_again_is_no_reopening(tmp_path: Path) -> None:
    with Archive(tmp_path / "evidence") as archive:
        archive.close()
        archive.close()
    with pytest.raises(ArchiveError, match=SAID), archive:
        pass
    with Archive(tmp_path / "evidence") as again:
        assert used(again.list_pages()) == []


def test_an_iterator_does_not_end_quietly(tmp_path: Path) -> None:
    """A list that just stops would look like all there is."""
    with Archive(tmp_path / "evidence") as archive:
        for n in range(3):
            add_page(archive, tmp_path, name=f"{n}.html")
        begun, not_begun = archive.list_pages(), archive.list_pages()
        assert next(begun)["title"]
        whole = archive.list_pages()
        assert len(list(whole)) == 3
    for each in (begun, not_begun):
        with pytest.raises(ArchiveError, match=SAID):
            next(each)
    assert list(whole) == [], "one that was at its end stays so"


# -- what is in flight -----------------------------------------------------------------------

COUNT = 6


@pytest.fixture
def slow() -> Iterator[Site]:
    pages = {f"/{n}": Answer(page("az", f"Xəbər {n}", AZ_TEXT)) for n in range(COUNT)}
    with Site(pages) as site:
        yield site


@pytest.mark.parametrize("requisites", [True, False])
def test_what_is_in_flight_is_kept(tmp_path: Path, slow: Site, requisites: bool) -> None:
    with Archive(tmp_path / "evidence") as archive:
        options = archive.fetch_options(allow_private=True, delay=0.05, requisites=requisites)
        outcomes = archive.capture_many(
            [slow.url(f"/{n}") for n in range(COUNT)], options=options, concurrency=2
        )
        first = next(outcomes)
        assert first.error is None
    with pytest.raises(ArchiveError, match=SAID):
        next(outcomes)
    asked = {path for path, _ in slow.asked}
    time.sleep(0.2)
    assert {path for path, _ in slow.asked} == asked, "nothing more is fetched"
    with Archive(tmp_path / "evidence") as again:
        assert again.verify().ok
        assert {each["url"] for each in again.list_pages()} == {slow.url(path) for path in asked}


def test_another_thread_is_waited_for_and_then_refused(tmp_path: Path, slow: Site) -> None:
    archive = Archive(tmp_path / "evidence")
    # So politely that a machine which pauses in between is not done with all of them.
    options = archive.fetch_options(allow_private=True, delay=5, requisites=False)
    had: list[str] = []
    refused: list[BaseException] = []
    some = threading.Event()

    def work() -> None:
        try:
            for outcome in archive.capture_many(
                [slow.url(f"/{n}") for n in range(COUNT)], options=options, read=False
            ):
                had.append(outcome.url)
                some.set()
        except DragomanError as error:
            refused.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert some.wait(30)
    archive.close()
    thread.join(60)
    assert [SAID in str(error) for error in refused] == [True]
    assert len(had) < COUNT
    with Archive(tmp_path / "evidence") as again:
        assert again.verify().ok
        kept = {each["url"] for each in again.list_pages()}
        assert set(had) <= kept == {slow.url(path) for path, _ in slow.asked}


class Unfair:
    """A lock that the thread of its maker gets once nobody else has wanted it for a while."""

    def __init__(self) -> None:
        self._lock, self._patient, self._wanted = threading.RLock(), threading.get_ident(), 0

    def __enter__(self) -> None:
        while threading.get_ident() == self._patient and self._wanted_again():
            pass
        self._wanted += 1
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def _wanted_again(self) -> bool:
        before = self._wanted
        time.sleep(0.5)
        return self._wanted > before


def test_who_takes_one_step_after_another_does_not_keep_it_open() -> None:
    """A lock that is let go and taken again at once is seldom given to whoever waits for it."""
    running = Running("evidence")
    begun, ending = threading.Event(), threading.Event()

    def steps() -> Iterator[int]:
        for n in range(40):
            begun.set()
            assert ending.wait(30)
            time.sleep(0.1)
            yield n

    taken: list[int] = []

    def work() -> None:
        with contextlib.suppress(ArchiveError):
            for each in running.follow(steps):
                taken.append(each)

    turn = Unfair()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dragoman.running._Steps", lambda inner: _Steps(inner, turn))  # type: ignore[arg-type]
        thread = threading.Thread(target=work)
        thread.start()
        assert begun.wait(30)
    threading.Timer(0.2, ending.set).start()
    running.end()
    thread.join(60)
    assert len(taken) < 10


def test_threads_that_read_while_it_is_closed_are_refused(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "evidence")
    held = add_page(archive, tmp_path).id
    wrong: list[BaseException] = []
    refused: list[BaseException] = []
    reading = threading.Barrier(5)

    def work(read: Callable[[], object]) -> None:
        used(read())
        reading.wait()
        try:
            while True:
                used(read())
        except ArchiveError as error:
            refused.append(error)
        except Exception as error:  # noqa: BLE001 - any other is what this is about
            wrong.append(error)

    reads: list[Callable[[], object]] = [
        archive.list_pages,
        lambda: archive.search("Tural"),
        lambda: archive.page(held).pairs("en"),
        archive.suggest_names,
    ]
    threads = [threading.Thread(target=work, args=(read,)) for read in reads]
    for thread in threads:
        thread.start()
    reading.wait()
    time.sleep(0.1)
    archive.close()
    for thread in threads:
        thread.join(30)
    assert wrong == []
    assert len(refused) == len(threads)


def test_it_cannot_be_closed_from_within_a_call(tmp_path: Path, slow: Site) -> None:
    with Archive(tmp_path / "evidence") as archive:
        options = archive.fetch_options(allow_private=True, delay=0, requisites=False)

        def close(*_: object) -> None:
            archive.close()

        outcomes = archive.capture_many([slow.url("/0")], options=options, progress=close)
        with pytest.raises(ArchiveError, match="from within one of its own calls"):
            list(outcomes)
