"""Pages that three web archives hold, one of which was tampered with: is it found, and only that.

    python -m benchmarks.corroborating [--each 100] [--seed 1] [--news ../shared/data/news]
        [--pages ../shared/data/pages]

Real pywbs on loopback, a process each, over archives of ours that captured a loopback site. Two of
them captured each page with other things around its article than we did (banners, menus, boxes,
advertisements, times, counters), and so did the third; in `--each` of the pages one sentence of the
third's was changed, left out or put in as well. Half of the pages are articles made of news
sentences (az, ru, en), half real pages. Counts the pages in which the tampered sentence is singled
out, by number and by archive, and those in which something is called different that nobody changed.
"""

from __future__ import annotations

import argparse
import html
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dragoman.archive import Archive
from dragoman.archiver.sighting.beside import is_counter
from tests.support.site import Answer, Site
from tests.support.witnesses import HTML, served

SHARED = Path("../shared/data")
LANGUAGES = ("az", "ru", "en")
WORDS = {"az": "heç vaxt", "ru": "никогда", "en": "never"}
ANOTHER = {
    "az": "Rəsmi qurumlar bu barədə heç bir açıqlama verməyib.",
    "ru": "Официальные органы никак это не прокомментировали.",
    "en": "The authorities have made no statement about it at all.",
}


@dataclass(frozen=True)
class Case:
    """A page, around whose article things may vary."""

    path: str
    language: str
    source: str


# -- what stands around an article ---------------------------------------------------------------

BANNERS = (
    '<div class="cookie-consent" role="dialog"><p>We use cookies. By going on you accept them.</p>'
    "<button>OK</button></div>",
    '<div id="top-banner"><a href="/sub">Подпишитесь на наш канал</a></div>',
    '<div class="alert-bar">Saytımız yenilənir.</div>',
)
MENUS = (
    "<nav><ul>{}</ul></nav>", '<header><div class="menu">{}</div></header>',
    '<ul class="navbar-nav">{}</ul>',
)  # fmt: skip
ITEMS = (
    "Xəbərlər",
    "Siyasət",
    "Новости",
    "Общество",
    "World",
    "Sport",
    "Video",
    "Foto",
    "Арт",
    "Contact",
)
ADS = (
    '<aside class="advert"><a href="/ad"><img src="/ad.png" alt="">Endirim 50 faiz</a></aside>',
    '<div class="banner ads"><p>Кредит за пять минут без справок и поручителей.</p></div>',
    '<div class="adsbygoogle" data-ad="1"></div><script>window.ads = {};</script>',
)
BOXES = (
    '<aside class="related"><h3>Oxşar xəbərlər</h3><ul><li><a href="/a">Havalar isinir</a></li>'
    '<li><a href="/b">Yeni yol açılıb</a></li></ul></aside>',
    '<section class="most-read"><h4>Самое читаемое</h4><ol><li><a href="/c">Погода на неделю</a>'
    "</ol></section>",
    "<footer><p>© 2025 Xəbər. Bütün hüquqlar qorunur.</p></footer>",
    '<div class="share"><a href="#">Facebook</a> <a href="#">Telegram</a> <a href="#">X</a></div>',
)


def around(source: str, rng: random.Random, *, template: bool) -> str:
    """The page with other things around the article, at another time."""
    start = "".join(rng.sample(BANNERS, rng.randint(0, 2)))
    items = "".join(
        f"<li><a href='/{n}'>{n}</a></li>" for n in rng.sample(ITEMS, rng.randint(3, 7))
    )
    start += rng.choice(MENUS).format(items)
    clock = f"<div class='clock'>{rng.randint(0, 23):02}:{rng.randint(0, 59):02}</div>"
    end = "".join(rng.sample(BOXES, rng.randint(1, 3))) + rng.choice(ADS)
    token = f"<script>var t='{rng.random()}'</script><!-- {rng.random()} -->"
    source = re.sub(r"(<body[^>]*>)", lambda m: m[1] + start + clock, source, count=1, flags=re.I)
    source = re.sub(r"</body>", lambda _: end + token + "</body>", source, count=1, flags=re.I)
    if template:
        ads = rng.choice(ADS)
        counter = f"<div class='views'>Baxış: {rng.randint(1, 90_000)}</div>"
        hours = f"<time class='ago'>{rng.randint(2, 20)} saat əvvəl</time>"
        source = source.replace("</h1>", f"</h1>{counter}{hours}", 1)
        places = [m.end() for m in re.finditer("</p>", source[: source.index("</article>")])]
        place = rng.choice(places)
        source = source[:place] + ads + source[place:]
    return source


# -- tampering -----------------------------------------------------------------------------------

Tamper = Callable[[str, str, random.Random], str | None]


def _negated(text: str, language: str, rng: random.Random) -> str:
    words = text.split()
    words.insert(rng.randint(1, max(1, len(words) - 1)), WORDS[language])
    return " ".join(words)


def _number(text: str, _: str, rng: random.Random) -> str | None:
    found = re.search(r"\d+", text)
    if found is None:
        return None
    return f"{text[: found.start()]}{int(found[0]) + rng.randint(1, 9)}{text[found.end() :]}"


def _word_gone(text: str, _: str, rng: random.Random) -> str | None:
    words = text.split()
    if len(words) < 4:
        return None
    del words[rng.randrange(len(words) - 1)]
    return " ".join(words)


def _swapped(text: str, _: str, rng: random.Random) -> str | None:
    words = text.split()
    if len(words) < 4:
        return None
    n = rng.randrange(len(words) - 1)
    words[n], words[n + 1] = words[n + 1], words[n]
    return " ".join(words) if " ".join(words) != text else None


def _letter(text: str, _: str, rng: random.Random) -> str | None:
    places = [n for n, char in enumerate(text) if char.isalpha()]
    if not places:
        return None
    n = rng.choice(places)
    other = rng.choice([each for each in "aeioumns" if each != text[n].lower()])
    return text[:n] + other + text[n + 1 :]


TAMPER: dict[str, Tamper] = {
    "a word put in": _negated,
    "another number": _number,
    "a word left out": _word_gone,
    "two words swapped": _swapped,
    "another letter": _letter,
    "another sentence": lambda _text, language, _rng: ANOTHER[language],
    "left out": lambda _text, _language, _rng: "",
    "one put in before": lambda text, language, _rng: f"{ANOTHER[language]} {text}",
}


def tampered(
    case: Case, source: str, kind: str, article: Sequence[str], rng: random.Random
) -> tuple[str, str, str] | None:
    """The page with one sentence otherwise, that sentence, and what stands there now."""
    # What is listed and counts for nothing is no sentence of the article.
    sentences = [html.escape(each, quote=False) for each in article if not is_counter(each)]
    sentences = [each for each in sentences if source.count(each) == 1]
    rng.shuffle(sentences)
    for text in sentences:
        plain = html.unescape(text)
        now = TAMPER[kind](plain, case.language, rng)
        if now is not None and now != plain:
            return source.replace(text, html.escape(now, quote=False)), plain, now
    return None


# -- pages ---------------------------------------------------------------------------------------


def of_news(folder: Path, count: int, rng: random.Random) -> list[Case]:
    """Articles of 6 to 40 consecutive sentences, in paragraphs of one to four."""
    cases = []
    for number in range(count):
        language = LANGUAGES[number % 3]
        lines = (folder / f"ntrex-third.{language}.txt").read_text(encoding="utf-8").splitlines()
        length = rng.randint(6, 40)
        begin = rng.randrange(len(lines) - length)
        headline, *chosen = (
            html.escape(each.strip(), quote=False) for each in lines[begin : begin + length]
        )
        paragraphs, left = [], list(chosen)
        while left:
            size = rng.randint(1, 4)
            paragraphs.append(f"<p>{' '.join(left[:size])}</p>")
            left = left[size:]
        source = (
            f"<!doctype html><html lang={language}><head><meta charset=utf-8>"
            f"<title>{headline}</title></head>"
            f"<body><article><h1>{headline}</h1>{''.join(paragraphs)}</article></body></html>"
        )
        cases.append(Case(f"/news/{number}", language, source))
    return cases


def of_pages(folder: Path, count: int) -> list[Case]:
    """Real pages, each several times."""
    cases: list[Case] = []
    files = sorted(each for each in folder.rglob("*.html"))
    for number in range(count * 3):
        path = files[number % len(files)]
        try:
            source = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        if re.search("<body", source, re.I) and len(cases) < count:
            language = "az" if "/az/" in path.as_posix() else "ru"
            cases.append(Case(f"/page/{len(cases)}", language, source))
    return cases


# -- measuring -----------------------------------------------------------------------------------


def capture(folder: Path, site: Site, pages: dict[str, str]) -> None:
    for path, source in pages.items():
        site.answers[path] = Answer(source.encode(), headers=HTML)
    with Archive(folder) as archive:
        options = archive.fetch_options(
            allow_private=True, requisites=False, browser=False, delay=0
        )
        for outcome in archive.capture_many([site.url(each) for each in pages], options=options):
            assert outcome.page is not None, outcome.error


def sentences_of(folder: Path) -> dict[str, list[str]]:
    """By path the sentences of the article that we have."""
    with Archive(folder) as archive:
        return {path_of(e.url): [pair.source.text for pair in e.pairs()] for e in archive.pages()}


def path_of(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2]


def judged(found: Any, path: str, was: str | None, now: str | None, case: str) -> tuple[str, str]:
    """What was found of a page, in a word, and the sentences that show it."""
    content = found.content
    if content is None or content["held"] < 3:
        why = found.error.message if found.error else "; ".join(found.says)
        return "not compared", why
    third = content["witnesses"][-1]
    if was is None:
        return (
            ("same", "")
            if not _differs(third)
            else ("called different", f"{path}: {_shown(third)}")
        )
    numbers = {each["n"] for each in third["differs"]} | set(third["lacks"])
    own = {pair.n: pair.source.text for pair in found.page.headline_and_pairs()}
    told = [own[n] for n in numbers if n in own] + [each["text"] for each in third["added"]]
    seen = [each for each in told if _close(each, was) or (now and _close(each, now))]
    if not seen:
        return "missed", f"{path} {case}: {was!r} -> {now!r}: {_shown(third)}"
    if len(numbers) + len(third["added"]) > 2:
        return "found, with others", f"{path} {case}: {_shown(third)}"
    return "singled out", ""


def _differs(witness: dict[str, Any]) -> bool:
    return bool(witness["differs"] or witness["lacks"] or witness["added"] or witness["moved"])


def _shown(witness: dict[str, Any]) -> str:
    return str({key: witness[key] for key in ("differs", "lacks", "added", "moved", "uncounted")})[
        :600
    ]


def _close(one: str, other: str) -> bool:
    a, b = " ".join(one.split()), " ".join(other.split())
    return a in b or b in a


def run(
    cases: Sequence[Case], each: int, rng: random.Random, work: Path
) -> tuple[Counter[str], list[str]]:
    kinds = list(TAMPER)
    folders = [work / name for name in ("ours", "one", "two", "third")]
    changed: dict[str, tuple[str, str, str]] = {}
    with Site({}) as site:
        for place, folder in enumerate(folders):
            varied = {e.path: around(e.source, rng, template="/news" in e.path) for e in cases}
            articles = sentences_of(folders[0]) if place == 3 else {}
            for case in cases[::2] if place == 3 else ():
                kind = kinds[len(changed) % len(kinds)]
                made = tampered(case, varied[case.path], kind, articles[case.path], rng)
                if made is not None and len(changed) < each:
                    varied[case.path], was, now = made
                    changed[case.path] = (was, now, kind)
            capture(folder, site, varied)
    counts: Counter[str] = Counter()
    shown: list[str] = []
    with ExitStack() as servers, Archive(folders[0]) as archive:
        bases = servers.enter_context(served(*folders[1:]))
        options = archive.fetch_options(allow_private=True, delay=0)
        for found in archive.corroborate(archive.page_ids(), archives=bases, options=options):
            assert found.page is not None
            path = path_of(found.page.url)
            was, now, kind = changed.get(path, (None, None, ""))
            word, why = judged(found, path, was, now, kind)
            counts["tampered: " * (was is not None) + word] += 1
            shown += [f"{word}: {why}"] if why else []
            for one in (found.content or {"witnesses": []})["witnesses"][:2]:
                wrong = bool(one["state"] == "compared" and _differs(one))
                counts[f"honest archives{', called different' if wrong else ''}"] += 1
                shown += [f"honest, called different: {path}: {_shown(one)}"] if wrong else []
        assert archive.verify().ok
    return counts, shown


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--news", type=Path, default=SHARED / "news")
    parser.add_argument("--pages", type=Path, default=SHARED / "pages")
    said = parser.parse_args()
    rng = random.Random(said.seed)
    cases = of_news(said.news, said.each, rng) + of_pages(said.pages, said.each)
    with tempfile.TemporaryDirectory() as work:
        counts, shown = run(cases, said.each, rng, Path(work))
    for line in shown:
        print(line, file=sys.stderr)
    for word, count in sorted(counts.items()):
        print(f"| {word} | {count} |")


if __name__ == "__main__":
    main()
