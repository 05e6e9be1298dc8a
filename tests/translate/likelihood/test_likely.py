"""The three words: what each is said of, what it is not, and that nothing is said for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.translate.checks import check
from dragoman.translate.checks.case import Case
from dragoman.translate.likelihood.chrf import chrf
from dragoman.translate.likelihood.likely import Likely, likely
from dragoman.translate.likelihood.traits import ALONE, BESIDE, USUAL_LENGTH, traits
from dragoman.translate.likelihood.witnessed import Witnessed, disagreement
from dragoman.translate.text.flag import Flag

# Nine words, two names, a number.
SOURCE = "Jurnalist Tural Səlimzadə 14 dekabrda Bakıda məhkəmənin qarşısında polis tərəfindən saxlanıldı."
GOOD = (
    "Journalist Tural Salimzade was detained by police in front of a court in Baku on December 14."
)
NEAR = "The journalist Tural Salimzade was detained by police in front of the court in Baku on 14 December."
PARTLY = "Tural Salimzade, a journalist, was detained by police outside a courthouse in Baku on 14 December."
OTHERWISE = "Tural Salimzade, a reporter, got arrested outside the Baku courthouse on December 14."
NONSENSE = "Antioxidants Institute Foundation Health Care Health Care Ministry Products."


def seen(text: str, by: str, source: str = SOURCE) -> Witnessed:
    flags = check(source, text, "az", "en")
    refused = any(flag.severity == "refuse" for flag in flags)
    return Witnessed(
        machine=text,
        target=None if refused else text,
        score=None,
        agreement=None if refused else chrf(by, text),
        engine="firefox",
        model="Firefox az→en",
        flags=tuple(flags),
    )


def judged(
    text: str,
    witness: str | None = None,
    *,
    source: str = SOURCE,
    score: float | None = -0.2,
    more: tuple[Flag, ...] = (),
    invents: bool = False,
    into: str = "en",
) -> Likely | None:
    case = Case(source, text, "az", into)
    flags = [*check(source, text, "az", into), *more]
    other = None if witness is None else seen(witness, text, source)
    if other is not None:
        flags += disagreement(case.source_words, text, other, into)
    return likely(case, flags, score, other, invents=invents)


def word(*given: str, **more: object) -> str | None:
    said = judged(*given, **more)  # type: ignore[arg-type]
    return said.word if said else None


def test_two_engines_that_wrote_nearly_the_same_are_likely_right() -> None:
    said = judged(GOOD, NEAR)
    assert said is not None and said.word == "likely right"
    assert said.rests_on == ("checks", "witness", "score")
    assert "two engines wrote nearly the same" in said.reasons[0] and said.estimate is not None


def test_without_a_witness_nothing_is_called_right() -> None:
    assert judged(GOOD) is None


WARNED = Flag("digits", "warn", "…")


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ((GOOD, OTHERWISE), {}),
        ((GOOD, PARTLY), {}),  # of an estimate that would do, were more in common
        ((GOOD, NEAR), {"more": (WARNED,)}),
        ((GOOD, NEAR), {"score": -1.4}),
        ((GOOD, NEAR), {"invents": True}),
        ((GOOD, NEAR.replace("was detained", "was not detained")), {}),
        ((GOOD,), {"more": (WARNED,)}),
    ],
)
def test_whatever_speaks_against_it_makes_it_doubtful(
    given: tuple[str, ...], more: dict[str, object]
) -> None:
    said = judged(*given, **more)  # type: ignore[arg-type]
    assert said is not None and said.word == "doubtful" and said.reasons


def test_nonsense_is_likely_wrong_also_where_nobody_watches() -> None:
    assert word(NONSENSE, GOOD) == word(NONSENSE) == "likely wrong"
    # Nor does it make what it is the witness of wrong: it was refused, and says nothing.
    refused = Witnessed(NONSENSE, None, None, None, "argos", "Argos az→en")
    assert likely(Case(SOURCE, GOOD, "az", "en"), [], -0.2, refused) is None


def test_of_what_it_was_not_fitted_to_only_flags_tell() -> None:
    short = {"source": "Jurnalist Bakıda polis tərəfindən saxlanıldı."}
    assert judged("The journalist was detained in Baku.", "The journalist was detained in Baku.",
                  **short) is None  # fmt: skip
    assert judged(GOOD, NEAR, into="de") is None
    warned = judged(GOOD, into="de", more=(WARNED,))
    assert warned is not None and (warned.word, warned.estimate) == ("doubtful", None)


def test_where_two_disagree_a_flag_says_so_and_else_it_does_not() -> None:
    def codes(text: str, other: str, source: str = SOURCE) -> list[str]:
        case = Case(source, text, "az", "en")
        flags = disagreement(case.source_words, text, seen(other, text, source), "en")
        return [f"{flag.code} {flag.severity}" for flag in flags]

    another = "The ministry said on Tuesday that apples would be cheaper this autumn."
    assert codes(GOOD, NEAR) == codes(GOOD, OTHERWISE) == []
    assert codes(GOOD, another) == ["witness warn"]
    assert codes(GOOD, GOOD.replace("was detained", "was not detained")) == ["witness warn"]
    assert codes("Freedom", "Liberty", "Azadlıq") == []


def test_chrf_is_that_of_sacrebleu() -> None:
    metric = pytest.importorskip("sacrebleu.metrics.chrf").CHRF()
    for one, other in [(GOOD, NEAR), (GOOD, OTHERWISE), (GOOD, NONSENSE), (GOOD, GOOD), ("a", "b")]:
        assert chrf(one, other) == pytest.approx(metric.sentence_score(one, [other]).score, abs=0.5)
    assert chrf("", "a") == chrf("a", "") == chrf("", "") == 0.0


DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "mt"


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the shared test data beside this folder")
def test_on_real_outputs_what_is_called_is_found() -> None:
    """A part of what `python -m benchmarks.witness` prints, by the models that the program has."""
    read = pytest.importorskip("benchmarks.witness")
    systems = {
        each.name: read.System("az", each.name, *(texts[::6] for texts in each.lines))
        for each in read.read(DATA)
        if each.code == "az"
    }
    for name, witness in (("argos", "nllb"), ("google", "argos")):
        pair = read.Watched(systems[name], systems[witness])
        found: dict[str, list[float]] = {"likely wrong": [], "likely right": [], "doubtful": []}
        for number, chrf_found in enumerate(pair.system.found):
            if called := pair.called(number, None, witness=True):
                found[called.word].append(chrf_found)
        wrong, right = found["likely wrong"], found["likely right"]
        assert len(right) >= 3 and sum(each >= 40 for each in right) >= 0.75 * len(right)
        if name == "google":
            assert len(wrong) <= 1
        else:
            assert len(wrong) >= 4 and sum(each < 30 for each in wrong) >= 0.8 * len(wrong)


@pytest.mark.long
@pytest.mark.skipif(not DATA.is_dir(), reason="needs the shared test data beside this folder")
def test_the_worst_are_among_those_of_lowest_estimate() -> None:
    """Fitted to other sentences: what was reached, and no less."""
    read = pytest.importorskip("benchmarks.witness")
    found = read.ranks(read.watched(read.read(DATA)))
    for name, least, more in (
        ("argos watched by bergamot-tiny", 28, 5),
        ("argos watched by nllb", 28, 5),
        ("bergamot-tiny watched by argos", 13, 4),
        ("bergamot-tiny watched by nllb", 13, 4),
    ):
        seen, apart = found[f"az {name}"]
        assert seen >= least and seen - apart >= more, name


def test_letters_a_word_are_counted_on_both_sides() -> None:
    found = traits(Case("Bu qısa sözlərdir", "It has short words", "az", "en"), [])
    assert (found["word length"], found["source word length"]) == (3.75, 5.0)
    nothing = traits(Case("", "", "az", "en"), [])
    assert nothing["word length"] == nothing["source word length"] == USUAL_LENGTH


def test_the_models_that_are_shipped_are_of_these_traits() -> None:
    from dragoman.translate.likelihood.likely import _models

    models = _models()
    assert tuple(models["alone"]["traits"]) == ALONE and tuple(models["beside"]["traits"]) == BESIDE
    for model in models.values():
        assert {len(model[key]) for key in ("mean", "deviation", "weights")} == {
            len(model["traits"])
        }
