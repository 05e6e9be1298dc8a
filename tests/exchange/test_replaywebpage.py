"""WACZ files in ReplayWeb.page: every page of an export, and exports of one page, are shown whole."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.requisites import remembered
from dragoman.archiver.requisites.link import Link
from tests.exchange.test_foreign_out import crawl as foreign_crawl
from tests.support.archive_01 import COPY, unpack
from tests.support.every_kind import (
    COLOUR,
    KINDS,
    QUESTION,
    UTF8,
    EveryKind,
    Kind,
    bare,
    every_kind,
)
from tests.support.foreign_files import WarcFile, html
from tests.support.replaywebpage import Reading, Shown, reading, replaywebpage
from tests.support.site import Answer, Site

QUICK = "[politeness]\ndelay = 0\nretries = 0\n[limits]\nbrowser_timeout = 20\n"


def opened(folder: Path) -> Archive:
    folder.mkdir(exist_ok=True)
    (folder / "dragoman.toml").write_text(QUICK, encoding="utf-8")
    return Archive(folder)


def captured(archive: Archive, urls: Sequence[str], *, browser: bool = False) -> list[str]:
    """The ids of pages that are captured in one run, as `capture` does a list."""
    options = archive.fetch_options(allow_private=True, browser=browser)
    outcomes = list(archive.capture_many(urls, options=options))
    return [each.page.id for each in outcomes if each.page is not None]


def exported(archive: Archive, ids: Sequence[str], path: Path) -> Path:
    archive.export(ids, "wacz", path)
    return path


@pytest.fixture(scope="module")
def program() -> Path:
    return replaywebpage()


@pytest.fixture(scope="module")
def reader(program: Path) -> Iterator[Reading]:
    with reading(program) as found:
        yield found


@dataclass
class Made:
    """Everything of the site in one WACZ: pages by their kind, as they were asked for."""

    wacz: Path
    urls: dict[str, str]
    ends: dict[str, str]
    texts: dict[str, str | None]


@pytest.fixture(scope="module")
def made(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    del program  # without it nothing of this is wanted
    folder = tmp_path_factory.mktemp("every")
    with every_kind() as site, opened(folder / "archive") as archive:
        ids: list[str] = []
        for browser in (False, True):
            kinds = [each for each in KINDS if each.browser is browser]
            ids += captured(archive, [site.url(each.path) for each in kinds], browser=browser)
        ordered = sorted(KINDS, key=lambda each: each.browser)
        texts = {k.name: archive.page(i).text for k, i in zip(ordered, ids, strict=True)}
        wacz = exported(archive, ids, folder / "every.wacz")
        return Made(
            wacz,
            {each.name: site.url(each.path) for each in KINDS},
            {each.name: site.url(each.at or each.path) for each in KINDS},
            texts,
        )


# -- a whole export ------------------------------------------------------------------------------


def wrong_with(kind: Kind, shown: Shown) -> list[str]:
    """What a page that was replayed lacks of what the site showed."""
    wanted = {
        "it was not found": shown.found,
        f"it is {shown.kind}": shown.kind == kind.kind,
        f"broken pictures: {shown.broken}": not shown.broken,
        f"{shown.pictures} pictures": shown.pictures >= kind.pictures,
        f"not in the file: {shown.missing}": not shown.missing or kind.status != 200,
        f"asked elsewhere: {shown.leaked}": not shown.leaked,
    }
    if kind.kind == "text/html" and not kind.misread:
        wanted[f"other words: {shown.text[:80]}"] = kind.word in shown.text
        wanted[f"its style sheets: {shown.color}"] = shown.color == COLOUR
    return [what for what, good in wanted.items() if not good]


def test_every_page_of_an_export_replays_with_all_that_it_shows(
    made: Made, reader: Reading
) -> None:
    faults: dict[str, list[str]] = {}
    with reader.opened(made.wacz) as it:
        times = dict(it.pages())
        assert len(it.pages()) == len(KINDS)
        for kind in KINDS:
            at = made.ends[kind.name].partition("#")[0]
            shown = it.show(at, times[at])
            if (wrong := wrong_with(kind, shown)) and not kind.misread:
                faults[kind.name] = wrong
    assert faults == {}
    assert sum(not each.misread for each in KINDS) >= 17


def test_a_page_is_found_where_it_was_asked_for(made: Made, reader: Reading) -> None:
    """Redirects are followed from their beginning, whatever form the server wrote their end in."""
    redirects = [each for each in KINDS if each.at and "#" not in each.path]
    assert len(redirects) >= 4
    with reader.opened(made.wacz) as it:
        for kind in redirects:
            shown = it.show(made.urls[kind.name], "")
            assert kind.word in shown.text and shown.missing == [], kind.name


def test_its_search_finds_words_of_both_languages(made: Made, reader: Reading) -> None:
    with reader.opened(made.wacz) as it:
        for name in ("plain", "windows-1251 by its header", "PDF", "text", "scripts", "utf-16"):
            kind = next(each for each in KINDS if each.name == name)
            assert made.ends[name] in it.search(kind.word), name
        assert len(it.search("Салимзаде")) >= 5
        assert len(it.search("Səlimzadənin")) >= 15
        assert it.search("Məmmədovanın") == []


def test_what_a_page_sent_brings_back_each_its_own_answer(made: Made, reader: Reading) -> None:
    text = made.texts["scripts that send"]
    assert text is not None
    with reader.opened(made.wacz) as it:
        url = made.ends["scripts that send"]
        shown = it.show(url, dict(it.pages())[url])
    for line in text.split("\n\n"):
        assert line in shown.text
    assert sum(f'"q":"{word}"' in text for word in (QUESTION["q"], "başqa")) == 2
    assert shown.missing == [] and shown.leaked == []


# -- one page ------------------------------------------------------------------------------------


def as_version_0_1_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what an earlier page had brought, only the last answer, and nothing that it needs."""

    def bare_entry(entry: dict[str, object]) -> dict[str, object]:
        return {**entry, "exchanges": [], "earlier": True}

    class Forgetful(remembered.Remembered):
        def add(self, link: Link, entry: dict[str, object], _: Sequence[Link]) -> None:
            super().add(link, entry, ())

    monkeypatch.setattr(remembered, "_without_exchanges", bare_entry)
    monkeypatch.setattr("dragoman.steps.keeping.Remembered", Forgetful)


def gallery_twice(site: EveryKind) -> list[str]:
    """Two pages that show the same: what the second needs was fetched for the first."""
    site.site.answers["/az/qalereya-2"] = site.site.answers["/az/qalereya"]
    return [site.url("/az/qalereya"), site.url("/az/qalereya-2")]


@pytest.mark.parametrize("older", [False, True], ids=["now", "0.1"])
@pytest.mark.parametrize("runs", [1, 2])
def test_a_page_that_is_exported_alone_is_whole(
    reader: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: int, older: bool
) -> None:
    """The second page of a run shares what the first fetched; in a second run all is there already."""
    if older:
        as_version_0_1_wrote_it(monkeypatch)
    with every_kind() as site, opened(tmp_path / "archive") as archive:
        urls = gallery_twice(site)
        for _ in range(runs):
            ids = captured(archive, urls)
        wacz = exported(archive, ids[1:], tmp_path / "one.wacz")
    kind = next(each for each in KINDS if each.name == "gallery")
    with reader.opened(wacz) as it:
        ((url, time),) = it.pages()
        assert url == urls[1]
        assert wrong_with(kind, it.show(url, time)) == []


def test_a_page_of_scripts_that_is_exported_alone_is_whole(reader: Reading, tmp_path: Path) -> None:
    with every_kind() as site, opened(tmp_path / "archive") as archive:
        urls = [site.url("/az/gonderen"), site.url("/az/qurulan")]
        for _ in range(2):
            sends, built = captured(archive, urls, browser=True)
        for identity, name in ((sends, "scripts that send"), (built, "scripts")):
            wacz = exported(archive, [identity], tmp_path / f"{name}.wacz")
            kind = next(each for each in KINDS if each.name == name)
            with reader.opened(wacz) as it:
                ((url, time),) = it.pages()
                assert wrong_with(kind, it.show(url, time)) == []


@pytest.mark.parametrize("path", ["/az/sekilli", "/az/yarimciq", "/az/qurulan"])
def test_a_page_of_an_archive_of_0_1_that_is_exported_alone_is_whole(
    reader: Reading, tmp_path: Path, path: str
) -> None:
    """Its newest capture. What could not be had then is not there now, and nothing else is missing."""
    with Archive(unpack(tmp_path)) as archive:
        captures = [each for each in archive.list_pages() if each["url"].endswith(COPY + path)]
        newest = captures[-1]["id"]
        rows = archive.index.connection.execute(
            "SELECT id FROM requisites WHERE page_id = ?", (newest,)
        )
        said = [each for row in rows for each in archive.record(row[0]).json()["requisites"]]
        wacz = exported(archive, [newest], tmp_path / "one.wacz")
    failed = {each["url"] for each in said if each["error"]}
    with reader.opened(wacz) as it:
        ((url, time),) = it.pages()
        shown = it.show(url, time)
    assert shown.found and shown.leaked == []
    assert {each.partition(" ")[2] for each in shown.missing} <= failed
    assert {each.rpartition("_/")[2] for each in shown.broken} <= failed
    assert len(shown.answered) >= 2


# -- what it must not mix up ---------------------------------------------------------------------


def test_a_page_that_came_back_to_what_it_was_is_shown_as_it_was(
    reader: Reading, tmp_path: Path
) -> None:
    """The third capture is a revisit of the first; the second, between them, is another text."""
    words = ("birinci", "ikinci", "birinci")
    with Site({}) as site, opened(tmp_path / "archive") as archive:
        options = archive.fetch_options(allow_private=True)
        pages = []
        for word in words:
            site.answers["/az/1"] = Answer(bare(word).encode(), headers=UTF8)
            pages.append(archive.capture(site.url("/az/1"), options=options))
            time.sleep(1.1)  # the reader's addresses tell times by the second
        assert archive.record(pages[2].response_id or "").type == "revisit"
        wacz = exported(archive, [each.id for each in pages], tmp_path / "three.wacz")
    with reader.opened(wacz) as it:
        shown = [it.show(*each).text for each in sorted(it.pages(), key=lambda page: page[1])]
    assert [word in text for word, text in zip(words, shown, strict=True)] == [True] * 3
    assert "birinci" not in shown[1]


def test_pages_that_other_programs_recorded_are_found_under_their_own_names(
    reader: Reading, tmp_path: Path
) -> None:
    urls = ["https://harbour.example/şəkil 1?n='2'", "https://HARBOUR.example:443/#/route"]
    made = WarcFile()
    for number, url in enumerate(urls):
        made.page(url, html(f"Notice {number}", f"Pier {number} is closed until spring."))
    (tmp_path / "made.warc.gz").write_bytes(made.content())
    with opened(tmp_path / "archive") as archive:
        taken = archive.import_file(tmp_path / "made.warc.gz")
        ids = [each.page.id for each in taken if each.page is not None]
        wacz = exported(archive, ids, tmp_path / "two.wacz")
    with opened(tmp_path / "again") as archive:
        again = archive.import_file(wacz)
        assert len([each.page for each in again if each.page and each.page.text]) == len(urls)
    with reader.opened(wacz) as it:
        assert len(it.pages()) == len(urls)
        for number, url in enumerate(urls):
            assert f"Pier {number} is closed" in it.show(url, "").text
        assert all(it.show(*each).found for each in it.pages())


def test_what_came_from_elsewhere_shows_the_same_as_the_original(
    reader: Reading, tmp_path: Path
) -> None:
    """With its picture, its style and its frame."""
    original = tmp_path / "made.warc.gz"
    original.write_bytes(foreign_crawl().content())
    with opened(tmp_path / "archive") as archive:
        taken = archive.import_file(original)[0]
        assert taken.page is not None
        out = exported(archive, [taken.page.id], tmp_path / "out.wacz")
    shown = []
    for path in (original, out):
        with reader.opened(path, listing=path == out) as it:
            shown.append(it.show("https://harbour.example/", "20210304050607"))
    before, after = shown
    assert before.found and before.pictures > 0 and before.broken == []
    assert (after.pictures, after.broken, after.text, after.color) == (
        before.pictures, [], before.text, before.color,
    )  # fmt: skip
    assert after.answered == before.answered and after.missing == before.missing


def test_long_headers_where_sizes_need_them(
    reader: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if 20 kB were what 2 GB are."""
    with every_kind() as site, opened(tmp_path / "archive") as archive:
        ids = captured(archive, gallery_twice(site))
        monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 20_000)
        wacz = exported(archive, ids, tmp_path / "long.wacz")
    monkeypatch.undo()
    kind = next(each for each in KINDS if each.name == "gallery")
    with reader.opened(wacz) as it:
        for each in it.pages():
            assert wrong_with(kind, it.show(*each)) == []
