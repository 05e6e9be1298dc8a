"""Abbreviations, ranks and speeches that do not end a sentence, alone and within a text."""

from __future__ import annotations

import pytest

from dragoman.translate import segment
from tests.support.number_pairs import within
from tests.support.sentence_pairs import HELD_BACK, SEEN

ROWS = [*SEEN, *HELD_BACK]


@pytest.mark.parametrize(("code", "marked"), ROWS, ids=[row[1] for row in ROWS])
def test_sentences_are_cut_where_they_end_and_nowhere_else(code: str, marked: str) -> None:
    wanted = [each.strip() for each in marked.split("|")]
    assert [each.text for each in segment(marked.replace("|", ""), code)] == wanted
    longer = within(code, marked.replace("|", ""))
    begun = within(code, wanted[0]).rpartition(wanted[0].rstrip("."))[0] + wanted[0]
    found = [each.text for each in segment(longer, code)]
    assert found[0] == begun or len(wanted) == 1
    assert len(found) == len(wanted)


def test_a_new_speaker_begins_a_sentence() -> None:
    text = "— Кто там? — спросил охранник.\n— Это я."
    assert len(segment(text, "ru")) == 2
    assert len(segment("Он ушёл. — Куда?", "ru")) == 2
    assert len(segment("«Кто там? — спросил охранник. — Назовитесь».", "ru")) == 1
