"""`capture -f`: what stands beside a URL goes onto its capture; what was not had is told, and tried again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from openpyxl import Workbook

from dragoman.archive import Archive
from dragoman.archiver.lists.listed_page import LONGEST_TAG
from dragoman.archiver.records.record import json_record
from dragoman.archiver.visits.job import BEGUN, Job, list_digest
from dragoman.archiver.web.urls import LONGEST_URL
from dragoman.index.records.record_shapes import LONGEST_WORD
from dragoman.provenance.stamp import Stamp
from tests.support.listed_pages import page_records, put_page
from tests.support.shell import Done, Shell, shell  # noqa: F401 - a fixture
from tests.support.site import AZ_TEXT, Answer, Site, page

QUICK = "[politeness]\ndelay = 0\nretries = 0\n"
FLAGS = ("--allow-private", "--no-translate", "--no-requisites", "--no-browser")


@pytest.fixture
def site() -> Iterator[Site]:
    body = page("az", "Xəbər", AZ_TEXT)
    with Site({f"/{n}": Answer(body) for n in range(6)}) as served:
        yield served


@pytest.fixture(autouse=True)
def quick(shell: Shell) -> None:  # noqa: F811
    folder = shell.folder / "evidence"
    folder.mkdir()
    (folder / "dragoman.toml").write_text(QUICK, encoding="utf-8")


def capture(shell: Shell, *words: str, json: bool = True) -> Done:  # noqa: F811
    return shell("capture", *FLAGS, *words, json=json)


def listed(shell: Shell, *words: str) -> dict[str, tuple[str | None, list[str]]]:  # noqa: F811
    rows = shell("list", *words, json=True).lines
    return {row["url"].rpartition("/")[2]: (row["note"], row["tags"]) for row in rows}


def test_notes_and_tags_of_rows_go_onto_their_captures(shell: Shell, site: Site) -> None:  # noqa: F811
    book = Workbook()
    for row in (
        ("Ссылка", "Примечание", "Теги"), (site.url("/1"), "Удалят", "суд, Баку"), (site.url("/2"), None, None),
        (site.url("/1") + "?utm_source=x", "again", "Баку; press"), ("no address", "x", "y"),
    ):  # fmt: skip
        book.active.append(row)
    book.save(shell.folder / "list.xlsx")
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(
        [("link", "qeyd"), (site.url("/3"), "sabah silinir")]
    )
    (shell.folder / "more.csv").write_bytes(stream.getvalue().encode("utf-16"))
    done = capture(shell, "-f", str(shell.folder / "list.xlsx"), "-f", str(shell.folder / "more.csv"),
                   "--note", "of all", "--tag", "all", site.url("/4"))  # fmt: skip
    assert done.status == 1
    assert done.said[0].endswith("list.xlsx, row 5: there is no web address in it (no address)")
    assert (done.lines[0]["url"], done.lines[0]["id"]) == ("no address", None)
    assert listed(shell) == {
        "1": ("Удалят\nagain\nof all", ["суд", "Баку", "press", "all"]),
        "2": ("of all", ["all"]),
        "3": ("sabah silinir\nof all", ["all"]),
        "4": ("of all", ["all"]),
    }
    with Archive(shell.folder / "evidence") as archive:
        (first,) = archive.pages(tag="press")
        assert archive.record(first.id).json()["tags"] == ["суд", "Баку", "press", "all"]
        assert archive.verify().ok


def test_a_tag_that_is_too_long_loses_no_page(shell: Shell, site: Site) -> None:  # noqa: F811
    """Its record would be believed by nobody, and the rest of the list not begun."""
    long = "x" * (LONGEST_TAG + 1)
    assert LONGEST_TAG == LONGEST_WORD
    rows = f"url,note,tag\n{site.url('/1')},kept,{long};court\n{site.url('/2')},,{long[1:]}\n"
    (shell.folder / "list.csv").write_text(rows, encoding="utf-8")
    assert capture(shell, "-f", str(shell.folder / "list.csv")).status == 0
    assert listed(shell) == {"1": (f"kept\n{long}", ["court"]), "2": (None, [long[1:]])}
    done = capture(shell, site.url("/3"), "--tag", long)
    assert done.status == 2 and done.said == ["a tag has 10,000 characters at most"]
    assert shell("verify").status == 0 and set(listed(shell)) == {"1", "2"}


def test_a_url_without_end_loses_nothing_and_leaves_no_damage(shell: Shell, site: Site) -> None:  # noqa: F811
    """The header of its records could be read by nobody, and was taken for damage."""
    host = site.url("/")
    just, over = (host + "q" * (most - len(host)) for most in (LONGEST_URL, LONGEST_URL + 1))
    site.answers[just.removeprefix(host[:-1])] = site.answers["/1"]
    site.answers["/away"] = Answer(status=302, headers={"Location": host + "a" * 50_000})
    urls = (host + "q" * 120_000, over, just, site.url("/away"), site.url("/2"))
    (shell.folder / "urls.txt").write_text("\n".join(urls), encoding="utf-8")
    done = capture(shell, "-f", str(shell.folder / "urls.txt"))
    assert done.said[1].startswith(
        f"{shell.folder / 'urls.txt'}, line 2: a URL of 16,001 characters"
    )
    found = [(line["url"], (line["error"] or {}).get("kind")) for line in done.lines]
    told = [(each, "url") for each in urls[:2]]
    assert found == [*told, (just, None), (urls[3], "redirect"), (urls[4], None)]
    assert capture(shell, urls[4] + "#" + "q" * 120_000).status == 0
    assert shell("verify").status == 0 and len(listed(shell)) == 4


def test_rows_are_told_before_anything_is_fetched(shell: Shell, site: Site) -> None:  # noqa: F811
    text = f"not this\n{site.url('/1')}\nnor: this\n"
    done = shell.run(
        "--archive", "evidence", "--json", "capture", *FLAGS, "-f", "-", given=text.encode()
    )
    assert done.status == 1
    told = [json.loads(line) for line in done.out.splitlines()]
    assert [each["url"] for each in told] == ["not this", "nor: this", site.url("/1")]
    assert [(each["error"] or {}).get("kind") for each in told] == ["url", "url", None]
    assert done.said[0].startswith("standard input, line 1: there is no web address in it")
    nothing = shell.run("--archive", "other", "capture", *FLAGS, "-f", "-", given=b"not this\n")
    assert nothing.status == 2 and nothing.said[-1].startswith("no URL was given")
    assert not (shell.folder / "other").exists()


def test_what_failed_is_summed_up_and_tried_again(shell: Shell, site: Site) -> None:  # noqa: F811
    gone, dead = site.url("/gone"), "http://127.0.0.1:9/dead"
    rows = [
        ("url", "note", "tag"),
        (site.url("/1"), "", ""),
        (gone, "of the family", "court"),
        (dead, "", "x"),
    ]
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    (shell.folder / "list.csv").write_text(stream.getvalue(), encoding="utf-8")
    done = capture(shell, "-f", str(shell.folder / "list.csv"))
    assert done.status == 1
    summary = done.said[done.said.index("not as asked for: 2") :]
    assert len(summary) == 3 and gone in summary[1] and "404" in summary[1] and dead in summary[2]
    assert any(line.startswith("3 pages: 1 article") for line in done.said)
    assert set(listed(shell, "--failed")) == {"gone", "dead"}
    site.answers["/gone"] = site.answers["/1"]
    again = capture(shell, "--retry-failed")
    assert again.status == 1 and "to be tried again: 2" in again.said
    assert {each["url"] for each in again.lines} == {gone, dead}
    assert listed(shell, "--tag", "court", "--verdict", "article") == {
        "gone": ("of the family", ["court"])
    }
    third = capture(shell, "--retry-failed")
    assert [each["url"] for each in third.lines] == [dead]  # once, however often it failed
    wrong = [row["id"] for row in shell("list", "--failed", json=True).lines if row["url"] == dead]
    assert shell("annotate", *wrong, "--mistaken", "no such page").status == 0
    last = capture(shell, "--retry-failed")
    assert (last.status, last.lines) == (0, [])
    assert "nothing failed that was not had since" in last.said


def test_a_list_is_gone_on_with_whatever_is_tried_again_beside_it(
    shell: Shell,  # noqa: F811
    site: Site,
) -> None:
    """What failed is less after a run that was interrupted, and the list is the same one."""
    gone, dead, shared = site.url("/gone"), "http://127.0.0.1:9/dead", site.url("/0")
    for each in (gone, dead):
        capture(shell, each)
    text = "\n".join([site.url("/1"), shared])
    (shell.folder / "urls.txt").write_text(text, encoding="utf-8")
    with Archive(shell.folder / "evidence") as archive:
        put_page(archive, shared, error="nobody answers", note="of the family")
        digest = list_digest(text.split())
        begun = Job.new(digest, 2).record(BEGUN, Stamp.now("capture", "1"))
        archive.store.append([begun], "captures")
    words = ("-f", str(shell.folder / "urls.txt"), "--retry-failed")
    done = capture(shell, *words)
    assert "to be tried again: 3" in done.said
    assert any("going on with a list" in line for line in done.said), done.err
    assert [each["url"] for each in done.lines] == [site.url("/1"), shared, gone, dead]
    assert listed(shell, "--verdict", "article")["0"] == ("of the family", [])
    with Archive(shell.folder / "evidence") as archive:
        jobs = archive.index.connection.execute("SELECT list_sha256, ended IS NULL FROM jobs")
        assert [tuple(each) for each in jobs] == [(digest, 0)]


def test_what_was_captured_under_its_clean_name_is_not_tried_again(archive: Archive) -> None:
    """Parameters that only tell who sent the reader make no other page."""
    clean, tracked = "https://h.example/late", "https://h.example/late?utm_source=q"
    failing, records = page_records(tracked, error="nobody answers")
    content = json.load(records[0].block) | {"canonical_url": clean}
    again = json_record(
        "failure", tracked, content, record_id=failing, date="2026-03-01T12:00:00.000000Z"
    )
    archive.store.append([again], "captures")
    archive.index.catch_up()
    assert [each.url for each in archive.not_had()] == [tracked]
    put_page(archive, clean, "2026-03-02", error="nobody answers")
    assert [each.url for each in archive.not_had()] == [tracked, clean]
    put_page(archive, clean, "2026-03-03")
    assert archive.not_had() == []


def test_where_nothing_is_there_is_nothing_to_try_again(shell: Shell) -> None:  # noqa: F811
    done = shell("capture", "--retry-failed", archive="nowhere")
    assert done.status == 1 and "there is no archive" in done.err
    assert not (shell.folder / "nowhere").exists()
