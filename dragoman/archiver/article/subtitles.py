"""Subtitles (WebVTT, SubRip) as an article: what is said, and when.

What is said goes on from one subtitle to the next, so they are put together again: a block ends
where a sentence does and a pause or another speaker follows, and each piece of it has its times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from dragoman.archiver.article.article import Article, Part, assemble
from dragoman.archiver.body.charset import decode
from dragoman.archiver.body.kept_characters import collapse
from dragoman.errors import ExtractionError
from dragoman.provenance.stamp import Stamp

TOOL = "dragoman.archiver.subtitles"
HEARD = "dragoman.archiver.heard"  # of an article out of words that a machine heard
VERSION = "1"
LARGEST = 20_000_000  # characters
MOST_CUES = 100_000
# Seconds without a word, after which something else is said.
PAUSE = 2.0
SHOWN_ON = 0.5  # between two subtitles of which one may repeat the other
LONGEST_BLOCK = 1_200  # characters

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"[ \t]*{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}(?:[ \t][^\n]{{0,500}})?", re.ASCII)
_SUBRIP = re.compile(rf"\s*(?:\d{{1,9}}[ \t]*\n)?{_TIMES.pattern}", re.ASCII)
_LINE_END = re.compile(r"\r\n?|\n")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]{0,200}>|<\d[\d:.]{1,20}>|\{\\[^{}]{0,100}\}")
_VOICE = re.compile(r"<v(?:\.[^ >]{0,80})?[ \t]+([^<>]{1,200})>")
_ENDED = re.compile(r"[.!?…][\"'»”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle: seconds from the beginning of the recording, and its words in one line."""

    start: float
    stop: float
    text: str
    speaker: str | None = None


def is_subtitles(text: str) -> bool:
    """Whether a text is built as WebVTT or as SubRip, whatever it is called."""
    head = text.lstrip("\ufeff")[:4000].replace("\r\n", "\n").replace("\r", "\n")
    if head.startswith("WEBVTT") and head[6:7] in ("", " ", "\t", "\n"):
        return True
    return _SUBRIP.match(head) is not None


def extract_subtitles(body: bytes, *, url: str, content_type: str | None = None) -> Article:
    """The words of a file of subtitles; `times` of the article says when each piece is said.

    ExtractionError where nothing is said in it.
    """
    decoded = decode(body, content_type)
    if len(decoded.text) > LARGEST:
        raise ExtractionError(
            f"the subtitles are longer than {LARGEST // 1_000_000} million characters", subject=url
        )
    cues = read_cues(decoded.text)
    if len(cues) > MOST_CUES:
        raise ExtractionError(
            f"{len(cues):,} subtitles stand in it, and no more than {MOST_CUES:,} are read",
            subject=url,
        )
    article = article_of_cues(cues, url, Stamp.now(TOOL, VERSION, decoded.settings()))
    if not article.text:
        raise ExtractionError("no subtitle in it has words", subject=url)
    return article


def article_of_cues(cues: list[Cue], url: str, stamp: Stamp) -> Article:
    """What is said, put together to sentences; without text where nothing is."""
    blocks = list(_blocks(cues))
    text, made = assemble(Part("paragraph", _joined(each)) for each in blocks)
    times = []
    for block, said in zip(made, blocks, strict=True):
        at = block.start
        for cue in said:
            times.append((at, at + len(cue.text), cue.start, cue.stop))
            at += len(cue.text) + 1
    return Article(
        url=url, title=None, byline=None, published=None, text=text, blocks=made,
        canonical_url=None, html_language=None, translation_of=None, translator=None,
        extractor=stamp, times=tuple(times),
    )  # fmt: skip


def read_cues(text: str) -> list[Cue]:
    """The subtitles of a file in the order of time; what is none is passed over.

    Of one that only repeats the words of the one before, as those that roll do, the new words stay.
    """
    found = sorted(_cues(_LINE_END.split(text.lstrip("\ufeff"))), key=lambda each: each.start)
    return list(_once(found))


def _cues(lines: list[str]) -> Iterator[Cue]:
    times: re.Match[str] | None = None
    words: list[str] = []
    for line in [*lines, ""]:
        here = _TIMES.fullmatch(line)
        if here is None and line.strip() and "-->" not in line:  # times that are none are no words
            words.append(line)
            continue
        if times is not None:
            # Where two follow without an empty line, the last word is the number of the next.
            if here is not None and words and words[-1].strip().isdigit():
                words.pop()
            cue = _cue(times, words)
            if cue is not None:
                yield cue
        times, words = here, []


def _cue(times: re.Match[str], words: list[str]) -> Cue | None:
    told = times.groups()
    start, stop = _seconds(told[:4]), _seconds(told[4:])
    whole = "\n".join(words)
    voice = _VOICE.search(whole)
    text = collapse(unescape(_TAG.sub("", whole)))
    if not text or stop < start:
        return None
    return Cue(start, stop, text, collapse(voice[1]) if voice else None)


def _seconds(clock: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = clock
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return (whole * 1000 + int((fraction or "0").ljust(3, "0"))) / 1000


def _once(cues: Iterable[Cue]) -> Iterator[Cue]:
    last: Cue | None = None
    ends = 0.0
    for cue in cues:
        new = cue.text
        before = last.text if last is not None and _goes_on(last, ends, cue) else ""
        ends = max(ends, cue.stop)
        if before and (new == before or before.endswith(f" {new}")):
            continue
        if before and new.startswith(f"{before} "):
            new = new[len(before) + 1 :]
        last = cue
        yield Cue(cue.start, cue.stop, new, cue.speaker)


def _goes_on(last: Cue, ends: float, cue: Cue) -> bool:
    """Whether words may be the same ones, still shown: two people may say the same, and one twice
    with a pause between."""
    return cue.speaker == last.speaker and cue.start - ends < SHOWN_ON


def _blocks(cues: list[Cue]) -> Iterator[list[Cue]]:
    block: list[Cue] = []
    length = 0
    for cue in cues:
        if block and _parts(block[-1], cue, length):
            yield block
            block, length = [], 0
        block.append(cue)
        length += len(cue.text) + 1
    if block:
        yield block


def _parts(last: Cue, cue: Cue, length: int) -> bool:
    """Whether something else begins with a subtitle."""
    if cue.speaker != last.speaker or length > LONGEST_BLOCK:
        return True
    return cue.start - last.stop >= PAUSE and _ENDED.search(last.text) is not None


def _joined(block: list[Cue]) -> str:
    return " ".join(cue.text for cue in block)
