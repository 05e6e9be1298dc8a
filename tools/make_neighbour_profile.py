"""Makes `dragoman/translate/language/profiles/neighbours.tsv.xz` out of sentences in each language.

    python tools/make_neighbour_profile.py ../shared/data -o FILE

Only counts of pieces of words go into the file, no text. Two runs give the same bytes.
"""

from __future__ import annotations

import argparse
import lzma
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from dragoman.translate.language.neighbours import WHOLE_WORD, order, pieces, step, words
from dragoman.translate.text.script import azerbaijani_in_latin

SENTENCES = {
    "az": ("language/azj_Latn.txt", "mt/az-en.flores-dev.az"),
    "ru": ("language/rus_Cyrl.txt", "mt/ru-en.flores-dev.ru"),
    "en": ("language/eng_Latn.txt", "mt/az-en.flores-dev.en"),
    "tr": ("language/tur_Latn.txt",),
    "uz": ("language/uzn_Latn.txt",),
    "tk": ("language/tuk_Latn.txt",),
    "crh": ("language/crh_Latn.txt",),
    "uk": ("language/ukr_Cyrl.txt",),
    "be": ("language/bel_Cyrl.txt",),
    "bg": ("language/bul_Cyrl.txt",),
    "kk": ("language/kaz_Cyrl.txt",),
    "ky": ("language/kir_Cyrl.txt",),
    "tt": ("language/tat_Cyrl.txt",),
}
# A column `az~…` is Azerbaijani written in another way; the best of its columns counts.
COLUMNS = {
    "Latn": ("az", "az~bare", "tr", "tr~bare", "en", "uz", "tk", "crh"),
    "Cyrl": ("ru", "uk", "be", "bg", "kk", "ky", "tt", "az", "tk", "uz"),
}
BARE = str.maketrans("əıöüşçğâîûƏİÖÜŞÇĞ", "eiouscgaiuEIOUSCG")

# Out of the Latin spelling, the Cyrillic one (the longer first).
AZERBAIJANI = {
    azerbaijani_in_latin(letter): letter for letter in "абвгғдеәжзиыкҝлмноөпрстуүфхһчҹшј"
}
TURKMEN = dict(zip("abwgdeäžziyýklmnňoöprstuüfhçjş", "абвгдеәжзиыйклмнңоөпрстуүфхчҗш", strict=True))
TURKMEN |= {"ýa": "я", "ýu": "ю", "ýo": "ё"}
UZBEK = dict(zip("abdefghijklmnopqrstuvxyz'", "абдефгҳижклмнопқрстувхйзъ", strict=True))
UZBEK |= {"o'": "ў", "g'": "ғ", "sh": "ш", "ch": "ч", "ya": "я", "yu": "ю", "yo": "ё", "ye": "е"}
CYRILLIC = {"az": AZERBAIJANI, "tk": TURKMEN, "uz": UZBEK}


def transliterated(word: str, letters: Mapping[str, str]) -> str:
    """A word in small letters, two letters at a time where the table has such a pair."""
    out, at = [], 0
    while at < len(word):
        size = 2 if word[at : at + 2] in letters else 1
        out.append(letters.get(word[at : at + size], word[at : at + size]))
        at += size
    return "".join(out)


def held_out(folder: Path, language: str, every: int) -> list[str]:
    """The sentences that `--hold-out` keeps away: every Nth of the language's first file."""
    lines = (folder / SENTENCES[language][0]).read_text(encoding="utf-8").splitlines()
    return lines[::every] if every else []


def sentences(folder: Path, language: str, every: int) -> list[str]:
    """The sentences of a language, each once, without those held out."""
    left_out = set(held_out(folder, language, every))
    rows: dict[str, None] = {}
    for name in SENTENCES[language]:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        rows.update(dict.fromkeys(line for line in lines if line not in left_out))
    return list(rows)


def word_lists(folder: Path, script: str, column: str, every: int) -> Iterable[str]:
    language, _, manner = column.partition("~")
    for sentence in sentences(folder, language, every):
        text = sentence.translate(BARE) if manner == "bare" else sentence
        for word, _ in words(text):
            if script == "Cyrl" and language in CYRILLIC:
                yield transliterated(word, CYRILLIC[language])
            else:
                yield word


def counted(word_list: Iterable[str]) -> Counter[str]:
    return Counter(piece for word in word_list for piece in pieces(word))


def telling(counts: list[Counter[str]], total: Counter[str], size: int) -> list[str]:
    """The `size` pieces that say most about the language: frequent, and not everywhere alike."""
    sums = [sum(column.values()) for column in counts]

    def information(piece: str) -> float:
        shares = [column[piece] / all_ + 1e-9 for column, all_ in zip(counts, sums, strict=True)]
        whole = sum(shares)
        entropy = -sum(s / whole * math.log(s / whole) for s in shares)
        return total[piece] * (math.log(len(shares)) - entropy)

    candidates = [piece for piece, count in total.items() if count > 1]
    return sorted(candidates, key=lambda piece: (-information(piece), piece))[:size]


def block(folder: Path, script: str, size: int, every: int) -> list[str]:
    """The lines of one script, as `dragoman.translate.language.neighbours` reads them."""
    counts = [counted(word_lists(folder, script, c, every)) for c in COLUMNS[script]]
    total: Counter[str] = Counter()
    for column in counts:
        total.update(column)
    lines = [f"#{script}", "\t".join(COLUMNS[script])]
    for length in range(1, WHOLE_WORD + 1):
        of_length = [piece for piece, n in total.items() if n > 1 and order(piece) == length]
        sums = (sum(column[piece] for piece in of_length) for column in counts)
        lines.append("\t".join(map(str, [len(of_length), *sums])))
    chosen = sorted(telling(counts, total, size))
    lines += [f"{piece}\t{''.join(step(column[piece]) for column in counts)}" for piece in chosen]
    return lines


def packed(folder: Path, size: int, every: int) -> bytes:
    """The whole file."""
    lines = [line for script in COLUMNS for line in block(folder, script, size, every)]
    return lzma.compress(("\n".join(lines) + "\n").encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--pieces", type=int, default=16000, help="pieces kept a script")
    parser.add_argument("--hold-out", type=int, default=0, help="leave out every Nth sentence")
    options = parser.parse_args()
    content = packed(options.data, options.pieces, options.hold_out)
    options.output.write_bytes(content)
    print(f"{options.output}: {len(content)} bytes")


if __name__ == "__main__":
    main()
