"""Export to followthemoney: loaded by its own program, nothing is lost and nothing else is there."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dragoman import Archive, Page
from dragoman.exchange.ftm import ftm_border
from dragoman.exchange.ftm.entities import CapturedPage, entities
from tests.support.translated_pages import Line, add_page

PROGRAM = Path(sys.executable).with_name("ftm")
program = pytest.mark.skipif(
    not (PROGRAM.exists() and ftm_border.is_there()), reason="followthemoney is not installed"
)

AZ = [
    Line("Vəkil Rauf Məmmədov azad edildi.", "The lawyer Rauf Mammadov was released."),
    Line("Məmmədovun sözləri qeyd olunub.", None, machine="ŋŋŋ", state="refused"),
    Line("Ədliyyə Nazirliyi cavab vermədi.", "The Ministry of Justice did not answer.", block=2),
]
RU = [Line("Рауф Мамедов  вернулся домой.", "Rauf Mamedov came home.", language="ru")]
ODD = [Line("Quelque chose d'autre, ici.", "Something else.", language="oc")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Page], Path, list[dict[str, Any]]]:
    work = tmp_path_factory.mktemp("ftm")
    with Archive(work / "archive") as archive:
        pages = [
            add_page(archive, work, AZ),
            add_page(archive, work, RU, language="ru", name="ru.html"),
            add_page(archive, work, ODD, language="oc", name="oc.html"),
            add_page(archive, work, [Line("Bu, başqa bir səhifədir.", None)], translate=False,
                     name="last.html"),
        ]  # fmt: skip
        archive.annotate([pages[0].id], note="a secret of mine", tags=["court"])
        for page in pages:
            page.pairs("en")
        result = archive.export(None, "ftm", work / "out.json")
        assert result.documents == 4 and set(result.pages) == {page.id for page in pages}
        one = archive.export([pages[1].id], "ftm", work / "one.json")
        assert one.documents == 1
    return pages, work / "out.json", lines_of(work / "out.json")


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def values(entities: list[dict[str, Any]]) -> set[tuple[str, str, str, str]]:
    return {
        (each["id"], each["schema"], name, value)
        for each in entities
        for name, held in each["properties"].items()
        for value in held
    }


def of(entities: list[dict[str, Any]], schema: str) -> list[dict[str, Any]]:
    return [each for each in entities if each["schema"] == schema]


@program
def test_its_own_program_keeps_every_value(
    made: tuple[list[Page], Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    _, path, held = made
    checked = tmp_path / "checked.json"
    done = subprocess.run(
        [PROGRAM, "validate", "-i", path, "-o", checked],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr
    assert values(lines_of(checked)) == values(held)


@program
def test_loaded_back_every_sentence_spelling_and_credit_is_there(
    made: tuple[list[Page], Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    pages, path, _ = made
    told = tmp_path / "statements.csv"
    subprocess.run([PROGRAM, "statements", "-d", "test", "-f", "csv", "-o", told, path], check=True)
    csv.field_size_limit(10**9)
    with told.open(encoding="utf-8", newline="") as stream:
        rows = [(row["entity_id"], row["prop"], row["value"]) for row in csv.DictReader(stream)]
    for page, lines in zip(pages, (AZ, RU, ODD), strict=False):
        said = {prop: value for entity, prop, value in rows if entity == page.id}
        for line in lines:
            assert line.source in said["bodyText"]
            assert line.target is None or line.target in said["translatedText"].splitlines()
        credit = said["translatedText"].splitlines()[0]
        assert credit.startswith("Translated automatically by") and "not reviewed" in credit
        assert (page.id, "notes", credit) in rows
    spelled = {value for _, prop, value in rows if prop in ("name", "alias", "weakAlias")}
    assert {"Rauf Məmmədov", "Məmmədovun", "Рауф Мамедов", "Ədliyyə Nazirliyi"} <= spelled


def test_who_is_named_is_one_with_mentions_in_both_languages(
    made: tuple[list[Page], Path, list[dict[str, Any]]],
) -> None:
    pages, _, held = made
    (person,) = of(held, "Person")
    mentions = [each["properties"] for each in of(held, "Mention")]
    whose = [each for each in mentions if each["resolved"] == [person["id"]]]
    assert {each["document"][0] for each in whose} == {pages[0].id, pages[1].id}
    assert person["properties"]["proof"] == [f"{page.id}.captured" for page in pages[:2]]
    assert "no person has checked it" in person["properties"]["notes"][0]
    assert len({each["id"] for each in held}) == len(held)
    linked = {
        each
        for one in held
        for name in ("document", "resolved", "proof")
        for each in one["properties"].get(name, [])
    }
    assert linked <= {each["id"] for each in held}, "all that is spoken of is there"


def test_language_codes_are_those_that_are_kept_and_others_are_said(
    made: tuple[list[Page], Path, list[dict[str, Any]]],
) -> None:
    pages, _, held = made
    articles = {each["id"]: each["properties"] for each in of(held, "Article")}
    assert [articles[page.id].get("language") for page in pages] == [
        ["aze"], ["rus"], None, ["aze"]
    ]  # fmt: skip
    assert "Language: oc" in articles[pages[2].id]["notes"]
    assert articles[pages[0].id]["translatedLanguage"] == ["eng"]
    assert "[refused: sentence 2]" in articles[pages[0].id]["translatedText"][0]
    assert "translatedText" not in articles[pages[3].id]
    assert len(of(held, "Document")) == 4


def test_no_word_of_ours_and_nobody_of_another_page_goes_out(
    made: tuple[list[Page], Path, list[dict[str, Any]]],
) -> None:
    _, path, _ = made
    assert "secret of mine" not in path.read_text(encoding="utf-8")
    one = (path.parent / "one.json").read_text(encoding="utf-8")
    assert "Рауф" in one and "Məmmədov" not in one and "Nazirliyi" not in one


@program
def test_what_it_would_drop_stands_in_the_notes() -> None:
    entity = {"id": "a", "schema": "Article", "properties": {
        "title": ["x"], "language": ["azj"], "sourceUrl": ["no address"]}}  # fmt: skip
    kept = ftm_border.as_kept(entity)
    assert kept["properties"] == {
        "title": ["x"], "notes": ["language: azj", "sourceUrl: no address"]
    }  # fmt: skip
    sound = {"id": "a", "schema": "Article", "properties": {"title": ["x"], "language": ["aze"]}}
    assert ftm_border.as_kept(sound) == sound


def test_one_page_of_an_odd_date_and_address_keeps_back_no_other() -> None:
    """Files made elsewhere hold addresses that are none, and pages may say that they are of year 1."""
    page = CapturedPage(
        id="1f3a", url="http://[x/a", captured_at="2026-05-01T03:00:00.000000Z", mime="text/html",
        payload_digest=None, title="t", byline=None, published="0001-01-01T00:00:00+14:00",
        language="az", text="Salam.", translated=None,
    )  # fmt: skip
    document, article = entities([page], [])
    assert "URL: http://[x/a" in document["properties"]["notes"]
    assert "publishedAt" not in article["properties"] and "publisher" not in article["properties"]
    assert article["properties"]["retrievedAt"] == ["2026-05-01T03:00:00"]
