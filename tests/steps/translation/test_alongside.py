"""Pages are translated while others are captured, and nothing that goes wrong there costs a page."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import dragoman.translate
from dragoman.archive import Archive
from dragoman.errors import ModelError, ModelInvalid
from dragoman.steps.outcome import Outcome
from dragoman.steps.translation.alongside import Alongside
from dragoman.translate import Translator, translate_documents
from dragoman.translate.engines.engine import TranslationCancelled
from tests.support.argos_package import dictionary_package
from tests.support.reading_here import read_here
from tests.support.site import AZ_TEXT, Answer, Site, page

PATIENCE = 60  # seconds in which what is waited for happens on any machine
PAGES = 5


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    dictionary_package(folder / "az")
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    html = {"Content-Type": "text/html; charset=utf-8"}
    answers = {
        f"/{n}": Answer(page("az", f"Məhkəmə {n}", AZ_TEXT.replace(".", f", {n}.")), headers=html)
        for n in range(PAGES)
    }
    with Site(answers) as served:
        yield served


@pytest.fixture
def archive(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    read_here(monkeypatch)
    with Archive(tmp_path / "archive", models_dir=models) as opened:
        yield opened


class Run:
    """A list that is captured in a thread, its pages handed over as they come."""

    def __init__(self, archive: Archive, along: Alongside, urls: list[str]) -> None:
        self._archive, self._along, self._urls = archive, along, urls
        self._came = threading.Condition()
        self.pages: list[str] = []
        self.errors: list[Any] = []
        self._thread = threading.Thread(target=self._capture, daemon=True)
        self._thread.start()

    def _capture(self) -> None:
        options = self._archive.fetch_options(allow_private=True, delay=0, requisites=False)
        outcomes = self._archive.capture_many(
            self._urls, options=options, concurrency=4, kept=self._kept
        )
        self.errors = [outcome.error for outcome in outcomes]

    def _kept(self, page_id: str) -> None:
        with self._came:
            self.pages.append(page_id)
            self._along.put(page_id)
            self._came.notify_all()

    def first(self, count: int) -> list[str]:
        """So many pages, once they are safe."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.pages) >= count, PATIENCE)
            return self.pages[:count]

    def end(self) -> list[str]:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive() and self.errors == [None] * len(self._urls)
        return self.pages


def test_what_is_safe_is_translated_while_the_first_of_the_list_is_still_fetched(
    archive: Archive, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    real = Translator.open.__func__  # type: ignore[attr-defined]
    monkeypatch.setattr(
        Translator, "open", classmethod(lambda *asked: opened.append(asked) or real(*asked))
    )
    gate = threading.Event()
    answer = site.answer

    def slow(path: str) -> Answer | None:
        assert path != "/0" or gate.wait(PATIENCE)
        return answer(path)

    monkeypatch.setattr(site, "answer", slow)
    with archive.alongside(to="en") as along:
        run = Run(archive, along, [site.url(f"/{n}") for n in range(PAGES)])
        for page_id in run.first(PAGES - 1):
            outcome = along.of(page_id)
            assert outcome is not None and outcome.translation is not None
            assert outcome.translation["state"] in ("machine", "refused")
        assert not gate.is_set()
        gate.set()
        last = along.of(run.end()[-1])
        assert last is not None and last.translation is not None
    assert len(opened) == 1  # the model stayed
    assert all(archive.page(each).has_translation("en") for each in run.pages)
    assert archive.verify().problems == []


def test_capturing_waits_for_no_translation_and_what_is_given_up_is_taken_up_later(
    archive: Archive, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, cancel = threading.Event(), threading.Event()

    def without_end(*asked: Any, **_: Any) -> Any:
        begun.set()
        cancelled = asked[4]
        while not cancelled():
            threading.Event().wait(0.01)
        raise TranslationCancelled("cancelled")

    with monkeypatch.context() as patch:
        patch.setattr(dragoman.translate, "translate_documents", without_end)
        with archive.alongside(to="en", cancel=cancel) as along:
            run = Run(archive, along, [site.url(f"/{n}") for n in range(PAGES)])
            pages = run.end()  # all of them, though not one was translated
            assert begun.wait(PATIENCE)
            cancel.set()
            assert [along.of(each) for each in pages] == [None] * PAGES
    assert not any(archive.page(each).has_translation("en") for each in pages)
    assert sum(outcome.translation is not None for outcome in archive.translate()) == PAGES


def test_what_breaks_on_one_page_costs_the_translation_of_that_one(
    archive: Archive, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(documents: Any, *asked: Any, **more: Any) -> Any:
        if any("Məhkəmə 2" in text for document in documents for text, _ in document):
            raise RuntimeError("a kernel fell over")
        return translate_documents(documents, *asked, **more)

    monkeypatch.setattr(dragoman.translate, "translate_documents", broken)
    with archive.alongside(to="en") as along:
        run = Run(archive, along, [site.url(f"/{n}") for n in range(PAGES)])
        outcomes = {each: along.of(each) for each in run.end()}
    failed = [each for each, outcome in outcomes.items() if outcome and outcome.pending]
    assert [archive.page(each).title for each in failed] == ["Məhkəmə 2"]
    pending = outcomes[failed[0]]
    assert pending is not None and isinstance(pending.pending, ModelError)
    assert "a kernel fell over" in pending.pending.message
    assert "dragoman translate" in pending.pending.message
    done = [each for each in outcomes if each not in failed]
    assert all(archive.page(each).has_translation("en") for each in done)
    assert archive.page(failed[0]).text


def test_a_model_that_cannot_be_loaded_ends_no_list(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here(monkeypatch)
    folder = tmp_path / "models"
    dictionary_package(folder / "az")
    weights = next(folder.rglob("model.bin"))
    weights.write_bytes(weights.read_bytes()[:1000])
    with Archive(tmp_path / "archive", models_dir=folder) as archive:
        with archive.alongside(to="en") as along:
            run = Run(archive, along, [site.url(f"/{n}") for n in range(PAGES)])
            outcomes = [along.of(each) for each in run.end()]
        assert all(isinstance(each.pending, ModelInvalid) for each in outcomes if each)
        assert None not in outcomes and archive.verify().problems == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nobody_waits_for_a_thread_that_is_no_more(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(*_: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(Alongside, "_outcomes", dead)
    with archive.alongside(to="en") as along:
        along.put("a page")
        assert along.of("a page") is None and along.of("another") is None


def test_very_many_may_wait_and_are_taken_in_order(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    gate = threading.Event()

    def outcomes(_: Alongside, pages: Sequence[str]) -> Iterator[tuple[str, Outcome]]:
        gate.wait(PATIENCE)
        taken.extend(pages)
        yield from ((page, Outcome(page)) for page in pages)

    monkeypatch.setattr(Alongside, "_outcomes", outcomes)
    names = [str(number) for number in range(500)]
    with archive.alongside(to="en") as along:
        for name in (*names, *names):
            along.put(name)
        gate.set()
        found = [along.of(name) for name in names]
    assert [each.url for each in found if each] == names == taken
