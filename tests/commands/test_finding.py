"""Finding pages: the filters of `list`, `stats` and `Archive.pages`, one by one and together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record
from dragoman.archiver.web.urls import normalise
from dragoman.cli import main
from dragoman.errors import UsageError
from dragoman.index.asking import choice
from dragoman.index.search.search import LIMIT
from tests.support.listed_pages import page_records, put_page

LIST_KEYS = {
    "id", "url", "captured_at", "http_status", "language", "title", "segments", "translations", "tags",
    "note", "verdict", "error", "mistaken", "method", "recovered", "picture",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight pages, each otherwise than the others; the last was set aside."""
    folder = tmp_path_factory.mktemp("finding") / "archive"
    with Archive(folder) as archive:
        put = [
            put_page(archive, "https://example.org/1", "2026-01-30", language="az", verdict="article",
                     state="approved", tags=["Court", "may vanish"], note="from a reader"),
            put_page(archive, "https://m.example.org/2", "2026-01-31", language="az", verdict="article",
                     state="machine", tags=["court"]),
            put_page(archive, "https://notexample.org/3", "2026-02-01", language="ru", verdict="thin"),
            put_page(archive, "https://xəbər.example/4", "2026-02-01T23:59:59Z", language="ru",
                     verdict="article", state="refused"),
            put_page(archive, "https://example.org/5", "2026-02-02", error="nobody answers"),
            put_page(archive, "https://example.org/6", "2026-03-01", verdict="wall"),
            put_page(archive, "urn:dragoman:file:7.txt", "2026-03-02", language="en", state="original"),
            put_page(archive, "https://example.org/8", "2026-03-03", language="az", verdict="article"),
        ]  # fmt: skip
        said = {"page": put[-1], "mistaken": "the wrong page"}
        archive.store.append([json_record("annotation", "https://example.org/8", said)], "derived")
    return folder


@pytest.fixture
def archive(folder: Path) -> Iterator[Archive]:
    with Archive(folder) as opened:
        yield opened


def dragoman(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *arguments])


def lines(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    done = dragoman(folder, "--json", *arguments)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def numbers(rows: list[dict[str, Any]]) -> str:
    """Which of the pages they are, by the figure in their address."""
    return "".join(row["url"].removesuffix(".txt")[-1] for row in rows)


FILTERED = {
    "": "1234567",
    "--failed": "5",
    "--site example.org": "1256",
    "--site EXAMPLE.org.": "1256",
    "--site https://m.example.org/path": "2",
    "--site xəbər.example": "4",
    "--site xn--xbr-fla90d.example": None,
    "--site le.org": "",
    "--site %": "",
    "--tag court": "12",
    "--tag COURT": "12",
    "--tag may-vanish": "",
    "--lang az": "12",
    "--lang AZ": "12",
    "--lang en": "7",
    "--verdict article": "124",
    "--verdict wall": "6",
    "--state approved": "1",
    "--state machine": "2",
    "--state refused": "4",
    "--state original": "7",
    "--state untranslated": "3",
    "--since 2026-02-01": "34567",
    "--until 2026-02-01": "1234",
    "--until 2026-02-01T23:59:59": "1234",
    "--until 2026-02-01T23:59:58": "123",
    "--since 2026-02-02T14:00:00+02:00": "567",
    "--since 2026-02-02T14:00:00+01:00": "67",
    "--mistaken": "8",
    "--site example.org --tag court --state approved": "1",
    "--site example.org --since 2026-02-01": "56",
    "--site example.org --since 2026-02-01 --failed": "5",
    "--verdict article --lang ru --until 2026-01-31": "",
}


@pytest.mark.parametrize("asked", FILTERED)
def test_filters_hold_together(folder: Path, asked: str) -> None:
    words = asked.split()
    if FILTERED[asked] is None:  # the name of its host as it is asked for
        words[1] = choice.site_of("https://xəbər.example/") or ""
    found = lines(folder, "list", *words)
    assert numbers(found) == (FILTERED[asked] or ("4" if FILTERED[asked] is None else ""))
    (counted,) = lines(folder, "stats", *words)
    assert counted["pages"] == len(found)


def test_a_tag_is_found_whatever_the_case_of_its_letters(tmp_path: Path) -> None:
    """The small letter of I has no dot, and that of İ has one."""
    with Archive(tmp_path / "archive") as archive:
        for tag in ("İstanbul", "QIZIL", "Bakı"):
            page = put_page(archive, f"https://tags.example/{tag}", tags=[tag])
            turkish = tag.replace("İ", "i").replace("I", "ı").lower()
            cases = {tag, tag.lower(), tag.upper(), turkish}
            assert all([each.id for each in archive.pages(tag=case)] == [page] for case in cases)
        assert list(archive.pages(tag="Bakıda")) == []


@pytest.mark.parametrize(
    "host", ["straße.example", "xəbər.example", "İdman.example", "пример.example", "faß.example"]
)
def test_a_site_is_what_the_fetcher_asks_for(host: str) -> None:
    asked = choice.site_of(normalise(f"https://{host}/"))
    assert choice.site_of(f"https://{host}/x") == asked and asked is not None and asked.isascii()


def test_a_host_that_the_fetcher_refuses_is_known_all_the_same() -> None:
    """As a file made elsewhere may have it."""
    assert choice.site_of("https://a_b.example/") == "a_b.example"
    assert choice.site_of("https://me:secret@xəbər.example/") == choice.site_of(
        "https://xəbər.example"
    )


@pytest.mark.parametrize("name", ["tag", "site", "lang", "since", "until"])
@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_filter_is_not_none(folder: Path, tmp_path: Path, name: str, value: str) -> None:
    """As a variable that is not set leaves it: all pages would go to a file, or be counted."""
    out = ("--format", "jsonl", "-o", str(tmp_path / "x"))
    for command in (("list",), ("stats",), ("export", *out), ("export", "--all", *out)):
        done = dragoman(folder, *command, f"--{name}={value}")
        assert done.exit_code == 2 and "is empty" in done.stderr, command
    done = dragoman(folder, "export", "--all", f"--search={value}", *out)
    assert done.exit_code == 2 and "--search is empty" in done.stderr
    assert not (tmp_path / "x").exists()


def test_the_keys_of_a_line_and_what_they_say(folder: Path) -> None:
    rows = lines(folder, "list")
    assert all(set(row) == LIST_KEYS for row in rows)
    assert rows[0]["tags"] == ["Court", "may vanish"] and rows[0]["note"] == "from a reader"
    assert rows[1]["tags"] == ["court"] and rows[1]["note"] is None
    assert rows[4]["error"] == {"kind": "tcp", "message": "nobody answers"}
    assert [row["error"] for row in rows if row is not rows[4]] == [None] * 6
    assert {row["mistaken"] for row in rows} == {None}
    assert [row["mistaken"] for row in lines(folder, "list", "--mistaken")] == ["the wrong page"]
    words = " ".join(dragoman(folder, "list", "--tag", "may vanish").stdout.split())
    assert "from a reader" in words and "#Court #may vanish" in words
    words = " ".join(dragoman(folder, "list", "--mistaken").stdout.split())
    assert "set aside as mistaken:" in words


def test_what_is_no_filter_is_wrong_usage(folder: Path, archive: Archive) -> None:
    for wrong in (["--verdict", "fine"], ["--state", "done"], ["--since", "yesterday"],
                  ["--until", "2026-02-30"], ["--since", "0001-01-01T00:00:00+14:00"]):  # fmt: skip
        done = dragoman(folder, "list", *wrong)
        assert done.exit_code == 2 and wrong[1] in done.stderr, wrong
    for wrong_filter in ({"verdict": "fine"}, {"state": "done"}, {"since": "yesterday"}):
        with pytest.raises(UsageError):
            archive.pages(**wrong_filter)  # type: ignore[arg-type]
    done = dragoman(folder, "list", "--failed", "--site", "nowhere.example")
    assert done.exit_code == 0 and "no page fits --failed --site nowhere.example" in done.stderr


def test_pages_come_one_by_one_and_in_order(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "IDS_AT_ONCE", 2)
    found = [page.url[-1] for page in archive.pages(site="example.org")]
    assert found == ["1", "2", "5", "6"]
    assert [page.url[-1] for page in archive.pages(mistaken=True)] == ["8"]
    assert len(list(archive.pages(mistaken=None))) == len(archive.page_ids()) == 8
    first = next(archive.pages(tag="court"))
    assert (first.tags, first.note, first.mistaken) == (
        ["Court", "may vanish"],
        "from a reader",
        None,
    )


def test_pages_are_counted_without_reading_them(archive: Archive) -> None:
    for filters in ({}, {"site": "example.org"}, {"mistaken": None}, {"tag": "nobody"}):
        pages = archive.pages(**filters)  # type: ignore[arg-type]
        count = len(pages)
        assert count == len(list(pages)) and bool(archive.pages(**filters)) is (count > 0)  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        len(archive.pages(tag=" "))


def test_pages_are_found_by_their_url(archive: Archive) -> None:
    for page in archive.pages(mistaken=None):
        spelled = page.url.replace("https", "HTTPS") if page.url.isascii() else page.url
        for url in filter(None, (page.url, page.final_url, spelled)):
            assert page.id in {each.id for each in archive.pages(url=url, mistaken=None)}, url
        assert all(each.url == page.url for each in archive.pages(url=page.url))
    assert list(archive.pages(url="https://example.org/nowhere")) == []
    assert list(archive.pages(url="no url")) == []


def test_pages_does_not_read_what_nobody_came_to(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "IDS_AT_ONCE", 2)
    asked: list[str] = []
    archive.index.connection.set_trace_callback(asked.append)
    try:
        for _ in zip(range(2), archive.pages(), strict=False):
            pass
    finally:
        archive.index.connection.set_trace_callback(None)
    assert sum("LIMIT 2" in each for each in asked) == 1


def test_the_counts_add_up_to_the_pages(folder: Path, archive: Archive) -> None:
    (counted,) = lines(folder, "stats")
    assert counted == archive.stats()
    assert set(counted) == {"pages", "sites", "languages", "months", "verdicts", "states"}
    assert counted["pages"] == 7
    assert {
        name: sum(each.values()) for name, each in counted.items() if name != "pages"
    } == dict.fromkeys(("sites", "languages", "months", "verdicts", "states"), 7)
    assert counted["sites"]["example.org"] == 3 and counted["sites"]["-"] == 1
    assert counted["languages"] == {"-": 2, "az": 2, "ru": 2, "en": 1}
    assert list(counted["months"].items()) == [("2026-01", 2), ("2026-02", 3), ("2026-03", 2)]
    assert counted["verdicts"] == {"article": 3, "-": 2, "thin": 1, "wall": 1}
    assert counted["states"] == {
        "-": 2, "approved": 1, "machine": 1, "original": 1, "refused": 1, "untranslated": 1,
    }  # fmt: skip
    told = " ".join(dragoman(folder, "stats").stdout.split())
    assert told.startswith("7 pages") and "example.org 3" in told and "not known 1" in told
    assert dragoman(folder, "stats", "--site", "nowhere.example").stdout.strip() == "0 pages"


def test_a_host_that_is_hostile_is_shown_as_text(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        put_page(archive, "https://a[red]\x1b[31mb.example/1", language="az")
        put_page(archive, "https://[bad/1")
        assert sum(archive.stats()["sites"].values()) == 2
    assert "\x1b" not in dragoman(tmp_path / "archive", "stats").stdout


def test_an_index_built_anew_says_the_same(archive: Archive) -> None:
    before = (list(archive.list_pages(mistaken=None)), archive.stats())
    archive.reindex()
    assert (list(archive.list_pages(mistaken=None)), archive.stats()) == before
    assert archive.verify().ok


# -- exporting what was found ----------------------------------------------------------------

EXPORTED = {
    "--all": "127",
    "--site example.org": "12",
    "--all --site example.org": "12",
    "--tag COURT --state approved": "1",
    "--since 2026-03-01": "7",
    "--search salam": "127",
    "--search salam --lang az": "12",
    "--search Salam --state machine --verdict article": "2",
    "--search nowhere": "",
    "--site nowhere.example": "",
    "--failed": "",
}


@pytest.mark.parametrize("asked", EXPORTED)
def test_an_export_takes_what_the_filters_list(folder: Path, tmp_path: Path, asked: str) -> None:
    path = tmp_path / "out.jsonl"
    words = ("--json", "export", *asked.split(), "--format", "jsonl", "-o", str(path))
    done = dragoman(folder, *words)
    if not EXPORTED[asked]:
        assert done.exit_code == 1
        assert f"there is nothing to export that fits {asked}" in done.stderr
        assert not path.exists()
        return
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    found = {row["url"].removesuffix(".txt")[-1] for row in rows}
    assert found - {"4"} == set(EXPORTED[asked]), done.output


def test_what_is_mistaken_is_not_said_to_hold_no_words(
    folder: Path, archive: Archive, tmp_path: Path
) -> None:
    """It is not searched, so nobody knows."""
    path = tmp_path / "x"
    words = ("export", "--search", "salam", "--mistaken", "--format", "jsonl", "-o", str(path))
    done = dragoman(folder, *words)
    assert done.exit_code == 2 and "is not searched" in done.stderr
    for both in (True, None):
        with pytest.raises(UsageError):
            archive.export(None, "jsonl", path, search="salam", mistaken=both)
    assert archive.export(None, "jsonl", path, search="salam", mistaken=False).documents


def test_ids_and_filters_are_not_taken_together(
    folder: Path, archive: Archive, tmp_path: Path
) -> None:
    (page, *_) = archive.page_ids()
    for words in ([page, "--all"], [page, "--site", "example.org"], [page, "--search", "x"], []):
        done = dragoman(folder, "export", *words, "--format", "jsonl", "-o", str(tmp_path / "x"))
        assert done.exit_code == 2 and "name the pages to export, or say --all" in done.stderr, (
            words
        )
    with pytest.raises(UsageError):
        archive.export([page], "jsonl", tmp_path / "x", site="example.org")
    with pytest.raises(UsageError):
        archive.export(None, "jsonl", tmp_path / "x", verdict="fine")
    assert not (tmp_path / "x").exists()


def test_what_is_found_in_many_pages_is_exported_whole(tmp_path: Path) -> None:
    """More pages than `search` shows, names in another spelling, and each page once."""
    with Archive(tmp_path / "archive") as archive:
        records = []
        for n in range(230):
            text = "Məmmədov azad olunub." if n % 2 else "Мамедова увезли."
            records += page_records(
                f"https://example.org/{n}", language="az", state="machine", text=text
            )[1]
        archive.store.append(records, "captures")
        archive.index.catch_up()
        done = archive.export(None, "jsonl", tmp_path / "out.jsonl", search="Mammadov")
        assert done.documents == 230 > LIMIT
        assert len(archive.search("Mammadov")) == LIMIT
        urls = [
            json.loads(line)["url"]
            for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
        ]
        assert len(set(urls)) == len(urls) == 230
        assert archive.export(None, "jsonl", tmp_path / "no.jsonl", search="Salimzade").paths == ()


def test_a_search_by_pages_counts_all_that_is_found_of_each(tmp_path: Path) -> None:
    from tests.support.translated_pages import Line, add_page

    folder = tmp_path / "archive"
    with Archive(folder) as archive:
        many = [Line(f"Həbs xəbəri {n}.", f"News {n}.", block=n + 1) for n in range(LIMIT + 5)]
        long = add_page(archive, tmp_path, many, name="long.html").id
        short = add_page(
            archive, tmp_path, [Line("Həbs olunub.", "Arrested.")], name="short.html"
        ).id

    def search(*words: str) -> Result:
        return CliRunner().invoke(main, ["--archive", str(folder), *words])

    lines = [
        json.loads(line)
        for line in search("--json", "search", "həbs", "--pages").stdout.splitlines()
    ]
    assert {line["id"]: line["hits"] for line in lines} == {long: LIMIT + 5, short: 1}
    assert all(list(line) == ["id", "url", "title", "hits"] for line in lines)
    one = search("search", "həbs", "--pages", "--limit", "1")
    assert len(one.stdout.splitlines()) == 2 and "the first 1" in one.stderr
    assert search("search", "nothing-such", "--pages").stdout == ""
