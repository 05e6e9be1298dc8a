"""Fit the estimator of `dragoman.translate.checks.estimate`: make_estimator.py DATA

DATA is a folder with `az-en.flores-dev.*` (source, reference, what engines made of it). The model
is a ridge regression of sentence chrF on the features, for Argos's output. It is refused below the
lower of the values that 0.5 % of Google's outputs and of the human references are below. Prints
what it refuses by five-fold cross-validation, then writes the model that is fitted to all.
"""

from __future__ import annotations

import html
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.checks import LOWEST
from dragoman.translate.checks.case import Case
from dragoman.translate.checks.estimate import FEATURES, FEWEST_WORDS, features
from dragoman.translate.likelihood.chrf import chrf

FOLDS, RIDGE, SHARE = 5, 20.0, 0.005
PROFILE = (
    Path(__file__).resolve().parent.parent / "dragoman/translate/checks/profiles/estimate.json"
)


def read(folder: Path, name: str) -> list[str]:
    text = (folder / f"az-en.flores-dev.{name}").read_text(encoding="utf-8")
    return [html.unescape(line) for line in text.splitlines()]


def table(sources: list[str], targets: list[str]) -> np.ndarray:
    pairs = zip(sources, targets, strict=True)
    return np.array([features(Case(source, target, "az", "en")) for source, target in pairs])


def fit(values: np.ndarray, scores: np.ndarray) -> dict[str, object]:
    mean, deviation = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = (values - mean) / deviation
    base = scores.mean()
    square = scaled.T @ scaled + RIDGE * np.eye(scaled.shape[1])
    weights = np.linalg.solve(square, scaled.T @ (scores - base))
    return {"base": base, "weights": weights, "mean": mean, "deviation": deviation}


def told(model: dict[str, object], values: np.ndarray) -> np.ndarray:
    return model["base"] + (values - model["mean"]) / model["deviation"] @ model["weights"]


def main() -> None:
    folder = Path(sys.argv[1])
    sources, references = read(folder, "az"), read(folder, "en")
    outputs = read(folder, "argos.en")
    long = np.array([len(Case(s, "", "az", "en").source_words) >= FEWEST_WORDS for s in sources])
    values = table(sources, outputs)
    good = [table(sources, read(folder, name)) for name in ("google.en", "en")]
    scores = np.array([chrf(a, b) for a, b in zip(outputs, references, strict=True)])
    order = np.random.default_rng(1).permutation(len(scores))
    refused = np.zeros(len(scores), dtype=bool)
    wrongly = np.zeros((len(good), len(scores)), dtype=bool)
    for fold in range(FOLDS):
        test = order[fold::FOLDS]
        train = np.setdiff1d(order, test)
        model = fit(values[train], scores[train])
        limit = min(np.quantile(told(model, each[train]), SHARE) for each in good)
        refused[test] = (told(model, values[test]) < limit) & long[test]
        for number, each in enumerate(good):
            wrongly[number, test] = (told(model, each[test]) < limit) & long[test]
    lowest = np.argsort(scores)[:LOWEST]
    print(f"by {FOLDS}-fold cross-validation, of {len(scores)} sentences:")
    print(f"refused {refused.sum()}, of the lowest {LOWEST} {refused[lowest].sum()}")
    means = scores[refused].mean(), scores[~refused].mean()
    print(f"chrF of the refused {means[0]:.1f}, of the others {means[1]:.1f}")
    print(f"refused of Google's {wrongly[0].sum()}, of people's {wrongly[1].sum()}")
    model = fit(values, scores)
    limit = min(np.quantile(told(model, each), SHARE) for each in good)
    written = {
        "features": list(FEATURES),
        "base": round(float(model["base"]), 4),
        "refuse_below": round(float(limit), 4),
        **{
            key: [round(float(v), 6) for v in model[key]]
            for key in ("mean", "deviation", "weights")
        },
    }
    PROFILE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
