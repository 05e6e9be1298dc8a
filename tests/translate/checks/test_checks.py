"""The checks, rule by rule, and on real output of real engines where that is at hand."""

from __future__ import annotations

import ast
import html
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dragoman.translate
from dragoman.translate.checks import RULES, Flag, check, check_all
from dragoman.translate.checks.document import same_output
from dragoman.translate.checks.loops import tight_loop
from dragoman.translate.checks.quantities.quantities import quantities
from tests.support.places import ROOT

DOCUMENTATION = ROOT / "docs" / "translation.md"


def found(source: str, target: str, s_code: str = "az") -> list[str]:
    return [f"{flag.code} {flag.severity}" for flag in check(source, target, s_code, "en")]


GOOD = [
    (
        "az",
        "Nərmin Rzayeva 2025-ci il martın 12-də saxlanılıb.",
        "Narmin Rzayeva was detained on 12 March 2025.",
    ),
    ("az", "Məhkəmə onu 12,5 min manat cərimələdi.", "The court fined them 12.5 thousand manats."),
    (
        "az",
        "Görüş 24.11.2025 tarixində saat 18.00-da olub.",
        "The meeting was held on 24 November 2025 at 6 pm.",
    ),
    (
        "az",
        "Ona 1 200 manat, mənə 1.500 manat verildi.",
        "They were given 1,200 manats, and I was given 1,500.",
    ),
    ("az", "İyirmi beş nəfər gəldi.", "25 people came."),
    ("az", "28 nəfər gəldi.", "Twenty-eight people came."),
    ("az", "XIX əsrdə tikilib.", "It was built in the 19th century."),
    (
        "az",
        "Ətraflı: https://example.az/a_b və kitab@example.az",
        "More: https://example.az/a_b and kitab@example.az",
    ),
    ("az", "Kərimov Bakıdan gəldi", "Kərimov came from Baku"),
    ("ru", "Его оштрафовали на 5 млн рублей.", "He was fined 5,000,000 roubles."),
    (
        "ru",
        "Суд в Баку отложил заседание на 2 мая.",
        "The court in Baku adjourned the hearing until May 2.",
    ),
    ("ru", "Двести человек вышли на площадь.", "200 people came out to the square."),
    ("ru", "«Мы не уйдём», — сказала она.", "“We will not leave,” she said."),
]


@pytest.mark.parametrize(("code", "source", "target"), GOOD)
def test_a_good_translation_is_left_in_peace(code: str, source: str, target: str) -> None:
    assert found(source, target, code) == []


BAD = [
    ("empty refuse", "az", "Məhkəmə bu gün keçirildi.", ""),
    ("empty refuse", "az", "Məhkəmə bu gün keçirildi.", " … "),
    (
        "copied refuse",
        "az",
        "Bu gün burada böyük yığıncaq oldu.",
        "Bu gün burada böyük yığıncaq oldu!",
    ),
    ("copied note", "ru", "Rovshan Kerimli", "Rovshan Kerimli"),
    (
        "loop refuse",
        "az",
        "Şöbənin rəisi iclasda çıxış edib.",
        "The head of the Department of the Department of the Department spoke.",
    ),
    (
        "loop refuse",
        "az",
        "Şöbənin rəisi iclasda çıxış edib.",
        "The head head head spoke at the meeting.",
    ),
    (
        "loop refuse",
        "az",
        "Şöbənin rəisi iclasda çıxış edib.",
        "Head and tail and tail and tail and spoke there.",
    ),
    (
        "stutter refuse",
        "az",
        "Şöbənin rəisi iclasda çıxış edib.",
        "The head spoke lalalalalalalala.",
    ),
    (
        "repeated warn",
        "az",
        "Şöbənin rəisi iclasda çıxış edib, o danışıb.",
        "In the city of it, then in the city of it, and in the city of it.",
    ),
    ("script refuse", "ru", "Суд отложил заседание до мая.", "Суд отложил hearing"),
    (
        "script warn",
        "ru",
        "Суд в Тихореченске отложил заседание до мая.",
        "The court in Тихореченск adjourned the hearing until May.",
    ),
    (
        "leftover refuse",
        "az",
        "Məhkəmə iclasda qərarını elan edib.",
        "Tədris layihələri The court announced it.",
    ),
    (
        "leftover warn",
        "az",
        "Zalda mütəşəkkil etiraz olub.",
        "There was a mütəşəkkil protest in the hall.",
    ),
    (
        "furniture refuse",
        "az",
        "Məhkəmə iclasda qərarını elan edib.",
        "Allowed HTML tags: a, em, strong, cite, code.",
    ),
    (
        "furniture refuse",
        "az",
        "Məhkəmə iclasda qərarını elan edib və o gedib.",
        "Home News Politics Society Culture Sport World Contacts",
    ),
    (
        "invented refuse",
        "az",
        "Məhkəmə iclasda qərarını elan edib.",
        "The Quran has spoken of the decision.",
    ),
    ("invented warn", "ru", "Суд огласил приговор.", "The court of Azerbaijan announced it."),
    (
        "length_ratio refuse",
        "az",
        "Məhkəmə iclasda qərarını elan edib və onu dərhal azad edib.",
        "Yes, so.",
    ),
    (
        "length_ratio refuse",
        "az",
        "Kitab.",
        "This is a book about the many things that happened to the people in it long ago.",
    ),
    (
        "length_ratio warn",
        "az",
        "Məhkəmə iclasda qərarını elan edib və onu dərhal azad edib.",
        "The court has freed her.",
    ),
    (
        "digits warn",
        "az",
        "Ona 9 il 6 ay həbs cəzası verildi.",
        "She was sentenced to 6 months in prison.",
    ),
    (
        "digits warn",
        "az",
        "Ona 9 il həbs cəzası verildi.",
        "She was sentenced to 19 years in prison.",
    ),
    (
        "digits warn",
        "az",
        "Onu həbs etdilər, sonra buraxdılar.",
        "They arrested him in 1998, then let him go.",
    ),
    (
        "digits warn",
        "az",
        "Görüş 24.11.2025 tarixində oldu.",
        "The meeting was held on 24 October 2025.",
    ),
    ("digits warn", "ru", "Штраф составил 1 200 рублей.", "The fine was 1,300 roubles."),
    (
        "links warn",
        "az",
        "Ətraflı: https://example.az/a_b saytında",
        "More: https://example.az/a b on the site",
    ),
    ("links warn", "az", "Bunu @nermin_r yazıb, oxuyun.", "Read that, @nermin r wrote it."),
    ("brackets note", "az", "O (Nərmin) bu gün gəldi.", "She (Narmin came today."),
    ("quotes note", "az", 'O, "gəlirəm" dedi və getdi.', 'She said "I am coming and left.'),
]


@pytest.mark.parametrize(("flag", "code", "source", "target"), BAD)
def test_a_bad_translation_is_noticed(flag: str, code: str, source: str, target: str) -> None:
    assert flag in found(source, target, code)


@pytest.mark.parametrize("char", ["\x1b", "\0", "\u202e", "\u2066", "\ue000", "\ufffd", "\ud800"])
def test_characters_that_are_no_text_are_refused(char: str) -> None:
    """Of any engine; what the page itself has so, and what is an ordinary space, is left alone."""
    source, target = "Jurnalist dünən həbs edilib.", "The journalist was{} arrested yesterday."
    assert "unseen refuse" in found(source, target.format(char))
    assert "unseen refuse" not in found(f"{source}{char}", target.format(char))
    assert "unseen refuse" not in found(source, target.format("\t\n\u00a0\u200c\u00ad"))


def test_what_the_source_repeats_may_be_repeated() -> None:
    assert "loop refuse" not in found("Yox, yox, yox!", "No, no, no!")
    assert found("1 000 000 000 manat", "1 000 000 000 manats") == []


def test_tight_loops() -> None:
    assert tight_loop(["a", "b", "a", "b", "a", "b"]) == ("a", "b")
    assert tight_loop(list("abcdef" * 3)) == tuple("abcdef")
    assert tight_loop(["a", "b", "a", "b", "a", "c"]) is None
    assert tight_loop(["a", "A", "a"]) == ("a",)
    assert tight_loop([]) is None


def test_the_values_of_numbers() -> None:
    values = {each.text: each.values for each in quantities("1.200 və 12,50 və 3 450 000", "az")}
    assert values == {
        "1.200": {Fraction(1200), Fraction(6, 5)}, "12,50": {Fraction(25, 2)},
        "3 450 000": {Fraction(3_450_000)},
    }  # fmt: skip
    day, month, year = quantities("05.06.2024", "az")
    assert (day.values, month.month, year.values) == ({5}, 6, {2024})


def test_numbers_in_words() -> None:
    def values(text: str, code: str) -> list[Fraction | int | None]:
        return [each.month or max(each.values) for each in quantities(text, code)]

    assert values("iyirmi beşinci", "az") == [25]
    assert values("триста сорок семь", "ru") == [347]
    assert values("two million, fifty-six, two hundred and four", "en") == [2_000_000, 56, 204]
    assert values("court hearing", "en") == []
    assert values("24 ноября и в мае", "ru") == [24, 11, 5]
    assert values("Martın", "az") == [3]
    assert values("XIX əsr, IV bölmə, III qrup", "az") == [19, 4, 3]


def test_one_output_for_different_sources_shows_across_a_document() -> None:
    text = "According to the book it is so and not otherwise."
    pairs = [
        ("Məhkəmə bu gün qərarını elan etdi.", text),
        ("Yağış bütün gecə ara vermədən yağdı.", text),
        ("Vəkil sənədləri redaksiyaya göndərdi.", text),
        ("Jurnalist azadlığa çıxdı.", "The journalist was released."),
    ]
    flags = check_all(pairs, "az", "en")
    same = [[flag.severity for flag in own if flag.code == "same_output"] for own in flags]
    assert same == [["refuse"], ["refuse"], ["refuse"], []]
    two = check_all(pairs[:2], "az", "en")
    assert [flag.severity for flag in two[0] if flag.code == "same_output"] == ["warn"]


def test_of_very_many_that_came_out_the_same_not_all_are_told_apart() -> None:
    pairs = [(f"Birinci{n} ikinci{n} üçüncü{n}", "He said so today.") for n in range(20_000)]
    flags = check_all(pairs[:1], "az", "en") + same_output(pairs)
    said = {flag.message for own in flags for flag in own if flag.code == "same_output"}
    assert said == {"The same output came out for 50 or more different sentences."}
    assert all(any(flag.code == "same_output" for flag in own) for own in flags[1:])


def test_one_output_for_the_same_or_nearly_the_same_source_is_right() -> None:
    pairs = [("O bunu bu gün dedi.", "He said so today.")] * 4
    pairs += [("O bunu bu gün də dedi.", "He said so today.")]
    assert not any(
        flag.code == "same_output" for own in check_all(pairs, "az", "en") for flag in own
    )


@given(st.text(), st.text(), st.sampled_from(["az", "ru", "tr", "und", ""]))
def test_no_text_breaks_a_check(source: str, target: str, code: str) -> None:
    for flag in check(source, target, code, "en"):
        assert flag.severity in {"note", "warn", "refuse"}
        assert flag.message.endswith(".")


def test_long_text_without_a_space_is_no_translation_backwards() -> None:
    for text in ("ab" * 25_000, "xyz1" * 12_000, "a." * 25_000, "9" * 50_000, "1 000" * 10_000):
        assert bool(check(text, text[::-1], "az", "en")) is (text != text[::-1])


def test_every_code_is_documented() -> None:
    documented = DOCUMENTATION.read_text(encoding="utf-8")
    codes = {flag.split()[0] for flag, *_ in BAD} | set(written_codes())
    assert codes > {"digits", "same_output", "length_ratio", "cut", "name_missing"}
    assert {code for code in codes if f"`{code}`" not in documented} == set()
    assert len({rule.__name__ for rule in RULES}) == len(RULES)
    assert Flag("a", "note", "b") == Flag("a", "note", "b")


def sources() -> Iterator[ast.AST]:
    for path in sorted(Path(dragoman.translate.__file__).parent.rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def written_codes() -> Iterator[str]:
    """The code of each flag that is made anywhere with its code written out."""
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Flag":
                yield from (
                    str(each.value) for each in node.args[:1] if isinstance(each, ast.Constant)
                )


def test_every_rule_that_is_written_is_asked() -> None:
    written = {
        node.name
        for tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and [ast.unparse(each.annotation or node) for each in node.args.args] == ["Case"]
        and node.returns is not None
        and ast.unparse(node.returns) == "Iterator[Flag]"
    }
    assert written == {rule.__name__ for rule in RULES}


# Real output


def lines(folder: Path, name: str) -> list[str]:
    text = (folder / "mt" / name).read_text(encoding="utf-8")
    return [html.unescape(line) for line in text.splitlines()]


def refused(folder: Path, pair: str, system: str) -> tuple[list[str], list[bool]]:
    sources = lines(folder, f"{pair}-en.flores-dev.{pair}")
    targets = lines(folder, f"{pair}-en.flores-dev.{system}")
    flags = check_all(list(zip(sources, targets, strict=True)), pair, "en")
    return targets, [any(flag.severity == "refuse" for flag in own) for own in flags]


def test_every_tight_loop_of_argos_is_refused(shared_data: Path) -> None:
    targets, verdicts = refused(shared_data, "az", "argos.en")
    loops = [
        verdict
        for target, verdict in zip(targets, verdicts, strict=True)
        if tight_loop(target.replace(",", " ").split())
    ]
    assert len(loops) >= 5
    assert all(loops)
    assert sum(verdicts) >= 40


@pytest.mark.parametrize(
    ("pair", "system"), [("az", "google.en"), ("ru", "google.en"), ("az", "en")]
)
def test_good_engines_and_people_are_refused_in_at_most_one_of_a_hundred(
    shared_data: Path, pair: str, system: str
) -> None:
    _, verdicts = refused(shared_data, pair, system)
    assert len(verdicts) == 997
    assert sum(verdicts) <= 9
