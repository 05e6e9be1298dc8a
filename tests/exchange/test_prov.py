"""PROV-JSON out: loads in the `prov` library, and tells the whole way."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.errors import RecordNotFound
from dragoman.exchange.evidence.gathering import gather
from dragoman.exchange.evidence.prov import write_prov
from tests.support.evidence_archive import MODEL_SHA256, Made, evidence_archive, imported_archive
from tests.support.foreign_files import site as foreign_site
from tests.support.site import AZ_TEXT, Answer, Site, page


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with evidence_archive(tmp_path_factory.mktemp("prov") / "archive") as archive:
        yield archive


def written(made: Made, *pages: str) -> bytes:
    stream = io.BytesIO()
    count = write_prov(gather(made.index.connection, made.folder, pages), stream)
    assert count == len(pages)
    return stream.getvalue()


@pytest.fixture(scope="module")
def document(made: Made) -> dict[str, Any]:
    content = json.loads(written(made, made.page))
    assert isinstance(content, dict)
    return content


def related(document: dict[str, Any], kind: str, **ends: str) -> list[dict[str, Any]]:
    wanted = {f"prov:{name}": value for name, value in ends.items()}
    return [each for each in document[kind].values() if wanted.items() <= each.items()]


def test_it_loads_in_the_prov_library(made: Made) -> None:
    prov = pytest.importorskip("prov.model", reason="needs the prov library, an extra for tests")
    loaded = prov.ProvDocument.deserialize(content=written(made, made.page).decode(), format="json")
    kinds = {type(each).__name__ for each in loaded.get_records()}
    assert {"ProvEntity", "ProvActivity", "ProvAgent", "ProvGeneration", "ProvUsage",
            "ProvDerivation", "ProvAssociation", "ProvAttribution"} <= kinds  # fmt: skip
    uris = {each.identifier.uri for each in loaded.get_records(prov.ProvEntity)}
    assert {f"urn:uuid:{each}" for each in (made.page, made.article, made.translation)} <= uris
    again = prov.ProvDocument.deserialize(content=loaded.serialize(format="json"), format="json")
    assert again == loaded
    assert "entity(record:" in loaded.get_provn()


def test_the_way_is_whole(made: Made, document: dict[str, Any]) -> None:
    """From the last decision back to the page on the web, by derivations alone."""
    derived = {
        (each["prov:generatedEntity"], each["prov:usedEntity"])
        for each in document["wasDerivedFrom"].values()
    }
    reached, waiting = set(), [f"record:{made.decisions[1]}"]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting += [
            used for generated, used in derived if generated == name and used not in reached
        ]
    assert {f"record:{made.translation}", f"record:{made.article}"} <= reached
    assert any(name.startswith("web:") for name in reached)


def test_every_name_in_a_relation_is_described(document: dict[str, Any]) -> None:
    described = {name for kind in ("entity", "activity", "agent") for name in document[kind]}
    for kind, relations in document.items():
        if kind in ("prefix", "entity", "activity", "agent"):
            continue
        for relation in relations.values():
            for end, name in relation.items():
                if end != "prov:type":
                    assert name in described, (kind, end, name)


def test_records_say_where_they_lie_and_those_bytes_are_there(
    made: Made, document: dict[str, Any]
) -> None:
    lines = (made.folder / "ledger.jsonl").read_bytes().splitlines()
    placed = [each for each in document["entity"].values() if "dragoman:sha256" in each]
    records = [each for each in placed if "dragoman:file" in each]
    assert len(records) >= 8
    for each in records:
        data = (made.folder / each["dragoman:file"]).read_bytes()
        start = each["dragoman:offset"]
        part = data[start : start + each["dragoman:length"]]
        assert hashlib.sha256(part).hexdigest() == each["dragoman:sha256"]
        line = lines[each["dragoman:ledgerLine"]]
        assert hashlib.sha256(line).hexdigest() == each["dragoman:ledgerLineSha256"]


def test_models_programs_and_reviewers_are_named(made: Made, document: dict[str, Any]) -> None:
    model = document["entity"][f"model:{MODEL_SHA256}"]
    assert model["dragoman:sha256"] == MODEL_SHA256
    assert model["dragoman:version"] == "1.9"
    assert model["dragoman:demo"] is False
    activity = f"made:translation-{made.translation}"
    assert related(document, "used", activity=activity, entity=f"model:{MODEL_SHA256}")
    agents = document["agent"]
    assert {each["prov:label"] for each in agents.values()} == {
        "dragoman.capture 0.1.0", "trafilatura 2.3.1", "dragoman.language 0.1.0",
        "dragoman.translate 0.1.0", "reviewer-7", "<reviewer & 8>",
    }  # fmt: skip
    detection = document["entity"][f"detection:{made.article}"]
    assert (detection["dragoman:code"], detection["dragoman:agreed"]) == ("az", True)


def test_a_later_decision_is_a_revision_of_the_earlier(
    made: Made, document: dict[str, Any]
) -> None:
    first, second, _ = made.decisions
    (revision,) = related(
        document,
        "wasDerivedFrom",
        generatedEntity=f"record:{second}",
        usedEntity=f"record:{first}",
    )
    assert revision["prov:type"]["$"] == "prov:Revision"


def test_both_steps_of_a_redirect_are_there(made: Made, document: dict[str, Any]) -> None:
    used = related(document, "used", activity=f"made:capture-{made.page}")
    assert len(used) == 2
    statuses = {e.get("dragoman:httpStatus") for e in document["entity"].values()}
    assert {302, 200} <= statuses
    kinds = [e.get("dragoman:recordType") for e in document["entity"].values()]
    assert kinds.count("request") == 2


def test_a_failed_capture_has_its_provenance_too(made: Made) -> None:
    content = json.loads(written(made, made.failure, made.page))
    assert "127.0.0.1" in content["entity"][f"record:{made.failure}"]["dragoman:error"]


def test_a_page_from_elsewhere_is_derived_from_the_file_that_was_handed_in(
    made: Made, tmp_path: Path
) -> None:
    with imported_archive(made, tmp_path / "other", tmp_path) as (store, index, pages, source):
        stream = io.BytesIO()
        write_prov(gather(index.connection, store.folder, pages), stream)
        file = f"file:{hashlib.sha256(source.read_bytes()).hexdigest()}"
    content = json.loads(stream.getvalue())
    assert content["entity"][file]["dragoman:file"].startswith("imports/")
    for each in pages:
        assert related(content, "wasDerivedFrom", generatedEntity=f"record:{each}", usedEntity=file)


def test_neither_text_nor_machine_is_told(made: Made) -> None:
    data = written(made, made.page).decode()
    for word in ("Nağızadə ifadə", "testified", str(Path.home()), f"@{socket.gethostname()}"):
        assert word not in data


def test_a_page_that_is_not_there_is_said(made: Made) -> None:
    with pytest.raises(RecordNotFound):
        written(made, "00000000-0000-0000-0000-000000000000")


def test_every_record_is_named_by_file_offset_and_digest(tmp_path: Path) -> None:
    """Style sheets, pictures, tries that failed, revisits and their originals, requests, imports."""
    shown = page("az", "Xəbər", AZ_TEXT).replace(
        b"</head>", b"<link rel=stylesheet href=/s.css></head><img src=/p.png><img src=/gone.png>"
    )
    answers = {
        "/1": Answer(shown),
        "/2": Answer(shown.replace(b"<p>", b"<p>Two. ", 1)),
        "/s.css": Answer(b"p { background: url(/b.png) }", headers={"Content-Type": "text/css"}),
        "/p.png": Answer(b"\x89PNG one", headers={"Content-Type": "image/png"}),
        "/b.png": Answer(b"\x89PNG two", headers={"Content-Type": "image/png"}),
        "/busy": Answer(b"busy", 503, {"Retry-After": "0", "Content-Type": "text/html"}),
    }
    folder = tmp_path / "archive"
    (tmp_path / "made.warc.gz").write_bytes(foreign_site().content())
    with Site(answers) as site, Archive(folder) as archive:
        for path in ("/1", "/2", "/1"):
            archive.capture(site.url(path), allow_private=True)
        options = archive.fetch_options(allow_private=True)
        list(archive.capture_many([site.url("/busy")], options=options))
        archive.import_file(tmp_path / "made.warc.gz")
        ids = list(archive.page_ids())
        stream = io.BytesIO()
        assert write_prov(gather(archive.index.connection, folder, ids), stream) == len(ids)
        document = json.loads(stream.getvalue())
        lines = {line["id"]: n for n, (_, line) in enumerate(archive.store.entries()) if n}
    named = {name: said for name, said in document["entity"].items() if name.startswith("record:")}
    assert len(named) > 25
    types = {said["dragoman:recordType"] for said in named.values()}
    assert {"request", "response", "revisit", "metadata", "conversion"} <= types
    for name, said in named.items():
        data = (folder / said["dragoman:file"]).read_bytes()[said["dragoman:offset"] :]
        member = data[: said["dragoman:length"]]
        assert hashlib.sha256(member).hexdigest() == said["dragoman:sha256"]
        assert said["dragoman:ledgerLine"] == lines[name.removeprefix("record:")]
        assert related(document, "hadMember", entity=name)


def test_what_stands_on_a_page_without_an_article_goes_along(archive: Archive) -> None:
    gone = Answer("<title>404</title><p>Belə səhifə yoxdur.</p>".encode(), status=404)
    with Site({"/gone": gone}) as site:
        options = archive.fetch_options(allow_private=True, browser=False)
        list(archive.capture_many([site.url("/gone")], options=options))
    (identity,) = archive.page_ids()
    (row,) = archive.index.connection.execute("SELECT id, kind FROM verdicts").fetchall()
    stream = io.BytesIO()
    (evidence,) = gather(archive.index.connection, archive.folder, [identity])
    write_prov([evidence], stream)
    document = json.loads(stream.getvalue())
    told = document["entity"][f"record:{row['id']}"]
    assert told["prov:label"].startswith(f"{row['kind']}: ")
    assert related(document, "wasDerivedFrom", generatedEntity=f"record:{row['id']}")
    path = archive.folder.parent / "out.wacz"
    archive.export([identity], "wacz", path)
    packed = zipfile.ZipFile(path).read("archive/dragoman.warc.gz")
    assert f"urn:dragoman:verdict:{site.url('/gone')}".encode() in gzip.decompress(packed)
