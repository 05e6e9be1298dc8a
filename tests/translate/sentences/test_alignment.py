"""Sentences of an original and of a published translation, put beside each other."""

from __future__ import annotations

import random
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archive import Archive
from dragoman.desk.article.beside import beside
from dragoman.desk.article.rows import read_row
from dragoman.translate.sentences.alignment import align
from tests.support.told_pages import Told, put


@given(st.lists(st.text(max_size=20), max_size=12), st.lists(st.text(max_size=20), max_size=12))
def test_every_sentence_is_in_one_bead_and_in_order(one: list[str], other: list[str]) -> None:
    beads = align(one, other)
    assert [n for bead in beads for n in bead.source] == list(range(len(one)))
    assert [n for bead in beads for n in bead.target] == list(range(len(other)))


@pytest.mark.parametrize(("one", "other"), [(3, 900), (900, 3), (600, 200), (1, 0), (0, 5)])
def test_texts_of_very_different_length_have_a_way_through(one: int, other: int) -> None:
    beads = align([f"Sentence {n}." for n in range(one)], [f"Line {n}." for n in range(other)])
    assert [n for bead in beads for n in bead.source] == list(range(one))
    assert [n for bead in beads for n in bead.target] == list(range(other))


def test_what_is_left_out_put_in_or_joined() -> None:
    ours = [
        "The court in Ganja heard the case of Tural Demirov.",
        "He was arrested on 4 June 2024.",
        "His lawyer filed a complaint.",
        "The hearing was put off until Monday.",
    ]
    theirs = [
        "A note of the editors.",
        "A court in Ganja has heard the case of Tural Damirov, who was arrested on June 4, 2024.",
        "It adjourned the hearing until Monday.",
    ]
    beads = {tuple(bead.source): tuple(bead.target) for bead in align(ours, theirs) if bead.source}
    assert beads == {(0, 1): (1,), (2,): (), (3,): (2,)}


def accuracy(own: list[str], reference: list[str]) -> float:
    """Of sentences in texts where a fifth is left out, put in or joined, those put beside right."""
    rng, right, total = random.Random(1), 0, 0
    for _ in range(20):
        chosen = rng.sample(range(min(len(own), len(reference))), 25)
        one: list[tuple[str, set[int]]] = []
        other: list[tuple[str, set[int]]] = []
        while chosen:
            this, kind = chosen.pop(), rng.random()
            if kind < 0.22 and kind >= 0.12 and chosen:
                that = chosen.pop()
                one += [(own[this], {this}), (own[that], {that})]
                other.append((f"{reference[this]} {reference[that]}", {this, that}))
                continue
            if kind >= 0.08 and kind < 0.12:
                other.append((reference[this], {this}))
                continue
            one.append((own[this], {this}))
            if kind >= 0.08:
                other.append((reference[this], {this}))
        for bead in align([text for text, _ in one], [text for text, _ in other]):
            for place in bead.source:
                total += 1
                fits = {n for n, (_, ids) in enumerate(other) if ids & one[place][1]}
                right += set(bead.target) == fits
    return right / total


@pytest.mark.parametrize(
    ("own", "least"), [("argos", 0.85), ("google", 0.93), ("bergamot-tiny", 0.9)]
)
def test_real_machine_output_beside_human_translations(
    shared_data: Path, own: str, least: float
) -> None:
    texts = [
        [unescape(line) for line in (shared_data / "mt" / name).read_text("utf-8").splitlines()]
        for name in (f"az-en.flores-dev.{own}.en", "az-en.flores-dev.en")
    ]
    assert accuracy(*texts) >= least


def test_a_published_sentence_stands_beside_ours_in_the_editor(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive:
        put(
            archive,
            Told([("Məhkəmə Turalı dinlədi.", "The court listened Tural."),
                  ("O, 4 iyunda tutulub.", "He was caught on 4 June.")], url="https://a.org/az/1"),
            Told([("The court heard Tural.", None), ("He was detained on June 4.", None)],
                 language="en", url="https://b.org/en/1"),
        )  # fmt: skip
        pages = {page.url: page for page in map(archive.page, archive.page_ids())}
        archive.link(pages["https://b.org/en/1"], pages["https://a.org/az/1"])
        connection = archive.index.connection
        own = pages["https://a.org/az/1"].id
        offered = beside(connection, own, read_row(connection, own, 2, "en"), "en")
        assert ("He was detained on June 4.", "published at b.org") in [
            (each.text, each.label) for each in offered
        ]
