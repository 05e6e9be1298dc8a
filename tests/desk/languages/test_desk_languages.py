"""The languages of the desk itself: the catalogues are whole, and every page speaks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from dragoman.archive import Archive
from dragoman.archiver.verdict.verdict import VerdictKind
from dragoman.desk import ReviewServer
from dragoman.desk.app import PLACES, WORDS_OF_ERRORS
from dragoman.desk.languages import other_rooms, spoken
from dragoman.desk.languages.wordbook import FOLDER, LANGUAGES, UNREAD, Wordbook
from dragoman.desk.programs.api import ROOT as ROOT_OF_PROGRAMS
from dragoman.errors import UsageError
from dragoman.index.asking.conflicts import Conflict
from dragoman.index.search.listing import ORDERS, STATES
from dragoman.steps.desk.formats import WORDS
from dragoman.translate.likelihood import likely
from dragoman.translate.models.available import available
from tests.desk.test_desk_browser import axe
from tests.desk.test_review_browser import faults, named
from tests.support.chromium import Chromium
from tests.support.places import ROOT
from tests.support.review_client import Browser, opened, serving
from tests.support.translated_pages import add_page

OTHERS = sorted(set(LANGUAGES) - {"en"})
TEMPLATES = sorted((ROOT / "dragoman" / "desk" / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "dragoman" / "desk" / "static").glob("*.js"))


@pytest.fixture
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


@pytest.fixture(autouse=True)
def english_after() -> Iterator[None]:
    yield
    spoken.speak("en")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What stands in the source now, by the command of CONTRIBUTING.md."""
    path = tmp_path_factory.mktemp("words") / "desk.pot"
    command = ["pybabel", "-q", "extract", "-F", str(ROOT / "babel.cfg"), "-o", str(path)]
    CommandLineInterface().run([*command, str(ROOT)])
    with path.open("rb") as stream:
        return read_po(stream)


@cache
def catalogue(code: str) -> Catalog:
    with (FOLDER / f"{code}.po").open("rb") as stream:
        return read_po(stream, locale=code)


def forms(told: object) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)  # type: ignore[arg-type]


def messages(code: str) -> list[Message]:
    return [each for each in catalogue(code) if each.id]


# -- the catalogues -----------------------------------------------------------------------------


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_in_the_catalogue_and_none_is_stale(extracted: Catalog, code: str) -> None:
    there = {forms(each.id) for each in extracted if each.id}
    assert len(there) > 500
    known = {forms(each.id) for each in messages(code)}
    assert there - known == set(), "add them: see “The desk's own words” in CONTRIBUTING.md"
    assert known - there == set(), "nothing says these any more"
    empty = [each.id for each in messages(code) if not all(forms(each.string)) or each.fuzzy]
    assert empty == [] and not catalogue(code).obsolete


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_filled_in_and_marked_up_is_the_same_on_both_sides(code: str) -> None:
    for each in messages(code):
        one, *many = forms(each.id)
        for said in forms(each.string):
            wanted = places(many[0] if many else one)
            # A form for one thing need not say the number.
            assert places(said) - {"num", "n"} == wanted - {"num", "n"}, each.id
            assert tags(said) == tags(one), each.id
            assert (said[:1], said[-1:]) == (
                said.strip()[:1],
                said.strip()[-1:],
            ) or one != one.strip()
            said % dict.fromkeys(wanted, "x")  # no lone %


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def tags(text: str) -> list[str]:
    return re.findall(r"</?[a-z]+|(?:href|type|name|class|lang)=\"[^\"]*\"", text)


def test_each_number_has_the_form_that_its_language_wants() -> None:
    said = {code: Wordbook.of(code) for code in LANGUAGES}
    pages = ("%(num)s page", "%(num)s pages")
    russian = {1: "страница", 2: "страницы", 5: "страниц", 11: "страниц", 21: "страница",
               22: "страницы", 112: "страниц", 0: "страниц"}  # fmt: skip
    for count, noun in russian.items():
        assert said["ru"].of_many(*pages, count) == f"%(num)s {noun}"
        assert said["az"].of_many(*pages, count) == "%(num)s səhifə"
        assert said["en"].of_many(*pages, count) == pages[count != 1]
    spoken.speak("ru")
    assert spoken.ngettext(*pages, 12_345) == "12\xa0345 страниц"
    for code, count in (("az", 1), ("ru", 3)):
        assert catalogue(code).num_plurals == count


def test_what_other_rooms_say_is_listed() -> None:
    assert list(other_rooms.STATES) == [words for words, _ in STATES.values()]
    assert list(other_rooms.ORDERS) == [words for words, _, _ in ORDERS.values()]
    assert other_rooms.LIKELY == likely.WORDS
    sizes = {each.size for each in available() if each.size != "not stated"}
    assert sizes == set(other_rooms.SIZES)
    assert tuple(other_rooms.VERDICTS) == get_args(VerdictKind)
    kinds = get_type_hints(Conflict)["kind"]
    assert get_args(kinds) == other_rooms.CONFLICTS
    named = {words for words, _ in WORDS.values()}
    assert named == {
        *other_rooms.FORMATS,
        "XLIFF 2.1",
        "XLIFF 1.2",
        "JSON Lines",
        "Follow the Money",
    }


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_says_nothing_that_is_not_marked(path: Path) -> None:
    assert list(unmarked(path.read_text(encoding="utf-8"))) == []


def test_a_word_that_is_not_marked_would_be_seen() -> None:
    bad = ("<p>Some words</p>", '<a title="Some words">x</a>', '{{ "Some words" }}')
    assert [len(list(unmarked(each))) for each in bad] == [1, 1, 1]
    good = ('<p>{{ _("Some words") }}</p>', "<p>{% trans %}Some <b>words</b>{% endtrans %}</p>")
    assert [list(unmarked(each)) for each in good] == [[], []]


# Names, formats and keys are the same everywhere; so are commands, which `called` writes.
THE_SAME = re.compile(
    r"Dragoman|– Dragoman|PDF|BLEU ;|Archived page|Ctrl S|&nbsp;|(mostly )?not stated|likely right"
    r'|t-nonet-pdft-text|"dragoman \w+ %s"'
)


def unmarked(template: str) -> Iterator[str]:
    text = re.sub(r"\{% trans.*?endtrans %\}|\{#.*?#\}", "", template, flags=re.DOTALL)
    for code in re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text, flags=re.DOTALL):
        kept = re.sub(r"\b_\((?:\"[^\"]*\"|'[^']*')", "", code)
        kept = re.sub(r"ngettext\(\"[^\"]*\",\s*\"[^\"]*\"", "", kept)
        for pair in re.findall(r"\"([^\"]*)\"|'([^']*)'", kept):
            words = "".join(pair)
            told = re.search(r"[A-Za-z]{3,} [a-z]|^[A-Z][a-z]{2,}", words)
            if told and not words.startswith(("btn", "notice")) and not THE_SAME.fullmatch(words):
                yield words
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"<(svg|kbd|code)\b.*?</\1>", "", text, flags=re.DOTALL)
    for words in re.findall(r">([^<>]*[A-Za-z]{2,}[^<>]*)<", text):
        if not THE_SAME.fullmatch(words.strip()) and "| safe }}" not in words:
            yield words
    for words in re.findall(
        r"(?:aria-label|title|placeholder|alt)=\"([^\"]*[a-z]{2,}[^\"]*)\"", text
    ):
        if not THE_SAME.fullmatch(words):
            yield words


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_says_nothing_that_is_not_marked(path: Path) -> None:
    text = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
    text = re.sub(r"\b_\(\"[^\"]*\"|ngettext\(\"[^\"]*\", \"[^\"]*\"", "", text)
    assert [
        words for words in re.findall(r"\"([^\"]*)\"", text) if re.match("[A-Z][a-z]+ ", words)
    ] == []


# -- what is answered ---------------------------------------------------------------------------


def html_language(browser: Browser, path: str, **headers: str) -> str:
    found = re.search(r'<html lang="(\w+)">', browser.get(path, **headers).text)
    assert found
    return found[1]


def test_the_language_is_chosen_or_what_the_browser_asks_for(server: ReviewServer) -> None:
    browser = opened(server)
    assert html_language(browser, "/") == "en"
    assert html_language(browser, "/", Accept_Language="ru-RU,ru;q=0.9,en;q=0.8") == "ru"
    assert html_language(browser, "/", Accept_Language="fr,az;q=0.7,en;q=0.5") == "az"
    assert html_language(browser, "/", Accept_Language="fr") == "en"
    told = {"csrf": browser.csrf(), "language": "az", "back": "//evil.example"}
    answer = browser.post("/language", told)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert html_language(browser, "/", Accept_Language="ru") == "az"
    shown = browser.get("/bring-in")
    assert shown.headers["Content-Language"] == "az" and "Ünvanlar, hər sətirdə biri" in shown.text
    browser.post("/language", told | {"language": "xx"})
    assert html_language(browser, "/") == "az"  # what nobody speaks is not chosen
    browser.post("/language", told | {"language": "en"})
    assert html_language(browser, "/", Accept_Language="ru") == "en"


def test_a_desk_can_be_opened_in_a_language(archive: Archive) -> None:
    with serving(archive, language="ru") as server:
        browser = opened(server)
        assert html_language(browser, "/", Accept_Language="az") == "ru"
        refused = Browser(server.access.port).get("/")
        assert refused.status == 403 and 'lang="ru"' in refused.text
    with pytest.raises(UsageError, match="the desk does not speak xx"):
        archive.review(language="xx")


@pytest.mark.parametrize("code", OTHERS)
def test_every_page_speaks_it_and_marks_what_does_not(
    archive: Archive, server: ReviewServer, tmp_path: Path, code: str
) -> None:
    page = add_page(archive, tmp_path).id
    browser = opened(server)
    browser.post("/language", {"csrf": browser.csrf(), "language": code, "back": "/"})
    article = tuple(f"/page/{page}{way}" for way in
                    ("", "/2", "/archived", "/picture", "/evidence", "/rest", "/replace", "/say"))  # fmt: skip
    book = Wordbook.of(code)
    for address in (*(each.address for each in PLACES), *article, "/take-back", "/conflicts"):
        text = browser.get(address).text
        assert f'<html lang="{code}">' in text, address
        assert book.one("Library") in text and book.one("No native speaker has read this "
            "translation of the desk yet. What checks, records and errors say is in English.") in text  # fmt: skip
        seen = re.sub(r"<[^>]*>", "\n", text)
        assert "not stated" not in text and "weights" not in text, address
        english = {each.strip() for each in seen.split("\n")} & set(english_only(code))
        assert english == set(), address
    shown = browser.get(f"/page/{page}").text
    assert '<p class="credit" id="credit" lang="en">' in shown
    assert "Not shown as a translation" not in shown and "UTC" in shown
    wrong = browser.post("/pages", {"csrf": browser.csrf(), "do": "tag"})
    assert wrong.status == 400 and book.one("choose some pages first") in wrong.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_the_server_refuses_by_itself_is_said_in_words_of_the_desk(
    archive: Archive, code: str
) -> None:
    with serving(archive, language=code) as server:
        browser = opened(server)
        large = {"csrf": browser.csrf(), "urls": "x" * 600_000}
        answers = (browser.get("/nothing"), browser.get("/language"),
                   browser.post("/bring-in/look", large))  # fmt: skip
        assert [each.status for each in answers] == list(WORDS_OF_ERRORS)
        for answer, words in zip(answers, WORDS_OF_ERRORS.values(), strict=True):
            assert f"<p>{Wordbook.of(code).one(words)}</p>" in answer.text
        told = browser.get(f"{ROOT_OF_PROGRAMS}/nothing").json()["error"]
        assert told == WORDS_OF_ERRORS[404]
        form = {"csrf": browser.csrf(), "format": "x"}  # what we say ourselves stays
        assert Wordbook.of(code).one("choose a format") in browser.post("/export", form).text


def english_only(code: str) -> list[str]:
    """Messages that are another text in the language, so that they give English away."""
    book = Wordbook.of(code)
    told = {**book.messages, **{name: (name,) for name in LANGUAGES.values()}}
    return [each for each, said in told.items() if each not in said and "%" not in each]


def test_scripts_have_their_words_and_programs_are_told_english(server: ReviewServer) -> None:
    browser = opened(server)
    assert Browser(server.access.port).get("/words.js").status == 403
    script = browser.get("/words.js", Accept_Language="ru")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert '"That was not done.": ["Это не сделано."]' in script.text
    assert "Библиотека" not in script.text  # pages say that
    assert 'LANGUAGE = "en"' in browser.get("/words.js").text
    told = browser.get(f"{ROOT_OF_PROGRAMS}/pages/none", Accept_Language="ru").json()["error"]
    assert re.search("[а-я]", told) is None


def test_dates_numbers_and_small_letters_are_those_of_the_language() -> None:
    time = "2026-11-07T16:53:00Z"
    said = {}
    for code in LANGUAGES:
        spoken.speak(code)
        said[code] = (spoken.day(time), spoken.moment(time), spoken.number(12_345))
    assert said["en"] == ("7 Nov 2026", "7 November 2026, 16:53 UTC", "12,345")
    assert said["az"] == ("7 noy 2026", "7 noyabr 2026, 16:53 UTC", "12.345")
    assert said["ru"] == ("7 нояб. 2026", "7 ноября 2026, 16:53 UTC", "12\xa0345")
    spoken.speak("az")
    assert spoken.small("İki IŞIQ") == "iki ışıq" and spoken.begun_large("iki") == "İki"
    assert spoken.moment("soon") == "soon" and spoken.moment(None) == "məlum deyil"


def test_what_nobody_has_read_is_said_to_be_so() -> None:
    assert set(OTHERS) == UNREAD  # who has read one takes it out, and this line with it


# Tabs that a phone does not show, what hangs out of its column in the list, and words that are cut.
OUTSIDE = """[...document.querySelectorAll('.tabs a, .entry .stand > *')].filter((each) =>
    each.getBoundingClientRect().right > each.parentElement.getBoundingClientRect().right + 1
).concat([...document.querySelectorAll('.seg')].filter((each) => each.scrollWidth > each.clientWidth)
).map((each) => each.textContent)"""


@pytest.mark.skipif(Chromium.find() is None, reason="needs Chromium")
@pytest.mark.parametrize("code", OTHERS)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    server: ReviewServer, archive: Archive, tmp_path: Path, code: str
) -> None:
    page = add_page(archive, tmp_path).id
    # Words that cannot break, and a chip that is long in every language.
    long = {"title": "W" * 120, "translated_title": "L" * 120}
    add_page(archive, tmp_path, name="long.html", demo=True, **long)
    script = axe()
    with Chromium(tmp_path / "profile") as browser:
        named(browser, server)
        form = "document.querySelector('.who form[action=\"/language\"]')"
        browser.run(f"{form}.querySelector('[value={code}]').checked = true")
        browser.run(f"window.before = true; setTimeout(() => {form}.requestSubmit(), 0)")
        browser.wait(f"!window.before && document.documentElement?.lang === '{code}'")
        base = f"http://127.0.0.1:{server.access.port}"
        article = (f"/page/{page}", f"/page/{page}/2", f"/page/{page}/evidence", "/take-back",
                   "/search?words=Tural&by=pages")  # fmt: skip
        for width in (1280, 390):
            browser.command(
                "Emulation.setDeviceMetricsOverride",
                width=width, height=800, deviceScaleFactor=1, mobile=width < 400,
            )  # fmt: skip
            for address in (*(each.address for each in PLACES), *article):
                browser.open(base + address)
                if address == article[0]:
                    browser.press("j")
                    browser.press("a")
                    told = Wordbook.of(code).one("Choose a sentence first, with j.")
                    browser.wait("document.querySelector('#status').textContent")
                    assert told not in browser.run("document.body.innerText")
                    assert "takes it back" not in browser.run("document.body.innerText")
                assert browser.run("document.documentElement.scrollWidth") <= width, address
                assert browser.run(OUTSIDE) == [], address
                if script and width > 400:
                    browser.run(f"(() => {{ {script}; window.axe = window.axe || axe; }})()")
                    assert not faults(browser), address
        assert browser.complaints == []
