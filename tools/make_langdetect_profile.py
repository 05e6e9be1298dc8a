"""Makes `dragoman/translate/language/profiles/az.json`, the Azerbaijani that langdetect lacks.

    python tools/make_langdetect_profile.py ../shared/data -o FILE

Only counts of one to three letters go into the file, no text. Two runs give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

SENTENCES = ("language/azj_Latn.txt", "mt/az-en.flores-dev.az")


def sentences(folder: Path) -> list[str]:
    rows: dict[str, None] = {}
    for name in SENTENCES:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        rows.update(dict.fromkeys(lines))
    return list(rows)


def profile(rows: list[str]) -> dict[str, object]:
    from langdetect.utils.lang_profile import LangProfile

    counted = LangProfile("az")
    for row in rows:
        counted.update(row + "\n")
    counted.omit_less_freq()
    grams = {gram: counted.freq[gram] for gram in sorted(counted.freq)}
    return {"freq": grams, "n_words": counted.n_words, "name": "az"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    made = json.dumps(profile(sentences(options.data)), ensure_ascii=False, separators=(",", ":"))
    options.output.write_text(made + "\n", encoding="utf-8", newline="\n")
    print(f"{options.output}: {options.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
