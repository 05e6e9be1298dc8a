"""Names that nothing in the source speaks for, and names that something does."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.translate.checks import check
from dragoman.translate.names.names import Names, parse
from tests.support.number_pairs import within
from tests.support.word_pairs import INVENTED_HELD_BACK, INVENTED_SEEN

ROWS = [*INVENTED_SEEN, *INVENTED_HELD_BACK]


def invented(code: str, source: str, target: str, names: Names | None = None) -> str | None:
    flags = check(source, target, code, "en", names)
    return next((flag.severity for flag in flags if flag.code == "invented"), None)


@pytest.mark.parametrize(
    ("code", "source", "same"), [row[:3] for row in ROWS], ids=[row[1] for row in ROWS]
)
def test_names_of_the_source_are_left_alone(code: str, source: str, same: str) -> None:
    assert invented(code, source, same) is None
    assert invented(code, within(code, source), within("en", same)) is None


def test_most_names_that_nothing_speaks_for_are_told() -> None:
    """One alone is not: people translate freely. Two and more are."""
    for rows in (INVENTED_SEEN, INVENTED_HELD_BACK):
        told = [invented(code, source, other or "") for code, source, _, other in rows]
        assert sum(map(bool, told)) >= 0.8 * len(rows)
        longer = [
            invented(code, within(code, source), within("en", other or ""))
            for code, source, _, other in rows
        ]
        assert sum(map(bool, longer)) >= 0.8 * len(rows)
    assert invented("az", "Vəkil qayıdıb.", "The lawyer Steven has come back.") is None


@pytest.mark.parametrize(
    ("code", "source", "target"),
    [
        ("az", "Con Smit və Ceyms Braun Yutada danışıblar.", "There John Smith and James Brown spoke in Utah."),
        ("ru", "Джон Смит и Джеймс Браун выступили в Юте.", "There John Smith and James Brown spoke in Utah."),
        ("az", "İyunun 3-də və çərşənbə günü almanlar gəldi.", "On 3 June and on Wednesday the Germans came."),
        ("ru", "В июне и в среду приехали швед и испанец.", "In June and on Wednesday a Swede and a Spaniard came."),
        ("az", "Rəsmi: qərar verilib", "Says Official: Court Hands Down Decision Without Hearing"),
    ],
)  # fmt: skip
def test_spelled_by_ear_months_peoples_and_titles(code: str, source: str, target: str) -> None:
    assert invented(code, source, target) is None


def test_a_listed_name_speaks_for_its_translation() -> None:
    listed = parse("source,target,authority\nAğ Ev,Pale Manor Whitby,x\n".encode(), "names.csv")
    source, target = "Dünən Ağ Ev susdu.", "There was only silence yesterday at Pale Manor Whitby."
    assert invented("az", source, target) == "warn"
    assert invented("az", source, target, Names(listed)) is None


def test_people_and_good_engines_are_seldom_taken_for_inventors(shared_data: Path) -> None:
    folder = shared_data / "news"
    for code in ("az", "ru"):
        pairs = zip(
            (folder / f"ntrex-third.{code}.txt").read_text(encoding="utf-8").splitlines(),
            (folder / "ntrex-third.en.txt").read_text(encoding="utf-8").splitlines(),
            strict=True,
        )
        told = [invented(code, *pair) for pair in pairs]
        assert sum(map(bool, told)) <= 0.02 * len(told)
        assert told.count("refuse") <= 0.002 * len(told)
