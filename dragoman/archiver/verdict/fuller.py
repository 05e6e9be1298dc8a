"""Which of two readings of one page holds its article: of what a browser showed, or of an answer.

Scripts build pages, and they take them away: a document that is removed once it was loaded, a text
that is cut to its beginning, a wall in the place of it. Then what the server sent holds it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dragoman.archiver.verdict.case import A_TEXT, counted, is_sentence
from dragoman.archiver.verdict.shape import words_in
from dragoman.archiver.verdict.verdict import Verdict

# A text of which less than a tenth is the other's is another text; it stands in the place of that
# where it is not even a fifth of it.
A_PART, IN_PLACE = 10, 5
# What was missed has to be a fifth of the article more than what was shown besides: a page is read
# a little wider or narrower each time.
MISSED = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reading found: its verdict, and the article's text, empty for none."""

    verdict: Verdict
    text: str = ""


def taken_away(shown: Standing, sent: Standing) -> str | None:
    """What a browser did not show of the article that the server sent, in a sentence.

    None where that is nothing, or little, or where what it showed has more of its own.
    """
    if sent.verdict.kind != "article":
        return None
    whole, shown_words = _sentences(sent.text), _words(_sentences(shown.text))
    missed = _words(_beyond(whole, shown.text))
    more = _words(_beyond(_sentences(shown.text), sent.text))
    if missed < A_TEXT or not _is_less(shown, _words(whole), shown_words, missed, more):
        return None
    return (
        f"the server's answer holds {counted(_words(whole))} in longer sentences, and "
        f"{counted(missed)} of them were not in the article of what a browser showed"
    )


def _is_less(shown: Standing, whole: int, shown_words: int, missed: int, more: int) -> bool:
    """Whether what was shown is plainly less than the article, and no text of its own."""
    if shown.verdict.kind not in ("article", "listing", "thin"):
        return True
    if (whole - missed) * A_PART < shown_words:
        return whole > shown_words * IN_PLACE
    return (missed - more) * MISSED >= whole


def _sentences(text: str) -> list[str]:
    lines = dict.fromkeys(text.split("\n"))
    return [each for each in lines if is_sentence(each, words_in(each))]


def _beyond(lines: Collection[str], other: str) -> list[str]:
    return [each for each in lines if each not in other]


def _words(lines: Collection[str]) -> int:
    return sum(map(words_in, lines))
