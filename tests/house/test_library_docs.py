"""The examples of docs/library.md are run, on a real site; and asyncio is as that page says."""

from __future__ import annotations

import asyncio
import contextlib
import doctest
import re
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman import Archive, Outcome
from tests.support.places import ROOT
from tests.support.site import Answer, Site, page

PAGE = ROOT / "docs" / "library.md"
TEXT = (
    "Məhkəmə jurnalist Elçin Məmmədov barəsində qərar verdi. Onun vəkili qərardan şikayət verəcəyini "
    "bildirdi. Hakim vəsatəti təmin etmədi və iclası başa çatdırdı."
)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture
def news() -> Iterator[Site]:
    paths = {f"/{n}": Answer(page("az", "Məhkəmə", TEXT)) for n in range(6)}
    with Site({**paths, "/gone": Answer(page("az", "404", "Tapılmadı."), status=404)}) as site:
        yield site


def examples(given: dict[str, Any] | None = None) -> doctest.DocTest:
    """All that stands on the page, one after another."""
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```", text, re.S | re.M)
    return doctest.DocTestParser().get_doctest(
        "".join(blocks), given or {}, PAGE.name, str(PAGE), 0
    )


def test_the_examples_run(news: Site, tmp_path: Path) -> None:
    given = {
        "folder": tmp_path, "start": news.url("/0"), "other": news.url("/1"), "gone": news.url("/gone"),
        "print_nothing": lambda _: None,
    }  # fmt: skip
    example = examples(given)
    assert len(example.examples) > 40
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=FLAGS).run(example, out=said.append)
    assert result.failed == 0, "".join(said)


# -- asyncio ---------------------------------------------------------------------------------


def steps(iterator: Iterator[Outcome], cancel: threading.Event) -> AsyncIterator[Outcome]:
    """The function of the page, as it stands there."""
    told: dict[str, Any] = {"asyncio": asyncio}
    (source,) = [e.source for e in examples().examples if e.source.startswith("async def steps")]
    exec(source, told)
    found: AsyncIterator[Outcome] = told["steps"](iterator, cancel)
    return found


def test_tasks_share_an_archive(news: Site, tmp_path: Path) -> None:
    async def one(archive: Archive, n: int) -> str:
        captured = await asyncio.to_thread(
            archive.capture, news.url(f"/{n}"), allow_private=True,
            options=archive.fetch_options(allow_private=True, delay=0, requisites=False),
        )  # fmt: skip
        return (await asyncio.to_thread(captured.pairs))[0].source.text

    async def together(archive: Archive) -> list[str]:
        return await asyncio.gather(*(one(archive, n) for n in range(6)))

    with Archive(tmp_path / "evidence") as archive:
        assert asyncio.run(together(archive)) == [TEXT.partition(". ")[0] + "."] * 6
        assert len(archive.pages()) == 6 and archive.verify().ok


def test_a_task_that_is_cancelled_keeps_what_it_began(news: Site, tmp_path: Path) -> None:
    async def cancelled(archive: Archive) -> None:
        begun = asyncio.Event()

        cancel = threading.Event()
        options = archive.fetch_options(allow_private=True, delay=0, requisites=False)
        found = archive.capture_many(
            [news.url(f"/{n}") for n in range(6)], options=options, cancel=cancel
        )

        async def work() -> None:
            async with contextlib.aclosing(steps(found, cancel)) as outcomes:  # type: ignore[type-var]
                async for _ in outcomes:
                    begun.set()

        task = asyncio.create_task(work())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with Archive(tmp_path / "evidence") as archive:
        asyncio.run(cancelled(archive))
        asked = {path for path, _ in news.asked}
        assert archive.verify().ok
        assert {each.url for each in archive.pages()} == {news.url(path) for path in asked}
        again = list(
            archive.capture_many(
                [news.url("/5")], options=archive.fetch_options(allow_private=True)
            )
        )
        assert again[0].error is None, "the archive goes on"
