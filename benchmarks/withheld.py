"""Pages with names in all spellings, withheld: is one left, and does a digest give one away?

    python -m benchmarks.withheld ../shared/data/names [--pages 200] [--shown 20]

Invented pages of one archive, in Azerbaijani (Latin and Cyrillic) and Russian, each with a person
of the list under spellings and endings drawn at random: in the headline, address, sentences and
their translations, note, tag and comment. Beside them stand people and words that are like those of
the list and are not meant. All formats are written with the list withheld. Then each spelling with
each ending is looked for in each part of each file, letter by letter and not by our keys; a hundred
thousand names are tried against each digest in the files, as whoever knows the rest of the page
would; each commitment is opened; and it is counted how much else was withheld. Some pages are
printed to be read.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import gzip
import hashlib
import html
import itertools
import json
import random
import re
import tempfile
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from dragoman.archive import Archive
from dragoman.errors import DragomanError
from dragoman.exchange.withheld.openings import opened
from dragoman.exchange.withheld.searched import texts_of
from tests.support.translated_pages import Line, add_page

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
FORMATS = (
    "txt", "html", "docx", "bilingual", "xlsx", "csv", "jsonl", "tmx", "xliff", "xliff12", "prov",
    "report", "wacz",
)  # fmt: skip
AZ = ("", "un", "un", "a", "u", "da", "dan", "la", "ların", "gilin", "dur")
RU = ("", "а", "у", "ым", "е", "ых")
GIVEN = (
    ("Elçin", "Эльчин", "Elchin"), ("Ülkər", "Улькер", "Ulkar"), ("Nigar", "Нигяр", "Nigar"),
    ("Cəmil", "Джамиль", "Jamil"), ("Şahin", "Шахин", "Shahin"), ("Xədicə", "Хадиджа", "Khadija"),
    ("Qərib", "Гариб", "Garib"), ("Zöhrə", "Зохра", "Zohra"), ("Yusif", "Юсиф", "Yusif"),
    ("Vüqar", "Вугар", "Vugar"),
)  # fmt: skip
OTHERS = (
    ("Rəşad Vəlizadə", "Rashad Valizade"), ("Günay Talıblı", "Gunay Talibli"),
    ("Orxan Bəşirli", "Orkhan Bashirli"), ("Sevinc Daşdəmirli", "Sevinj Dashdamirli"),
)  # fmt: skip
WORDS = "məhkəmə vəkil həbsxana azadlıq elçi vüqar qərib prokuror istintaq ədalət".split()
TRIED = 100_000


@dataclass(frozen=True)
class Person:
    """In spellings az, ru and en: given names and surnames."""

    given: tuple[str, str, str]
    surname: tuple[list[str], list[str], list[str]]

    @property
    def line(self) -> str:
        return f"{self.given[0]} {self.surname[0][0]}"


def people(folder: Path, count: int) -> list[Person]:
    rows = (folder / "people.tsv").read_text(encoding="utf-8").splitlines()
    held = [[c.split(";") for c in row.split("\t")] for row in rows if row and row[0] != "#"]
    surnames = [r for r in held if len(r) == 3 and r[1][0].endswith(("ов", "ев"))]
    return [
        Person(GIVEN[n % len(GIVEN)], tuple(row))  # type: ignore[arg-type]
        for n, row in enumerate(surnames[:count])
    ]


def cyrillic(text: str) -> str:
    """Azerbaijani as it was written until the nineties."""
    letters = dict(
        zip("abcçdeəfgğhxıijkqlmnoöprsştuüvyz", "абҹчдеәфҝғһхыижкглмноөпрсштуүвјз", strict=True)
    )
    small = {"İ": "i", "I": "ı"}
    return "".join(
        (letters[low].upper() if each.isupper() else letters[low])
        if (low := small.get(each, each.lower())) in letters
        else each
        for each in text
    )


def page_lines(person: Person, drawn: random.Random) -> tuple[list[Line], str, str]:
    az, ru, en = (drawn.choice(each) for each in person.surname)
    given = person.given
    other = drawn.choice(OTHERS)
    word = drawn.choice(WORDS)
    marked = f"{az}{drawn.choice(AZ)}"
    full = drawn.choice(
        [f"{given[0]} {marked}", f"{given[0][0]}. {marked}", f"{marked} {given[0]}"]
    )
    old = drawn.random() < 0.25
    first = f"Jurnalist {full} dünən {word} qarşısında dayandı."
    lines = [
        Line(
            cyrillic(first) if old else first,
            f"The journalist {given[2]} {en} stood there yesterday.",
        ),
        Line(
            f"Журналист {drawn.choice([given[1] + ' ', ''])}{ru}{drawn.choice(RU)} был там.",
            f"{drawn.choice(person.surname[2])}'s lawyer was there.",
            language="ru",
        ),
        Line(
            f"{other[0]} də gəldi, {word} isə yox.",
            f"{other[1]} came too, and the court did not.",
            block=2,
        ),
        Line("Bakıda yağış yağır.", "It rains in Baku.", block=2),
        Line(f"{marked} {word} haqqında danışdı.", f"{en.upper()} spoke of it.", block=3),
    ]
    return lines, f"{full} haqqında xəbər", f"News of {given[2]} {en}"


Dressing = Callable[[str], str]
DRESSED: tuple[Dressing, ...] = (
    lambda name: name,
    lambda name: f"<b>{name[:2]}</b><i>{name[2:]}</i>",
    lambda name: "<span>" + "</span><span>".join(name) + "</span>",
    lambda name: "\u00ad".join((name[:3], name[3:])),
    "\u200b".join,
    lambda name: "".join(f"&#{ord(each)};" for each in name),
    lambda name: html.escape("".join(f"&#x{ord(each):x};" for each in name)),
    lambda name: base64.b64encode(name.encode()).decode(),
    lambda name: name.encode().hex(),
    lambda name: "".join(f"\\u{ord(each):04x}" for each in name),
    " ".join,
    "-".join,
    lambda name: name[::-1],
    lambda name: unicodedata.normalize("NFD", name),
    quote,
    lambda name: f'<a href="https://b.example/{quote(name)}?{name}">{name}</a>',
    lambda name: f'<img src="{quote(name)}.jpg" alt="{name}">',
    lambda name: f'<!-- {name} --><script>x("{name}")</script><input value="{name}">',
    lambda name: f"<p hidden>{name}</p><svg><text>{name}</text></svg>",
    lambda name: "".join(f"<div>{each}</div>" for each in name),
    lambda name: name.replace("a", "\u0430").replace("o", "\u043e"),  # they look alike
)


def own_html(lines: list[Line], person: Person | None, drawn: random.Random) -> str:
    """The page as it was sent: its sentences, and the names once more, each written otherwise."""
    body = "".join(f"<p>{line.source}</p>" for line in lines)
    if person is None:
        return body
    names = [drawn.choice(held) for held in person.surname]
    dressed = [f"<p>Burada {each(drawn.choice(names))} var.</p>" for each in DRESSED]
    return f'{body}{"".join(dressed)}<p title="{names[0]}">Son.</p>'


def make(folder: Path, listed: list[Person], count: int, drawn: random.Random) -> list[str]:
    """The archive; the ids of its pages."""
    ids = []
    with Archive(folder / "archive") as archive:
        for n in range(count):
            person = listed[n % len(listed)] if n % 5 else None
            if person is None:
                other = drawn.choice(OTHERS)
                lines = [
                    Line(f"{other[0]} {each} haqqında danışdı.", f"{other[1]} spoke of it.")
                    for each in WORDS
                ]
                title, made = f"{other[0]} danışdı", f"{other[1]} spoke"
            else:
                lines, title, made = page_lines(person, drawn)
            slug = re.sub(r"\W+", "-", made.lower())
            page = add_page(
                archive, folder, lines, title=title, translated_title=made,
                name=f"{n}-{slug}.html", html=own_html(lines, person, drawn),
            )  # fmt: skip
            if person is not None and n % 3 == 0:
                archive.annotate([page.id], note=f"zəng: {person.surname[1][0]}у", tags=[slug])
                archive.decide(page, 1, "approved", reviewer=person.line, comment=person.line)
            ids.append(page.id)
    return ids


def spellings(listed: list[Person]) -> Iterator[str]:
    """Every spelling of a surname with every ending, in all scripts; folded."""
    for person in listed:
        for each in person.surname[0]:
            yield from (plain(each + ending) for ending in AZ)
            yield from (plain(cyrillic(each + ending)) for ending in AZ)
        for each in person.surname[1]:
            yield from (plain(each + ending) for ending in RU)
        yield from map(plain, person.surname[2])


def plain(text: str) -> str:
    low = text.replace("İ", "i").replace("I", "ı").lower()
    return unicodedata.normalize("NFC", low)


def left(path: Path, sought: set[str]) -> list[str]:
    """In the bytes as they are, and without what stands for letters in markup and addresses."""
    parts = [path.read_bytes()]
    if parts[0].startswith(b"PK"):
        with zipfile.ZipFile(path) as held:
            parts += [held.read(name) for name in held.namelist()]
    parts += [gzip.decompress(each) for each in parts if each.startswith(b"\x1f\x8b")]
    found: dict[str, None] = {}
    for part in parts:
        text = part.decode("utf-8", "replace")
        bare = re.sub("[\u00ad\u200b-\u200f]", "", html.unescape(re.sub(r"<[^>]*>", "", text)))
        together = re.sub(r"[\s\-]", "", bare)
        read = (html.unescape(bare), together, together[::-1], *decoded(bare))
        for each in (text, html.unescape(text), unquote(text), bare, *read):
            low = (plain(each), each.lower())
            found |= dict.fromkeys(s for s in sought if len(s) > 4 and any(s in o for o in low))
    return list(found)


def decoded(text: str) -> Iterator[str]:
    """What stands in it in base64, in hexadecimal, and escaped."""
    for match in re.finditer(r"[A-Za-z0-9+/]{8,}={0,2}", text):
        with contextlib.suppress(ValueError):
            yield base64.b64decode(match[0]).decode("utf-8", "replace")
        with contextlib.suppress(ValueError):
            yield bytes.fromhex(match[0]).decode("utf-8", "replace")
    yield re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)


def tried(paths: list[Path], listed: list[Person], pages: list[str]) -> tuple[int, int]:
    """How many names fit a digest, and how many digests there are; alone and in sentences."""
    digests = set()
    for path in paths:
        for _, text in texts_of(path):
            digests |= set(re.findall(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", text))
            digests |= set(re.findall(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", text))
            for each in re.findall(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=", text):
                digests.add(base64.b64decode(each).hex())
    surnames = [each for person in listed for each in itertools.chain(*person.surname)]
    given = [each for row in GIVEN for each in row]
    names = [f"{a} {b}" for a in given for b in surnames] + surnames
    made = (f"{a}{n}" for n in itertools.count() for a in surnames)
    names += list(itertools.islice(made, max(0, TRIED - len(names))))
    frames = ("{}", "{} haqqında xəbər", "News of {}", *pages)
    planted = hashlib.sha256(frames[-1].format(names[TRIED // 2]).encode()).hexdigest()
    fits = -1  # for the one that is planted, so that it is seen to be found
    digests.add(planted)
    for name in names[:TRIED]:
        for frame in frames:
            digest = hashlib.sha256(frame.format(name).encode()).hexdigest()
            fits += digest in digests or digest[:32] in digests
    return fits, len(digests) - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--shown", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    drawn = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as work:
        measure(Path(work), asked, drawn)


def measure(folder: Path, asked: argparse.Namespace, drawn: random.Random) -> None:
    listed = people(asked.names, 8)
    ids = make(folder, listed, asked.pages, drawn)
    (folder / "list.txt").write_text("\n".join(each.line for each in listed), encoding="utf-8")
    sought, paths, told, refused = set(spellings(listed)), [], Counter[str](), []
    with Archive(folder / "archive", create=False) as archive:
        for format in FORMATS:
            begun, path = time.process_time(), folder / f"out.{format}"
            try:
                result = archive.export(
                    ids if format in ("prov", "report", "wacz") else None, format, path,
                    withhold=folder / "list.txt", machine=format == "tmx",
                )  # fmt: skip
            except DragomanError as error:
                refused.append(f"{format}: {error}")
                continue
            paths.append(path)
            found = left(path, sought)
            lines = list(opened(result.openings or path, path))
            told["commitments"] += len(lines)
            told["that open"] += sum(each.opens for each in lines)
            told["names left"] += len(found)
            print(
                f"{format:10} {len(found)} names left; {sum(e.opens for e in lines)} of "
                f"{len(lines)} commitments open; {time.process_time() - begun:.1f} s of the "
                "processor", found[:5],
            )  # fmt: skip
    for each in refused:
        print("refused:", each)
    sentences = [f"Jurnalist {{}} dünən {word} qarşısında dayandı." for word in WORDS]
    fits, digests = tried(paths, listed, sentences)
    print(f"{fits} of {TRIED:,} tried names fit one of {digests} digests")
    print(dict(told))
    others(folder / "out.jsonl", asked.shown)


def others(path: Path, shown: int) -> None:
    """What was withheld that is not meant, by the pages' own words."""
    lines = [json.loads(each) for each in path.read_text(encoding="utf-8").splitlines()]
    kept = [each for each in lines if each["paragraph"] == 2 or "danışdı." in each["source"]]
    names = [name for pair in OTHERS for name in pair]
    alone = [e for e in kept if any(n in e["source"] for n in names) or "Bakı" in e["source"]]
    touched = [e for e in lines if "[withheld" in e["source"] and e["paragraph"] == 2]
    words = sum(word in e["source"] for e in lines for word in WORDS)
    print(f"others left alone: {len(alone)} sentences; withheld though not meant: {len(touched)}")
    print(f"common words like names that stand: {words}")
    seen: dict[str, None] = {}
    for each in lines:
        if each["page"] not in seen and len(seen) >= shown:
            continue
        seen[each["page"]] = None
        print(each["n"], each["source"], each["target"], each["comment"], sep=" | ")


if __name__ == "__main__":
    main()
