"""What tesseract reads of a picture, where it stands there, and what becomes of a page that it cannot read."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageStat
from rapidfuzz.distance import Levenshtein

from dragoman.archiver.scans import picture, tesseract
from dragoman.archiver.scans.cleaning import level, tilt_of, without_specks
from dragoman.archiver.scans.picture import count_sheets, grey_sheet
from dragoman.archiver.scans.scripts import CYRILLIC, LATIN, Readers
from dragoman.archiver.scans.sheet import DOUBTFUL, SeenWord, Sheet
from dragoman.archiver.scans.sheet_reading import read_sheet
from dragoman.archiver.scans.tesseract import Seen, SeenRow, Tesseract
from dragoman.errors import ExtractionError
from dragoman.reader import scan_reader
from tests.support.drawn_pages import AZ, RU, as_file, as_pdf, drawn, needs_tesseract, scanned


@functools.cache
def mixed() -> tuple[Image.Image, Sheet]:
    """A page of two languages, askew and specked, and what is read of it."""
    needs_tesseract()
    page = scanned(drawn(AZ, RU))
    return page, read_sheet(as_file(page), 1, 1, "u", 120)


@pytest.fixture
def fresh() -> Iterator[None]:
    tesseract.installed.cache_clear()
    yield
    tesseract.installed.cache_clear()


def test_a_page_of_two_scripts_is_read_part_by_part() -> None:
    _, sheet = mixed()
    read = " ".join(line.text for line in sheet.lines)
    assert Levenshtein.distance(read, f"{AZ} {RU}") <= 2
    assert [line.script for line in sheet.lines] == [LATIN] * 3 + [CYRILLIC] * 3
    assert sheet.how["specks_taken_out"] and sheet.tilt == -0.6


def test_boxes_stand_where_the_words_are_in_the_picture_as_it_came() -> None:
    page, sheet = mixed()
    words = {word.text: word.box for word in sheet.words}
    left, top, right, bottom = words["müddətini"]
    assert ImageStat.Stat(page.crop((left, top, right, bottom))).mean[0] < 215  # ink in it
    assert ImageStat.Stat(page.crop((left, bottom + 6, right, bottom + 9))).mean[0] > 235
    assert words["həbs"][2] < left < right < words["dörd"][0]


def test_what_was_read_says_by_what_and_comes_back_out_of_its_record() -> None:
    _, sheet = mixed()
    assert Sheet.from_json(sheet.to_json()) == sheet
    assert sheet.engine["settings"] == {"tessedit_load_sublangs": ""}
    models = {each["name"]: each["sha256"] for each in sheet.engine["models"]}
    assert len(models["aze"]) == len(models["rus"]) == 64


def test_a_word_is_doubtful_by_its_confidence_and_a_dash_never() -> None:
    box = (0, 0, 1, 1)
    assert SeenWord("Kərimov", DOUBTFUL - 1, box).doubtful
    assert not SeenWord("Kərimov", DOUBTFUL, box).doubtful
    assert not SeenWord("—", 1, box).doubtful


def rows(text: str) -> list[SeenRow]:
    words = tuple(Seen(each, 90, (0, 0, 9, 9)) for each in text.split())
    return [SeenRow(1, (0, 0, 9, 9), words)]


@pytest.mark.parametrize(
    ("script", "text", "model"),
    [
        (LATIN, AZ, "aze"),
        (LATIN, "The court has extended the arrest by four months", "eng"),
        (CYRILLIC, RU, "rus+aze"),
        (CYRILLIC, "Бәшәр аиләсинин бүтүн үзвләринә хас олан ләјагәт", "Cyrillic"),
    ],
)
def test_the_model_is_chosen_by_letters_once_the_script_is_told(
    script: str, text: str, model: str
) -> None:
    names = ("aze", "eng", "rus", "Cyrillic", "aze_cyrl")
    readers = Readers(Tesseract("t", "5", dict.fromkeys(names)))
    assert readers.reading(script, rows(text)) == model


def test_models_in_a_folder_of_scripts_are_found_and_old_letters_have_a_second_choice() -> None:
    readers = Readers(Tesseract("t", "5", dict.fromkeys(("script/Cyrillic", "rus"))))
    assert readers.old == "script/Cyrillic"
    assert readers.telling(CYRILLIC) == ("script/Cyrillic",)
    readers = Readers(Tesseract("t", "5", dict.fromkeys(("aze_cyrl", "rus", "eng"))))
    assert readers.telling(CYRILLIC) == ("aze_cyrl", "rus")


@pytest.mark.parametrize("tilt", [-2.0, 0.0, 1.3])
def test_a_page_is_laid_level_and_a_level_one_is_left_alone(tilt: float) -> None:
    page = drawn(AZ, AZ).rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255)
    assert tilt_of(page) == pytest.approx(-tilt, abs=0.11)
    assert tilt_of(level(page, tilt_of(page))) == 0.0


def test_specks_are_taken_out_and_clean_print_is_left_as_it_is() -> None:
    page = drawn(AZ)
    assert without_specks(page) == (page, False)
    clean, specked = without_specks(scanned(page, tilt=0))
    assert specked
    assert min(clean.crop((0, 0, 900, 30)).tobytes()) > 200


# -- what cannot be read ---------------------------------------------------------------------------


@pytest.mark.usefixtures("fresh")
def test_without_tesseract_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExtractionError, match=r"apt install .*brew install .*winget install"):
        tesseract.installed()


@pytest.mark.usefixtures("fresh")
@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for the program")
def test_a_page_on_which_tesseract_hangs_is_cut_and_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "hangs"
    program.write_text(
        "#!/bin/sh\ncase $1 in\n--version) echo tesseract 5.9;;\n"
        "--list-langs) echo 'List in \"/x/\" (1):'; echo aze;;\n*) exec sleep 100;;\nesac\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv(tesseract.PROGRAM, str(program))
    sheet = read_sheet(as_file(drawn(AZ)), 1, 3, "u", 0.2)
    assert sheet.error is not None and "did not come to an end within" in sheet.error
    assert (sheet.n, sheet.of, sheet.lines) == (1, 3, ())


def test_a_picture_that_swells_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = as_file(Image.new("1", (9_000, 8_000)))
    assert len(bomb) < 20_000
    with pytest.raises(ExtractionError, match="72,000,000 dots"):
        count_sheets(bomb, "u")
    with pytest.raises(ExtractionError, match="72,000,000 dots"):
        grey_sheet(as_pdf([Image.new("1", (9_000, 8_000))]), 1, "u")
    monkeypatch.setattr(picture, "MOST_READ", 10_000)
    grey, _ = grey_sheet(as_file(drawn(AZ)), 1, "u")
    assert grey.width * grey.height <= 10_100


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_pictures_of_each_kind_are_opened_and_a_damaged_one_is_said(kind: str) -> None:
    content = as_file(drawn(AZ), kind)
    grey, dpi = grey_sheet(content, 1, "u")
    assert (grey.size, grey.mode, dpi) == ((900, 420), "L", None)
    with pytest.raises(ExtractionError, match="damaged"):
        grey_sheet(content[: len(content) // 3], 1, "u")


def test_every_picture_of_a_tiff_is_a_sheet_and_a_page_is_drawn_no_larger_than_it_is() -> None:
    page, stream = drawn(AZ), io.BytesIO()
    page.save(stream, "TIFF", save_all=True, append_images=[drawn(RU)])
    assert count_sheets(stream.getvalue(), "u") == 2
    pdf = as_pdf([page, page])
    assert count_sheets(pdf, "u") == 2
    grey, dpi = grey_sheet(pdf, 2, "u")
    assert dpi == 110
    assert grey.size == pytest.approx(page.size, abs=2)


def test_a_picture_is_upright_as_its_camera_says_and_white_where_it_is_clear() -> None:
    sideways = Image.new("L", (40, 20), 255)
    sideways.putpixel((0, 0), 0)
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the left when it was taken
    stream = io.BytesIO()
    sideways.save(stream, "PNG", exif=exif)
    grey, _ = grey_sheet(stream.getvalue(), 1, "u")
    assert grey.size == (20, 40) and grey.getpixel((19, 0)) == 0
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert grey_sheet(as_file(clear), 1, "u")[0].getpixel((5, 5)) == 255


def test_a_sheet_that_is_too_large_or_broken_keeps_nobody_from_reading_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tesseract, "installed", lambda: None)
    two = as_pdf([Image.new("1", (9_000, 8_000)), drawn(AZ)])
    assert scan_reader.read(two, "count", "u") == 2
    first = scan_reader.read(two, "sheet", "u", n=1, of=2, seconds=10)
    assert "72,000,000 dots" in first["error"] and (first["n"], first["of"]) == (1, 2)
    tiff = as_file(drawn(AZ), "TIFF")
    broken = scan_reader.read(tiff[: len(tiff) // 3], "sheet", "u", n=1, of=1, seconds=10)
    assert "damaged" in broken["error"]
