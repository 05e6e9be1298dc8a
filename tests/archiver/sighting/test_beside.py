"""Two versions of an article held together: what is otherwise is named, and nothing else is."""

from __future__ import annotations

import pytest

from dragoman.archiver.sighting.beside import Beside, Told, beside, is_counter, shows_time
from dragoman.archiver.sighting.corroborated import agrees, numbered, says
from tests.support.witnesses import HEADLINE, SENTENCES

OURS = Told(HEADLINE, list(enumerate(SENTENCES, start=1)), "\n".join((HEADLINE, *SENTENCES)))


def held(*lines: str, headline: str | None = HEADLINE, around: str = "") -> Beside:
    page = "\n".join(filter(None, (headline, *lines, around)))
    return beside(OURS, Told(headline, list(enumerate(lines, start=1)), page))


def test_the_same_article_is_held_whole() -> None:
    found = held(*SENTENCES)
    assert found.holds == list(range(11))
    assert found == Beside(holds=found.holds)


@pytest.mark.parametrize("n", range(1, len(SENTENCES) + 1))
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(".", " deyil.", 1),  # a word more
        lambda text: " ".join(text.split()[1:]),  # a word less
        lambda _: "Bu barədə heç nə məlum deyil.",  # another sentence altogether
        lambda text: text.rstrip("."),  # looks like a label
        lambda text: f"Yalan deyirlər: {text}",  # something put before it
        lambda text: text.upper(),
    ],
)
def test_one_sentence_that_is_otherwise_is_singled_out(n: int, change) -> None:  # type: ignore[no-untyped-def]
    lines = list(SENTENCES)
    lines[n - 1] = change(lines[n - 1])
    found = held(*lines)
    assert set(found.differs) == {n} and not found.lacks and not found.added
    assert found.holds == [each for each in range(11) if each != n]


def test_what_is_left_out_put_in_or_moved_is_said_as_that() -> None:
    assert held(*SENTENCES[:4], *SENTENCES[5:]).lacks == [5]
    more = held(*SENTENCES[:4], "Heç kim ona inanmır.", *SENTENCES[4:])
    assert more.added == [(4, "Heç kim ona inanmır.")] and not more.differs and not more.lacks
    turned = held(*SENTENCES[:3], SENTENCES[4], SENTENCES[3], *SENTENCES[5:])
    assert turned.moved in ([4], [5]) and not turned.differs and not turned.lacks
    assert held(*SENTENCES, headline="Jurnalist azad edildi").differs == {
        0: "Jurnalist azad edildi"
    }


def test_what_was_a_sentence_of_the_other_page_is_not_taken_for_ours() -> None:
    """The sentence stands in a box beside the article, in which it was changed."""
    lines = [*SENTENCES[:5], "Qasımov özünü günahkar bilir.", *SENTENCES[6:]]
    assert set(held(*lines, around=f"Oxuyun: {SENTENCES[5]}").differs) == {6}


def test_cut_and_typeset_in_another_way_it_is_the_same() -> None:
    joined = (f"{SENTENCES[0]} {SENTENCES[1]}", *SENTENCES[2:])
    assert held(*joined).holds == list(range(11))
    quoted = beside(Told(None, [(1, "“Gəlin” – dedi.")]), Told(None, [(1, '"Gəlin" - dedi.')]))
    assert quoted.holds == [1]
    named = held(*SENTENCES, headline=f"{HEADLINE} | Xəbər")
    assert 0 in named.holds


def test_counters_dates_and_labels_are_listed_and_count_for_nothing() -> None:
    found = held("Baxış: 12 900", "24 noyabr 2025, 10:15", *SENTENCES, "Reklam")
    assert found.uncounted == ["Baxış: 12 900", "24 noyabr 2025, 10:15", "Reklam"]
    assert not found.added and not found.differs and not found.lacks
    assert is_counter("Paylaşılıb: 15") and shows_time("3 saat əvvəl") and shows_time("2 hours ago")
    assert not is_counter("Already 15 people were arrested.") and not shows_time("9 il həbs")


def test_a_sentence_without_a_full_stop_in_the_midst_counts() -> None:
    bare = SENTENCES[5].rstrip(".") + " və heç nə demir"
    ours = (*SENTENCES[:5], bare, *SENTENCES[6:])
    told = Told(HEADLINE, list(enumerate(ours, start=1)), "\n".join((HEADLINE, *ours)))

    def of(*lines: str) -> Beside:
        return beside(told, Told(HEADLINE, list(enumerate(lines, start=1)), "\n".join(lines)))

    assert of(*SENTENCES[:5], *SENTENCES[6:]).lacks == [6]
    more = held(*SENTENCES[:5], bare, *SENTENCES[5:])
    assert more.added == [(5, bare)] and not more.uncounted
    label = held(*SENTENCES[:5], "Foto: Elnur Qasımov", "24 noyabr 2025, 10:15", *SENTENCES[5:])
    assert len(label.uncounted) == 2 and not label.added
    links = held(bare, *SENTENCES, bare.upper())
    assert links.uncounted == [bare, bare.upper()] and not links.added, "around it, links are so"


def test_another_text_at_the_address_is_told_from_a_difference() -> None:
    assert held("Bu gün hava yaxşıdır.", "Sabah yağış yağacaq.").is_another_text
    assert not held(*SENTENCES[:5]).is_another_text
    one = beside(Told(None, [(1, "O gəldi və getdi.")]), Told(None, [(1, "O gəldi və qaldı.")]))
    assert one.differs == {1: "O gəldi və qaldı."} and not one.is_another_text


def test_where_nothing_is_held_it_is_no_page_that_agrees() -> None:
    """Short lines that are not the same count for nothing; nothing is not all of them."""
    names = Told(None, [(1, "Bəxtiyar Hacıyev"), (2, "Tofiq Yaqublu")])
    others = Told(None, [(1, "Rauf Məmmədov"), (2, "Elnur Qasımov")])
    found = beside(names, others)
    assert len(found.uncounted) == 4 and found.is_another_text
    assert not beside(names, names).is_another_text


def test_it_agrees_where_every_sentence_was_compared_and_is_held() -> None:
    witness = {"counted": True, "holds": [[0, 3]], "differs": [], "lacks": [], "moved": [], "added": [],
               "uncounted": []}  # fmt: skip
    content = {"witnesses": [witness], "compared": [[0, 3]], "unsure": []}
    assert agrees(content)
    assert agrees({**content, "witnesses": [{**witness, "uncounted": ["Rauf Məmmədov"]}]})
    less = {**witness, "holds": [[0, 2]]}
    counter = {**content, "witnesses": [{**less, "uncounted": ["Baxış: 12 900"]}]}
    label = {**content, "witnesses": [{**less, "uncounted": ["Rauf Məmmədov"]}]}
    assert agrees(counter) and not agrees(label)
    assert not agrees({**content, "unsure": [4]}), "what could not be compared is not known"


def test_numbers_are_said_as_people_say_them() -> None:
    assert numbered([3, 1, 2, 9, 10]) == "Sentences 1 to 3 and 9 and 10"
    assert numbered([0]) == "The headline"


def test_where_nobody_holds_it_nothing_is_claimed() -> None:
    nobody = {
        "counted": False, "same_as": None, "archive": "http://a/all", "state": "none",
        "why": "its list names no capture of this page", "relies_on": None,
    }  # fmt: skip
    content = {"witnesses": [nobody], "compared": [[0, 3]], "independent": 0, "unsure": []}
    first, *rest = says(content)
    assert first == "The one that was asked does not hold the page so that it could be compared."
    assert rest == ["a/all does not count: its list names no capture of this page."]
