"""Who is named in an article, sentence by sentence, and what of it nobody could look at.

Russian is looked at by natasha where that is installed, and by lists of names, capitals and endings
as Azerbaijani and English are where it is not. Where an article names somebody in full, the same
surname alone is found as well. Of other languages nothing is said.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.translate.people import lists, natasha_border
from dragoman.translate.people.by_rule import POSSESSIVE, people_by_rule, tokens_of
from dragoman.translate.people.mention import By, Mention
from dragoman.translate.people.organisations import organisations_in
from dragoman.translate.text.spelling import folded_word

RULED = ("az", "en", "ru")


@dataclass(frozen=True, slots=True)
class Said:
    """Sentence `n` of an article, in a language."""

    n: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """Mentions by the number of their sentence, each counted from the beginning of it.

    `looked` counts sentences by language and by what looked at them (`natasha` or `list`);
    `not_looked` those of languages that nothing here knows.
    """

    mentions: dict[int, list[Mention]]
    looked: dict[tuple[str, By], int]
    not_looked: dict[str, int]

    @property
    def natasha(self) -> str | None:
        """The version of natasha, where that looked."""
        used = any(way == "natasha" for _, way in self.looked)
        return natasha_border.version() if used else None


def find_named(sentences: Iterable[Said]) -> Named:
    """The people and organisations that the sentences of one article name."""
    by_language: dict[str, list[Said]] = defaultdict(list)
    for each in sentences:
        by_language[base(each.language)].append(each)
    found: dict[int, list[Mention]] = {}
    looked: Counter[tuple[str, By]] = Counter()
    for code, said in by_language.items():
        if code in RULED:
            way, mentions = _looked_at(said, code)
            looked[code, way] = len(said)
            found.update(mentions)
    _by_key(by_language, found)
    unknown = {code: len(said) for code, said in by_language.items() if code not in RULED}
    return Named(_in_order(found), dict(looked), unknown)


def base(language: str) -> str:
    """A code of a language without script and region: az-Cyrl is az."""
    return language.replace("_", "-").partition("-")[0]


def _in_order(found: dict[int, list[Mention]]) -> dict[int, list[Mention]]:
    return {
        n: sorted(held, key=lambda each: (each.start, each.stop))
        for n, held in sorted(found.items())
        if held
    }


def _looked_at(said: Sequence[Said], code: str) -> tuple[By, dict[int, list[Mention]]]:
    if code == "ru" and natasha_border.is_there():
        return "natasha", _by_natasha(said)
    people = [people_by_rule(each.text, code) for each in said]
    organisations = organisations_in([each.text for each in said], code, people)
    return "list", {
        each.n: [*named, *others]
        for each, named, others in zip(said, people, organisations, strict=True)
    }


def _by_natasha(said: Sequence[Said]) -> dict[int, list[Mention]]:
    """All sentences at once: what stands around a name tells it."""
    starts, place = [], 0
    for each in said:
        starts.append(place)
        place += len(each.text) + 1
    found: dict[int, list[Mention]] = {each.n: [] for each in said}
    for mention in natasha_border.mentions_in("\n".join(each.text for each in said)):
        at = bisect_right(starts, mention.start) - 1
        if mention.stop <= starts[at] + len(said[at].text):
            found[said[at].n].append(mention.moved(-starts[at]))
    return found


def _by_key(by_language: dict[str, list[Said]], found: dict[int, list[Mention]]) -> None:
    """Add the surnames and first names that stand alone of who is named in full elsewhere in it."""
    full = [
        each.name.split()
        for held in found.values()
        for each in held
        if each.kind == "person" and len(each.name.split()) > 1
    ]
    lasts = {key: words for words in full for key in _keys(words[-1])}
    firsts = {key: words for words in full for key in _keys(words[0])}
    for code, said in by_language.items():
        if code in RULED and not (code == "ru" and natasha_border.is_there()):
            for each in said:
                held = found.setdefault(each.n, [])
                held.extend(_alone(each.text, code, held, lasts, firsts))


def _keys(word: str) -> list[str]:
    return [lists.sound(each) for each in lists.stems_of(folded_word(word))]


def _alone(
    sentence: str,
    code: str,
    held: Sequence[Mention],
    lasts: dict[str, list[str]],
    firsts: dict[str, list[str]],
) -> list[Mention]:
    taken = [(each.start, each.stop) for each in held]
    made: list[Mention] = []
    tokens = tokens_of(sentence, code)
    for place, token in enumerate(tokens):
        if not token.capital or len(token.text) < 3 or lists.is_no_name(token.folded, code):
            continue
        if any(first <= token.start < last for first, last in taken):
            continue
        behind = tokens[place + 1] if place + 1 < len(tokens) else None
        if behind is not None and lists.is_called_after(behind.folded, code):
            continue
        keys = _keys(token.text)
        if any(each in lasts for each in keys):
            name = next(lasts[each][-1] for each in keys if each in lasts)
        elif not lists.is_also_a_word(token.folded, code) and any(e in firsts for e in keys):
            name = next(firsts[each][0] for each in keys if each in firsts)
        else:
            continue
        text = POSSESSIVE.sub("", token.text) if code == "en" else token.text
        made.append(Mention(token.start, token.start + len(text), text, "person", "key", name))
    return made
