"""How long a search takes in a large archive, and how reindexing and its memory grow.

    python -m benchmarks.search [--sizes 10000,100000,1000000] [--keep FOLDER] [--as-it-is]
    python -m benchmarks.search --sizes 1000000,10000000 --keep /a/disk/with/60/GB

Makes archives of so many sentences out of the ones of SIB-200 (`../shared/data/language`) in
Azerbaijani and Russian, beside them their translation, into each a name drawn from a list and given
an ending; reindexes them in a process of its own; and asks each
for the same 200 queries: words, phrases, names in other spellings, beginnings, and the commonest
words of each language; then for the commonest with each filter. The first of two rounds warms the
disk's cache and is not counted. The archives are filled, record by record, and not the index by
itself: `reindex` reads the records back. `--as-it-is` asks what an earlier run kept as it is.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.reindex import rebuild
from dragoman.archive import Archive
from dragoman.archiver.article.article import Part, assemble
from dragoman.archiver.records.record import json_record, new_id
from dragoman.translate.text.spelling import WORD

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "language"
SENTENCES = 12
GIVEN = (
    ("Əli", "Али", "Ali"), ("Leyla", "Лейла", "Leyla"), ("Kamran", "Камран", "Kamran"),
    ("Nigar", "Нигяр", "Nigar"), ("Elçin", "Эльчин", "Elchin"), ("Səbinə", "Сабина", "Sabina"),
    ("Tofiq", "Тофик", "Tofig"), ("Günel", "Гюнель", "Gunel"), ("Rəşad", "Рашад", "Rashad"),
    ("Xədicə", "Хадиджа", "Khadija"), ("Vüqar", "Вугар", "Vugar"), ("Şəhla", "Шахла", "Shahla"),
)  # fmt: skip
ROOTS = (
    ("Məmməd", "Мамед", "Mammad"), ("Əli", "Али", "Ali"), ("Həsən", "Гасан", "Hasan"),
    ("Hüseyn", "Гусейн", "Huseyn"), ("Quli", "Кули", "Guli"), ("Əhməd", "Ахмед", "Ahmad"),
    ("Cəfər", "Джафар", "Jafar"), ("Kərim", "Керим", "Karim"), ("Qasım", "Касум", "Gasim"),
    ("Abbas", "Аббас", "Abbas"), ("Şahin", "Шахин", "Shahin"), ("Nəcəf", "Наджаф", "Najaf"),
    ("Yusif", "Юсиф", "Yusif"), ("Zeynal", "Зейнал", "Zeynal"), ("Rəhim", "Рагим", "Rahim"),
    ("Sadıq", "Садыг", "Sadig"), ("Tağı", "Таги", "Taghi"),
    ("Oruc", "Орудж", "Oruj"), ("Cavad", "Джавад", "Javad"), ("Mirzə", "Мирза", "Mirza"),
    ("Bayram", "Байрам", "Bayram"),
    ("Nağı", "Наги", "Naghi"), ("Səfər", "Сафар", "Safar"), ("Xəlil", "Халил", "Khalil"),
)  # fmt: skip
ENDINGS = {
    "az": ("", "un", "a", "dan", ""),
    "ru": ("", "а", "ым", "у", ""),
    "en": ("", "'s", "", "", ""),
}
KINDS = ("common", "word", "phrase", "name", "beginning")
FILTERS: tuple[dict[str, str], ...] = (
    {"language": "az"}, {"site": "site7.example.org"}, {"state": "machine"},
    {"since": "2020-01-02"}, {"until": "2020-01-02"},
    {"site": "site7.example.org", "language": "ru", "until": "2020-03-01"},
)  # fmt: skip


@dataclass(frozen=True)
class Language:
    code: str
    sentences: tuple[str, ...]
    english: tuple[str, ...]


def languages() -> list[Language]:
    if SHARED.is_dir():
        read = {
            code: tuple((SHARED / f"{name}.txt").read_text(encoding="utf-8").splitlines())
            for code, name in (("az", "azj_Latn"), ("ru", "rus_Cyrl"), ("en", "eng_Latn"))
        }
        return [Language(code, read[code], read["en"]) for code in ("az", "ru")]
    raise SystemExit(f"the sentences are missing: {SHARED}")


def surname(rng: random.Random) -> tuple[str, str, str]:
    """One person's surname in the three languages; an invented middle makes thousands of them."""
    az, ru, en = rng.choice(ROOTS)
    middle = rng.choice(("", "", "ver", "dil", "mur", "bat", "gal", "nas", "tok", "ram"))
    cyrillic = {"ver": "вер", "dil": "дил", "mur": "мур", "bat": "бат", "gal": "гал", "nas": "нас",
                "tok": "ток", "ram": "рам", "": ""}[middle]  # fmt: skip
    return f"{az}{middle}ov", f"{ru}{cyrillic}ов", f"{en}{middle}ov"


def named(sentence: str, who: str) -> str:
    """A sentence with a name where its first comma or its middle is."""
    words = sentence.split(" ")
    at = max(1, len(words) // 2)
    return " ".join([*words[:at], who, *words[at:]])


def page(number: int, rng: random.Random, language: Language) -> list[Any]:
    """A capture, its article and its translation, as records of theirs."""
    url = f"https://site{number % 50}.example.org/{language.code}/{number}"
    page_id, article_id = new_id(), new_id()
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=20 * number)
    at = moment.isoformat().replace("+00:00", "Z")
    sources, targets = [], []
    for _ in range(SENTENCES):
        which = rng.randrange(len(language.sentences))
        given, family = rng.choice(GIVEN), surname(rng)
        side = 0 if language.code == "az" else 1
        ending = rng.randrange(5)
        who = f"{given[side]} {family[side]}{ENDINGS[language.code][ending]}"
        sources.append(named(language.sentences[which], who))
        english = f"{given[2]} {family[2]}{ENDINGS['en'][ending]}"
        targets.append(named(language.english[which], english))
    text, blocks = assemble([Part("paragraph", each) for each in sources])
    capture = {
        "requested_url": url, "final_url": url, "http_status": 200, "mime": "text/html",
        "captured_at": at, "page": None, "exchanges": [], "error": None, "note": None, "tags": [],
    }  # fmt: skip
    article = {
        "@type": "NewsArticle", "url": url, "headline": sources[0][:60], "articleBody": text,
        "dragoman": {
            "page": page_id,
            "detection": {
                "code": language.code, "script": "Latn", "confidence": 0.99, "agreed": True
            },
            "segments": [
                {"n": n, "paragraph": n, "kind": "paragraph", "language": language.code,
                 "start": block.start, "stop": block.stop}
                for n, block in enumerate(blocks, start=1)
            ],
            "stamps": [],
        },
    }  # fmt: skip
    translation = {
        "@type": "NewsArticle", "headline": targets[0][:60], "creditText": "From a list.",
        "dragoman": {
            "page": page_id, "article": article_id, "target": "en", "engine": "list",
            "model": "list", "models": [], "stamp": {},
            "segments": [
                {"n": n, "start": 0, "stop": 0, "target": each, "machine": each,
                 "state": "machine", "score": -0.5, "flags": []}
                for n, each in enumerate(targets, start=1)
            ],
        },
    }  # fmt: skip
    return [
        json_record("capture", url, capture, record_id=page_id, date=at),
        json_record("article", url, article, record_type="conversion", record_id=article_id,
                    refers_to=page_id, date=at),
        json_record("translation", url, translation, record_type="conversion",
                    refers_to=article_id, date=at),
    ]  # fmt: skip


def fill(folder: Path, segments: int) -> None:
    rng = random.Random(1)
    both = languages()
    pages = segments // SENTENCES
    with Archive(folder) as archive:
        for start in range(0, pages, 200):
            batch = range(start, min(start + 200, pages))
            records = [each for n in batch for each in page(n, rng, both[n % 2])]
            archive.store.append(records, "derived")


def queries() -> list[tuple[str, str]]:
    """200 queries and their kinds; the same every time."""
    rng = random.Random(2)
    made: list[tuple[str, str]] = []
    texts = {each.code: each.sentences for each in languages()}
    texts["en"] = languages()[0].english
    for sentences in texts.values():
        counts = collections.Counter(
            word.lower() for each in sentences for word in WORD.findall(each)
        )
        common = [word for word, _ in counts.most_common(20)]
        made += [("common", word) for word in common]
        rare = [word for word, count in counts.items() if count < 30 and len(word) > 4]
        made += [("word", word) for word in rng.sample(rare, 10)]
        made += [("beginning", word[:4] + "*") for word in rng.sample(rare, 8)]
        for sentence in rng.sample(sentences, 8):
            words = WORD.findall(sentence)
            made.append(("phrase", f'"{words[0]} {words[1]}"'))
    while len(made) < 200:
        given, family = rng.choice(GIVEN), surname(rng)
        side, whole = rng.randrange(3), rng.random() < 0.5
        made.append(("name", f"{given[side]} {family[side]}" if whole else family[side]))
    return made


def filtered() -> list[tuple[str, dict[str, str]]]:
    """The commonest words, each with every filter."""
    common = [query for kind, query in queries() if kind == "common"]
    return [(word, each) for word in common[::10] for each in FILTERS]


def ask(folder: Path) -> list[tuple[str, str, float, int]]:
    """Kind, query, milliseconds and number of hits of each query; the second of two rounds."""
    with Archive(folder) as archive:
        archive.search("warm")
        rounds = []
        for _ in range(2):
            rows = []
            for kind, query in queries():
                started = time.perf_counter()
                hits = archive.search(query)
                rows.append((kind, query, 1000 * (time.perf_counter() - started), len(hits)))
            for query, within in filtered():
                started = time.perf_counter()
                hits = archive.search(query, **within)
                taken = 1000 * (time.perf_counter() - started)
                rows.append(("filtered", f"{query} {within}", taken, len(hits)))
            rounds.append(rows)
        return rounds[-1]


def asked_apart(folder: Path) -> tuple[list[tuple[str, str, float, int]], float]:
    """`ask` in a process of its own, and that process's peak memory in MB."""
    code = (
        "import json, resource, sys\n"
        "from pathlib import Path\n"
        "from benchmarks.search import ask\n"
        "rows = ask(Path(sys.argv[1]))\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "print(json.dumps([rows, peak]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    rows, peak = json.loads(done.stdout)
    return [tuple(row) for row in rows], peak


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(rows: list[tuple[str, str, float, int]]) -> Iterator[str]:
    for kind in (*KINDS, "all", "filtered"):  # all of the 200, as before there were filters here
        kinds = KINDS if kind == "all" else (kind,)
        times = [row[2] for row in rows if row[0] in kinds]
        yield (
            f"| {kind} | {len(times)} | {statistics.median(times):.1f} "
            f"| {percentile(times, 0.95):.1f} | {max(times):.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--keep", type=Path, help="make the archives here and leave them")
    parser.add_argument("--as-it-is", action="store_true", help="rebuild nothing")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores; {SENTENCES} sentences a page, each with its translation\n")
    for size in map(int, asked.sizes.split(",")):
        with tempfile.TemporaryDirectory() as work:
            folder = (asked.keep or Path(work)) / f"archive-{size}"
            if not folder.is_dir():
                fill(folder, size)
            if not asked.as_it_is:
                (folder / "index.db").unlink(missing_ok=True)
                seconds, peak = rebuild(folder)
                print(f"{size:,} segments: reindexed in {seconds:.0f} s ({size / seconds:,.0f} a "
                      f"second, peak {peak:.0f} MB)")  # fmt: skip
            rows, searching = asked_apart(folder)
            index = (folder / "index.db").stat().st_size
            print(f"{size:,} segments: index.db {index / 1e6:,.0f} MB, {index / size:,.0f} bytes "
                  f"a segment; searching peaked at {searching:.0f} MB\n")  # fmt: skip
            print("| queries | number | median ms | 95th percentile ms | slowest ms |")
            print("|---|---|---|---|---|")
            print("\n".join(report(rows)), flush=True)
            worst = sorted(rows, key=lambda row: -row[2])[:5]
            print("\nslowest:", "; ".join(f"{q} {ms:.0f} ms ({n})" for _k, q, ms, n in worst))
            print(flush=True)


if __name__ == "__main__":
    main()
