"""Search: what is found, in which order, and what is said of it; over records of a small archive."""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archive import Archive
from dragoman.archiver.records.record import new_id
from dragoman.cli import main
from dragoman.errors import UsageError
from dragoman.index.search.matching import Matcher
from dragoman.index.search.searchable import site_facet
from dragoman.index.search.terms import Term, Within, terms
from dragoman.translate.text.spelling import fold
from tests.support.told_pages import Told, put, records


def found(archive: Archive, query: str, **more: Any) -> list[str]:
    return [hit.source for hit in archive.search(query, **more)]


# What is found


def test_each_spelling_finds_pages_with_the_others(archive: Archive, shared_data: Path) -> None:
    """Recall over people.tsv, in sentences with endings; none of not-the-same.tsv."""
    text = (shared_data / "names" / "people.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    families = [[name for cell in line for name in cell.split(";") if name] for line in lines]
    for number, family in enumerate(families):
        put(archive, Told([(inside(name), None) for name in family], url=f"https://e.org/{number}"))
    tried = right = 0
    for family in families:
        for query, other in itertools.permutations(family, 2):
            tried += 1
            right += inside(other) in found(archive, query, limit=5000)
    assert tried > 500
    assert right >= 0.97 * tried, f"{right} of {tried}"
    text = (shared_data / "names" / "not-the-same.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            one, other = line.split("\t")[:2]
            put(archive, Told([(f"Burada {one} var.", None)], url=f"https://n.org/{one}"))
            assert f"Burada {one} var." not in found(archive, other, limit=5000)


def inside(name: str) -> str:
    ending = "а" if "а" <= name[-1].lower() <= "я" else "un" if name.endswith("ov") else ""
    return f"Dünən {name}{ending} azad olunub."


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ("IŞIQ söndü.", "ışıq"),
        ("işıq söndü.", "İŞIQ"),
        ("Həqiqət üçün.", "heqiqet ucun"),
        ("Çiçək və ağac.", "cicek agac"),
        ("Göyçay gözəldir.", "GÖYÇAY"),
        ("Её нашли ещё вчера.", "ее еще"),
        ("ещe Ёлка", "елка"),
        ("Выход закрыт.", "ВЫХОД"),
        ("Хорошо.", "хорошо"),
        ("Андрей здесь.", "Андрей"),  # и and its mark apart, as PDFs have it
        ("Dosye № 2025-ci il.", "2025"),
    ],
)
def test_folded_both_ways(archive: Archive, written: str, query: str) -> None:
    put(archive, Told([(written, None)]))
    assert found(archive, query) == [written]


def test_a_name_is_found_in_either_text_and_it_is_said_where(archive: Archive) -> None:
    put(archive, Told([("Мамедова освободили.", "Mammadov was released.")], language="ru"))
    (hit,) = archive.search("Məmmədov")
    assert hit.matched == ("name",)
    assert hit.also_spelled == ("Мамедова", "Mammadov")
    (hit,) = archive.search("Mammadov")
    assert hit.matched == ("target", "name")
    assert hit.target is not None
    assert [hit.target[slice(*span)] for span in hit.target_spans] == ["Mammadov"]
    assert [hit.source[slice(*span)] for span in hit.source_spans] == ["Мамедова"]
    assert hit.also_spelled == ("Мамедова",)


def test_a_full_name_in_another_script_as_a_phrase(archive: Archive) -> None:
    put(
        archive,
        Told([("Лейла Мамедова пришла.", None)], language="ru", url="https://e.org/1"),
        Told([("Лейла и Гасан Мамедов.", None)], language="ru", url="https://e.org/2"),
    )
    assert found(archive, '"Leyla Mammadova"') == ["Лейла Мамедова пришла."]
    assert len(found(archive, "Leyla Mammadova")) == 2


def test_words_phrases_and_beginnings(archive: Archive) -> None:
    put(
        archive,
        Told([("Aclıq aksiyası başladı.", None), ("Aksiya: aclıq bitdi.", None)]),
        Told([("Ac adamlar.", None)], url="https://example.org/2"),
    )
    assert found(archive, '"aclıq aksiyası"') == ["Aclıq aksiyası başladı."]
    assert len(found(archive, "aclıq aksiya")) == 2
    assert len(found(archive, "ac*")) == 3
    assert found(archive, "ac") == ["Ac adamlar."]  # two letters are a word, not a beginning
    assert found(archive, "") == found(archive, '"" * —') == []


def test_exact_is_as_it_is_written(archive: Archive) -> None:
    put(archive, Told([("Bakıda işıq söndü.", None), ("BAKIDA işıq yandı.", None)]))
    assert found(archive, "Bakıda", exact=True) == ["Bakıda işıq söndü."]
    assert found(archive, "bakida", exact=True) == []
    assert found(archive, "işıq s", exact=True) == ["Bakıda işıq söndü."]
    assert len(found(archive, "bakida")) == 2


def test_a_headline_is_found_where_no_sentence_is(archive: Archive) -> None:
    put(archive, Told([("Mətn.", None)], title="Nigar Hüseynova həbs edildi"))
    (hit,) = archive.search("Guseynova")
    assert (hit.n, hit.source) == (0, "Nigar Hüseynova həbs edildi")
    put(
        archive,
        Told([("Tural gəldi.", None)], title="Tural gəldi", url="https://example.org/2"),
    )
    assert [hit.n for hit in archive.search("Tural")] == [1]


# In which order


def test_the_name_then_its_other_spellings_then_near_names(archive: Archive) -> None:
    """An old sentence with the name itself comes before new ones with near names."""
    put(
        archive,
        Told([("Mammadova danışdı.", None)], day="2026-05-05", url="https://e.org/1"),
        Told([("Мамедов пришёл.", None)], day="2026-04-04", url="https://e.org/2"),
        Told([("Məmmədovun vəkili.", None)], day="2026-03-03", url="https://e.org/3"),
        Told([("Mammadov gəldi.", None)], day="2020-01-01", url="https://e.org/4"),
    )
    assert found(archive, "Mammadov") == [
        "Mammadov gəldi.",
        "Мамедов пришёл.",
        "Məmmədovun vəkili.",
        "Mammadova danışdı.",
    ]
    assert found(archive, "Mammadov", limit=2) == ["Mammadov gəldi.", "Мамедов пришёл."]
    assert found(archive, "Mammadova")[0] == "Mammadova danışdı."


def test_a_name_that_only_sounds_alike_comes_last_and_is_called_perhaps(archive: Archive) -> None:
    put(
        archive,
        Told([("Fassil Gassimov was seen.", None)], day="2026-05-05", url="https://e.org/1"),
        Told([("Fazil Qasımov gəldi.", None)], day="2026-01-01", url="https://e.org/2"),
        Told([("Fikrət Qasımov gəldi.", None)], day="2026-01-02", url="https://e.org/3"),
    )
    hits = archive.search("Fazil Gasimov")
    assert [hit.source for hit in hits] == ["Fazil Qasımov gəldi.", "Fassil Gassimov was seen."]
    assert ["perhaps" in hit.matched for hit in hits] == [False, True]
    assert hits[1].also_spelled == ("Fassil", "Gassimov")
    assert hits[1].source_spans == ((0, 6), (7, 15))


def test_a_full_name_with_a_short_given_name_is_found(archive: Archive) -> None:
    put(
        archive,
        Told([("İsa Qəmbərin vəkili gəldi.", None)], url="https://e.org/1"),
        Told([("Юрий Иванов приехал.", None)], url="https://e.org/2"),
    )
    assert found(archive, "Isa Gambar") == ["İsa Qəmbərin vəkili gəldi."]
    assert found(archive, "Иса Гамбар") == ["İsa Qəmbərin vəkili gəldi."]
    assert found(archive, "Yury Ivanov") == ["Юрий Иванов приехал."]


def test_the_order_is_by_date_and_record_id_whatever_was_appended_first(tmp_path: Path) -> None:
    days = [f"2026-01-{day:02}" for day in (9, 3, 27, 15, 1)]
    for name, order in (("a", days), ("b", sorted(days))):
        with Archive(tmp_path / name) as archive:
            for day in order:
                url = f"https://e.org/{day}"
                told = Told([(f"Xəbər {day}.", None), ("Xəbər.", None)], day=day, url=url, title="")
                archive.store.append(records(told), "derived")
            archive.index.catch_up()
            before = found(archive, "xəbər", limit=7)
            assert before[:2] == ["Xəbər 2026-01-27.", "Xəbər."]
            assert before[-1] == "Xəbər 2026-01-03."
            archive.reindex()
            assert found(archive, "xəbər", limit=7) == before


def test_pages_of_one_moment_have_rows_of_their_own(archive: Archive) -> None:
    put(archive, *(Told([(f"Xəbər {n}.", None)], url=f"https://e.org/{n}") for n in range(40)))
    assert len(found(archive, "xəbər")) == 40
    places = archive.index.connection.execute("SELECT count(DISTINCT place) FROM articles")
    assert places.fetchone()[0] == 40


@pytest.mark.long
def test_an_article_of_more_sentences_than_there_is_room_for(archive: Archive) -> None:
    """Its rows take the room of the moments after it; the next page goes elsewhere."""
    many = [(f"s{n}", None) for n in range(1, 66_000)]
    put(archive, Told(many), Told([("Sonuncu.", None)], url="https://e.org/2"))
    (hit,) = archive.search("s65999")
    assert hit.n == 65_999
    assert found(archive, "sonuncu") == ["Sonuncu."]


# Kept to


def test_filters(archive: Archive) -> None:
    put(
        archive,
        Told(
            [("Bir xəbər.", "One."), ("İki xəbər.", "Two.")],
            day="2026-01-31",
            url="https://www.example.org/1",
            states={2: "refused"},
            flags={1: "number"},
        ),
        Told([("Üç xəbər.", None)], day="2026-02-01", url="https://example.org.uk/2"),
        Told([("Xəbər по-русски.", None)], day="2026-02-02", language="ru", url="https://x.ru/3"),
    )
    assert len(found(archive, "xəbər")) == 4
    assert found(archive, "xəbər", language="ru") == ["Xəbər по-русски."]
    for host in ("example.org", "www.example.org", "org"):
        assert found(archive, "xəbər", site=host) == ["Bir xəbər.", "İki xəbər."]
    assert found(archive, "xəbər", state="refused") == ["İki xəbər."]
    assert found(archive, "xəbər", flag="number") == ["Bir xəbər."]
    assert found(archive, "xəbər", since="2026-02-01", until="2026-02-01") == ["Üç xəbər."]
    assert len(found(archive, "xəbər", until="2026-01-31")) == 2
    assert len(found(archive, "xəbər", since="2026-01-31T12:00:00+00:00")) == 4
    assert len(found(archive, "xəbər", exact=True, site="example.org")) == 2
    with pytest.raises(UsageError, match="is not a date"):
        archive.search("xəbər", since="yesterday")


def test_the_words_of_sites_are_those_of_no_other_site() -> None:
    hosts = [
        "a-b.c",
        "a.b-c",
        "ab.c",
        "a.b.c",
        "a_b.c",
        "a:b.c",
        "é.c",
        "e9.c",
        "ǀ.c",
        "ǂ5fǂ.c",
        "_.c",
    ]
    words = [site_facet(host) for host in hosts]
    assert len(set(words)) == len(hosts)
    assert site_facet("A-B.c.") == site_facet("a-b.c")


@pytest.mark.parametrize("host", ["a-b.example", "a_b.example", "xn--xbr-goa3y.example"])
def test_a_site_of_any_name_is_found_and_those_like_it_are_not(archive: Archive, host: str) -> None:
    put(archive, Told([("Bir xəbər.", "One.")], url=f"https://{host}/1"))
    put(archive, Told([("İki xəbər.", "Two.")], url="https://a.b.example/2"))
    put(archive, Told([("Üç xəbər.", "Three.")], url="https://b.example/3"))
    assert found(archive, "xəbər", site=host) == ["Bir xəbər."]


def test_a_sentence_that_was_left_as_it_was_written_stands_once(archive: Archive) -> None:
    """And what was refused, or came in the place of the machine's words, is told all the same."""
    told = Told([("Bir.", "One."), ("İki.", "Two."), ("Üç.", None)], states={2: "refused"})
    put(archive, told)
    rows = archive.index.connection.execute(
        "SELECT n, machine, machine_target, as_written, target FROM targets ORDER BY n"
    )
    assert [tuple(row) for row in rows] == [
        (1, "One.", None, 1, "One."), (2, "Two.", None, 0, None),
    ]  # fmt: skip
    page = next(iter(archive.pages()))
    pairs = {pair.n: (pair.target, pair.machine, pair.as_made) for pair in page.pairs("en")}
    assert (pairs[1], pairs[2]) == (("One.", "One.", True), (None, "Two.", True))


def test_a_site_is_found_however_its_name_is_written(archive: Archive) -> None:
    put(archive, Told([("Bir xəbər.", "One.")], url="https://straße.example/1"))
    put(archive, Told([("İki xəbər.", "Two.")], url="https://xn--xbr-goa3y.example/2"))
    for host in (
        "straße.example",
        "xn--strae-oqa.example",
        "https://STRASSE.example".replace("SS", "ß"),
    ):
        assert found(archive, "xəbər", site=host) == ["Bir xəbər."]
    assert len(found(archive, "xəbər", site="example")) == 2


@pytest.mark.parametrize("name", ["site", "language", "since", "until", "state", "flag"])
def test_an_empty_filter_is_wrong_usage(archive: Archive, name: str) -> None:
    with pytest.raises(UsageError, match="is empty"):
        archive.search("xəbər", **{name: " "})


def test_a_decision_changes_what_is_found(archive: Archive) -> None:
    put(archive, Told([("Bir.", "One.")]))
    (page,) = (archive.page(each) for each in archive.page_ids())
    archive.decide(page, 1, "edited", text="The single one.", reviewer="r")
    assert archive.search("single")[0].state == "edited"
    assert archive.search("bir", state="edited") and not archive.search("bir", state="machine")


def test_an_older_reading_of_a_page_is_not_found_any_more(archive: Archive) -> None:
    page_id = new_id()
    archive.store.append(records(Told([("Köhnə söz.", None)]), page_id), "derived")
    archive.index.catch_up()
    assert found(archive, "köhnə")
    newer = Told([("Yeni söz.", None), ("Bir də.", None)], day="2026-03-02")
    archive.store.append(records(newer, page_id)[1:], "derived")
    archive.index.catch_up()
    assert found(archive, "söz") == ["Yeni söz."]


# Odd input


@given(st.text(max_size=40))
def test_any_query_has_terms_that_sqlite_takes(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE t USING fts5 (source, target, "
        "tokenize = 'unicode61 remove_diacritics 0')"
    )
    for term in terms(query):
        row = (" ".join(term.tokens), "")
        connection.execute("INSERT INTO t VALUES (?, ?)", row)
        quoted = f'{{source target}} : "{row[0]}" *'
        assert row in connection.execute("SELECT * FROM t WHERE t MATCH ?", (quoted,)).fetchall()


@given(st.text(max_size=60), st.text(min_size=1, max_size=12))
def test_spans_are_places_in_the_text_as_it_is_written(text: str, query: str) -> None:
    asked = terms(query)
    side = Matcher([(term, []) for term in asked]).match(text, [])
    for start, stop in side.source_spans:
        assert 0 <= start < stop <= len(text)
    if asked and side.matched and len(asked) == 1:
        first = fold(text[slice(*side.source_spans[0])])
        assert first.startswith(asked[0].tokens[0])


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_query_cannot_break_out_of_its_quotes(archive: Archive) -> None:
    put(archive, Told([("Bir OR iki.", None)]))
    for query in ('" OR facets : "lang', "a AND", "NEAR(a b)", "{source}: x", "-bir", "x*y", '"'):
        archive.search(query)
    assert found(archive, "bir OR iki") == ["Bir OR iki."]


def test_within_has_places_in_their_order() -> None:
    first, last = Within(since="2026-01-01", until="2026-01-01").places()
    assert first < last < Within(since="2026-01-02").places()[0]


def test_terms() -> None:
    assert terms('Əli "aclıq aksiyası" meh* x') == [
        Term(("eli",), ("Əli",), False, True),
        Term(("acliq", "aksiyasi"), ("aclıq", "aksiyası"), False, True),
        Term(("meh",), ("meh",), True, True),
        Term(("x",), ("x",), False, False),
    ]


# The command


def test_the_command_says_when_there_is_more(archive: Archive) -> None:
    put(archive, Told([(f"Xəbər {n}.", None) for n in range(5)]))
    run = CliRunner().invoke(
        main, ["--archive", str(archive.folder), "search", "--limit", "3", "xəbər"]
    )
    assert run.exit_code == 0
    assert "these are the first 3; --limit shows more" in run.stderr
    run = CliRunner().invoke(
        main, ["--archive", str(archive.folder), "search", "--until", "x", "y"]
    )
    assert run.exit_code == 2
    run = CliRunner().invoke(
        main, ["--archive", str(archive.folder), "search", "--state", "x", "y"]
    )
    assert run.exit_code == 2


# The list of the review page


def test_the_list_says_the_same_from_whichever_side_it_is_looked_for(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman.index.search import listing
    from dragoman.index.search.listing import STATES as KINDS
    from dragoman.index.search.listing import Asked, read_listing

    for n in range(12):
        state = ("machine", "refused", "approved", "rejected")[n % 4]
        told = Told(
            [(f"Xəbər {n}.", "News." if n % 3 else None), ("Son.", "End." if n % 3 else None)],
            day=f"2026-01-{n + 1:02}",
            url=f"https://e.org/{n}",
            language="ru" if n % 2 else "az",
            states={1: state, 2: state},
            flags={1: "number"} if n % 5 == 0 else {},
            response=new_id(),
        )
        put(archive, told)
    connection = archive.index.connection
    seen = {}
    for many in (0, 1000):
        monkeypatch.setattr(listing, "MANY", many)
        for state, language in itertools.product(("", *KINDS), ("", "az", "ru")):
            found = read_listing(connection, Asked(state, language), "en")
            days = [entry.row["captured_at"] for entry in found.entries]
            assert days == sorted(days, reverse=True)
            assert found.total == len(days)
            held = seen.setdefault((state, language), days)
            assert held == days
    assert len(seen["todo", ""]) == 4
    assert len(seen["", "ru"]) == 6
    assert len(seen["untranslated", ""]) == 4
    assert len(seen["done", ""]) == 4


def test_pages_of_one_second_are_placed_without_looking_at_all_before_them(
    archive: Archive,
) -> None:
    """Web archives tell whole seconds; a hostile one has a hundred thousand pages in one."""
    put(archive, *(Told([(f"Xəbər {n}.", None)], url=f"https://e.org/{n}") for n in range(300)))
    connection = archive.index.connection
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    put(archive, *(Told([(f"Yeni {n}.", None)], url=f"https://f.org/{n}") for n in range(100)))
    connection.set_trace_callback(None)
    tried = sum("ORDER BY a.place LIMIT 1" in each for each in asked)
    assert 100 <= tried < 100 * 20, tried
    assert len(found(archive, "yeni", limit=500)) == 100


def test_a_word_with_a_digit_in_it_is_no_name(archive: Archive) -> None:
    put(archive, Told([("Söz verildi.", None), ("soz7 yazılıb.", None)]))
    assert found(archive, "soz7") == ["soz7 yazılıb."]


def test_the_states_that_can_be_asked_for_are_the_ones_there_are() -> None:
    from dragoman.commands.shared.filters import STATES as ASKED
    from dragoman.decisions import ORDER

    assert set(ASKED) == set(ORDER)


def test_a_transaction_ends_early_where_there_are_many_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their rows are in memory while they are made."""
    monkeypatch.setattr("dragoman.index.building.following.BATCH_SENTENCES", 5)
    with Archive(tmp_path / "a") as archive:
        put(archive, *(Told([("Bir.", None)] * 4, url=f"https://e.org/{n}") for n in range(9)))
        assert len(found(archive, "bir")) == 36
        archive.reindex()
        assert len(found(archive, "bir")) == 36
