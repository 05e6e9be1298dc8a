"""Organisations in an article: full names, and the short forms that the text gives for them.

What stands in brackets behind a full name is its short form there. A short form that nobody
explains belongs to the one organisation of the article whose initials it has, in the language that
the article came from: a committee for the defence of prisoners (CDPP) is KZPZ in Russian.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.translate.people.mention import Mention
from dragoman.translate.people.organisation_words import CONNECTING, INSTITUTIONS, concepts, fits
from dragoman.translate.text.spelling import WORD, folded_word

_BRACKETED = re.compile(r"\s*\(([^\W\d_a-zа-яёəğıöüşç]{2,9})\)")
_QUOTED = re.compile(r"[\"“«„]([^\"“”«»„\n]{5,120})[\"”»“]")
_SHORT = re.compile(r"(?<!\w)[^\W\d_a-zа-яёəğıöüşç]{3,9}(?!\w)")
_MOST_WORDS = 12


@dataclass(slots=True)
class Organisations:
    """What an article calls organisations: their full names, and short forms by what they are."""

    full: dict[str, str] = field(default_factory=dict)  # as it stands, to the name
    short: dict[str, str] = field(default_factory=dict)


def organisations_in(
    sentences: Sequence[str], code: str, people: Sequence[Sequence[Mention]]
) -> list[list[Mention]]:
    """The organisations that sentences of one article and language name, sentence by sentence.

    `people`: who is named in each, which is no part of what an organisation is called.
    """
    known = Organisations()
    found = [
        list(_full_names(each, code, known, [(m.start, m.stop) for m in named]))
        for each, named in zip(sentences, people, strict=True)
    ]
    _explain(sentences, known)
    forms = sorted({**known.full, **known.short}.items(), key=lambda each: -len(each[0]))
    for sentence, held, named in zip(sentences, found, people, strict=True):
        held.extend(_again(sentence, forms, [*held, *named]))
        held.sort(key=lambda each: each.start)
    return found


def _full_names(
    sentence: str, code: str, known: Organisations, taken: list[tuple[int, int]]
) -> Iterator[Mention]:
    for start, stop in (*_quoted(sentence), *_named(sentence, code, list(taken))):
        if any(start < last and first < stop for first, last in taken):
            continue
        taken.append((start, stop))
        text = sentence[start:stop]
        name = " ".join(text.split())
        known.full[text] = name
        short = _BRACKETED.match(sentence, _behind_quote(sentence, stop))
        if short is not None:
            known.short[short[1]] = name
        yield Mention(start, stop, text, "organisation", "list", name)


def _behind_quote(sentence: str, stop: int) -> int:
    return stop + 1 if sentence[stop : stop + 1] in '"”»“' else stop


def _quoted(sentence: str) -> Iterator[tuple[int, int]]:
    """What stands in quotation marks and calls itself an institution, or has a short form."""
    for match in _QUOTED.finditer(sentence):
        words = [folded_word(each) for each in WORD.findall(match[1])]
        if not match[1][0].isupper() or len(words) > _MOST_WORDS:
            continue
        explained = _BRACKETED.match(sentence, match.end()) is not None
        if explained or (len(words) > 1 and any(map(_is_institution, words[:1] + words[-1:]))):
            yield match.start(1), match.start(1) + len(match[1].rstrip(" .,;:!?"))


def _is_institution(folded: str) -> bool:
    return INSTITUTIONS.fullmatch(folded) is not None


def _named(sentence: str, code: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words with an institution among them, or with a short form behind."""
    words = [
        word
        for word in WORD.finditer(sentence)
        if not any(first <= word.start() < last for first, last in taken)
    ]
    begin = 0
    while begin < len(words):
        end = _run_end(sentence, words, begin, code)
        run = words[begin:end]
        if run and (span := _institution(sentence, run)) is not None:
            yield span
        begin = max(end, begin + 1)


def _run_end(sentence: str, words: Sequence[re.Match[str]], begin: int, code: str) -> int:
    """Where a run of capitals ends that may have small words between (of, for the)."""
    end = begin
    while end < len(words):
        word = words[end][0]
        if end > begin and sentence[words[end - 1].end() : words[end].start()].strip():
            break
        if not word[0].isupper() and (end == begin or word not in CONNECTING[code]):
            break
        end += 1
    while end > begin and not words[end - 1][0][0].isupper():
        end -= 1
    return end


def _institution(sentence: str, run: Sequence[re.Match[str]]) -> tuple[int, int] | None:
    first = 1 if folded_word(run[0][0]) in ("the", "a", "an") else 0
    run = _without_members(run[first:])
    if len(run) < 2:
        return None
    start, stop = run[0].start(), run[-1].end()
    explained = _BRACKETED.match(sentence, stop) is not None
    if explained or any(_is_institution(folded_word(each[0])) for each in run):
        return start, stop
    return None


def _without_members(run: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """A run without what is of the organisation and no part of its name: Members of the …"""
    small = [place for place, each in enumerate(run) if not each[0][0].isupper()]
    behind = next((place for place in range(1, len(run)) if place not in small), 0)
    if behind > 1 and small[0] == 1 and not _is_institution(folded_word(run[0][0])):
        return run[behind:] if _is_institution(folded_word(run[behind][0])) else run
    return run


def _explain(sentences: Sequence[str], known: Organisations) -> None:
    """Short forms that nobody explains, where one organisation of the article has the initials."""
    names = {concepts(each): each for each in reversed(known.full.values())}
    shorts = dict.fromkeys(match[0] for each in sentences for match in _SHORT.finditer(each))
    for short in shorts:
        fitting = [name for name in names.values() if fits(short, name)]
        if short not in known.short and len(fitting) == 1:
            known.short[short] = fitting[0]


def _again(
    sentence: str, forms: Sequence[tuple[str, str]], held: Sequence[Mention]
) -> Iterator[Mention]:
    """Where the sentence has a name or a short form that the article knows, and is not yet held."""
    taken = [(each.start, each.stop) for each in held]
    for form, name in forms:
        if form not in sentence:  # an article may have thousands of either
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", sentence):
            if any(match.start() < last and first < match.end() for first, last in taken):
                continue
            taken.append(match.span())
            yield Mention(*match.span(), form, "organisation", "key", name)
