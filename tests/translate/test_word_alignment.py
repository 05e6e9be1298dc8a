"""What stands for what: names, spans and numbers put in place by it, and where flags are seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.translate import Flag, Translator
from dragoman.translate.installing.install import install_file
from dragoman.translate.names.names import Names, parse
from dragoman.translate.numbers_back import numbers_right
from dragoman.translate.text.flag_places import with_places
from dragoman.translate.text.put_back import put_back
from dragoman.translate.text.word_alignment import NONE, Alignment, Span, on_whole, placed
from dragoman.translate.translation import TranslatedSegment, translate_segments
from dragoman.translate.workers.asked_for import opened_workers
from tests.support.firefox_model import portuguese_model
from tests.support.review_client import opened, serving

DEMO = "demo-model-az-en"


def linked(source: str, target: str, *pairs: tuple[str, str]) -> Alignment:
    """Each word of the one with a word of the other, both where they first stand."""

    def place(words: str, text: str) -> Span:
        at = text.index(words)
        return at, at + len(words)

    return Alignment.of((place(one, source), place(other, target)) for one, other in pairs)


def words(segment: TranslatedSegment) -> set[tuple[str, str]]:
    shown = segment.target or segment.machine or ""
    return {(segment.source[slice(*a)], shown[slice(*b)]) for a, b in segment.alignment}


# The links themselves


def test_links_are_kept_as_numbers_and_found_from_both_sides() -> None:
    source, target = "gəldi kitab", "the book came"
    found = linked(source, target, ("kitab", "the"), ("kitab", "book"), ("gəldi", "came"))
    assert Alignment.from_json(found.to_json()) == found and len(found) == 3
    assert found.targets(6, 7) == [(0, 3), (4, 8)] and found.targets(0, 5) == [(9, 13)]
    assert found.sources(4, 13) == [(0, 5), (6, 11)] and found.sources(3, 4) == []
    assert not NONE and found


def test_what_takes_the_place_of_words_stands_for_what_they_stood_for() -> None:
    source, target = "Əliyev dedi", "Mr Alief said"
    found = linked(source, target, ("Əliyev", "Mr"), ("Əliyev", "Alief"), ("dedi", "said"))
    now = found.replaced(0, 8, len("Aliyev"))
    assert now.to_json() == [[0, 6, 0, 6], [7, 11, 7, 11]]
    assert found.replaced(9, 13, 2).to_json()[-1] == [7, 11, 9, 11]


def test_two_translations_in_a_row() -> None:
    first = linked("kitab gəldi", "пришла книга", ("gəldi", "пришла"), ("kitab", "книга"))
    second = linked("пришла книга", "the book came", ("книга", "book"), ("пришла", "came"))
    assert second.after(first) == linked(
        "kitab gəldi", "the book came", ("kitab", "book"), ("gəldi", "came")
    )


@pytest.mark.parametrize(
    ("read", "text", "place", "expected"),
    [
        ("Мəktəb yeni", "Мəktəb yeni", (7, 11), "yeni"),
        ("məktəb yeni", " mə\u00adktəb yeni", (0, 3), "mə\u00adktəb"),  # the whole word
        ("MƏKTƏB yeni", "məktəb yeni", (0, 3), "mək"),
        ("a b", "a b c", (0, 1), None),
    ],
)
def test_places_in_the_letters_of_a_model_are_places_in_those_of_the_page(
    read: str, text: str, place: Span, expected: str | None
) -> None:
    found = [
        text[slice(*link.source)] for link in Alignment.of([(place, (0, 1))]).read_as(read, text)
    ]
    assert found == ([] if expected is None else [expected])


def test_parts_are_placed_in_the_sentence_that_they_were_cut_from() -> None:
    whole = "bir  iki,\n üç dörd"
    first, second = placed(["bir iki,", "üç dörd"], whole)
    of_part = Alignment.of([((4, 7), (0, 3))])
    assert [whole[slice(*link.source)] for link in on_whole(of_part, first)] == ["iki"]
    of_part = Alignment.of([((3, 7), (0, 3))])
    assert [whole[slice(*link.source)] for link in on_whole(of_part, second)] == ["dörd"]


# What had to come out as it went in


@pytest.mark.parametrize(
    ("text", "pairs", "expected"),
    [
        ("See htps://a.az/x_1 now.", [("Bax", "See"), ("https://a.az/x_1", "htps://a.az/x_1")],
         "See https://a.az/x_1 now."),
        ("See (htps : a.az/x 1) now", [("https://a.az/x_1", "htps : a.az/x 1")],
         "See (https://a.az/x_1) now"),
        # Written for something else as well; in two places; for nothing at all; and one more.
        ("See htps now", [("https://a.az/x_1", "htps"), ("indi", "htps")], None),
        ("See htps now htps1", [("https://a.az/x_1", "htps1"), ("indi", "now"),
                                ("https://a.az/x_1", "htps")], None),
        ("See it now", [("Bax", "See")], None),
        # What stands between is said of nothing in the source: it may be what matters.
        ("See htps was not a1z now", [("https://a.az/x_1", "htps"), ("https://a.az/x_1", "a1z")], None),
        ("See htps, a1z now", [("https://a.az/x_1", "htps"), ("https://a.az/x_1", "a1z")],
         "See https://a.az/x_1 now"),
        ("See htps now at www.b.az", [("https://a.az/x_1", "htps")], None),
    ],
)  # fmt: skip
def test_a_spoiled_span_is_put_back_where_there_is_no_doubt(
    text: str, pairs: Sequence[tuple[str, str]], expected: str | None
) -> None:
    source = "Bax https://a.az/x_1 indi"
    found = put_back(source, text, linked(source, text, *pairs))
    assert (found.text if found else None) == expected


# Numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He spent 84 days there", "He spent 48 days there"),
        ("He spent 48 days there", None),  # nothing is wrong
        ("He spent forty-eight days there", None),
        ("He spent 8.4 days there", None),  # written as no whole number is
    ],
)
def test_a_number_is_put_right_only_where_one_is_wrong(text: str, expected: str | None) -> None:
    source = "O, orada 48 gün keçirdi"
    written = text.split()[2]
    found = numbers_right(source, text, linked(source, text, ("48", written)), "az", "en")
    assert (found.text if found else None) == expected
    if found:
        assert [flag.code for flag in found.flags] == ["number_replaced"]
        assert "“84”" in found.flags[0].message
    assert numbers_right(source, text, NONE, "az", "en") is None


def test_a_name_takes_nothing_with_it_that_was_written_for_nothing() -> None:
    source, text = "Məmməd Səlimov azad edildi", "Ahmed Never Salamov was freed"
    pairs = [("Məmməd", "Ahmed"), ("Səlimov", "Salamov"), ("azad", "freed")]
    listed = Names(parse("Məmməd Səlimov,Mammad Kalbi Aga,x\n".encode(), "n"))
    spelled = listed.spell(source, text, code="az", alignment=linked(source, text, *pairs))
    assert spelled.text == text and [flag.code for flag in spelled.flags] == ["name_missing"]


@pytest.mark.parametrize(
    ("source", "text", "pairs", "expected"),
    [
        # Of two numbers that differ one is wrong: 7 in the evening is 19 o'clock.
        ("Saat 19-da 5 nəfər gəldi", "At 7 pm 6 people came", [("19", "7"), ("5", "6")],
         "At 7 pm 5 people came"),
        ("3 və 5 nəfər", "5 and 3 people", [("3", "5"), ("5", "3")], "3 and 5 people"),
        # Counted in other things than ones.
        ("200 nəfər", "2 hundred people", [("200", "2")], None),
        ("24 yumurta", "2 dozen eggs", [("24", "2")], None),
        # What is left of all: with the number of the original it would say the opposite.
        ("Seçicilərin 90 faizi gəldi", "10 percent of the voters did not come", [("90", "10")], None),
        ("10 nəfərdən 3 nəfər qaldı", "Of 10 people, 7 left", [("10", "10"), ("3", "7")], None),
        ("Seçicilərin 90 faizi gəldi", "91 percent of the voters came", [("90", "91")],
         "90 percent of the voters came"),
    ],
)  # fmt: skip
def test_only_what_is_wrong_is_put_right(
    source: str, text: str, pairs: Sequence[tuple[str, str]], expected: str | None
) -> None:
    found = numbers_right(source, text, linked(source, text, *pairs), "az", "en")
    assert (found.text if found else None) == expected


def test_what_stays_wrong_is_not_touched() -> None:
    source, text = "48 gün, 3500 adam və 17 il", "84 days and 17 years"
    assert numbers_right(source, text, linked(source, text, ("48", "84")), "az", "en") is None


def test_a_number_that_two_stand_for_is_left_alone() -> None:
    source, text = "18 və 25 nəfər", "19 people"
    both = linked(source, text, ("18", "19"), ("25", "19"))
    assert numbers_right(source, text, both, "az", "en") is None


# Where flags are seen


def test_a_flag_is_placed_on_both_sides() -> None:
    source, target = "Orada 48 gün", "48 days, not 84, there"
    flag = Flag("digits", "warn", "Numbers lost or changed: “gün”.")
    seen = with_places(flag, source, target, linked(source, target, ("gün", "days")))
    assert seen.source == ((9, 12),) and seen.target == ((3, 7),)
    assert Flag.from_json(seen.to_json()) == seen
    alone = with_places(flag, source, target, NONE)
    assert alone.source == ((9, 12),) and alone.target == ()
    assert "places" not in flag.to_json()
    note = Flag("memory", "note", "“gün” is there")
    assert with_places(note, source, target, NONE) is note


# A real model that was taught to look at what it translates

LISTED = Names(
    parse(
        "Sumqayıt,Sumgait,the map\nİlham Əliyev,Ilham Aliyev,x\nRəşad Ramazanov,Rashad Ramazanov,x\n"
        "Ülvi Həsənli,Ulvi Hasanli,his lawyer\nLisboa,Lisbon,x\nçarşaf,bedsheet,x\n".encode(),
        "names.csv",
    )
)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    install_file(portuguese_model(), folder)
    return folder


@pytest.fixture(scope="module")
def translator(models: Path) -> Iterator[Translator]:
    with Translator.open("pt", "en", "firefox", models) as opened_one:
        yield opened_one


def made(translator: Translator, *sentences: str, names: Names = LISTED) -> list[TranslatedSegment]:
    document = [(sentence, "pt") for sentence in sentences]
    return translate_segments(document, "en", {"pt": translator}, names=names)


def test_a_name_is_put_where_the_engine_wrote_another(translator: Translator) -> None:
    found = made(
        translator,
        "Məmmədova foi condenada a 7 anos de prisão pelo tribunal de Sumqayıt.",
        "A página de İlham Əliyev tem 1234567 seguidores.",
        "Rəşad Ramazanov foi libertado.",
    )
    for segment, name in zip(found, ("Sumgait", "Ilham Aliyev", "Rashad Ramazanov"), strict=True):
        assert name in (segment.target or "") and name not in (segment.machine or "")
        (flag,) = [each for each in segment.flags if each.code == "name_replaced"]
        assert "was put in its place" in flag.message
        ((start, stop),) = flag.target
        assert (segment.target or "")[start:stop] == name and flag.source
        # Nothing of what the engine had written is left beside it.
        assert (segment.target or "")[stop : stop + 1] in (" ", "")
    assert words(found[0]) >= {("condenada", "sentenced"), ("Sumqayıt", "Sumgait")}
    assert words(found[0]) >= {("tribunal", "court")}  # behind what became longer or shorter


def test_a_name_is_not_put_where_that_is_unsure(translator: Translator) -> None:
    left_out, right, term = made(
        translator,
        "O jornalista Ülvi Həsənli foi detido ontem em Baku.",
        "O jornalista foi detido ontem em Lisboa.",
        "A mãe lavou o çarşaf na prisão.",
    )
    assert "Hasanli" not in (left_out.target or "")
    assert [flag.code for flag in left_out.flags] == ["name_missing"]
    assert right.target == right.machine and not right.flags
    assert term.target == term.machine  # written small: a word that may be meant in another form
    assert "name_missing" in [flag.code for flag in term.flags]


@pytest.mark.parametrize(
    ("source", "text", "pairs"),
    [
        # What stands there spells another word of the source, or is the other listed name.
        ("Sumqayıt və Bakı", "Baku and there", [("Sumqayıt", "Baku")]),
        ("Sumqayıt və Rəşad Ramazanov", "Ramazanov too", [("Sumqayıt", "Ramazanov")]),
        ("Sumqayıt yaxşıdır", "He is fine", [("Sumqayıt", "He")]),
        (
            "Sumqayıt yaxşıdır",
            "New Sumkair is fine",
            [("Sumqayıt", "New"), ("Sumqayıt", "Sumkair")],
        ),
        ("Sumqayıt yaxşıdır", "the city is fine", [("Sumqayıt", "city")]),
        ("Sumqayıt yaxşıdır", "Sumkair Fine", [("Sumqayıt", "Sumkair"), ("yaxşıdır", "Sumkair")]),
    ],
)
def test_words_that_are_no_name_or_another_are_left(
    source: str, text: str, pairs: Sequence[tuple[str, str]]
) -> None:
    found = LISTED.spell(source, text, alignment=linked(source, text, *pairs))
    assert found.text == text
    assert "name_missing" in [flag.code for flag in found.flags]
    put = LISTED.spell(
        "Sumqayıt yaxşıdır", "Sonkaid is fine", alignment=Alignment.of([((0, 8), (0, 7))])
    )
    assert put.text == "Sumgait is fine" and put.alignment.to_json() == [[0, 8, 0, 7]]


def test_spans_go_back_and_the_sentence_stays_whole(translator: Translator) -> None:
    address = "https://www.gov.pt/decisões/processo-n.º-1234/2023-ção.pdf"
    (segment,) = made(translator, f"O documento foi publicado em {address} na sexta-feira.")
    assert segment.target == f"The document was published at {address} on Friday."
    (flag,) = segment.flags
    assert flag.code == "put_back" and "decisions" in flag.message
    assert words(segment) >= {(address, address), ("sexta-feira", "Friday")}
    plain = translator.translate([segment.source])
    assert plain[0].text == segment.target and not plain[0].alignment


def test_places_are_those_of_the_page_whatever_letters_the_model_was_given(
    translator: Translator,
) -> None:
    hidden = "A in\u00adves\u00adti\u00adga\u00addo\u00adra foi detida em Lisboa."
    quiet, loud = made(translator, hidden, hidden.upper())
    for segment, name in ((quiet, "Lisboa"), (loud, "LISBOA")):
        links = words(segment)
        assert (name, "Lisbon") in links
        assert {source.lower() for source, target in links if target == "in"} == {"em"}


def test_numbers_that_are_right_stay(translator: Translator) -> None:
    for segment in made(translator, "O presídio n.º 13 tem 1.483 presos, dos quais 629 são mulheres.",
                        "A audiência começa às 18h e custa 12,5 euros."):  # fmt: skip
        assert segment.target == segment.machine


def test_an_archive_has_the_links_and_shows_none_over_a_persons_words(
    tmp_path: Path, models: Path
) -> None:
    page = tmp_path / "noticia.txt"
    page.write_text("O jornalista foi detido.\n\nO tribunal adiou a audiência.\n", encoding="utf-8")
    with Archive(tmp_path / "archive", models_dir=models) as archive:
        (outcome,) = archive.import_file(page)
        assert outcome.page is not None
        archive.page(outcome.page.id).translate("en", "firefox")
        found = archive.page(outcome.page.id)
        before = found.alignments("en")
        assert set(before) == {0, 1, 2}  # the headline as well
        pair = next(pair for pair in found.pairs("en") if pair.n == 1)
        shown = {
            (pair.source.text[slice(*a)], (pair.target or "")[slice(*b)]) for a, b in before[1]
        }
        assert shown >= {("jornalista", "journalist"), ("detido", "arrested")}
        archive.decide(found, 1, "edited", text="A reporter was held.", reviewer="owl")
        archive.decide(found, 2, "approved", reviewer="owl")
        archive.reindex()
        left = {0: before[0], 2: before[2]}  # what was approved has the same words
        assert archive.page(found.id).alignments("en") == left
        with serving(archive) as server:
            answer = opened(server).get(f"/page/{found.id}/alignment")
            assert answer.status == 200 and answer.json() == {
                str(n): each.to_json() for n, each in left.items()
            }
            assert opened(server).get("/page/nothing/alignment").status == 404
        assert not archive.verify().problems


# Models that nobody taught it


def test_a_demo_model_links_names_and_numbers_and_nothing_else() -> None:
    sentence = "Fərid Xəzriyevin aclıq aksiyası artıq 55 gündür davam edir."
    with Translator.open("az", "en", DEMO) as translator:
        plain, (aligned,) = (
            translator.translate([sentence]),
            translator.translate([sentence], aligned=True),
        )
        assert plain[0].text == aligned.text and plain[0].score == aligned.score
        found = aligned.alignment.by_words(sentence, aligned.text)
        assert [(sentence[slice(*a)], aligned.text[slice(*b)]) for a, b in found] == [
            ("Fərid", "Farid"), ("Xəzriyevin", "Khazriyev"), ("55", "55"),
        ]  # fmt: skip
        with opened_workers(1, None, {}) as workers:
            spread = Translator.open("az", "en", DEMO, workers=workers)
            assert spread.translate([sentence], aligned=True) == [aligned]
