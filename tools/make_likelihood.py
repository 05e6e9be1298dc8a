"""Fit the two models of `dragoman.translate.likelihood`: make_likelihood.py DATA

DATA is a folder as `benchmarks/witness.py` describes it, which also prints what they are worth on
sentences that they were not fitted to. Writes `profiles/likely.json`, fitted to all sentences.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.witness import fit_models, fitted_to, read, watched
from dragoman.translate.likelihood.traits import ALONE, BESIDE

PROFILE = (
    Path(__file__).resolve().parent.parent / "dragoman/translate/likelihood/profiles/likely.json"
)


def main() -> None:
    models = fit_models(fitted_to(watched(read(Path(sys.argv[1])))), slice(None))
    written = {
        name: {
            "traits": list({"alone": ALONE, "beside": BESIDE}[name]),
            "base": round(float(model["base"]), 4),
            **{
                key: [round(float(v), 6) for v in model[key]]
                for key in ("mean", "deviation", "weights")
            },
        }
        for name, model in models.items()
    }
    PROFILE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
