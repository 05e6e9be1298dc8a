"""How often the language of a sentence and of a four-word headline is told right, and how fast.

    python -m benchmarks.detection ../shared/data [--more FOLDER]

The neighbours' statistics are made anew without every third sentence, and those are measured.
`--more`: a folder of files named `<code>.<anything>` with a sentence a line, none of which may have
been learned from; they are measured with the statistics that ship.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from dragoman.translate.language import detection
from dragoman.translate.language.detection import Detection, detect, detect_document
from dragoman.translate.language.neighbours import unpacked
from tools.make_neighbour_profile import BARE, SENTENCES, held_out, packed

EVERY = 3
HEADLINE = 4
ARTICLE = 12


def headline(sentence: str) -> str:
    """The first four words; a mark that stands alone is no word."""
    taken: list[str] = []
    words = 0
    for token in sentence.split():
        taken.append(token)
        words += any(map(str.isalnum, token))
        if words == HEADLINE:
            break
    return " ".join(taken)


def row(name: str, code: str, found: Iterable[Detection]) -> str:
    codes = Counter(each.code for each in found)
    total = sum(codes.values())
    right, nobody = codes[code], codes["und"]
    others = codes["az"] + codes["ru"] if code not in {"az", "ru"} else 0
    shown = ", ".join(f"{c} {n}" for c, n in codes.most_common(4) if c not in {code, "und"})
    share = [100 * n / total for n in (right, total - right - nobody, nobody, others)]
    figures = " ".join(f"{value:7.2f}" for value in share)
    return f"{name:34} {total:5} {figures}   {shown}"


def table(title: str, sets: Sequence[tuple[str, str, list[str]]]) -> None:
    print(f"\n{title}\n{'':34} {'n':>5}  right%  wrong%    und%  az|ru%   taken for")
    for name, code, texts in sets:
        print(row(name, code, map(detect, texts)), flush=True)


def cyrillic_articles(file: Path) -> list[str]:
    articles = re.findall(r"<article.*?</article>", file.read_text(encoding="utf-8"), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", article).split()) for article in articles]


def shared_sets(data: Path) -> list[tuple[str, str, list[str]]]:
    sets = [(f"{code} sentences", code, held_out(data, code, EVERY)) for code in SENTENCES]
    lines = (data / "language" / "azb_Arab.txt").read_text(encoding="utf-8").splitlines()
    return [*sets, ("azb sentences", "azb", lines)]


def articles(data: Path) -> list[tuple[str, str, list[str]]]:
    """Made of sentences that were held out, twelve each."""
    sets = []
    for code in ("az", "ru", "en", "tr"):
        rows = held_out(data, code, EVERY)
        joined = ["\n\n".join(rows[at : at + ARTICLE]) for at in range(0, len(rows), ARTICLE)]
        sets.append((f"{code} articles", code, joined))
    return sets


def documents(sets: Sequence[tuple[str, str, list[str]]]) -> None:
    print("\ndocuments: the whole, and langdetect's word on it")
    for name, code, texts in sets:
        found = [detect_document(text.split("\n\n"))[0] for text in texts]
        right = sum(each.code == code for each in found)
        print(
            f"{name:34} {right}/{len(found)}  agreed {sum(each.agreed is True for each in found)}"
        )


def speed(data: Path) -> None:
    print("\nspeed, sentences/s of processor time (and py3langid alone)")
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    for code in ("az", "ru", "en"):
        rows = held_out(data, code, 1)
        rates = []
        for function in (detect, identifier.classify):
            begun = time.process_time()
            for text in rows:
                function(text)
            rates.append(len(rows) / (time.process_time() - begun))
        print(f"{code:34} {rates[0]:.0f} ({rates[1]:.0f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--more", type=Path)
    options = parser.parse_args()
    shipped = detection.neighbours
    detection.neighbours = unpacked(packed(options.data, 16000, EVERY)).get  # type: ignore[assignment]
    sets = shared_sets(options.data)
    table("sentences held out", sets)
    table("their first four words", [(n, c, list(map(headline, texts))) for n, c, texts in sets])
    az = held_out(options.data, "az", EVERY)
    table(
        "az in other letters",
        [
            ("typed without ə ı ö ü ş ç ğ", "az", [text.translate(BARE) for text in az]),
            ("Cyrillic ә in Latin words", "az", [text.replace("ə", "ә") for text in az]),
        ],
    )
    documents(articles(options.data))
    detection.neighbours = shipped
    files = sorted((options.data / "language").glob("udhr_*.xml"))
    codes = {
        "azj": "az",
        "eng": "en",
        "kaz": "kk",
        "rus": "ru",
        "tuk": "tk",
        "tur": "tr",
        "uzn": "uz",
    }
    table(
        "articles of the UDHR",
        [(f.stem, codes[f.stem.split("_")[1]], cyrillic_articles(f)) for f in files],
    )
    if options.more:
        more = [
            (f.name, f.name.partition(".")[0], f.read_text(encoding="utf-8").splitlines())
            for f in sorted(options.more.iterdir())
        ]
        table("other sentences", more)
        table("their first four words", [(n, c, list(map(headline, t))) for n, c, t in more])
    speed(options.data)


if __name__ == "__main__":
    main()
