"""What people say of a page: each time a record, and nothing of another's is lost."""

from __future__ import annotations

import itertools
import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record
from dragoman.cli import main
from dragoman.errors import RecordNotFound, UsageError
from dragoman.exchange.evidence_export import export_evidence
from dragoman.index.ahead.said import said as what_it_says
from dragoman.index.asking import query
from dragoman.index.building.apply import apply
from dragoman.index.building.batch import Batch
from dragoman.index.building.settling import settle
from dragoman.index.records.order import Order
from tests.support.evidence_archive import evidence_archive
from tests.support.listed_pages import put_page
from tests.support.review_client import opened, serving
from tests.support.shell import Shell, shell  # noqa: F401 - a fixture

URL = "https://example.org/1"


def dragoman(archive: Archive, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(archive.folder), *arguments])


def stands(archive: Archive, page: str) -> tuple[str | None, list[str], str | None]:
    found = archive.page(page)
    return found.note, found.tags, found.mistaken


def said(page: str, at: str, **what: Any) -> Any:
    return json_record(
        "annotation", URL, {"page": page, **what}, date=f"2026-05-{at}T12:00:00.000000Z"
    )


def test_a_note_and_tags_are_records_and_the_captures_own_stays(archive: Archive) -> None:
    page = put_page(archive, URL, note="as it came", tags=["court"])
    before = archive.record(page)
    archive.annotate([page], note=" read it again ", tags=["Baku  city", "COURT"])
    assert stands(archive, page) == ("read it again", ["court", "Baku city"], None)
    archive.annotate([page[:8]], untags=["Court"])
    assert stands(archive, page) == ("read it again", ["Baku city"], None)
    archive.annotate([page], note="")
    assert stands(archive, page) == (None, ["Baku city"], None)
    assert archive.record(page).block == before.block
    assert [each["note"] for each in archive.page(page).provenance()["annotations"]] == [
        "read it again", None, "",
    ]  # fmt: skip
    assert archive.page(page).provenance()["capture"]["note"] == "as it came"
    row = next(archive.list_pages())
    assert (row["note"], row["tags"]) == (None, ["Baku city"])
    assert [each.id for each in archive.pages(tag="baku city")] == [page]
    assert list(archive.pages(tag="court")) == []
    archive.reindex()
    assert next(archive.list_pages()) == row
    assert archive.verify().ok and not archive.verify().notes


def test_the_order_of_time_decides_and_not_that_of_the_ledger(archive: Archive) -> None:
    """As when a repair chains records again, or two archives are put together."""
    page = put_page(archive, URL, tags=["a"])
    records = [
        said(page, "01", note="first", tags=["b", "c"]),
        said(page, "02", untags=["B"], mistaken="wrong"),
        said(page, "03", note="last", tags=["b"]),
        said(page, "04", not_mistaken=True),
    ]
    archive.store.append(records, "derived")
    archive.index.catch_up()
    held = [archive.record(each.id) for each in records]
    connection = archive.index.connection
    for order in itertools.permutations(held):
        connection.execute("BEGIN")
        connection.execute("DELETE FROM annotations")
        batch = Batch(connection, set())
        for record in order:
            apply(what_it_says(record), batch, Order(connection), mark="rechained")
        settle(connection, batch)
        assert stands(archive, page) == ("last", ["a", "c", "b"], None)
        connection.execute("ROLLBACK")


def test_a_clock_that_was_ahead_does_not_decide_for_ever(archive: Archive) -> None:
    page = put_page(archive, URL)
    ahead = json_record(
        "annotation", URL, {"page": page, "note": "x"}, date="2031-01-01T00:00:00.000000Z"
    )
    archive.store.append([ahead], "derived")
    archive.annotate([page], note="y")
    assert archive.page(page).note == "y"
    archive.reindex()
    assert archive.page(page).note == "y"


def test_an_annotation_may_be_chained_before_its_page(archive: Archive) -> None:
    page = put_page(archive, URL, language="az")
    other = Archive(archive.folder.parent / "other")
    with other:
        late = [archive.record(page)]
        early = json_record("annotation", URL, {"page": page, "tags": ["t"], "mistaken": "why"})
        other.store.append([early], "derived")
        content = late[0].json()
        other.store.append([json_record("capture", URL, content, record_id=page)], "captures")
        other.index.catch_up()
        assert stands(other, page) == (None, ["t"], "why")


def test_what_is_mistaken_is_in_no_list_and_all_of_it_is_still_there(
    archive: Archive, tmp_path: Path
) -> None:
    kept = put_page(
        archive, "https://example.org/1", language="az", state="machine", verdict="article"
    )
    wrong = put_page(
        archive, "https://example.org/2", language="az", state="machine", verdict="article"
    )
    (page,) = archive.annotate([wrong], mistaken=" another person of that name ")
    assert page.mistaken == "another person of that name"

    def everywhere() -> list[set[str]]:
        with serving(archive) as server:
            shown = opened(server)
            desk = [shown.get(path).text for path in ("/", "/?language=az", "/?state=todo",
                                                      "/?state=todo&language=az", "/?words=salam")]  # fmt: skip
        listed = {each["id"] for each in archive.list_pages()}
        searched = {hit.page for hit in archive.search("salam")}
        exact = {hit.page for hit in archive.search("Salam", exact=True)}
        file = tmp_path / "out.jsonl"
        archive.export(None, "jsonl", file)
        exported = {json.loads(line)["page"] for line in file.read_text("utf-8").splitlines()}
        translated = {each.page.id for each in archive.translate() if each.page}
        return [listed, searched, exact, exported, translated,
                *({each for each in (kept, wrong) if each in text} for text in desk)]  # fmt: skip

    assert everywhere() == [{kept}] * 10
    assert archive.stats()["pages"] == 1 and len(archive.page_ids()) == 2
    assert [each.id for each in archive.pages(mistaken=True)] == [wrong]
    done = dragoman(archive, "--json", "list", "--mistaken")
    assert [json.loads(line)["mistaken"] for line in done.stdout.splitlines()] == [page.mistaken]
    shown = dragoman(archive, "show", wrong).stdout
    assert "another person of that name" in " ".join(shown.split())
    named = archive.export([wrong], "jsonl", tmp_path / "named.jsonl")
    assert (named.documents, named.set_aside) == (1, 0)
    assert archive.export(None, "jsonl", tmp_path / "some.jsonl", search="salam").set_aside == 1
    for wish, aside in ((["--all"], True), (["--language", "ru"], False), ([kept], False),
                        (["--search", "Salam"], True), (["--search", "nowhere"], False)):  # fmt: skip
        place = ["--format", "jsonl", "-o", str(tmp_path / "some.jsonl")]
        told = dragoman(archive, "export", *wish, *place).stderr
        assert ("set aside as mistaken, and not among them: 1 page(s)" in told) == aside
    (gone,) = archive.annotate([kept], mistaken="a third person")
    told = dragoman(archive, "export", "--search", "salam", *place).stderr
    assert "but what was set aside as mistaken: 2 page(s)" in told
    archive.annotate([gone.id], not_mistaken=True)
    archive.reindex()
    assert everywhere()[:4] == [{kept}] * 4
    archive.annotate([wrong], not_mistaken=True)
    assert everywhere() == [{kept, wrong}] * 10
    assert archive.verify().ok


def watchable(archive: Archive) -> list[str]:
    return query.newest_of_each(archive.index.connection)


def test_watch_looks_at_the_capture_before_one_that_was_a_mistake(archive: Archive) -> None:
    response = {"page": "00000000-0000-4000-8000-000000000000"}
    ids = []
    for day in ("01", "02"):
        at = f"2026-05-{day}T12:00:00.000000Z"
        content = {"requested_url": URL, "captured_at": at, "http_status": 200, "exchanges": []}
        record = json_record("capture", URL, content | response, date=at)
        ids.append(record.id)
        archive.store.append([record], "captures")
    archive.index.catch_up()
    assert watchable(archive) == [ids[1]]
    archive.annotate([ids[1]], mistaken="the wrong edition")
    assert watchable(archive) == [ids[0]]


def test_what_cannot_be_said_is_one_sentence_and_nothing_is_noted(archive: Archive) -> None:
    page = put_page(archive, URL)
    ledger = archive.store.ledger.read_bytes()
    for wrong in (
        {}, {"tags": ["x"], "untags": ["X"]}, {"mistaken": "a", "not_mistaken": True}, {"tags": [" "]},
        {"mistaken": " "}, {"tags": ["x" * 20_000]}, {"note": "x" * 2_000_000},
    ):  # fmt: skip
        with pytest.raises(UsageError) as raised:
            archive.annotate([page], **wrong)  # type: ignore[arg-type]
        assert "\n" not in raised.value.message
    with pytest.raises(RecordNotFound):
        archive.annotate([page, "ffff"], note="x")
    for words in ([page], [page, "--tag", "a", "--untag", "a"], ["--note", "x"]):
        assert dragoman(archive, "annotate", *words).exit_code == 2
    assert dragoman(archive, "annotate", "ffff", "--note", "x").exit_code == 1
    assert archive.store.ledger.read_bytes() == ledger


def test_the_command_says_what_stands_now(archive: Archive) -> None:
    first, second = (put_page(archive, f"https://example.org/{n}", tags=["old"]) for n in (1, 2))
    done = dragoman(
        archive,
        "--json",
        "annotate",
        first,
        second,
        first,
        "--tag",
        "a",
        "--untag",
        "old",
        "--note",
        "n",
    )
    assert done.exit_code == 0
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "id": each,
            "url": f"https://example.org/{n}",
            "note": "n",
            "tags": ["a"],
            "mistaken": None,
        }
        for n, each in ((1, first), (2, second))
    ]
    done = dragoman(archive, "annotate", first, "--note", "", "--untag", "a")
    assert done.stdout.split() == [first[:8], "https://example.org/1", "nothing", "is", "noted"]
    done = dragoman(archive, "annotate", first, "--note", "\x1b[31mred[bold]", "--mistaken", "so")
    assert "\x1b" not in done.stdout and "red[bold]" in done.stdout
    with serving(archive) as server:
        assert '<a class="tag" href="/?tag=a">' in opened(server).get("/").text


def test_processes_that_annotate_at_once_lose_nothing_of_each_other(shell: Shell) -> None:  # noqa: F811
    with Archive(shell.folder / "evidence") as archive:
        page = put_page(archive, URL)
        running = [
            subprocess.Popen(
                shell.command("--archive", "evidence", "annotate", page, "--tag", f"t{n}"),
                cwd=shell.folder, env=shell.environment, stderr=subprocess.PIPE,
            )
            for n in range(3)
        ]  # fmt: skip
        for n in range(5):
            archive.annotate([page], tags=[f"own{n}"])
        for each in running:
            assert each.communicate(timeout=120)[1] == b"" and each.returncode == 0
        archive.index.catch_up()
        wanted = {*(f"t{n}" for n in range(3)), *(f"own{n}" for n in range(5))}
        assert set(archive.page(page).tags) == wanted
        assert archive.verify().ok


def test_what_is_handed_out_as_evidence_says_it(tmp_path: Path) -> None:
    with evidence_archive(tmp_path / "archive") as made:
        records = [
            json_record("annotation", made.url, {"page": made.page, "note": "read <b>again</b>"}),
            json_record("annotation", made.url, {"page": made.page, "mistaken": "no"}),
        ]
        for record in records:
            made.store.append([record], "derived")
        made.index.catch_up()
        found = {}
        for name in ("prov", "report", "wacz"):
            path = tmp_path / name
            export_evidence(
                made.index.connection,
                made.folder,
                [made.page],
                name,
                path,
                software="dragoman/test",
            )
            found[name] = path
        report = found["report"].read_text("utf-8")
        assert "read &lt;b&gt;again&lt;/b&gt;" in report and "Set aside as mistaken" in report
        prov = json.loads(found["prov"].read_text("utf-8"))
        first, second = (f"record:{record.id}" for record in records)
        assert prov["entity"][first]["dragoman:note"] == "read <b>again</b>"
        derived = {
            (each["prov:generatedEntity"], each["prov:usedEntity"])
            for each in prov["wasDerivedFrom"].values()
        }
        assert {(first, f"record:{made.page}"), (second, first)} <= derived
        with zipfile.ZipFile(found["wacz"]) as archive:
            held = archive.read("archive/dragoman.warc.gz")
        for record in records:
            row = query.record_row(made.index.connection, record.id)
            assert row is not None
            with (made.folder / row["file"]).open("rb") as stream:
                stream.seek(row["offset"])
                assert stream.read(row["length"]) in held
