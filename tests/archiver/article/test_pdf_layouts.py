"""Printed pages in the order in which they are read, whatever the order in which they are drawn."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.archiver.article.extract import extract
from tests.support.printed import LEADING, Printed, paragraphs

LEFT, TOP, FULL = 60.0, 90.0, 470.0
NARROW, RIGHT = 220.0, 310.0  # the width of one of two columns, and where the second begins
THIRD = 140.0
TITLE = "The harbour stays closed until the spring"
Layout = Callable[[Printed], list[str]]
LAYOUTS: dict[str, Layout] = {}


def layout(build: Layout) -> Layout:
    LAYOUTS[build.__name__.replace("_", " ")] = build
    return build


def read(body: bytes) -> list[str]:
    return [text for _, text in extract(body, url="x", content_type="application/pdf").parts()]


def title(page: Printed, y: float = 60.0) -> str:
    page.centred(y, TITLE, 18, "B")
    return TITLE


@layout
def a_title_that_is_drawn_last(page: Printed) -> list[str]:
    said = paragraphs(1, 4)
    page.column(LEFT, TOP, FULL, said)
    return [title(page), *said]


@layout
def a_footer_that_is_drawn_first(page: Printed) -> list[str]:
    said = paragraphs(2, 3)
    page.centred(800, "Printed by the Harbour Press of Pier Street", 8)
    page.column(LEFT, TOP, FULL, said)
    return [*said, "Printed by the Harbour Press of Pier Street"]


@layout
def two_columns(page: Printed) -> list[str]:
    left, right = paragraphs(3, 4), paragraphs(4, 4)
    page.column(RIGHT, TOP, NARROW, right)
    page.column(LEFT, TOP, NARROW, left)
    return [*left, *right]


@layout
def two_columns_under_a_title_and_over_a_footer(page: Printed) -> list[str]:
    left, right = paragraphs(5, 4), paragraphs(6, 3)
    page.centred(800, "A footer that stands under both of the columns of this page", 8)
    page.column(LEFT, TOP, NARROW, left)
    page.column(RIGHT, TOP, NARROW, right)
    return [
        title(page),
        *left,
        *right,
        "A footer that stands under both of the columns of this page",
    ]


@layout
def three_columns(page: Printed) -> list[str]:
    said = [paragraphs(10 + n, 3, 2) for n in range(3)]
    for n in (2, 0, 1):
        page.column(LEFT + n * (THIRD + 25), TOP, THIRD, said[n])
    return [text for each in said for text in each]


@layout
def three_columns_under_a_title(page: Printed) -> list[str]:
    return [*three_columns(page)] if title(page) == "" else [TITLE, *three_columns(page)]


@layout
def columns_of_which_the_second_is_short(page: Printed) -> list[str]:
    left, right = paragraphs(14, 6), paragraphs(15, 1)
    page.column(LEFT, TOP, NARROW, left)
    page.column(RIGHT, TOP, NARROW, right)
    return [*left, *right]


@layout
def columns_whose_lines_do_not_stand_on_one_height(page: Printed) -> list[str]:
    left, right = paragraphs(16, 4), paragraphs(17, 4)
    page.column(LEFT, TOP, NARROW, left)
    page.column(RIGHT, TOP + 0.45 * LEADING, NARROW, right)
    return [*left, *right]


@layout
def columns_with_lines_of_another_height(page: Printed) -> list[str]:
    left, right = paragraphs(18, 4), paragraphs(19, 4)
    page.column(LEFT, TOP, NARROW, left)
    page.column(RIGHT, TOP, NARROW, right, 9, leading=11.3)
    return [*left, *right]


@layout
def narrow_columns_with_even_edges(page: Printed) -> list[str]:
    left, right = paragraphs(20, 4), paragraphs(21, 4)
    page.column(LEFT, TOP, NARROW, left, justified=True)
    page.column(LEFT + NARROW + 16, TOP, NARROW, right, justified=True)
    return [*left, *right]


@layout
def one_column_with_even_edges(page: Printed) -> list[str]:
    said = paragraphs(22, 6)
    page.column(LEFT, TOP, THIRD, said, justified=True)
    return said


@layout
def words_that_are_broken_in_columns(page: Printed) -> list[str]:
    left, right = paragraphs(23, 4), paragraphs(24, 4)
    page.column(LEFT, TOP, NARROW, left, hyphens=True)
    page.column(RIGHT, TOP, NARROW, right, hyphens=True)
    return [*left, *right]


@layout
def words_drawn_one_by_one(page: Printed) -> list[str]:
    left, right = paragraphs(25, 4), paragraphs(26, 4)
    page.column(LEFT, TOP, NARROW, left, word_by_word=True)
    page.column(RIGHT, TOP, NARROW, right, word_by_word=True)
    return [*left, *right]


@layout
def columns_then_one_and_columns_again(page: Printed) -> list[str]:
    said = [paragraphs(30 + n, 2) for n in range(5)]
    page.column(RIGHT, 480, NARROW, said[4])
    page.column(LEFT, 480, NARROW, said[3])
    page.column(LEFT, 380, FULL, said[2])
    page.column(RIGHT, TOP, NARROW, said[1])
    page.column(LEFT, TOP, NARROW, said[0])
    return [text for each in said for text in each]


@layout
def headings_within_columns(page: Printed) -> list[str]:
    said = [paragraphs(40 + n, 2) for n in range(4)]
    heads = ["The first notice", "What the clerk said"]
    for n, x in enumerate((LEFT, RIGHT)):
        y = page.column(x, TOP, NARROW, said[2 * n])
        page.put(x, y + 6, heads[n], 13, "B")
        page.column(x, y + 26, NARROW, said[2 * n + 1])
    return [*said[0], heads[0], *said[1], *said[2], heads[1], *said[3]]


@layout
def a_date_on_the_right(page: Printed) -> list[str]:
    said = paragraphs(44, 4)
    page.column(LEFT, TOP + 40, FULL, said)
    page.to_the_right(LEFT + FULL, TOP, "12 December 2025")
    return ["12 December 2025", *said]


@layout
def a_place_and_a_date_on_the_right(page: Printed) -> list[str]:
    said = paragraphs(45, 4)
    page.column(LEFT, TOP + 40, FULL, said)
    page.to_the_right(LEFT + FULL, TOP, "12 December 2025")
    page.put(LEFT, TOP, "Harbour village")
    return ["Harbour village 12 December 2025", *said]


@layout
def a_date_on_the_right_above_columns(page: Printed) -> list[str]:
    left, right = paragraphs(46, 4), paragraphs(47, 4)
    page.column(LEFT, TOP + 60, NARROW, left)
    page.column(RIGHT, TOP + 60, NARROW, right)
    page.to_the_right(LEFT + FULL, TOP, "12 December 2025")
    return ["12 December 2025", *left, *right]


@layout
def a_note_beside_the_text(page: Printed) -> list[str]:
    said, (note,) = paragraphs(48, 5), paragraphs(49, 1, 2)
    page.column(440, TOP + 50, 95, [note], 7.5, leading=9.5)
    page.column(LEFT, TOP, 350, said)
    return [*said, note]


@layout
def a_note_on_the_left(page: Printed) -> list[str]:
    said, (note,) = paragraphs(50, 5), paragraphs(51, 1, 2)
    page.column(40, TOP + 50, 95, [note], 7.5, leading=9.5)
    page.column(160, TOP, 370, said)
    return [*said, note]


ROWS = (
    ("Name", "Street", "Born"),
    ("Nigar Ahadova", "Pier street 4", "1981"),
    ("Tural Salimzade", "Market square", "1977"),
    ("Anna Reznikova", "Bridge lane 12", "1990"),
    ("Lale Hamidova", "Winter road", "1985"),
)
CELLS = [cell for row in ROWS for cell in row]


@layout
def a_table_with_rules(page: Printed) -> list[str]:
    before, after = paragraphs(52, 2), paragraphs(53, 2)
    page.column(LEFT, 300, FULL, after)
    page.grid(LEFT, 180, (160, 160, 80), ROWS)
    page.column(LEFT, TOP, FULL, before)
    return [*before, *CELLS, *after]


@layout
def a_table_without_rules(page: Printed) -> list[str]:
    before, after = paragraphs(54, 2), paragraphs(55, 2)
    for n, row in enumerate(ROWS):
        for x, cell in zip((LEFT, 230, 400), row, strict=True):
            page.put(x, 200 + n * 16, cell)
    page.column(LEFT, 310, FULL, after)
    page.column(LEFT, TOP, FULL, before)
    return [*before, *CELLS, *after]


@layout
def a_table_drawn_column_by_column(page: Printed) -> list[str]:
    for x, cells in zip((LEFT, 230, 400), zip(*ROWS, strict=True), strict=True):
        for n, cell in enumerate(cells):
            page.put(x, 200 + n * 16, cell)
    return CELLS


@layout
def a_table_with_sentences_in_its_cells(page: Printed) -> list[str]:
    rows = [("Question", "Answer")] + [
        (paragraphs(60 + n, 1, 1)[0], paragraphs(70 + n, 1, 2)[0]) for n in range(3)
    ]
    page.grid(LEFT, TOP, (180, 260), rows)
    return [cell for row in rows for cell in row]


@layout
def a_table_beside_a_column(page: Printed) -> list[str]:
    said = paragraphs(80, 5)
    page.grid(RIGHT, TOP, (110, 100), [row[:2] for row in ROWS])
    page.column(LEFT, TOP, NARROW, said)
    return [*said, *(cell for row in ROWS for cell in row[:2])]


@layout
def who_signed(page: Printed) -> list[str]:
    said = paragraphs(81, 3)
    page.column(LEFT, TOP, FULL, said)
    for n, (office, name) in enumerate((("Director", "N. Ahadova"), ("Clerk", "T. Salimzade"))):
        page.put(LEFT, 400 + 20 * n, office)
        page.put(350, 400 + 20 * n, name)
    return [*said, "Director", "N. Ahadova", "Clerk", "T. Salimzade"]


@layout
def items_with_numbers(page: Printed) -> list[str]:
    said = paragraphs(82, 3, 2)
    y = TOP
    for n, text in enumerate(said, start=1):
        page.put(LEFT, y, f"{n}.")
        y = page.column(LEFT + 24, y, FULL - 24, [text])
    return [f"{n}. {text}" for n, text in enumerate(said, start=1)]


@layout
def a_page_of_everything(page: Printed) -> list[str]:
    said = [paragraphs(90 + n, 2) for n in range(4)]
    page.centred(810, "Harbour Gazette, an invented paper", 8)
    page.column(LEFT, 560, FULL, said[3])
    page.grid(LEFT, 440, (160, 160, 80), ROWS)
    page.column(RIGHT, 220, NARROW, said[2])
    page.column(LEFT, 220, NARROW, said[1])
    page.column(LEFT, TOP, FULL, said[0])
    return [
        title(page), *said[0], *said[1], *said[2], *CELLS, *said[3],
        "Harbour Gazette, an invented paper",
    ]  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_read_as_a_reader_would(name: str) -> None:
    page = Printed()
    expected = LAYOUTS[name](page)
    assert read(page.pdf()) == expected


def test_cells_are_told_apart_from_paragraphs() -> None:
    for build in (a_table_with_rules, a_table_without_rules):
        page = Printed()
        build(page)
        article = extract(page.pdf(), url="x", content_type="application/pdf")
        assert [text for kind, text in article.parts() if kind == "cell"] == CELLS


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_so_it_is_turned(name: str, turned: int) -> None:
    page = Printed()
    expected = LAYOUTS[name](page)
    assert read(page.pdf(turned=turned)) == expected


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_how_a_page_asks_to_be_shown_changes_no_order(rotate: int) -> None:
    page = Printed()
    expected = two_columns_under_a_title_and_over_a_footer(page)
    for turned in (0, 360 - rotate):
        assert read(page.pdf(turned=turned, rotate=rotate)) == expected


@pytest.mark.parametrize("name", LAYOUTS)
def test_so_it_is_in_any_order_of_drawing(name: str) -> None:
    for seed in range(3):
        page = Printed()
        expected = LAYOUTS[name](page)
        assert read(page.pdf(seed=seed)) == expected, seed


@settings(max_examples=30, deadline=None)
@given(
    columns=st.lists(st.lists(st.integers(2, 4), min_size=1, max_size=5), min_size=1, max_size=3),
    head=st.booleans(),
    foot=st.booleans(),
    justified=st.booleans(),
    gutter=st.integers(14, 30),
    seed=st.integers(0, 10_000),
)
def test_paragraphs_in_columns_drawn_at_random_come_in_the_order_of_reading(
    columns: list[list[int]], head: bool, foot: bool, justified: bool, gutter: int, seed: int
) -> None:
    page = Printed()
    width = (FULL - gutter * (len(columns) - 1)) / len(columns)
    random_ = random.Random(seed)
    expected = []
    if head:
        expected.append(title(page))
    for number, lengths in enumerate(columns):
        said = [paragraphs(random_.randrange(10**6), 1, sentences)[0] for sentences in lengths]
        page.column(LEFT + number * (width + gutter), TOP, width, said, justified=justified)
        expected += said
    if foot:
        page.centred(830, "A footer that stands under all of the columns of this page", 8)
        expected.append("A footer that stands under all of the columns of this page")
    assert read(page.pdf(seed=seed)) == expected
