"""Published translations: tied to their originals by what the pages say, or a person does."""

from __future__ import annotations

import json

from click.testing import CliRunner

from dragoman.archive import Archive
from dragoman.cli import main
from dragoman.desk.article import published_beside
from dragoman.page import Page
from tests.support.listed_pages import put_page
from tests.support.site import AZ_TEXT, Answer, Site, page

HTML = {"Content-Type": "text/html; charset=utf-8"}
EN_TEXT = (
    "The court put off the hearing in the case of the journalist until the fourth of June. His "
    "lawyer said that two witnesses had not been heard, and that the documents asked for in May had "
    "still not been handed over to the defence by the prosecutor's office in the capital."
)


def said(html: bytes, head: str) -> Answer:
    return Answer(html.replace(b"</title>", f"</title>{head}".encode(), 1), headers=HTML)


def captured(archive: Archive, site: Site, *paths: str) -> list[Page]:
    options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
    outcomes = archive.capture_many([site.url(path) for path in paths], options=options)
    return [outcome.page for outcome in outcomes if outcome.page is not None]


def test_alternates_tie_two_pages_whichever_says_so(archive: Archive) -> None:
    link = '<link rel="alternate" hreflang="en-GB" href="/en#top"><link rel=alternate hreflang=x-default href=/>'
    site = Site({
        "/az": said(page("az", "Xəbər", AZ_TEXT), link),
        "/en": Answer(page("en", "News", EN_TEXT), headers=HTML),
    })  # fmt: skip
    with site:
        original, english = captured(archive, site, "/az", "/en")
    (found,) = original.published()
    assert (found["record"], found["how"], found["role"]) == (english.id, "alternate", None)
    assert [each["record"] for each in english.published()] == [original.id]
    archive.reindex()
    assert [each["record"] for each in archive.page(english.id).published()] == [original.id]


def test_one_that_was_set_aside_is_told_as_such(archive: Archive) -> None:
    first = put_page(archive, "https://h.example/az", language="az")
    english = put_page(archive, "https://h.example/en", language="en")
    copy = put_page(archive, "https://h.example/az", "2026-03-02", language="az")
    archive.link(archive.page(english), archive.page(first))
    archive.annotate([english, copy], mistaken="another man")
    (found,) = archive.page(first).published()
    assert (found["record"], found["mistaken"]) == (english, "another man")
    (other,) = archive.page(first).provenance()["copies"]
    assert (other["record"], other["mistaken"]) == (copy, "another man")
    shown = CliRunner().invoke(main, ["--archive", str(archive.folder), "show", first]).stdout
    assert "set aside as mistaken: another man" in " ".join(shown.split())
    assert published_beside.pages(archive.index.connection, first, "en") == []
    archive.annotate([english], not_mistaken=True)
    (again,) = published_beside.pages(archive.index.connection, first, "en")
    assert (again["record"], again["mistaken"]) == (english, None)


def test_the_line_that_names_the_original(archive: Archive) -> None:
    with Site({"/az": Answer(page("az", "Xəbər", AZ_TEXT), headers=HTML)}) as site:
        note = f"Translated automatically via Google translate from {site.url('/az')}"
        site.answers["/en"] = Answer(page("en", "News", f"{EN_TEXT}</p><p>{note}"), headers=HTML)
        original, english = captured(archive, site, "/az", "/en")
    assert [(e["record"], e["how"], e["role"]) for e in original.published()] == [
        (english.id, "note", "translation")
    ]
    assert [(e["record"], e["role"]) for e in english.published()] == [(original.id, "original")]


def test_a_person_says_so_and_it_is_read_beside_ours(archive: Archive) -> None:
    site = Site({
        "/az": Answer(page("az", "Xəbər", AZ_TEXT), headers=HTML),
        "/en": Answer(page("en", "News", EN_TEXT), headers=HTML),
    })  # fmt: skip
    with site:
        original, english = captured(archive, site, "/az", "/en")
    shell = ["--archive", str(archive.folder)]
    done = CliRunner().invoke(main, [*shell, "link", english.id, original.id])
    assert done.exit_code == 0, done.stderr
    assert CliRunner().invoke(main, [*shell, "link", english.id, english.id]).exit_code == 2
    assert CliRunner().invoke(main, [*shell, "link", english.id, "ffffffff"]).exit_code == 1
    archive.index.catch_up()
    assert [(e["how"], e["role"]) for e in original.published()] == [("link", "translation")]
    read = CliRunner().invoke(main, [*shell, "compare", original.id])
    assert (
        "published translation (link), en" in read.stdout and "put off the hearing" in read.stdout
    )
    shown = json.loads(CliRunner().invoke(main, [*shell, "--json", "show", original.id]).stdout)
    assert shown["provenance"]["published"][0]["record"] == english.id
    assert archive.verify().ok


def test_what_a_person_said_of_two_pages_can_be_taken_back_and_said_again(archive: Archive) -> None:
    first = put_page(archive, "https://h.example/az", language="az")
    english = put_page(archive, "https://h.example/en", language="en")
    told = ["--archive", str(archive.folder), "link", english, first]

    def linked() -> list[str]:
        archive.index.catch_up()
        return [each["record"] for each in archive.page(first).published()]

    nothing = CliRunner().invoke(main, [*told, "--undo"])
    assert nothing.exit_code == 2 and "nothing is taken back" in nothing.stderr
    assert CliRunner().invoke(main, told).exit_code == 0 and linked() == [english]
    undone = CliRunner().invoke(main, [*told, "--undo"])
    assert undone.exit_code == 0 and "no longer said to be" in undone.stderr
    assert linked() == [] and archive.page(english).published() == []
    archive.reindex()
    assert linked() == [] and archive.verify().ok
    archive.link(archive.page(english), archive.page(first))
    assert linked() == [english] and archive.verify().ok


def test_a_page_in_the_same_language_is_no_translation(archive: Archive) -> None:
    first = put_page(archive, "https://h.example/az", language="az")
    other = put_page(archive, "https://h.example/az/2", language="az")
    asked = CliRunner().invoke(main, ["--archive", str(archive.folder), "link", other, first])
    assert asked.exit_code == 2 and "both pages are in az" in asked.stderr
    assert archive.page(first).published() == []
