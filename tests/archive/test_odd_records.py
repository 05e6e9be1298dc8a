"""One record of odd shape, chained and with digests that fit, is that record's problem alone."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.archive import Archive
from dragoman.archiver.records.record import Record, json_record, new_id, urn
from dragoman.cli import main
from dragoman.commands.export import FORMATS
from dragoman.errors import ArchiveError
from dragoman.index.records.record_shapes import SHAPES
from dragoman.provenance.digest import warc_digest
from dragoman.steps.upkeep import verify_folder
from tests.support.archive_01 import unpack
from tests.support.odd_records import (
    ALSO,
    AT,
    ODD,
    SOUND,
    SPELLED,
    chain,
    filled,
    odd_record,
    put,
    sound_record,
    spelled_record,
)
from tests.support.review_client import opened, serving
from tests.support.site import AZ_TEXT, Answer, Site, page

QUICK = "[politeness]\ndelay = 0\nretries = 0\n"
NAMES = [*ODD, *SPELLED]


@pytest.fixture(scope="module")
def ids() -> dict[str, str]:
    """The ids of the sound records of `base`, once that is made."""
    return {}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, ids: dict[str, str]) -> Iterator[Path]:
    """An archive of a captured page with a translation, its site still there."""
    folder = tmp_path_factory.mktemp("base") / "archive"
    with Site({"/1": Answer(page("az", "Xəbər", AZ_TEXT))}) as site:
        with Archive(folder) as archive:
            (folder / "dragoman.toml").write_text(QUICK, encoding="utf-8")
            kept = archive.capture(site.url("/1"), allow_private=True)
            row = archive.page(kept.id)
            ids |= {"capture": row.id, "article": row.article_id, "response": row.response_id}
            translation = sound_record("translation", ids)
            ids["translation"] = translation.id
            chain(archive, translation)
        yield folder


@pytest.fixture
def folder(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(base, tmp_path / "archive"))


def dragoman(folder: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(main, ["--archive", str(folder), *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), (arguments, done)
    assert "Traceback" not in done.output
    return done


def listed(folder: Path) -> list[str]:
    done = dragoman(folder, "--json", "list")
    assert done.exit_code == 0
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


def problems(folder: Path) -> dict[str, str]:
    return {str(each.record_id): each.message for each in verify_folder(folder).problems}


def test_there_is_an_odd_record_of_every_kind() -> None:
    assert {kind for kind, _ in ODD.values()} >= set(SHAPES) - {"failure", "import"}
    assert len(NAMES) > 70


def test_sound_records_of_every_kind_are_believed(folder: Path, ids: dict[str, str]) -> None:
    """Else nothing below would say that the oddness is what is found."""
    # A merge has a ledger beside it, which the tests of merging have.
    sound = [sound_record(kind, ids) for kind in SOUND if kind != "merge"]
    sound += [odd_record(name, ids) for name in ALSO]
    with Archive(folder) as archive:
        chain(archive, *sound)
    assert problems(folder) == {}
    with Archive(folder) as archive:
        archive.index.catch_up()
        assert archive.store.notices == []
    assert sound[0].id in listed(folder)


def test_what_version_01_wrote_is_of_no_odd_shape(tmp_path: Path) -> None:
    report = verify_folder(unpack(tmp_path))
    assert report.ok and not report.notes


def test_each_is_named_by_verify_and_no_other_is(folder: Path, ids: dict[str, str]) -> None:
    made = {name: odd_record(name, ids) for name in NAMES}
    with Archive(folder) as archive:
        chain(archive, *made.values())
    found = problems(folder)
    assert [name for name, record in made.items() if record.id not in found] == []
    assert len(found) == len(made)
    assert all(len(said) < 400 and "\n" not in said for said in found.values())
    done = dragoman(folder, "--json", "verify")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, told[-1]["ok"]) == (3, False)
    odd = [each for each in told[:-1] if each["kind"] in ("record_odd", "reference")]
    assert len(odd) == len(made)
    assert all(each["file"] and each["offset"] is not None for each in odd)


def test_they_hide_no_other_and_are_in_no_traceback(
    folder: Path, ids: dict[str, str], tmp_path: Path
) -> None:
    before = listed(folder)
    with Archive(folder) as archive:
        chain(archive, *(odd_record(name, ids) for name in NAMES))
    done = dragoman(folder, "reindex")
    assert "could not be read into the index" in done.stderr
    after = listed(folder)
    assert set(before) <= set(after)
    for identity in after:
        dragoman(folder, "show", identity)
        dragoman(folder, "--json", "show", identity)
    for command in (["list", "--failed"], ["list", "--state", "approved"], ["stats"],
                    ["search", "Salam"], ["search", "odd", "--pages"], ["translate", "--pending"],
                    ["watch", "--allow-private"], ["repair", "--dry-run"]):  # fmt: skip
        dragoman(folder, *command)
    for format_ in FORMATS:
        dragoman(folder, "export", "--all", "--format", format_, "-o", str(tmp_path / format_))
        for identity in after:
            name = tmp_path / f"{identity}.{format_}"
            dragoman(folder, "export", identity, "--format", format_, "-o", str(name))
    with Archive(folder) as archive, serving(archive) as server:
        browser = opened(server)
        for path in (
            "/",
            *(f"/page/{each}{rest}" for each in after for rest in ("", "/provenance")),
        ):
            assert browser.get(path).status < 500


# -- decisions and states ----------------------------------------------------------------------


def test_nothing_odd_approves_a_sentence(folder: Path, ids: dict[str, str]) -> None:
    states = [
        name for name, (kind, _) in ODD.items() if kind in ("decision", "translation")
    ]  # fmt: skip
    with Archive(folder) as archive:
        chain(archive, *(odd_record(name, ids) for name in states))
        archive.index.catch_up()
        pairs = archive.page(ids["capture"]).pairs("en")
    assert {pair.state for pair in pairs} <= {None, "machine"}


def test_what_may_be_absent_and_what_a_later_version_says_keep_no_page_from_being_read(
    folder: Path, ids: dict[str, str]
) -> None:
    with Archive(folder) as archive:
        chain(archive, odd_record("sentences that say little, or more than we know", ids))
        row = archive.page(ids["capture"])
        told = [pair for pair in row.pairs("de") if pair.witness]
        assert told and all(pair.witness and pair.witness.machine == "Hi" for pair in told)
        assert all(pair.witness and pair.witness.agreement is None for pair in told)
        assert all(pair.likely and pair.likely.estimate is None for pair in told)
        assert all([flag.message for flag in pair.flags] == [""] for pair in told)
        assert all(link.target[1] <= 5 for links in row.alignments("de").values() for link in links)
        with serving(archive) as server:
            browser = opened(server)
            for path in ("", "/1", "/alignment"):
                assert browser.get(f"/page/{row.id}{path}?to=de").status == 200
    shown = json.loads(dragoman(folder, "--json", "show", ids["capture"], "--to", "de").stdout)
    assert any(pair.get("witness") for pair in shown["pairs"])


# -- records that are no JSON of ours ----------------------------------------------------------


def test_half_a_pair_of_surrogates_is_read_as_what_it_cannot_be(
    folder: Path, ids: dict[str, str]
) -> None:
    """Our own records may hold one: an address as the shell handed it over."""
    said = SOUND["capture"] | {
        "requested_url": "http://odd.invalid/\udce9",
        "note": "a\ud83d\ude00b",
        "page": ids["response"],
        "exchanges": [],
    }
    record = json_record("capture", "http://odd.invalid/", said)
    with Archive(folder) as archive:
        chain(archive, record)
    assert problems(folder) == {}
    shown = json.loads(dragoman(folder, "--json", "show", record.id).stdout)
    assert shown["url"] == "http://odd.invalid/\ufffd"
    assert record.id in listed(folder)


def test_a_record_of_a_kind_that_is_not_known_is_no_problem_and_said(folder: Path) -> None:
    with Archive(folder) as archive:
        chain(archive, json_record("opinion", "http://h/", {"anything": [1]}))
    report = verify_folder(folder)
    assert report.ok
    (note,) = (each for each in report.notes if "opinion" in each)
    assert "not looked at" in note


# -- revisits ------------------------------------------------------------------------------------


def http_record(kind: str, block: bytes, identity: str, **headers: str) -> Record:
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": urn(identity),
        "WARC-Target-URI": "http://odd.invalid/",
        "WARC-Date": AT,
        "WARC-Block-Digest": warc_digest(hashlib.sha256(block).digest()),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    mime = "application/http; msgtype=response"
    return Record(identity, kind, tuple(fields.items()), io.BytesIO(block), len(block), mime)


def payload(body: bytes) -> str:
    return warc_digest(hashlib.sha256(body).digest())


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
BODY = b"<p>what was there</p>"


def revisit(of: str, digest: str, **more: str) -> Record:
    return http_record(
        "revisit",
        HEAD,
        new_id(),
        WARC_Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        WARC_Refers_To=urn(of),
        WARC_Payload_Digest=digest,
        **{"WARC_Refers_To_Target_URI": "http://odd.invalid/", "WARC_Refers_To_Date": AT, **more},
    )


def response(body: bytes = BODY, head: bytes = HEAD) -> Record:
    return http_record("response", head + body, new_id(), WARC_Payload_Digest=payload(body))


def _itself(ids: dict[str, str]) -> list[Record]:
    record = revisit(ids["response"], payload(BODY))
    fields = tuple(
        (name, urn(record.id) if name == "WARC-Refers-To" else value)
        for name, value in record.headers
    )
    return [Record(record.id, "revisit", fields, record.block, record.length, record.content_type)]


def _loop(ids: dict[str, str]) -> list[Record]:
    one = _itself(ids)[0]
    return [revisit(one.id, payload(BODY)), one]


WRONG_REVISITS = {
    "of itself": _itself,
    "of one that is of itself": _loop,
    "of a metadata record": lambda ids: [revisit(ids["capture"], payload(BODY))],
    "of a response with another payload": lambda ids: [revisit(ids["response"], payload(BODY))],
    "of nothing that is there": lambda _: [revisit(new_id(), payload(BODY))],
    "of another address": lambda _: [
        (original := response()),
        revisit(original.id, payload(BODY), WARC_Refers_To_Target_URI="http://else.example/"),
    ],
    "of another date": lambda _: [
        (original := response()),
        revisit(original.id, payload(BODY), WARC_Refers_To_Date="2020-01-01T00:00:00Z"),
    ],
}


def captured_as(record: Record) -> Record:
    said = SOUND["capture"] | {"page": record.id, "exchanges": []}
    return json_record("capture", "http://odd.invalid/", said)


@pytest.mark.parametrize("name", WRONG_REVISITS)
def test_a_revisit_of_what_it_is_not(folder: Path, ids: dict[str, str], name: str) -> None:
    records = WRONG_REVISITS[name](ids)
    capture = captured_as(records[-1])
    with Archive(folder) as archive:
        chain(archive, *records, capture)
        if "address" not in name and "date" not in name:
            found = archive.page(capture.id)
            with pytest.raises(ArchiveError):
                found.response()
    assert records[-1].id in problems(folder)
    for command in (["show", capture.id], ["--json", "show", capture.id], ["list"]):
        dragoman(folder, *command)


def test_a_revisit_of_what_it_is(folder: Path) -> None:
    original = response()
    again = revisit(original.id, payload(BODY))
    capture = captured_as(again)
    with Archive(folder) as archive:
        chain(archive, original, again, capture)
        assert archive.page(capture.id).response().body == BODY
    assert problems(folder) == {}


@pytest.mark.parametrize(
    "head", [b"", b"no status here\r\n\r\n", b"HTTP/1.1 abc x\r\n\r\n", b"\r\n"]
)
def test_a_response_without_a_status_line(folder: Path, head: bytes) -> None:
    kept = http_record("response", head, new_id(), WARC_Payload_Digest=payload(b""))
    capture = captured_as(kept)
    with Archive(folder) as archive:
        chain(archive, kept, capture)
        assert archive.page(capture.id).response().http_status is None
    for command in (["show", capture.id], ["--json", "show", capture.id], ["verify"]):
        dragoman(folder, *command)


# -- what a record need not say ----------------------------------------------------------------


def paths(content: object, before: str = "") -> Iterator[str]:
    """Every place in it, such as `dragoman.segments.0.n`, but places in lists alone."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield f"{before}{name}"
            yield from paths(value, f"{before}{name}.")
    elif isinstance(content, list) and content:
        yield from paths(content[0], f"{before}0.")


# Parts of a record that hold next to nothing.
LITTLE: list[tuple[str, str, object]] = [
    ("capture", "exchanges.0.tls", {}),
    ("capture", "exchanges.0.tls", {"problem": "expired"}),
    ("capture", "exchanges.0.tls", None),
    ("capture", "browser", {}),
    ("capture", "attempts", [{}]),
    ("capture", "redirects", []),
    ("article", "dragoman.detection", {"code": "az"}),
    ("article", "translationOfWork", {}),
    ("article", "dragoman.alternates", [{"url": "http://h/"}]),
    ("translation", "dragoman.models", [{"engine": "x", "name": "y", "version": "1"}]),
    ("translation", "dragoman.names", {}),
]


def sparse(ids: dict[str, str]) -> Iterator[list[Record]]:
    """A capture, its article and its translation, of which one says less than it might."""
    kinds = ("capture", "article", "translation")
    missing = [(kind, path, None) for kind in kinds for path in paths(SOUND[kind])]
    for kind, path, value in [*missing, *LITTLE]:
        contents = {each: copy.deepcopy(SOUND[each]) for each in kinds}
        put(path, value)(contents[kind])
        made: dict[str, str] = {"response": ids["response"]}
        records = []
        for each in kinds:
            records.append(spelled_record(each, filled(contents[each], made)))
            made[each] = records[-1].id
        yield records


def test_what_a_record_need_not_say_is_not_asked_for(
    folder: Path, ids: dict[str, str], tmp_path: Path
) -> None:
    """Where it is no problem of the record, it is none of whoever reads it."""
    before = set(listed(folder))
    with Archive(folder) as archive:
        for records in sparse(ids):
            chain(archive, *records)
    added = set(listed(folder)) - before
    assert len(added) > 30
    for identity in sorted(added):
        dragoman(folder, "show", identity)
        dragoman(folder, "--json", "show", identity, "--to", "en")
    for format_ in FORMATS:
        dragoman(folder, "export", "--all", "--format", format_, "-o", str(tmp_path / format_))
    with Archive(folder) as archive, serving(archive) as server:
        browser = opened(server)
        for each in sorted(added):
            assert browser.get(f"/page/{each}").status < 500
            assert browser.get(f"/page/{each}/provenance").status < 500
