"""What a stranger finds with nothing but the report: who changed what, which digest is the page's,
what exactly failed, what the page said at another time, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from dragoman.archive import Archive
from dragoman.exchange.report.again import LOST, NEW, Again
from dragoman.provenance.digest import sha256_hex
from tests.support.chromium import Chromium
from tests.support.site import Answer, Site
from tests.support.translated_pages import LINES, add_page

FIRST = ("Turalın məhkəməsi bu gün Ağnarlıda başladı.", "Hakim onun vəsatətini rədd etdi.",
         "Növbəti iclas sentyabrın 3-nə təyin olundu.")  # fmt: skip
LATER = (FIRST[0], "Hakim onun bütün vəsatətlərini təmin etdi.", FIRST[2])


def page(sentences: tuple[str, ...]) -> Answer:
    said = "".join(f"<p>{each}</p>" for each in (*sentences, "Redaksiya hadisəni izləyir. " * 20))
    return Answer(f"<html lang=az><article><h1>Məhkəmə başladı</h1>{said}</article>".encode())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    work = tmp_path_factory.mktemp("alone")
    sent_on = Answer(status=302, headers={"Location": "http://127.0.0.1:9/away"})
    answers = {"/a": page(FIRST), "/away": sent_on, "/twice": page(FIRST)}
    with Site(answers) as site, Archive(work / "archive") as archive:
        translated = add_page(archive, work, name="court.html")
        archive.decide(translated, 1, "edited", text="It began today.", reviewer="owl", to="en")
        archive.decide(translated, 2, "approved", text=LINES[1].target, reviewer="owl", to="en")
        archive.decide(translated, 3, "edited", text="He was heard.", reviewer="owl", to="en")
        archive.decide(translated, 3, "approved", text="He was heard.", reviewer="heron", to="en")
        options = archive.fetch_options(allow_private=True, delay=0, browser=False)
        archive.capture(site.url("/a"), options=options)
        site.answers["/a"] = page(LATER)
        archive.capture(site.url("/a"), options=options)
        list(archive.capture_many([site.url("/away")], options=options))
        wrong = archive.capture(site.url("/twice"), options=options)
        archive.annotate([wrong.id], mistaken="typed in wrongly")
        yield archive


@pytest.fixture(scope="module")
def tree(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("out") / "report.html"
    archive.export(None, "report", path)
    return html.fromstring(path.read_bytes())


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def section(tree: Any, number: int) -> Any:
    return tree.xpath(f"//section[@id='c{number}']")[0]


def row(tree: Any, number: int, head: str) -> str:
    return text(section(tree, number).xpath(f".//tr[th='{head}']/td")[0])


def test_words_of_a_person_are_told_from_a_machines(tree: Any) -> None:
    said = text(section(tree, 1))
    assert f"1✎It began today. [changed by owl; the machine wrote: {LINES[0].target}]" in said
    assert f"3✎✓He was heard. [changed by owl; the machine wrote: {LINES[2].target}]" in said
    assert f"2✓{LINES[1].target} 3" in said
    assert "what stood there before, if anything, stands behind" in text(tree)


def test_what_the_page_said_at_another_time_is_marked_in_both(tree: Any) -> None:
    for number, other, mark, sentence in ((2, 3, LOST, FIRST[1]), (3, 2, NEW, LATER[1])):
        seen = section(tree, number).xpath(".//span[@class='seen']")
        assert [text(each) for each in seen] == [sentence]
        assert seen[0].xpath("preceding-sibling::sup[1]")[0].text == mark
        told = row(tree, number, "The same page, captured at another time")
        assert f"No. {other}" in told and "sentences came: 1; sentences were lost: 1" in told
        (records,) = tree.xpath(f"//section[@id='r{number}']")
        assert f"captured several times; records of No. {other}" in text(records)
        assert records.xpath(f".//a[@href='#r{other}']")
    assert not section(tree, 1).xpath(".//span[@class='seen']")


def test_a_counter_is_no_change_and_a_piece_of_a_sentence_is_one() -> None:
    again = Again(before="Oxunub: 12\nHakim onun vəsatətini rədd etdi.\nSon söz deyildi.")
    assert again.mark("Oxunub: 99") == ""
    assert again.mark("Onun vəsatətini rədd etdi.") == NEW
    assert list(again.marked("Son söz deyildi. Hakim getdi.")) == [
        ("", "Son söz deyildi. "), (NEW, "Hakim getdi."),
    ]  # fmt: skip


def test_a_failure_says_what_happened_exactly(tree: Any) -> None:
    (listed,) = tree.xpath("//table[@class='list']/tbody/tr[contains(., 'failed')]")
    told = "302 to http://127.0.0.1:9/away; there: no connection to 127.0.0.1"
    assert told in text(listed) and "refused" in text(listed)
    assert told in row(tree, int(listed.xpath("td[1]")[0].text), "What was not had")


def test_the_digest_of_the_page_is_named_where_it_stands(archive: Archive, tree: Any) -> None:
    own = archive.page(archive.page_ids()[1])
    digest = sha256_hex(own.response().body)
    (told,) = section(tree, 2).xpath(".//p[@class='digest']")
    assert text(told).startswith(f"SHA-256 of the page: {digest}Of what came as the page")
    (records,) = tree.xpath("//section[@id='r2']")
    assert f"payload: {digest} (that of the page)" in text(records)
    assert text(records).count("(that of the page)") == 1


def test_what_was_set_aside_is_counted_and_not_shown(tree: Any) -> None:
    (told,) = tree.xpath("//tr[th='Set aside as mistaken, and not in this report']/td")
    assert text(told) == "1 (typed in wrongly)"
    assert "/twice" not in text(tree)


@pytest.mark.skipif(Chromium.find() is None, reason="needs Chromium")
def test_digests_are_whole_on_paper_and_commands_can_be_read(
    archive: Archive, tree: Any, tmp_path: Path
) -> None:
    import pypdfium2
    from pypdfium2 import raw

    archive.export(None, "report", tmp_path / "report.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    printed = "\n".join(each.get_textpage().get_text_range() for each in document)
    shown = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
    assert set(shown.findall("\n".join(tree.itertext()))) == set(shown.findall(printed))
    for each in document:
        page = each.get_textpage()
        place = page.get_text_range().find("sha256sum")
        if place >= 0:
            assert raw.FPDFText_GetFontSize(page.raw, place) * 0.75 >= 7.5  # in points
