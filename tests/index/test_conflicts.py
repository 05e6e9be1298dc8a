"""The same source translated in two ways: in a document, in an archive, by the command, on the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.translate import check_all
from dragoman.translate.checks.name_ways import name_ways
from dragoman.translate.names.names import Names, parse
from tests.support.number_pairs import within
from tests.support.review_client import opened, serving
from tests.support.shell import Shell
from tests.support.translated_pages import Line, add_page
from tests.support.way_pairs import HELD_BACK, NAMES_HELD_BACK, NAMES_SEEN, SEEN

ROWS = [*SEEN, *HELD_BACK]
NAMES = [*NAMES_SEEN, *NAMES_HELD_BACK]
LISTED = "source,target,authority\nBaş Prokurorluq,Prosecutor General's Office,the ministry\n"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive") as archive:
        yield archive


def told(pairs: list[tuple[str, str]]) -> list[bool]:
    flags = check_all(pairs, "az", "en")
    return [any(flag.code == "two_ways" for flag in own) for own in flags]


@pytest.mark.parametrize(("one", "first", "other", "second", "differs"), ROWS)
def test_in_a_document(one: str, first: str, other: str, second: str, differs: bool) -> None:
    assert told([(one, first), ("Başqa cümlə.", "Another sentence."), (other, second)]) == [
        differs, False, differs,
    ]  # fmt: skip
    longer = [(within("az", a), within("en", b)) for a, b in ((one, first), (other, second))]
    assert told(longer) == [differs, differs]


@pytest.mark.parametrize(("one", "first", "other", "second", "differs"), ROWS)
def test_in_an_archive(
    archive: Archive, tmp_path: Path, one: str, first: str, other: str, second: str, differs: bool
) -> None:
    add_page(archive, tmp_path, [Line(one, first)], title="A", translated_title="A")
    add_page(
        archive, tmp_path, [Line(other, second)], title="B", translated_title="B", name="b.html"
    )
    assert len(list(archive.conflicts())) == differs


def test_what_does_not_stand_does_not_count_and_headlines_do(
    archive: Archive, tmp_path: Path
) -> None:
    source = "Onu azad etdilər."
    page = add_page(archive, tmp_path, [Line(source, "They freed him.")], title="A")
    refused = Line(source, None, machine="They freed her.", state="refused")
    add_page(archive, tmp_path, [refused], title="A", name="b.html", translated_title="A")
    (headline,) = archive.conflicts()
    assert [each.n for each in headline.targets] == [0, 0]
    again = add_page(archive, tmp_path, [Line(source, "They freed her.")], title="C", name="c.html")
    sentence = next(each for each in archive.conflicts() if each.source == source)
    assert {(each.page, each.target) for each in sentence.targets} == {
        (page.id, "They freed him."),
        (again.id, "They freed her."),
    }
    archive.decide(again, 1, "rejected", reviewer="Quiet Heron")
    archive.index.catch_up()
    assert source not in [each.source for each in archive.conflicts()]


def test_what_was_set_aside_is_in_none(archive: Archive, tmp_path: Path) -> None:
    """Neither sentences nor headlines, names and terms, until it is taken back."""
    (tmp_path / "archive" / "names.csv").write_text(LISTED, encoding="utf-8")
    lines = [("Onu azad etdilər.", "They freed {}."), ("Qasımov {} gəldi.", "{} came."),
             ("{} Baş Prokurorluq susur.", "{} is silent.")]  # fmt: skip
    for name, said in (("a", ("him", "Gasimov", "The Prosecutor General's Office")),
                       ("b", ("her", "Qasimov", "The General Prosecution"))):  # fmt: skip
        own = [Line(a.format(name), b.format(c)) for (a, b), c in zip(lines, said, strict=True)]
        wrong = add_page(
            archive, tmp_path, own, title="Xəbər", translated_title=said[0], name=f"{name}.html"
        )
    kinds = ["sentence", "sentence", "name", "term"]
    assert sorted(each.kind for each in archive.conflicts()) == sorted(kinds)
    archive.annotate([wrong.id], mistaken="another person of that name")
    assert list(archive.conflicts()) == []
    archive.annotate([wrong.id], not_mistaken=True)
    assert sorted(each.kind for each in archive.conflicts()) == sorted(kinds)


def test_the_command_and_the_desk_list_them(shell: Shell, tmp_path: Path) -> None:
    with Archive(shell.folder / "evidence") as archive:
        one = add_page(archive, tmp_path, [Line("Baş Prokurorluq", "<b>Prosecutor General</b>")])
        two = add_page(
            archive, tmp_path, [Line("Baş Prokurorluq", "General Prosecution")], name="b.html"
        )
        with serving(archive) as server:
            body = opened(server).get("/conflicts").text
        assert "&lt;b&gt;Prosecutor General&lt;/b&gt;" in body
        assert f"/page/{one.id}#s1" in body and f"/page/{two.id}#s1" in body
    done = shell.run("--archive", "evidence", "--json", "conflicts")
    assert done.lines == [
        {
            "source": "Baş Prokurorluq",
            "targets": sorted(
                (
                    {"target": t, "id": page.id, "n": 1, "state": "machine"}
                    for t, page in (
                        ("<b>Prosecutor General</b>", one),
                        ("General Prosecution", two),
                    )
                ),
                key=lambda each: each["id"],
            ),
            "kind": "sentence",
        }
    ]
    assert "General Prosecution" in shell.run("--archive", "evidence", "conflicts").out
    assert shell.run("--archive", "evidence", "conflicts", "--to", "ru").status == 0


def language(text: str) -> str:
    return "az" if text.isascii() or not any("а" <= char <= "я" for char in text) else "ru"


@pytest.mark.parametrize(("one", "first", "other", "second", "differs"), NAMES)
def test_a_name_in_sentences_that_differ(
    archive: Archive, tmp_path: Path, one: str, first: str, other: str, second: str, differs: bool
) -> None:
    code = language(one)
    for pairs in (
        [(one, first), (other, second)],
        [(within(code, a), within("en", b)) for a, b in ((one, first), (other, second))],
    ):
        flags = check_all(pairs, code, "en")
        assert [[f.code for f in own if f.code == "two_ways"] for own in flags] == (
            [["two_ways"], ["two_ways"]] if differs else [[], []]
        )
    lines = [Line(one, first, language=code), Line(other, second, language=code)]
    add_page(archive, tmp_path, lines, title="A", language=code)
    assert [each.kind for each in archive.conflicts()] == ["name"] * differs


def test_the_rarer_spelling_alone_is_told() -> None:
    pairs = [(f"Dünən Qasımov {verb}.", f"Gasimov {said}.") for verb, said in
             (("gəldi", "came"), ("getdi", "went"), ("susdu", "was silent"))]  # fmt: skip
    flags = check_all(
        [*pairs, ("Sonra Qasımova baxdılar.", "Then they looked at Qasimov.")], "az", "en"
    )
    assert [[f.message for f in own if f.code == "two_ways"] for own in flags] == [
        [], [], [], ["“Qasımov” is “Qasimov” here and “Gasimov” elsewhere."],
    ]  # fmt: skip


def test_in_a_document_however_often() -> None:
    """The commoner spelling of a long one is left alone, and the rarer one told each time."""
    pairs = [(f"Qasımov {n} dəfə gəldi.", f"Gasimov came {n} times.") for n in range(40, 70)]
    pairs += [(f"Qasımov {n} dəfə getdi.", f"Qasimov went {n} times.") for n in range(40, 65)]
    assert [len(own) for own in name_ways(pairs, None, None)] == [0] * 30 + [1] * 25


def test_a_listed_term_that_stands_in_some_sentences_and_not_in_others(
    archive: Archive, tmp_path: Path
) -> None:
    names = Names(parse(LISTED.encode(), "names.csv"))
    pairs = [
        ("Baş Prokurorluq susur.", "The Prosecutor General's Office is silent."),
        ("Onu Baş Prokurorluğa çağırıblar.", "He was called to the Prosecutor General's Office."),
        ("Bunu Baş Prokurorluq bildirib.", "The General Prosecution said so."),
    ]
    told = [[f for f in own if f.code == "two_ways"] for own in check_all(pairs, "az", "en", names)]
    assert [len(own) for own in told] == [0, 0, 1]
    assert "Prosecutor General's Office" in told[2][0].message
    put_right = check_all(pairs, "az", "en", known=names)  # by who puts names right
    assert not [flag for own in put_right for flag in own if flag.code == "two_ways"]
    (tmp_path / "archive" / "names.csv").write_text(LISTED, encoding="utf-8")
    add_page(archive, tmp_path, [Line(*pair) for pair in pairs])
    (term,) = archive.conflicts()
    assert (term.kind, term.source) == ("term", "Baş Prokurorluq")
    assert [each.target for each in term.targets] == [
        "Prosecutor General's Office", "Prosecutor General's Office",
        "The General Prosecution said so.",
    ]  # fmt: skip


def test_people_and_good_engines_put_names_in_one_way(shared_data: Path) -> None:
    folder = shared_data / "news"
    for code in ("az", "ru"):
        pairs = zip(
            (folder / f"ntrex-third.{code}.txt").read_text(encoding="utf-8").splitlines(),
            (folder / "ntrex-third.en.txt").read_text(encoding="utf-8").splitlines(),
            strict=True,
        )
        told = name_ways(list(pairs), None, None)
        assert sum(map(bool, told)) <= 0.005 * len(told)
