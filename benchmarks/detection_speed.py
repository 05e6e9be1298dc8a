"""Sentences a second of processor time, and how many are right: ours, py3langid, langdetect.

    python -m benchmarks.detection_speed ../shared/data

Over the sentences of SIB-200 in Azerbaijani, Russian and English. langdetect has the profiles that
come with it, and Azerbaijani is not among them: it cannot be right on it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from dragoman.translate.language.detection import detect

SAID = (
    "Dragoman's statistics of neighbouring languages were made with these sentences among others: "
    "what is right says little here, and language.md has figures on held-out ones."
)
FILES = {"az": "azj_Latn", "ru": "rus_Cyrl", "en": "eng_Latn"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    from langdetect import DetectorFactory
    from langdetect import detect as langdetect
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    DetectorFactory.seed = 0
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    peers: dict[str, Callable[[str], str | None]] = {
        "dragoman": lambda text: detect(text).code,
        "py3langid": lambda text: str(identifier.classify(text)[0]),
        "langdetect": langdetect,
    }
    print("| language | sentences | " + " | ".join(f"{p}, per s (right)" for p in peers) + " |")
    print("|---|---|" + "---|" * len(peers))
    for code, name in FILES.items():
        rows = (data / "language" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        cells = []
        for told in peers.values():
            told(rows[0])  # what is loaded at the first question is not counted
            begun = time.process_time()
            right = sum(told(row) == code for row in rows)
            cells.append(f"{len(rows) / (time.process_time() - begun):,.0f} "
                         f"({100 * right / len(rows):.1f} %)")  # fmt: skip
        print(f"| {code} | {len(rows)} | " + " | ".join(cells) + " |", flush=True)
    print(f"\n{SAID}")


if __name__ == "__main__":
    main()
