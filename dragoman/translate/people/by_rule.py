"""People in a sentence by capitals, endings and lists of names, where no model says who is named.

A name is told from what is called after somebody by the noun behind it: Heydər Əliyev Mərkəzi is
nobody. A capital alone is none either: a surname has to end as surnames do, be listed, or stand
behind a word that says who somebody is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dragoman.translate.people import lists
from dragoman.translate.people.mention import Mention
from dragoman.translate.people.word_lists import TITLES
from dragoman.translate.text.capitals import lowered
from dragoman.translate.text.spelling import WORD, folded_word

_HYPHENED = re.compile(rf"{WORD.pattern}(?:-{WORD.pattern})*")
_JOINED = re.compile(r"[ \t\u00a0]{1,2}|[ \t]?\r?\n[ \t]?|\.[ \t\u00a0]?")
_FATHER = frozenset(("oglu", "qizi", "oğlu", "qızı", "оглу", "оглы", "кызы", "oghlu", "gizi"))
POSSESSIVE = re.compile(r"['’]s?$")
_MANY, _GENITIVE = re.compile("l[ae]r(?:[iu]|[ae]|d[ae]n?|[iu]n)?$"), re.compile("n[iu]n$|d[ae]n?$")
_FOUNDED = re.compile("[^aeiou]?l[iu](?:n[iu]n?|y[iu]|d[ae]n?|yl[ae])?$|[^i]li[y][ae]$")
_LONGEST = 4
# A shorter first name sounds like too many words of English and Russian.
_HEARD = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence; `first` where the sentence begins with it."""

    text: str
    start: int
    stop: int
    first: bool

    @property
    def folded(self) -> str:
        return folded_word(self.text)

    @property
    def plain(self) -> str:
        """In small letters, with those that only Azerbaijani has as they are."""
        return self.folded if self.text.isascii() else lowered(self.text, "az")

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def tokens_of(sentence: str, code: str) -> list[Token]:
    """The words; where two names ran together (AshurovNurana) they are two."""
    found: list[Token] = []
    for match in _HYPHENED.finditer(sentence):
        start = match.start()
        for part in _apart(match[0], code):
            found.append(Token(part, start, start + len(part), not found))
            start += len(part)
    return found


def _apart(word: str, code: str) -> list[str]:
    for place in range(4, len(word) - 2):
        if word[place - 1].islower() and word[place].isupper():
            if lists.surname_stem(folded_word(word[:place]), code):
                return [word[:place], word[place:]]
            break
    return [word]


def people_by_rule(sentence: str, code: str) -> list[Mention]:
    """The people named in one sentence in Azerbaijani, Russian or English (`az ru en`)."""
    tokens = tokens_of(sentence, code)
    found: list[Mention] = []
    for begin, end in _runs(sentence, tokens):
        found.extend(_Run(sentence, tokens, begin, end, code).people())
    return found


def _runs(sentence: str, tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Stretches of words with capitals that nothing stands between."""
    begin = 0
    while begin < len(tokens):
        end = begin
        while end < len(tokens) and _goes_on(sentence, tokens, begin, end):
            end += 1
        if end > begin:
            yield begin, end
        begin = max(end, begin + 1)


def _goes_on(sentence: str, tokens: list[Token], begin: int, end: int) -> bool:
    here = tokens[end]
    if not here.capital and not (end > begin and here.folded in _FATHER):
        return False
    if end == begin:
        return True
    between = sentence[tokens[end - 1].stop : here.start]
    if "." in between and len(tokens[end - 1].text) > 1:
        return False
    return between == "" or _JOINED.fullmatch(between) is not None


class _Run:
    """A stretch of capitalised words, and who is named in it."""

    def __init__(self, sentence: str, tokens: list[Token], begin: int, end: int, code: str) -> None:
        self._sentence = sentence
        self._tokens = tokens
        self._begin, self._end = begin, end
        self._code = code

    def people(self) -> Iterator[Mention]:
        place = self._begin
        while place < self._end:
            taken = self._name_at(place)
            if taken and not self._thing_behind(place, taken):
                yield self._mention(place, taken)
            elif taken and self._code == "az":
                return  # the whole of it is what the thing is called
            place += taken or 1

    def _name_at(self, place: int) -> int:
        """How many words a name has that begins at a word; 0 where none does."""
        if not self._may_be(place):
            return 0
        initials = self._initials(place)
        if initials and self._surname(place + initials):
            return initials + 1
        return self._told_by_words(place) if len(self._tokens[place].text) > 2 else 0

    def _told_by_words(self, place: int) -> int:
        here = self._tokens[place]
        if lists.is_first_name(here.plain, self._code) and self._surname_behind(place):
            return self._and_more(place, 2)
        if self._initial_behind(place) and (
            self._is_said_who(place) or lists.is_first_name(here.plain, self._code)
        ):
            return 3
        if self._surname(place):
            return self._from_surname(place)
        if self._unknown_with_surname(place):
            return self._and_more(place, 2)
        if self._is_said_who(place):
            both = self._is_whole(place) and self._may_be(place + 1)
            return 2 if both and not self._many(place + 1) else int(self._founded(place))
        return int(lists.is_known_elsewhere(here.folded, self._code))

    def _may_be(self, place: int) -> bool:
        """Whether a word of the run can be part of a name at all."""
        if not self._begin <= place < self._end:
            return False
        here = self._tokens[place]
        if not here.capital or lists.is_no_name(here.folded, self._code):
            return False
        return not here.text.isupper() or len(here.text) < 2 or self._shouted

    @cached_property
    def _shouted(self) -> bool:
        """Whether the whole sentence is in capitals, as headlines are."""
        return not any(each.text[1:].islower() for each in self._tokens if len(each.text) > 2)

    def _initials(self, place: int) -> int:
        count = 0
        while place + count < self._end and len(self._tokens[place + count].text) == 1:
            count += 1
        return count

    def _surname(self, place: int) -> bool:
        if not self._may_be(place):
            return False
        here = self._tokens[place]
        return lists.surname_stem(here.plain, self._code) is not None

    def _initial_behind(self, place: int) -> bool:
        """Whether a first name is followed by an initial and a surname: George W. Bush."""
        behind = place + 1
        if not self._may_be(behind + 1) or len(self._tokens[behind + 1].text) < 3:
            return False
        return len(self._tokens[behind].text) == 1

    def _surname_behind(self, place: int) -> bool:
        """Whether a first name is followed by what can be a surname."""
        here, behind = self._tokens[place], place + 1
        if not self._may_be(behind) or len(self._tokens[behind].text) < 2:
            return False
        by_sound = self._code != "az" and len(here.text) < _HEARD
        if not by_sound and not lists.is_also_a_word(here.folded, self._code):
            return True
        following = self._tokens[behind].plain
        return self._surname(behind) or lists.is_declined_first_name(following, self._code)

    def _and_more(self, place: int, count: int) -> int:
        """A name with the surname behind two first names, or the father's name, if it is there."""
        while count < _LONGEST and self._goes_further(place, count):
            count += 1
        return count

    def _goes_further(self, place: int, count: int) -> bool:
        behind = place + count
        if behind >= self._end:
            return False
        if any(
            each.folded in _FATHER for each in self._tokens[behind : min(behind + 2, self._end)]
        ):
            return True
        known = lists.is_known_elsewhere(self._tokens[behind].folded, self._code)
        first = lists.is_first_name(self._tokens[behind - 1].plain, self._code)
        return known or (first and self._surname(behind))

    def _from_surname(self, place: int) -> int:
        """A surname alone, or with the first name and the father's behind it."""
        behind = place + 1
        following = self._tokens[behind] if self._may_be(behind) else None
        if following is None or not lists.is_declined_first_name(following.plain, self._code):
            return 1
        if self._surname_behind(behind) and not self._fathers(behind):
            return 1  # that is another name: its own surname is behind it
        bare = lists.surname_stem(self._tokens[place].plain, self._code)
        if self._tokens[place].folded != bare and self._code == "az":
            return 1  # a surname with an ending ends a name
        return self._and_more(place, 2)

    def _fathers(self, place: int) -> bool:
        return place + 2 < self._end and self._tokens[place + 2].folded in _FATHER

    def _unknown_with_surname(self, place: int) -> bool:
        """Whether a word that no list knows stands before a surname, and does not just begin the
        sentence."""
        here = self._tokens[place]
        return not here.first and self._surname(place + 1) and not self._has_ending(here)

    def _has_ending(self, here: Token) -> bool:
        return here.folded.endswith(("'s", "'"))

    def _is_said_who(self, place: int) -> bool:
        """Whether the word before says who somebody is: a profession, an office, a relation."""
        if not place:
            return False
        before = self._tokens[place - 1]
        apart = self._sentence[before.stop : self._tokens[place].start].strip()
        return before.folded in TITLES and not apart

    def _is_whole(self, place: int) -> bool:
        """Whether a word bears none of the endings that only the last word of a name does."""
        return not self._many(place) and not _GENITIVE.search(self._tokens[place].folded)

    def _many(self, place: int) -> bool:
        """Whether a word says that there are many of it, which no name does."""
        return self._code == "az" and _MANY.search(self._tokens[place].folded) is not None

    def _founded(self, place: int) -> bool:
        """Whether a word ends as surnames do that other words end in too."""
        return self._code == "az" and _FOUNDED.search(self._tokens[place].folded) is not None

    def _thing_behind(self, place: int, taken: int) -> bool:
        """Whether a thing is called after the name: its noun is behind, and the name is bare."""
        last = self._tokens[place + taken - 1]
        if place + taken >= len(self._tokens):
            return False
        behind = self._tokens[place + taken]
        if self._sentence[last.stop : behind.start].strip():
            return False
        if self._code != "az":
            return behind.capital and lists.is_called_after(behind.folded, self._code)
        if self._bears_ending(last):
            return False
        return self._last_thing >= place + taken or lists.is_called_after(behind.folded, "az")

    @cached_property
    def _last_thing(self) -> int:
        """The place of the last noun of the run that a thing is called by after somebody."""
        places = range(self._end - 1, self._begin - 1, -1)
        tokens = self._tokens
        return next((p for p in places if lists.is_called_after(tokens[p].folded, "az")), -1)

    def _bears_ending(self, last: Token) -> bool:
        """Whether a name stands in the genitive: what is behind it is its bearer's."""
        folded = last.folded
        if lists.is_first_name(last.plain, self._code):
            return False
        stem = lists.surname_stem(last.plain, self._code)
        if stem is None:
            return folded.endswith(("nin", "nun"))
        return folded.endswith(("in", "un")) and folded != stem

    def _mention(self, place: int, taken: int) -> Mention:
        here = self._tokens[place : place + taken]
        text = self._sentence[here[0].start : here[-1].stop]
        if self._code == "en":
            text = POSSESSIVE.sub("", text)
        start = here[0].start
        words = [*(each.text for each in here[:-1]), self._bare(here[-1])]
        return Mention(start, start + len(text), text, "person", "list", " ".join(words))

    def _bare(self, last: Token) -> str:
        """The last word of a name without the ending that it bears, where that can be told."""
        text = POSSESSIVE.sub("", last.text)
        stem = lists.surname_stem(last.plain, self._code)
        if self._code == "ru" or stem is None or len(last.folded) != len(last.text):
            return text
        return text[: len(stem)]
