"""Which language a text is in, how sure that is, and whether a second detector agrees.

py3langid decides. Where its scores are close, the neighbours' statistics and telling letters decide
between the languages that they know, and langdetect is asked; it is asked about whole documents
too. Where the evidence is weak and the two do not agree, the answer is `und`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.guard import several
from dragoman.translate.language import langdetect_border, py3langid_border
from dragoman.translate.language.candidates import AT_HOME, MAY_BE_BARE, PROXIES, priors
from dragoman.translate.language.letters import (
    arabic_bonus,
    cyrillic_bonus,
    is_bare,
    latin_bonus,
    may_be,
)
from dragoman.translate.language.neighbours import neighbours
from dragoman.translate.language.plain import CAP, prose
from dragoman.translate.text.script import (
    UNKNOWN,
    azerbaijani_in_latin,
    letters_by_script,
    letters_of_words,
    words_of_script,
)

UNDETERMINED = "und"

# Margins are differences of scores as `py3langid_border.scores` gives them.
_PLAIN = 4.0  # so far ahead, no second look is needed
_ASK = 1.2  # nearer than this, langdetect is asked
_DOUBTFUL = 0.8  # nearer than this, langdetect must agree
_NONE = 0.1  # nearer than this, nobody knows
_AWAY = 1.2  # a neighbour must be this far ahead of az, ru and en; half of it if langdetect agrees
_FEW_LETTERS = 3
# By language: what must be there, letters that tell, and what casts doubt on them.
_TELLING = {
    "az": (re.compile("[a-z]"), "ə", re.compile("[\u0400-\u04ff\u0600-\u06ff]")),
    "ru": (
        # Kyrgyz and Turkmen have ы as well, and none of these words.
        re.compile(r"\b(?:и|в|не|на|что|с|по)\b.+\b(?:и|в|не|на|что|с|по)\b", re.DOTALL),
        "ыэ",
        re.compile("[a-z\u0600-\u06ffіїєґўәғқңөұүһҗҳҷӣӯҫҙҡӑӗҝҹј]"),
    ),
}
_TELLING_SHARE = 0.012
_UNMISTAKABLE_LENGTH = 60
_ENOUGH = 400  # characters of a paragraph: more of the same language tell nothing new
_DOCUMENT_LETTERS = 400
# Latin names are common in Cyrillic and Arabic headlines, the opposite is not.
_HEADLINE_LETTERS = 80
_LATIN_IN_HEADLINE = 0.34
# What stands in quotation marks of one kind, up to about a line; a longer one is a speech.
_QUOTED = re.compile(r"«[^«»]{1,60}»|“[^“”]{1,60}”|„[^„“”]{1,60}[“”]|\"[^\"]{1,60}\"")
_BESIDE = 7  # letters
_BARE = 0.3
_LEAN = 2.5
_LEAN_LETTERS = 150
_STEEPNESS = 1.5
_SURE = 0.999


@dataclass(frozen=True, slots=True)
class Detection:
    """The language of a text.

    `code`: ISO 639-1, or ISO 639-3 where there is none (`azb` is Azerbaijani in Arabic letters);
    `und` where there is nothing to go on. `script`: ISO 15924, `Zyyy` without letters.
    `confidence`: 0 to 1, 0 for `und`. `agreed`: whether langdetect said the same; None where it
    was not asked.
    """

    code: str
    script: str
    confidence: float
    agreed: bool | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text made ready, and the score of each language that its script allows."""

    text: str
    script: str
    letters: int
    scores: Mapping[str, float]

    def ranked(self) -> tuple[str, str, float]:
        """The likeliest language, the next, and how far the first is ahead."""
        first, second = _two_best(self.scores)
        return first, second, self.scores[first] - self.scores.get(second, -math.inf)


def detect(text: str) -> Detection:
    """The language of `text`, be it a headline, a sentence or a document.

    Deterministic, and any number of threads may call it. Never raises; text of any length and kind
    is taken, and of a long one a spread sample is read.
    """
    return _decide(_read(text))


@several
def detect_document(paragraphs: Sequence[str]) -> tuple[Detection, list[Detection]]:
    """The language of the whole, and of each paragraph.

    A short paragraph with weak evidence of its own leans on the whole; the paragraphs of a page
    in several languages keep each their own.
    """
    whole = _decide(_read("\n".join(paragraphs)), document=True)
    # langdetect is slow, and was asked about all of them together.
    return whole, [_paragraph(text, whole) for text in paragraphs]


def _paragraph(text: str, whole: Detection) -> Detection:
    if whole.confidence >= _SURE and _unmistakable(whole.code, text):
        return Detection(whole.code, whole.script, _SURE, None)
    return _decide(_leaning(_read(text, _ENOUGH), whole), of_page=whole.code)


def _unmistakable(code: str, text: str) -> bool:
    """Whether letters alone tell that a paragraph is in the language of its document.

    No other language in Latin letters has ə; Russian has ы and its own little words, and none of
    its neighbours' letters.
    """
    rule = _TELLING.get(code)
    if rule is None or len(text) < _UNMISTAKABLE_LENGTH:
        return False
    needed, telling, strange = rule
    start = text[:_ENOUGH].lower()
    if sum(map(start.count, telling)) < len(start) * _TELLING_SHARE:
        return False
    return strange.search(start) is None and needed.search(start) is not None


def _read(text: str, most: int = CAP) -> _Reading:
    text = prose(text, most)
    counts = letters_by_script(text)
    if len(counts) > 1:
        text = _beside_quotations(text)
        counts = letters_by_script(text)
    script = _main_script(counts)
    if len(counts) > 1:
        text = words_of_script(text, script)
    letters = letters_of_words(text)
    if letters < _FEW_LETTERS:
        return _Reading(text, script, letters, {})
    return _Reading(text, script, letters, _scores(text, script))


def _beside_quotations(text: str) -> str:
    """A text of two scripts without the titles and words that it quotes, where enough is left.

    Who names «Эхо Москвы» in an Azerbaijani sentence writes Azerbaijani.
    """
    beside = _QUOTED.sub(" ", text)
    return beside if sum(map(str.isalpha, beside)) >= _BESIDE else text


def _main_script(letters: Mapping[str, int]) -> str:
    counts: dict[str, float] = dict(letters)
    if not counts:
        return UNKNOWN
    if sum(counts.values()) < _HEADLINE_LETTERS and "Latn" in counts:
        counts["Latn"] *= _LATIN_IN_HEADLINE
    return max(counts, key=lambda script: (counts[script], script))


def _scores(text: str, script: str) -> dict[str, float]:
    scores = py3langid_border.scores(text, priors(script, py3langid_border.languages()))
    if not scores:
        return {}
    _admit(scores, text, script)
    first, second = _two_best(scores)
    bare = script == "Latn" and first in MAY_BE_BARE and is_bare(text)
    if bare or scores[first] - scores.get(second, -math.inf) < _PLAIN:
        _compare_neighbours(scores, text, script, bare=bare)
        for code, bonus in _bonus(text, script).items():
            if code in scores:
                scores[code] += bonus
    return scores


def _admit(scores: dict[str, float], text: str, script: str) -> None:
    """Add the languages that py3langid does not know in this script, where letters allow them."""
    for (code, where), proxies in PROXIES.items():
        if where == script and may_be(code, text):
            scores[code] = max(scores[proxy] for proxy in proxies if proxy in scores)


def _two_best(scores: Mapping[str, float]) -> tuple[str, str]:
    first, second = UNDETERMINED, UNDETERMINED
    highest, next_highest = -math.inf, -math.inf
    for code, score in scores.items():
        if score > highest:
            first, second, highest, next_highest = code, first, score, highest
        elif score > next_highest:
            second, next_highest = code, score
    return first, second


def _compare_neighbours(
    scores: dict[str, float], text: str, script: str, *, bare: bool = False
) -> None:
    """Share out anew what the neighbours of this script have together; the others keep theirs.

    What py3langid thinks of them counts little where the text is `bare`: it has not learned
    Azerbaijani without its own letters.
    """
    statistics = neighbours(script)
    second = statistics.scores(text[:600]) if statistics else None
    if not second:
        return
    group = [code for code in second if code in scores]
    weight = _BARE if bare else 1.0
    together = _log_sum([scores[code] for code in group])
    mixed = {code: weight * scores[code] + second[code] for code in group}
    mixed_together = _log_sum(list(mixed.values()))
    for code in group:
        scores[code] = together + mixed[code] - mixed_together


def _log_sum(values: Sequence[float]) -> float:
    highest = max(values)
    return highest + math.log(sum(math.exp(value - highest) for value in values))


def _bonus(text: str, script: str) -> dict[str, float]:
    if script == "Latn":
        return latin_bonus(text)
    if script == "Cyrl":
        return cyrillic_bonus(text)
    return arabic_bonus(text) if script == "Arab" else {}


def _leaning(reading: _Reading, whole: Detection) -> _Reading:
    """The reading of a paragraph, its weak evidence helped by the document's language."""
    if whole.script != reading.script or whole.code not in reading.scores:
        return reading
    short = max(0.0, 1 - reading.letters / _LEAN_LETTERS)
    scores = dict(reading.scores)
    scores[whole.code] += _LEAN * short * whole.confidence
    return replace(reading, scores=scores)


def _decide(reading: _Reading, *, document: bool = False, of_page: str | None = None) -> Detection:
    """`of_page` is that of the page a paragraph stands in, which counts as a second opinion."""
    if not reading.scores:
        return Detection(UNDETERMINED, reading.script, 0.0, None)
    code, second, margin = reading.ranked()
    agreed = None
    long = of_page is None and reading.letters >= _DOCUMENT_LETTERS
    if document or long or (margin < _ASK and code != of_page):
        agreed = _agrees(code, reading)
    if margin < _needed(reading, code, second, agreed or code == of_page):
        return Detection(UNDETERMINED, reading.script, 0.0, agreed)
    confidence = min(_SURE, 1 / (1 + math.exp(-_STEEPNESS * margin)))
    return Detection(code, reading.script, round(confidence, 3), agreed)


def _needed(reading: _Reading, code: str, second: str, agreed: bool | None) -> float:
    """How far ahead the first must be; four words leave more room for doubt than a sentence."""
    if reading.letters >= _HEADLINE_LETTERS:
        return _NONE
    needed = _NONE if agreed else _DOUBTFUL
    if second in AT_HOME and code not in AT_HOME:
        needed = max(needed, _AWAY / 2 if agreed else _AWAY)
    return needed


def _agrees(code: str, reading: _Reading) -> bool | None:
    """What langdetect says to it; None where it does not know the language."""
    if not langdetect_border.knows(code):
        return None
    in_latin = code == "az" and reading.script == "Cyrl"
    opinion = langdetect_border.opinion(
        azerbaijani_in_latin(reading.text) if in_latin else reading.text
    )
    return opinion == code
