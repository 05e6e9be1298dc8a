"""The examples of plug-ins do their work and are named in the records; broken ones cost a sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman import Archive, ModelInvalid, ModelMissing, Page, Translator, UsageError
from dragoman.plugged.entry_points import CHECKS, ENGINES, READERS, plug_ins
from dragoman.reader.elsewhere import versions
from dragoman.translate import check
from tests.support.foreign_files import WarcFile
from tests.support.plugged_in import install, install_example, looked_at
from tests.support.site import AZ_TEXT

STORY = "Məhkəmə qərar verdi. İş 1(101)-1234/2026 nömrəsi ilə qeydə alınıb."
HTML = f"""<!doctype html><html lang="az"><head><title>Xəbər | News</title></head><body>
<div class="promo"><p>{AZ_TEXT}</p></div><h1>Xəbər</h1>
<div class="story"><p>{STORY}</p><div><p>Jurnalist azaddır.</p></div></div></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "site"
    folder.mkdir()
    modules = set(sys.modules)
    yield folder
    for name in set(sys.modules) - modules:
        if "site" in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def taken_in(archive: Archive, folder: Path, host: str = "news.example", html: str = HTML) -> Page:
    made = WarcFile()
    made.page(f"https://{host}/1", html.encode())
    path = folder / f"{host}.warc.gz"
    path.write_bytes(made.content())
    (outcome,) = archive.import_file(path)
    assert outcome.page is not None and outcome.error is None
    return outcome.page


def test_without_any_there_are_none() -> None:
    assert plug_ins(ENGINES) == plug_ins(CHECKS) == plug_ins(READERS) == ()


def test_the_examples_go_through_the_whole_house(tmp_path: Path, site: Path) -> None:
    for name in ("glossary_engine", "case_number_check", "site_reader"):
        install_example(name, site)
    with looked_at(site), Archive(tmp_path / "evidence") as archive:
        page = taken_in(archive, tmp_path)
        assert page.title == "Xəbər" and page.text == f"{STORY}\n\nJurnalist azaddır."
        record = archive.record(page.article_id or "").json()["dragoman"]["stamps"][0]
        assert (record["tool"], record["version"]) == ("plug-in news_example", "0.1")
        assert record["settings"]["plug_in"]["package"] == "dragoman-site-reader"
        other = taken_in(archive, tmp_path, "other.example")
        assert other.text != page.text, "it is a reader for one site"
        pairs = page.translate(to="en", engine="glossary")
        assert pairs[0].target == "court decision gave."
        translation = page.provenance("en")["translation"]
        (model,) = translation["models"]
        assert "dragoman-glossary-engine" in str(model) and "0.1" in str(model)
        checks = translation["stamp"]["settings"]["checks"]
        assert checks == [
            {"name": "case_numbers", "package": "dragoman-case-number-check", "version": "0.1"}
        ]
        assert not any("case_numbers" in flag.code for pair in pairs for flag in pair.flags)
        assert archive.verify().ok and archive.compare().differences == []
        assert "news_example of dragoman-site-reader 0.1" in versions()
        with pytest.raises(ModelMissing, match="has nothing for ru"):
            Translator.open("ru", "en", "glossary")
        with (
            pytest.raises(UsageError, match="leave out the workers"),
            archive.workers(2) as workers,
        ):
            Translator.open("az", "en", "glossary", workers=workers)
    with (
        pytest.raises(UsageError, match="glossary is no engine"),
        Archive(tmp_path / "evidence") as archive,
    ):
        archive.translate(engine="glossary")


def test_what_a_check_says_is_a_flag_with_its_package(site: Path) -> None:
    install_example("case_number_check", site)
    with looked_at(site):
        codes = {
            flag.code: flag
            for flag in check(STORY, "The court has decided. The case is registered.", "az", "en")
        }
        flag = codes["dragoman-case-number-check.case_numbers"]
        assert flag.severity == "warn" and "1(101)-1234/2026" in flag.message
        kept = check(
            STORY, "The court has decided. The case is registered as 1(101)-1234/2026.", "az", "en"
        )
        assert not any(flag.code.startswith("dragoman-") for flag in kept)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("raise RuntimeError('not today')", "RuntimeError: not today"),
        ("def it(*_): raise ValueError('odd')", "ValueError: odd"),
        ("def it(*_): yield 'refuse', 'no'", "'refuse' is not one of note, warn"),
        ("def it(*_): return 3", "TypeError"),
        ("other = 1", "AttributeError"),
        ("def it(*_): raise SystemExit(3)", "SystemExit: 3"),
        ("def it(*_):\n while True: yield 'warn', 'again'", "more than 20 things"),
        ("class E(Exception):\n def __str__(self): return 1\ndef it(*_): raise E", "(E)"),
    ],
)
def test_a_check_that_breaks_is_a_note(site: Path, code: str, told: str) -> None:
    without = check("Salam, dünya.", "Hello, world.", "az", "en")
    install(site, CHECKS, "odd", code)
    with looked_at(site):
        *rest, note = check("Salam, dünya.", "Hello, world.", "az", "en")
    assert rest == without and note.severity == "note" and note.code == "dragoman-odd.odd"
    assert told in note.message and "odd of dragoman-odd 0.1" in note.message


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("raise RuntimeError('not today')", "RuntimeError: not today"),
        ("def it(*_): raise ValueError('odd')", "ValueError: odd"),
        (
            "class it:\n def __init__(self, *_): pass\n def translate(self, texts): return []",
            "not as many came out",
        ),
        (
            "class it:\n def __init__(self, *_): pass\n def translate(self, texts): return [1 for _ in texts]",
            "came out",
        ),
        ("class it:\n def __init__(self, *_): pass", "AttributeError"),
        (
            "class it:\n def __init__(self, *_): pass\n def translate(self, texts): raise SystemExit(3)",
            "SystemExit: 3",
        ),
        (
            "class it:\n def __init__(self, *_): pass\n def translate(self, texts): return ['\\ud800' for _ in texts]",
            "UnicodeEncodeError",
        ),
        ("class it:\n settings = {'a': {1}}\n def __init__(self, *_): pass", "TypeError"),
        ("class it:\n longest = 0\n def __init__(self, *_): pass", "0 is no number"),
    ],
)
@pytest.mark.long(one_in=3)
def test_an_engine_that_breaks_leaves_the_page_pending(
    tmp_path: Path, site: Path, code: str, told: str
) -> None:
    install(site, ENGINES, "odd", code)
    with looked_at(site), Archive(tmp_path / "evidence") as archive:
        page = taken_in(archive, tmp_path)
        with pytest.raises(
            ModelInvalid, match=r"the engine odd of dragoman-odd 0\.1 broke"
        ) as caught:
            page.translate(to="en", engine="odd")
        assert told in caught.value.message
        assert archive.page(page.id).text == page.text and not page.has_translation("en")


def test_no_plug_in_takes_the_place_of_an_engine_of_ours(site: Path) -> None:
    install(site, ENGINES, "argos", "raise RuntimeError('it was loaded')")
    with looked_at(site), pytest.raises(ModelMissing, match="models install"):
        Translator.open("az", "ka", "argos", models_dir=site / "models")


def test_no_plug_in_takes_the_place_of_a_demo_model(site: Path) -> None:
    install(site, ENGINES, "demo-model-az-en", "raise RuntimeError('it was loaded')")
    with looked_at(site), Translator.open("az", "en", "demo-model-az-en") as translator:
        assert translator.model.demo


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("raise ValueError('odd')", "ValueError: odd"),
        (
            "return {'paragraphs': ['Heç kim bunu yazmayıb.']}",
            "the page does not show what it gives",
        ),
        ("return {'paragraphs': []}", "it found no paragraph"),
        ("return {'text': 'x'}", "KeyError"),
        ("return {'paragraphs': ['Jurnalist azaddır.'], 'published': 'yesterday'}", "is no day"),
        ("return {'paragraphs': ['Jurnalist azaddır.'], 'published': '2026-02-31'}", "ValueError"),
        (
            "return {'paragraphs': ['Jurnalist azaddır.'], 'title': 'Heç kim yazmayıb'}",
            "the page does not show what it gives: Heç kim yazmayıb",
        ),
        (
            "return {'paragraphs': ['Jurnalist azaddır.'], 'byline': 'A. Heron'}",
            "the page does not show what it gives: A. Heron",
        ),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("import os; os._exit(3)", "reading it broke the program that reads"),
    ],
)
@pytest.mark.long(one_in=3)
def test_a_reader_that_breaks_costs_a_sentence_and_no_article(
    tmp_path: Path, site: Path, said: str, told: str
) -> None:
    code = (
        f"class it:\n hosts = ('news.example',)\n @staticmethod\n def read(html, url):\n  {said}\n"
    )
    with Archive(tmp_path / "without") as archive:
        without = taken_in(archive, tmp_path).text
    install(site, READERS, "odd", code)
    with looked_at(site), Archive(tmp_path / "evidence") as archive:
        page = taken_in(archive, tmp_path)
        assert page.text == without
        (notice,) = [each for each in archive.store.notices if "odd of dragoman-odd 0.1" in each]
        assert told in notice and "was read without a reader of another package" in notice
        stamp = archive.record(page.article_id or "").json()["dragoman"]["stamps"][0]
        assert told in stamp["settings"]["site_reader_failed"]


def test_the_readers_beside_one_that_breaks_are_asked(tmp_path: Path, site: Path) -> None:
    install(site, READERS, "a-broken", "raise RuntimeError('not today')")
    code = "class it:\n hosts = 'news.example'\n"
    install(site, READERS, "b-broken", code, module="other_one")
    install_example("site_reader", site)
    with looked_at(site), Archive(tmp_path / "evidence") as archive:
        assert taken_in(archive, tmp_path).text == f"{STORY}\n\nJurnalist azaddır."
        other = taken_in(archive, tmp_path, "other.example")
        stamp = archive.record(other.article_id or "").json()["dragoman"]["stamps"][0]
        told = stamp["settings"]["site_reader_failed"]
        assert "not today" in told and "hosts is one string" in told
