"""Takes the furniture of a page away from its article.

The rules look at whole blocks and are strict on purpose: a line too many costs a reader a second,
a line too few may be the one that mattered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from dragoman.archiver.article.article import Part
from dragoman.archiver.article.words.dateline import find_date, is_dateline, is_reading_time
from dragoman.archiver.article.words.page_furniture import (
    BELOW,
    COMMENTS,
    EDGES,
    LINES,
    NOTICE,
    NOTICE_IN_CAPITALS,
    RELATED,
    SKIP_LINKS,
    heading_words,
)

_LONGEST_LINE = 300
_LONGEST_HEADING = 80
_LONGEST_NOTICE = 450
_SENTENCE_END = re.compile(r"[.!?…][»”\")]?$")
_BETWEEN_LETTERS = re.compile(r"[\W_]+")
_HEAD = 6  # blocks that may come before the first paragraph


def without_furniture(
    parts: Sequence[Part], *, title: str | None = None, is_page: bool = True
) -> list[Part]:
    """The parts that belong to the article.

    The title is left out where the text repeats it at its head, since an article carries it
    beside its text. `is_page` tells a web page from a plain text, whose last line is never a
    heading over links. Where nothing would be left, nothing is taken away.
    """
    kept = _without_notice(parts)
    kept = _without_sections(kept)
    kept = [
        part
        for part, after in zip_longest(kept, kept[1:])
        if not (is_furniture(part) and not _heads(part, after))
    ]
    kept = _without_head(kept, title)
    if is_page:
        kept = _without_tail(kept)
    return kept or list(parts)


def is_furniture(part: Part) -> bool:
    """Whether a block is by itself a button, a counter, an offer or a mark of ownership.

    The cell of a table never is: a column may be of comments, or of pages on Facebook.
    """
    if part.kind == "cell":
        return False
    text = part.text.strip(EDGES).rstrip(".! ")
    if len(text) > _LONGEST_LINE:
        return False
    if not text or LINES.fullmatch(text) or SKIP_LINKS.fullmatch(text):
        return True
    return COMMENTS.fullmatch(heading_words(text)) is not None


def _heads(part: Part, after: Part | None) -> bool:
    """Whether a word that may stand over comments stands over a paragraph of the article."""
    return part.kind == "heading" and after is not None and _is_long(after)


def _without_notice(parts: Sequence[Part]) -> list[Part]:
    kept: list[Part] = []
    for place, part in enumerate(parts):
        text = part.text.lstrip(EDGES + '"')
        if NOTICE_IN_CAPITALS.match(text):
            kept.append(replace(part, text=_after_capitals(text)))
        elif len(text) <= _LONGEST_NOTICE and NOTICE.match(text):
            continue
        elif place >= _HEAD or text.strip(" .") != "18+":
            kept.append(part)
    return [part for part in kept if part.text]


def _after_capitals(text: str) -> str:
    """What follows a notice in capitals in its block: from its end, or the first small word."""
    words = text.split(" ")
    run = next((n for n, word in enumerate(words) if word != word.upper()), len(words))
    ends = [n for n, word in enumerate(words[:run]) if word.endswith((".", "!", "»", '"', "+"))]
    end = run if run == len(words) else max(ends, default=run - 1) + 1
    return " ".join(words[end:])


def _without_sections(parts: list[Part]) -> list[Part]:
    """Leave out comments to the end, and headings with the links that stand under them."""
    kept: list[Part] = []
    total = sum(len(part.text) for part in parts)
    read = 0
    under_heading = False
    for place, part in enumerate(parts):
        text = heading_words(part.text)
        is_short = len(text) <= _LONGEST_HEADING and part.kind != "cell"
        may_end = is_short and read >= 0.4 * total
        if (
            may_end
            and any(words.fullmatch(text) for words in (COMMENTS, BELOW))
            and _are_others(part, parts[place + 1 :])
        ):
            break
        read += len(part.text)
        if is_short and any(p.fullmatch(text) for p in (RELATED, BELOW, SKIP_LINKS)):
            under_heading = True
        elif not (under_heading and _leads_elsewhere(part, parts[place + 1 :])):
            under_heading = False
            kept.append(part)
    return kept


def _are_others(heading: Part, below: Sequence[Part]) -> bool:
    """Whether what stands below a heading is what readers wrote, or links to other articles.

    Comments are counted in their heading, or stand under short lines: names, and when it was.
    Under a heading of the article stand paragraphs alone.
    """
    if any(character.isdecimal() for character in heading.text):
        return True
    long = sum(_is_long(part) for part in below)
    return long * 3 < len(below) * 2


def _is_long(part: Part) -> bool:
    """Whether a block is a paragraph, or a sentence."""
    if part.linked:
        return False
    is_sentence = _SENTENCE_END.search(part.text) is not None
    return len(part.text) > (_LONGEST_HEADING // 2 if is_sentence else _LONGEST_HEADING)


def _is_said(text: str) -> bool:
    """Whether a heading is a sentence that somebody made large, rather than the name of a part."""
    return len(text) > _LONGEST_HEADING // 2 and text.endswith((".", ".”", ".»", '."'))


def _leads_elsewhere(part: Part, below: Sequence[Part]) -> bool:
    """A link, or a headline in a list rather than a sentence; none that is over a paragraph."""
    if not part.linked and _heads(part, below[0] if below else None):
        return False
    is_headline = len(part.text) < 160 and not part.text.rstrip(' "»”').endswith((".", "!", "…"))
    return part.linked or (part.kind in ("item", "heading") and is_headline)


def _without_head(parts: list[Part], title: str | None) -> list[Part]:
    """Leave out the title, dates and counters between the top of the page and the text."""
    told = _letters(title or "")
    first = next((n for n, part in enumerate(parts) if len(part.text) > _LONGEST_HEADING), 0)
    return [
        part
        for place, part in enumerate(parts)
        if place >= _HEAD
        or not (
            _is_passing(part.text)
            or _is_title(part, told)
            or (place < first and _is_dated_name(part.text))
        )
    ]


def _is_title(part: Part, told: str) -> bool:
    """The title, or a heading that says it with its rubric or without."""
    said = _letters(part.text)
    if not told or said == told:
        return bool(told)
    is_part = len(said) * 2 > len(told) and len(told) * 2 > len(said)
    return part.kind == "heading" and is_part and (said in told or told in said)


def _is_dated_name(text: str) -> bool:
    """A date with an author's or a section's name, in one short line over the text."""
    return find_date(text) is not None and not text.rstrip().endswith((".", "!", "?", ":"))


def _is_passing(text: str) -> bool:
    line = text.strip(EDGES)
    return is_dateline(line) or is_reading_time(line)


def _without_tail(parts: list[Part]) -> list[Part]:
    """Leave out links, headings over nothing and counters at the very end."""
    last = len(parts)
    while last > 1:
        part = parts[last - 1]
        leads_away = part.linked and len(part.text) < 250
        is_over_nothing = part.kind == "heading" and not _is_said(part.text)
        if not (leads_away or is_over_nothing or _is_passing(part.text)):
            break
        last -= 1
    return parts[:last]


def _letters(text: str) -> str:
    return _BETWEEN_LETTERS.sub("", text.casefold())
