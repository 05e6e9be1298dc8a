"""What three words are worth: called likely right, doubtful, likely wrong, against what was found.

    python -m benchmarks.witness [FOLDER] [--shipped]     FOLDER: ../shared/data/mt by default

FOLDER holds `az-en.NAME.az`, `az-en.NAME.en` (a person's) and `az-en.NAME.SYSTEM.en`, and the same
of other languages. Each system's output is judged with each other system as the witness, by models
that are fitted to other sentences (five folds; Google's outputs are in no fit); `--shipped` takes
the model that the program has instead, for outputs that it was not fitted to. Found is the chrF of
a sentence against the person's. The first table is of ranks, the mean of ten splits; the second
the page of calibration; the third says what becomes of an engine that was left out of the fit.
"""

from __future__ import annotations

import argparse
import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.translate.checks import Flag, check_all
from dragoman.translate.checks.case import Case
from dragoman.translate.likelihood.chrf import chrf
from dragoman.translate.likelihood.likely import WORDS, Likely, Models, likely
from dragoman.translate.likelihood.traits import Traits, alone, beside, traits
from dragoman.translate.likelihood.witnessed import Witnessed, disagreement

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "mt"
ONLINE = "google"  # only judged; a witness where a language has no second model
FOLDS, SPLITS, RIDGE = 5, 10, 100.0
WORST, SHARE = 50, 0.05
MOST, LEAST = 50.0, 10.0  # what is found counts as no more and no less: the middle is what matters
FINE, BAD = 40.0, 30.0


@dataclass(eq=False)
class System:
    """One system's outputs for a language."""

    code: str
    name: str
    sources: list[str]
    texts: list[str]
    references: list[str]

    @property
    def lines(self) -> tuple[list[str], list[str], list[str]]:
        return self.sources, self.texts, self.references

    @cached_property
    def found(self) -> np.ndarray:
        pairs = zip(self.texts, self.references, strict=True)
        return np.array([chrf(text, reference) for text, reference in pairs])

    @cached_property
    def cases(self) -> list[Case]:
        pairs = zip(self.sources, self.texts, strict=True)
        return [Case(source, text, self.code, "en") for source, text in pairs]

    @cached_property
    def flags(self) -> list[list[Flag]]:
        return check_all(list(zip(self.sources, self.texts, strict=True)), self.code, "en")

    @cached_property
    def traits(self) -> list[Traits]:
        return [traits(case, flags) for case, flags in zip(self.cases, self.flags, strict=True)]

    @cached_property
    def refused(self) -> np.ndarray:
        return np.array([bool(each["refused"]) for each in self.traits])

    @cached_property
    def alone(self) -> np.ndarray:
        return np.array([alone(each) for each in self.traits])


@dataclass(eq=False)
class Watched:
    """A system with another as its witness."""

    system: System
    witness: System
    estimates: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.system.code} {self.system.name} watched by {self.witness.name}"

    @cached_property
    def agreement(self) -> list[float]:
        pairs = zip(self.system.texts, self.witness.texts, strict=True)
        return [chrf(text, other) for text, other in pairs]

    @cached_property
    def beside(self) -> np.ndarray:
        both = zip(self.system.traits, self.witness.traits, self.agreement, strict=True)
        return np.array([beside(own, other, common) for own, other, common in both])

    def seen(self, number: int) -> Witnessed:
        refused = bool(self.witness.refused[number])
        text = self.witness.texts[number]
        return Witnessed(
            machine=text,
            target=None if refused else text,
            score=None,
            agreement=None if refused else self.agreement[number],
            engine=self.witness.name,
            model=self.witness.name,
            flags=tuple(self.witness.flags[number]),
        )

    def called(self, number: int, models: Models | None, *, witness: bool) -> Likely | None:
        case, flags = self.system.cases[number], list(self.system.flags[number])
        if not witness:
            return likely(case, flags, None, models=models)
        seen = self.seen(number)
        flags += disagreement(case.source_words, case.target, seen, "en")
        return likely(case, flags, None, seen, models=models)


# -- fitting -------------------------------------------------------------------------------------


def read(folder: Path) -> list[System]:
    """The systems in a folder, by language."""
    found = []
    for path in sorted(folder.glob("*-en.*.en")):
        pair, *names = path.name.split(".")
        if len(names) < 3:
            continue  # the person's
        code, corpus, system = pair.removesuffix("-en"), names[0], names[1]
        source, reference = (folder / f"{pair}.{corpus}.{each}" for each in (code, "en"))
        found.append(System(code, system, _lines(source), _lines(path), _lines(reference)))
    return found


def _lines(path: Path) -> list[str]:
    return [html.unescape(line) for line in path.read_text(encoding="utf-8").splitlines()]


def watched(systems: Sequence[System]) -> list[Watched]:
    return [Watched(*two) for two in permutations(systems, 2) if two[0].code == two[1].code]


def fitted_to(pairs: Sequence[Watched]) -> list[Watched]:
    """Those that a model is fitted to: systems that run here, each watched by each other."""
    own: dict[str, set[str]] = {}
    for pair in pairs:
        own.setdefault(pair.system.code, set()).add(pair.system.name)
    here = {code for code, names in own.items() if len(names - {ONLINE}) > 1}
    return [
        pair
        for pair in pairs
        if pair.system.name != ONLINE
        and (pair.witness.name != ONLINE or pair.system.code not in here)
    ]


def fit(values: np.ndarray, found: np.ndarray) -> dict[str, Any]:
    """Ridge regression of what is found, everything above 50 counted as 50."""
    wanted = np.clip(found, LEAST, MOST)
    mean, deviation = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = (values - mean) / deviation
    base = wanted.mean()
    square = scaled.T @ scaled + RIDGE * np.eye(scaled.shape[1])
    weights = np.linalg.solve(square, scaled.T @ (wanted - base))
    return {"base": base, "mean": mean, "deviation": deviation, "weights": weights}


def fit_models(pairs: Sequence[Watched], chosen: np.ndarray | slice) -> dict[str, dict[str, Any]]:
    """Both models, of the chosen sentences of each pair."""
    beside_rows, beside_found = [], []
    for pair in pairs:
        fine = ~pair.witness.refused[chosen]
        beside_rows.append(pair.beside[chosen][fine])
        beside_found.append(pair.system.found[chosen][fine])
    systems = list({id(pair.system): pair.system for pair in pairs}.values())
    return {
        "alone": fit(
            np.vstack([each.alone[chosen] for each in systems]),
            np.concatenate([each.found[chosen] for each in systems]),
        ),
        "beside": fit(np.vstack(beside_rows), np.concatenate(beside_found)),
    }


def told(model: Mapping[str, Any], values: np.ndarray) -> np.ndarray:
    found = model["base"] + (values - model["mean"]) / model["deviation"] @ model["weights"]
    return np.asarray(found)


def folds(count: int, seed: int) -> list[np.ndarray]:
    order = np.random.default_rng(seed).permutation(count)
    return [order[number::FOLDS] for number in range(FOLDS)]


# -- ranks ---------------------------------------------------------------------------------------


def ranks(pairs: Sequence[Watched]) -> dict[str, tuple[float, float]]:
    """Of each system's 50 worst, how many are among the 5 % of lowest estimate.

    With the witness and by the same traits without one, the mean of the splits.
    """
    caught: dict[str, list[tuple[int, int]]] = {pair.name: [] for pair in pairs}
    for seed in range(SPLITS):
        guesses = {pair.name: np.zeros((2, len(pair.system.texts))) for pair in pairs}
        for models, test in _models_by_fold(fitted_to(pairs), seed):
            for pair in pairs:
                apart = told(models["alone"], pair.system.alone[test])
                watched = told(models["beside"], pair.beside[test])
                watched = np.where(pair.witness.refused[test], apart, watched)
                guesses[pair.name][:, test] = watched, apart
        for pair in pairs:
            worst = set(np.argsort(pair.system.found)[:WORST])
            lowest = [set(np.argsort(g)[: round(SHARE * len(g))]) for g in guesses[pair.name]]
            caught[pair.name].append((len(worst & lowest[0]), len(worst & lowest[1])))
    means = {name: np.mean(counts, axis=0) for name, counts in caught.items()}
    return {name: (float(both[0]), float(both[1])) for name, both in means.items()}


def print_ranks(found: Mapping[str, tuple[float, float]]) -> None:
    print("| of the 50 worst | with the witness | without | difference |\n|---|---|---|---|")
    for name, (seen, apart) in found.items():
        print(f"| {name} | {seen:.1f} ({2 * seen:.0f} %) | {apart:.1f} | {seen - apart:+.1f} |")


def _models_by_fold(
    pairs: Sequence[Watched], seed: int
) -> list[tuple[dict[str, dict[str, Any]], np.ndarray]]:
    count = len(pairs[0].system.texts)
    found = []
    for test in folds(count, seed):
        rest = np.setdiff1d(np.arange(count), test)
        found.append((fit_models(pairs, rest), test))
    return found


# -- calibration ---------------------------------------------------------------------------------

Call = Callable[[Watched, int], Likely | None]


def calibration(pairs: Mapping[str, Watched], call: Call) -> list[tuple[float, float]]:
    """A row a pair and a word; gives every estimate with what was found."""
    print(f"| called | sentences | chrF {FINE:.0f} or more | under {BAD:.0f} | mean chrF |")
    print("|---|---|---|---|---|")
    total: dict[str, list[float]] = {}
    both = []
    for name, pair in pairs.items():
        by_word: dict[str, list[float]] = {word: [] for word in (*WORDS, "no word")}
        for number, found in enumerate(pair.system.found):
            said = call(pair, number)
            by_word[said.word if said else "no word"].append(found)
            if said and said.estimate is not None:
                both.append((said.estimate, found))
        for word, founds in by_word.items():
            _row(f"{name}: {word}", founds)
            if pair.system.name != ONLINE:
                total.setdefault(word, []).extend(founds)
    for word, founds in total.items():
        _row(f"**all but {ONLINE}: {word}**", founds)
    return both


def _row(name: str, founds: Sequence[float]) -> None:
    values = np.array(founds)
    if len(values):
        fine, bad = 100 * (values >= FINE).mean(), 100 * (values < BAD).mean()
        cells = f"{len(values)} | {fine:.0f} % | {bad:.1f} % | {values.mean():.1f}"
        print(f"| {name} | {cells} |")


def by_estimate(both: Sequence[tuple[float, float]]) -> None:
    print("\n| estimate | sentences | mean chrF found, at most 50 | under 30 |\n|---|---|---|---|")
    values = np.array(both)
    for low, high in (
        (0, 24),
        (24, 28),
        (28, 32),
        (32, 36),
        (36, 40),
        (40, 44),
        (44, 48),
        (48, 60),
    ):
        part = values[(values[:, 0] >= low) & (values[:, 0] < high), 1]
        if len(part):
            clipped = np.clip(part, LEAST, MOST).mean()
            share = 100 * (part < BAD).mean()
            print(f"| {low} to {high} | {len(part)} | {clipped:.1f} | {share:.1f} % |")


def _by_fold(pairs: Sequence[Watched]) -> dict[int, Models]:
    """By sentence, the models that it had no part in."""
    return {
        int(number): models
        for models, test in _models_by_fold(fitted_to(pairs), seed=0)
        for number in test
    }


def left_out(pairs: Sequence[Watched]) -> None:
    """What is said of an engine, and of a language, that no model was fitted to."""
    print("\n| left out of the fit | called wrong, under 30 | called right, 40 or more |")
    print("|---|---|---|")
    groups: dict[str, Callable[[Watched], bool]] = {}
    for pair in fitted_to(pairs):
        name, code = pair.system.name, pair.system.code
        groups[f"the engine {name}"] = lambda each, name=name: each.system.name == name
        groups[f"the language {code}"] = lambda each, code=code: each.system.code == code
    for title, is_in in sorted(groups.items()):
        rest = [pair for pair in fitted_to(pairs) if not is_in(pair)]
        if not rest:
            continue
        models = fit_models(rest, slice(None))
        said: dict[str, list[float]] = {word: [] for word in WORDS}
        for pair in filter(is_in, fitted_to(pairs)):
            for number, found in enumerate(pair.system.found):
                if found_word := pair.called(number, models, witness=True):
                    said[found_word.word].append(found)
        wrong, right = said[WORDS[2]], said[WORDS[0]]
        print(f"| {title} | {sum(each < BAD for each in wrong)} of {len(wrong)} "
              f"| {sum(each >= FINE for each in right)} of {len(right)} |")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=DATA)
    parser.add_argument("--shipped", action="store_true")
    asked = parser.parse_args()
    pairs = watched(read(asked.folder))
    by_number: Mapping[int, Models] = {} if asked.shipped else _by_fold(pairs)
    if not asked.shipped:
        print_ranks(ranks(pairs))
    print("\nWith a witness:\n")
    named = {pair.name: pair for pair in pairs}
    both = calibration(named, lambda p, n: p.called(n, by_number.get(n), witness=True))
    by_estimate(both)
    print("\nWithout one:\n")
    apart = {f"{pair.system.code} {pair.system.name}": pair for pair in pairs}
    by_estimate(calibration(apart, lambda p, n: p.called(n, by_number.get(n), witness=False)))
    if not asked.shipped:
        left_out(pairs)


if __name__ == "__main__":
    main()
