"""What was found of a page later, and who else was asked: in the report, in evidence, in PROV."""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from tests.support.odd_records import SOUND, chain, filled, sound_record, spelled_record
from tests.support.site import AZ_TEXT, Answer, Site, page

WITNESS = {
    "engine": "firefox", "name": "Firefox az→en", "from": "az", "to": "en", "version": "9.9",
    "sha256": "cd" * 32, "licence": None, "demo": False, "settings": {},
}  # fmt: skip
GONE = {"finding": "gone", "http_status": 404, "reason": "the server answered 404"}


@pytest.fixture(scope="module")
def ids() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, ids: dict[str, str]) -> Iterator[Archive]:
    """A page that was looked at twice later; one web archive took it, and another did not."""
    folder = tmp_path_factory.mktemp("later") / "archive"
    with Site({"/1": Answer(page("az", "Xəbər", AZ_TEXT))}) as site, Archive(folder) as archive:
        kept = archive.capture(site.url("/1"), allow_private=True)
        ids |= {"capture": kept.id, "article": str(kept.article_id)}
        ids["response"] = str(kept.response_id)
        said = copy.deepcopy(SOUND["translation"])
        said["dragoman"]["witnesses"] = [WITNESS]
        ids["translation"] = spelled(archive, "translation", said, ids)
        chain(archive, sound_record("observation", ids))
        later = {"observed_at": "2026-04-02T12:00:00.000000Z", **GONE}
        ids["gone"] = spelled(archive, "observation", SOUND["observation"] | later, ids)
        taken = {"kept_at": "http://a/web/1/http://h/"}
        ids["taken"] = spelled(archive, "submission", SOUND["submission"] | taken, ids)
        failed = {"http_status": 429, "archive": "http://b/save",
                  "error": {"step": "status", "message": "the server answered 429"}}  # fmt: skip
        ids["failed"] = spelled(archive, "submission", SOUND["submission"] | failed, ids)
        yield archive


def spelled(archive: Archive, kind: str, said: dict[str, object], ids: dict[str, str]) -> str:
    record = spelled_record(kind, filled(said, ids))
    chain(archive, record)
    return record.id


def words(path: Path) -> str:
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", path.read_text("utf-8"))).split())
    return re.sub(r"(\() | ([,:.;)])", r"\1\2", said)


def test_the_report_says_what_later_looks_found(
    archive: Archive, ids: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "report.html"
    archive.export([ids["capture"]], "report", out)
    text = words(out)
    assert "Looked at again later, by what was found last gone (1)" in text
    last = "Looked at again, last 2026-04-02 12:00:00 UTC: gone, HTTP 404: the server answered 404"
    assert last in text
    assert "Looked at again: present (HTTP" in text and "gone (HTTP 404)" in text
    assert "as well: http://a/save: it says that it is at http://a/web/1/http://h/" in text
    assert "as well: http://b/save: not taken, the server answered 429" in text
    assert "Another model, Firefox az→en 9.9 (firefox), translated it as well" in text
    assert "cd" * 32 in text
    for each in ("gone", "taken", "failed"):
        assert ids[each] in text


@pytest.mark.parametrize(("language", "said"), [("ru", "отсутствует"), ("az", "yoxdur")])
def test_so_it_does_in_the_other_languages(
    archive: Archive, ids: dict[str, str], tmp_path: Path, language: str, said: str
) -> None:
    out = tmp_path / "report.html"
    archive.export([ids["capture"]], "report", out, report_language=language)
    assert f"2026-04-02 12:00:00 UTC: {said}, HTTP 404" in words(out)


def test_evidence_says_it_and_claims_no_removal(archive: Archive, ids: dict[str, str]) -> None:
    items = {each.name: each for each in archive.evidence(ids["capture"]).items}
    absence, asked = items["absence"], items["corroboration"]
    assert absence.state == "not provable" and ids["gone"] in {each.id for each in absence.held}
    assert any("2026-04-02" in each and "gone, HTTP 404" in each for each in absence.says)
    assert asked.state == "missing"  # its own word, and nobody has looked
    assert any("http://a/web/1/" in each and "not looked at" in each for each in asked.says)
    assert any("did not take it: the server answered 429" in each for each in asked.says)


def test_show_has_who_was_asked_to_capture_it_as_well(
    archive: Archive, ids: dict[str, str]
) -> None:
    found = archive.page(ids["capture"]).provenance()["submissions"]
    assert {each["record"] for each in found} == {ids["taken"], ids["failed"]}
    assert {(each["archive"], each["error"]) for each in found} == {
        ("http://a/save", None), ("http://b/save", "the server answered 429"),
    }  # fmt: skip
    archive.reindex()
    assert archive.page(ids["capture"]).provenance()["submissions"] == found


def test_prov_tells_a_witness_from_what_wrote(
    archive: Archive, ids: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "prov.json"
    archive.export([ids["capture"]], "prov", out)
    told = json.loads(out.read_text("utf-8"))
    used = [each for each in told["used"].values() if each["prov:entity"] == f"model:{'cd' * 32}"]
    assert [each["prov:role"]["$"] for each in used] == ["dragoman:witness"]
    assert told["entity"][f"model:{'cd' * 32}"]["dragoman:version"] == "9.9"
    import prov.model

    prov.model.ProvDocument.deserialize(content=out.read_text("utf-8"))
