"""A person's edition of what a machine read or heard: beside it, and said wherever the text goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.errors import UsageError
from dragoman.page import Page
from dragoman.steps.models import install_speech_model
from dragoman.steps.scans.edition import machine_text
from dragoman.steps.scans.moved import Moved
from dragoman.steps.told_page import page_json
from dragoman.translate.speech import whisper
from tests.steps.scans.test_scanning import pdf
from tests.support.scripted_hearing import ScriptedHearing, installed_by_name, stretch, tones
from tests.support.scripted_scans import Scripted, sheet
from tests.support.shell import typed

READ = "Məhkəmə Kərlmov saydı. Kərgin söz."
RIGHT = "Məhkəmə Kərimovu azad saydı. Kərgin söz."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "a") as opened:
        yield opened


@pytest.fixture
def page(archive: Archive, tmp_path: Path) -> Page:
    archive._holdings.scans = Scripted(2, lambda n: sheet(n, 2, READ if n == 1 else "Son söz."))
    (outcome,) = archive.import_file(pdf(tmp_path, 2))
    return outcome.page


def flags(page: Page) -> dict[int, list[str]]:
    return {pair.n: [f.message for f in pair.flags if f.code == "ocr"] for pair in page.pairs("en")}


def test_an_edition_is_the_text_and_only_what_was_corrected_is_sure(
    archive: Archive, page: Page
) -> None:
    read = page.text or ""
    assert flags(archive.by_hand(page))[1] and flags(archive.by_hand(page))[2]
    new = archive.correct(page, read.replace(READ, RIGHT), reviewer="Sakit Durna")
    assert new.text == read.replace(READ, RIGHT) and new.id == page.id
    made = archive.by_hand(new)
    found = flags(made)
    assert found[1] == [], "the word that was doubtful is another now"
    assert "Kərgin" in found[2][0], "and here nobody has put another"
    assert "read by a machine from 2 pictures; corrected by Sakit Durna in 1 place" in made.credit(
        "en"
    )
    shown = page_json(made, "en", None)
    assert (
        shown["edition"]["reviewer"] == "Sakit Durna" and shown["edition"]["machine_text"] == read
    )
    ((start, stop),) = shown["edition"]["corrected"]
    assert new.text[start:stop] == "Kərimovu azad"
    assert shown["machine_read"]["doubtful"] == 1
    assert machine_text(made) == read
    own = made.record(made.article_id).json()["dragoman"]["scan"]
    assert [new.text[e["start"] : e["stop"]] for e in own["places"]] == [RIGHT, "Son söz."]
    assert archive.verify().ok
    archive.reindex()
    assert archive.page(page.id).text == new.text
    list(archive.translate([page.id]))
    assert archive.page(page.id).text == new.text, "it is not read over"


def test_a_later_edition_keeps_what_the_one_before_corrected(archive: Archive, page: Page) -> None:
    first = archive.correct(page, (page.text or "").replace(READ, RIGHT), reviewer="A")
    second = archive.correct(first, (first.text or "").replace("Son", "Axır"), reviewer="B")
    told = page_json(second, "en", None)["edition"]
    assert [second.text[a:b] for a, b in told["corrected"]] == ["Axır"]
    (earlier,) = told["earlier"]
    assert earlier["reviewer"] == "A"
    assert [second.text[a:b] for a, b in earlier["corrected"]] == ["Kərimovu azad"]
    assert told["machine_text"] == page.text
    assert "corrected by A (1) and B (1) in 2 places" in second.origin().says()
    assert archive.verify().ok


def test_of_words_that_two_persons_put_each_has_its_own(archive: Archive, page: Page) -> None:
    first = archive.correct(page, (page.text or "").replace(READ, RIGHT), reviewer="A")
    second = archive.correct(first, (first.text or "").replace("azad", "azət"), reviewer="B")
    told = page_json(second, "en", None)["edition"]
    assert [second.text[a:b] for a, b in told["corrected"]] == ["azət"]
    ((start, stop),) = told["earlier"][0]["corrected"]
    assert second.text[start:stop] == "Kərimovu"
    back = archive.correct(second, page.text or "", reviewer="B")
    assert page_json(back, "en", None)["edition"]["earlier"] == [], "no word of A's is left"
    shown = typed("--archive", str(archive.folder), "show", second.id)
    assert "by B, in 1 place" in shown.out and "by A" not in shown.out


def test_what_cannot_be_one_is_refused_in_a_sentence(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text("Adi mətn burada durur.", encoding="utf-8")
    (other,) = archive.import_file(plain)
    for which, text, name in (
        (page, page.text or "", "A"),
        (page, " \n ", "A"),
        (page, "Söz.", " "),
        (other.page, "Söz.", "A"),
    ):
        with pytest.raises(UsageError):
            archive.correct(which, text, reviewer=name)


def test_the_command_prints_takes_in_and_shows_what_the_machine_read(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    own = ("--archive", str(archive.folder))
    text = typed(*own, "correct", page.id)
    assert text.status == 0 and text.out.strip() == page.text
    path = tmp_path / "text.txt"
    path.write_text(text.out.replace(READ, RIGHT), encoding="utf-8")
    done = typed(*own, "--json", "correct", page.id, str(path), "--reviewer", "Sakit Durna")
    assert done.status == 0 and done.lines[0]["edition"]["reviewer"] == "Sakit Durna"
    assert typed(*own, "correct", page.id, "--machine").out.strip() == page.text
    assert RIGHT in typed(*own, "correct", page.id).out
    assert "Sakit Durna" in typed(*own, "show", page.id).out
    assert typed(*own, "correct", page.id, str(tmp_path / "none")).status == 2
    printed = typed(*own, "--json", "correct", page.id, "--machine").lines
    assert [(each["id"], each["text"]) for each in printed] == [(page.id, page.text)]
    both = typed(*own, "correct", page.id, str(path), "--machine")
    assert both.status == 2 and "leave FILE off" in both.err
    nothing = typed(*own, "correct", page.id, "--reviewer", "A")
    assert nothing.status == 2 and "is missing" in nothing.err


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 a letter", b"%PDF-1.7 a letter", b"a\x00letter", b"RIFF\x24\x00\x00\x00WAVE"],
)
def test_a_file_of_another_kind_is_no_edition(
    archive: Archive, page: Page, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "text.docx"
    path.write_bytes(content)
    done = typed("--archive", str(archive.folder), "correct", page.id, str(path))
    assert done.status == 2 and str(path) in done.err
    assert archive.page(page.id).text == page.text


def test_a_text_that_an_editor_of_windows_wrote_is_one(
    archive: Archive, page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "text.txt"
    own = ("--archive", str(archive.folder), "correct", page.id, str(path), "--reviewer", "A")
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_text(f"Kərimovu {encoding} gördü.\r\n", encoding=encoding)
        assert typed(*own).status == 0, encoding
        assert archive.page(page.id).text == f"Kərimovu {encoding} gördü."


def test_an_edition_of_what_was_heard_keeps_its_times(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(whisper, "check_installed", lambda: None)
    install_speech_model(installed_by_name(tmp_path / "whisper"), tmp_path / "models")
    archive._holdings.hearing = ScriptedHearing(
        1, lambda n: stretch(n, 1, "Kərlmov gəldi. Ailəsi burada idi.")
    )
    (outcome,) = archive.import_file(tones(tmp_path / "a.wav", 1))
    new = archive.correct(outcome.page, "Vəkil Kərimov gəldi. Ailəsi burada idi.", reviewer="A")
    made = archive.by_hand(new)
    shown = page_json(made, "en", None)
    assert [(p["time"]["from"], p["time"]["to"]) for p in shown["pairs"]] == [
        (0.0, 1.5),
        (2.0, 4.5),
    ]
    first, second = (next(f for f in pair.flags if f.code == "heard") for pair in made.pairs("en"))
    assert first.severity == "note" and "corrected by A" in first.message
    assert second.severity == "warn", "here it is the machine's words as they were"
    new = archive.correct(made, "Vəkil Kərimov gəldi. Ailəsi orada idi.", reviewer="B")
    first, second = (
        next(f for f in pair.flags if f.code == "heard")
        for pair in archive.by_hand(new).pairs("en")
    )
    assert "corrected by A." in first.message and "corrected by B." in second.message
    archive.hear_as("tr")
    list(archive.translate([new.id]))
    assert archive.page(new.id).text == new.text, "what a person corrected is not heard away"


@pytest.mark.parametrize(
    ("old", "new", "old_span", "span", "same"),
    [
        ("a b c", "a b c", (2, 3), (2, 3), (2, 3)),
        ("a b c", "a x c", (2, 3), (2, 3), None),
        ("a b c", "a c", (2, 3), None, None),
        ("a b c", "a y z c", (2, 3), (2, 5), None),
        ("a b c d", "a x d", (2, 5), (2, 3), None),
        ("a b", "new a b", (2, 3), (6, 7), (6, 7)),
    ],
)
def test_where_words_stand_in_the_other(
    old: str,
    new: str,
    old_span: tuple[int, int],
    span: tuple[int, int] | None,
    same: tuple[int, int] | None,
) -> None:
    moved = Moved(old, new)
    assert moved.span(*old_span) == span and moved.same(*old_span) == same


def test_a_long_text_that_is_all_other_words_is_compared_in_no_time() -> None:
    moved = Moved("söz " * 20_000, "başqa " * 30_000)
    assert len(moved.changed) == 1 and moved.same(0, 3) is None
