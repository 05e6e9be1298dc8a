"""A record that cannot be read costs itself: it is said in its place, and all the rest is there."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dragoman.archive import Archive
from dragoman.desk.programs.openapi import SCHEMAS
from dragoman.errors import IndexUnusable
from dragoman.exchange.evidence.evidence import Evidence
from dragoman.exchange.evidence.gathering import gather
from dragoman.page import Page
from dragoman.steps.told_page import pairs_json
from tests.support.odd_records import chain, sound_record
from tests.support.review_client import opened, serving
from tests.support.shell import typed
from tests.support.site import AZ_TEXT, RU_TEXT, Answer, Site, page

MADE = (
    "translation", "decision", "annotation", "segmentation", "comment", "observation", "submission",
    "corroboration",
)  # fmt: skip
# Each: how many records of what is made of the page, by the attribute that has them.
KINDS = ("articles", *(f"{each}s" for each in MADE))


@pytest.fixture(scope="module")
def ids() -> dict[str, str]:
    """Of the first page: each of its records by what it is."""
    return {}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, ids: dict[str, str]) -> Iterator[Path]:
    """An archive of two captured pages, of the first of which there is a record of every kind."""
    folder = tmp_path_factory.mktemp("unread") / "archive"
    pages = {
        "/1": Answer(page("az", "Xəbər", AZ_TEXT)),
        "/2": Answer(page("ru", "Новость", RU_TEXT)),
    }
    with Site(pages) as site, Archive(folder) as archive:
        first, second = (archive.capture(site.url(path), allow_private=True) for path in pages)
        ids |= {"capture": first.id, "article": str(first.article_id), "other": second.id}
        ids["response"] = str(first.response_id)
        for kind in MADE:
            record = sound_record(kind, ids)
            ids[kind] = record.id
            chain(archive, record)
        other = {"capture": second.id, "article": str(second.article_id)}
        chain(archive, sound_record("translation", other))
    yield folder


def gathered(folder: Path, *pages: str) -> list[Evidence]:
    with Archive(folder, create=False) as archive:
        return list(gather(archive.index.connection, folder, pages))


def damage(folder: Path, identity: str, how: str) -> None:
    """Make one record unreadable: some bytes of its member, its file's end, or its whole file; or,
    "time", change a byte so that it still reads."""
    with closing(sqlite3.connect(folder / "index.db")) as index:
        file, offset, length = index.execute(
            "SELECT file, offset, length FROM records WHERE id = ?", (identity,)
        ).fetchone()
    path = folder / file
    if how == "gone":
        path.unlink()
        return
    with path.open("r+b") as stream:
        if how == "time":  # in the gzip header, which no other check looks at
            stream.seek(offset + 4)
            held = stream.read(1)
            stream.seek(offset + 4)
            stream.write(bytes([held[0] ^ 1]))
            return
        if how == "cut":
            stream.truncate(offset + length // 2)
            return
        stream.seek(offset + length // 2)
        held = stream.read(4)
        stream.seek(offset + length // 2)
        stream.write(bytes(255 - each for each in held))


def report(folder: Path, path: Path, *named: str) -> tuple[int, str, str]:
    done = typed("--archive", str(folder), "export", *named, "--format", "report", "-o", str(path))
    return done.status, done.err, path.read_text("utf-8")


def test_every_record_of_a_page_is_told(base: Path, ids: dict[str, str]) -> None:
    (found,) = gathered(base, ids["capture"])
    assert not found.unread
    assert {kind: len(getattr(found, kind)) for kind in KINDS} == dict.fromkeys(KINDS, 1)


@pytest.mark.parametrize("what", ["capture", "response", "article", *MADE])
def test_one_damaged_record_is_said_and_all_others_are_there(
    base: Path, ids: dict[str, str], tmp_path: Path, what: str
) -> None:
    folder = Path(shutil.copytree(base, tmp_path / "archive"))
    damage(folder, ids[what], "bytes")
    (found,) = gathered(folder, ids["capture"])
    assert [each.id for each in found.unread] == [ids[what]]
    others = {f"{each}s": each for each in ("article", *MADE) if each != what}
    assert [kind for kind in others if len(getattr(found, kind)) != 1] == []
    assert not found.nothing_came

    status, err, text = report(folder, tmp_path / "report.html", ids["capture"], ids["other"])
    assert status == 1 and ids[what] in text and "cannot be read" in err
    assert "Records of this capture cannot be read: 1" in text.replace("<bdi>", "").replace(
        "</bdi>", ""
    )
    assert text.count('<section class="capture') == 2 and "Новость" in text
    assert "Asked for; nothing came" not in text

    with Archive(folder, create=False) as archive:
        items = {each.name: each for each in archive.evidence(ids["capture"]).items}
    assert items["hashes"].state == "in part"
    assert any(ids[what] in each and "cannot be read" in each for each in items["hashes"].says)
    assert not any("No page came" in each for item in items.values() for each in item.says)

    prov = tmp_path / "all.json"
    done = typed("--archive", str(folder), "export", "--all", "--format", "prov", "-o", str(prov))
    assert done.status == 1 and prov.exists()
    told = json.loads(prov.read_text("utf-8"))["entity"]
    assert "dragoman:unreadable" in told[f"record:{ids[what]}"]
    assert sum("dragoman:unreadable" in each for each in told.values()) == 1


@pytest.mark.parametrize("how", ["cut", "gone"])
def test_a_file_that_is_lost_is_said_at_every_page(
    base: Path, ids: dict[str, str], tmp_path: Path, how: str
) -> None:
    folder = Path(shutil.copytree(base, tmp_path / "archive"))
    damage(folder, ids["response"], how)
    status, err, text = report(folder, tmp_path / "report.html", ids["capture"], ids["other"])
    assert status == 1 and "cannot be read" in err
    assert text.count('<section class="capture') == 2
    assert text.count("Records of this capture cannot be read") == 2
    with Archive(folder, create=False) as archive:
        for each in ("capture", "other"):
            found = archive.evidence(ids[each])
            assert next(i for i in found.items if i.name == "source").state == "missing"


def test_a_wacz_and_texts_leave_its_page_out_and_say_so(
    base: Path, ids: dict[str, str], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(base, tmp_path / "archive"))
    damage(folder, ids["article"], "bytes")
    out = tmp_path / "all.wacz"
    done = typed("--archive", str(folder), "export", "--all", "--format", "wacz", "-o", str(out))
    assert done.status == 1 and "left out" in done.err and ids["article"] in done.err
    with zipfile.ZipFile(out) as archive:
        listed = archive.read("pages/pages.jsonl").decode().splitlines()[1:]
    assert [json.loads(each)["url"].endswith("/2") for each in listed] == [True]
    lone = tmp_path / "one.wacz"
    done = typed(
        "--archive", str(folder), "export", ids["capture"], "--format", "wacz", "-o", str(lone)
    )
    assert done.status == 1 and "nothing was exported" in done.err and not lone.exists()
    text = tmp_path / "all.jsonl"
    done = typed(
        "--archive",
        str(folder),
        "export",
        ids["capture"],
        ids["other"],
        "--format",
        "jsonl",
        "-o",
        str(text),
    )
    assert done.status == 1 and "left out" in done.err, done.err
    assert "cannot be read" in done.err and "no translation yet" not in done.err
    assert {json.loads(each)["page"] for each in text.read_text("utf-8").splitlines()} == {
        ids["other"]
    }


@pytest.mark.parametrize("what", ["capture", "response", "article", "translation"])
def test_who_is_named_leaves_its_page_out_and_says_so(
    base: Path, ids: dict[str, str], tmp_path: Path, what: str
) -> None:
    folder = Path(shutil.copytree(base, tmp_path / "archive"))
    damage(folder, ids[what], "bytes")
    out, lone = tmp_path / "all.ftm", tmp_path / "one.ftm"
    done = typed("--archive", str(folder), "export", "--all", "--format", "ftm", "-o", str(out))
    assert done.status == 1 and "left out" in done.err and "cannot be read" in done.err
    entities = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [each["id"] for each in entities if each["schema"] == "Article"] == [ids["other"]]
    assert ids["capture"] not in out.read_text("utf-8")
    done = typed(
        "--archive", str(folder), "export", ids["capture"], "--format", "ftm", "-o", str(lone)
    )
    assert done.status == 1 and "nothing was exported" in done.err and not lone.exists()


# By record: the part of the provenance that only it says.
TELLS = {
    "capture": "capture",
    "response": "page",
    "article": "article",
    "translation": "translation",
}


@pytest.mark.parametrize("what", TELLS)
def test_a_page_is_shown_without_what_that_record_says_and_nothing_else(
    base: Path, ids: dict[str, str], tmp_path: Path, what: str
) -> None:
    folder = Path(shutil.copytree(base, tmp_path / "archive"))
    whole = json.loads(typed("--json", "--archive", str(folder), "show", ids["capture"]).out)
    assert "unread" not in whole and not whole["provenance"].get("unread")
    damage(folder, ids[what], "bytes")
    done = typed("--json", "--archive", str(folder), "show", ids["capture"], "--left-out")
    told = json.loads(done.out)
    assert done.status == 1 and "cannot be read" in done.err and "cannot be read" in told["unread"]
    lost = told["provenance"].pop("unread")
    part = TELLS[what]
    assert list(lost) == [part] and "cannot be read" in lost[part] and whole["provenance"].pop(part)
    assert told["provenance"] == whole["provenance"]
    assert (told["left_out"] is None) == (what == "article") and told["machine_read"] is None
    assert told["pairs"] and told["pairs"] == whole["pairs"] and told["text"] == whole["text"]
    schema = {"$ref": "#/components/schemas/Article", "components": {"schemas": SCHEMAS}}
    Draft202012Validator(schema).validate(told)
    with Archive(folder, create=False) as archive:
        alone = pairs_json(archive.page(ids["capture"]), "en")
    assert alone["pairs"] == whole["pairs"] and ("unread" in alone) == (what == "article")
    done = typed("--archive", str(folder), "show", ids["capture"], "--left-out")
    assert done.status == 1 and "cannot be read" in done.err and "Xəbər" in done.out
    assert "a record of this page cannot be read" in " ".join(done.out.split())
    assert "nothing" not in done.out and ("server " in done.out) == (what != "capture")
    assert typed("--archive", str(folder), "show", ids["other"]).status == 0


@pytest.mark.parametrize("what", TELLS)
def test_every_door_of_the_desk_opens_and_says_what_cannot_be_read(
    base: Path, ids: dict[str, str], tmp_path: Path, what: str
) -> None:
    folder = Path(shutil.copytree(base, tmp_path / "archive"))
    damage(folder, ids[what], "bytes")
    page = f"/page/{ids['capture']}"
    with Archive(folder, create=False) as archive, serving(archive) as server:
        browser = opened(server)
        for door in ("/1", "/1?part=editor", "/alignment", "/picture", "/evidence", "/archived"):
            assert browser.get(page + door).status == 200, door
        story = browser.get(page).text
        shown = browser.get(page + "/archived").text
        frame = browser.get(page + "/archived/frame?n=1")
    # Where it came from stands above, and in the whole story again.
    assert story.count("It cannot be told: ") == (2 if what == "capture" else 1)
    assert "Who translated it" in story
    assert ("Nothing came" not in story) and ("not translated yet" not in story)
    assert ("It cannot be told: " in shown) == (what == "response") and frame.status == 200
    assert "Tural Səlimzadənin" in (shown if what == "response" else frame.text)


def test_prov_says_which_record_is_not_as_it_was_written(
    base: Path, ids: dict[str, str], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(base, tmp_path / "archive"))
    damage(folder, ids["article"], "time")
    prov = tmp_path / "all.json"
    done = typed("--archive", str(folder), "export", "--all", "--format", "prov", "-o", str(prov))
    assert done.status == 1 and done.err.count("not as it was written") == 1
    told = json.loads(prov.read_text("utf-8"))["entity"]
    changed = [name for name, each in told.items() if "dragoman:notAsWritten" in each]
    assert changed == [f"record:{ids['article']}"]


@pytest.mark.parametrize("format", ["prov", "report"])
def test_a_file_that_is_not_there_is_one_sentence_with_a_count(
    base: Path, ids: dict[str, str], tmp_path: Path, format: str
) -> None:
    folder = Path(shutil.copytree(base, tmp_path / "archive"))
    damage(folder, ids["response"], "gone")
    out = str(tmp_path / f"all.{format}")
    done = typed("--archive", str(folder), "export", "--all", "--format", format, "-o", out)
    said = [line for line in done.err.splitlines() if "pages exported" not in line]
    assert done.status == 1 and len(said) == 1, said
    assert "is not there: 4 records of 2 pages cannot be read" in said[0]


def test_a_wacz_leaves_out_what_reads_and_is_not_as_the_ledger_says(
    base: Path, ids: dict[str, str], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(base, tmp_path / "archive"))
    damage(folder, ids["article"], "time")
    assert not gathered(folder, ids["capture"])[0].unread
    out = tmp_path / "all.wacz"
    done = typed("--archive", str(folder), "export", "--all", "--format", "wacz", "-o", str(out))
    assert done.status == 1 and "left out" in done.err and ids["article"] in done.err
    with zipfile.ZipFile(out) as archive:
        listed = archive.read("pages/pages.jsonl").decode().splitlines()[1:]
        warc = gzip.decompress(archive.read("archive/dragoman.warc.gz")).decode("utf-8", "replace")
    assert [json.loads(each)["url"].endswith("/2") for each in listed] == [True]
    assert not [name for name in ("capture", "response", "article") if ids[name] in warc]
    assert ids["other"] in warc
    lone = tmp_path / "one.wacz"
    done = typed(
        "--archive", str(folder), "export", ids["capture"], "--format", "wacz", "-o", str(lone)
    )
    assert done.status == 1 and "nothing was exported" in done.err and not lone.exists()
    status, err, text = report(folder, tmp_path / "report.html", ids["capture"], ids["other"])
    assert status == 1 and err.count(ids["article"]) == 1 and "not as it was written" in err
    assert "left out" not in err and text.count('<section class="capture') == 2


def test_nothing_goes_out_where_names_are_to_be_withheld(
    base: Path, ids: dict[str, str], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(base, tmp_path / "archive"))
    damage(folder, ids["decision"], "bytes")
    names, out = tmp_path / "names.txt", tmp_path / "report.html"
    names.write_text("Kərimov\n", encoding="utf-8")
    done = typed(
        "--archive", str(folder), "export", "--all", "--format", "report",
        "--withhold", str(names), "-o", str(out),
    )  # fmt: skip
    assert done.status == 1 and "nothing was exported" in done.err and not out.exists()


@pytest.mark.parametrize("format", ["docx", "jsonl", "ftm", "withheld"])
def test_an_index_that_cannot_be_used_is_no_page_that_cannot_be_read(
    base: Path, ids: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    """It is said of the index, with what to do, and nothing goes out that lacks a page for it."""

    def broken(*_args: object, **_named: object) -> None:
        raise IndexUnusable("index.db is in use by another program", "try again when it is done")

    (tmp_path / "names.txt").write_text("Aysel Quliyeva\n", encoding="utf-8")
    named = ["--withhold", str(tmp_path / "names.txt")] if format == "withheld" else []
    monkeypatch.setattr(Page, "response" if named else "provenance", broken)
    form, out = ("txt" if named else format), tmp_path / "out"
    call = ("export", ids["capture"], ids["other"], "--format", form, "-o", str(out), *named)
    done = typed("--archive", str(base), *call)
    assert done.status == 1 and "try again when it is done" in done.err
    assert "left out" not in done.err and not out.exists()
