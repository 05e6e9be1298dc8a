"""What records of ours say, with marks: texts, addresses, and the places of sentences in a text.

Whatever tells of a text that is withheld without saying it goes too: how long it was, how sure a
model was of it, which digest it had.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from dragoman.withholding.finder import Found, Setting
from dragoman.withholding.withholding import MARK, Change, Marked, Withholding, mark_of

DIGEST = re.compile(
    r"(?:(?:sha(?:-?1|-?256|-?384|-?512)|md5|blake2b?)[:-])[0-9A-Za-z+/=]{22,}"
    r"|[0-9a-fA-F]{32,128}|[A-Z2-7]{32}|[A-Z2-7]{52}(?:={4})?"
)
# Of a sentence that has something withheld: by these a name could be tried, or its length be known.
TELLING = ("score", "likely", "witness", "alignment", "memory_score")
GONE = "withheld"
# In the place of what checks say of such a sentence: they name words of it, lengths and likenesses,
# in spellings that nobody would look for.
SILENT = "What it says of this sentence is withheld."
WORDS = ("tags", "untags")
# Where a credit names people, and what follows their names.
_PEOPLE = re.compile(
    r"(?<=\bby )[^;]+?"
    r"(?=, the others not|, on another capture|, out of| from |\)|; |\.$|$)"
)


_COUNT = re.compile(
    r"(?<![\w,.])\d[\d,.]*(?= (?:more |longer )?(?:word|headline|paragraph|sentence|letter|%))"
)


def without_counts(value: Any) -> Any:
    """The same with no count in the reason of a verdict: of all words, less those that stand in the
    export, a passage that is withheld would be left."""
    if isinstance(value, Mapping):
        return {
            name: _COUNT.sub("…", each)
            if name == "reason" and isinstance(each, str)
            else without_counts(each)
            for name, each in value.items()
        }
    return [*map(without_counts, value)] if isinstance(value, list | tuple) else value


def names_last(credit: str) -> str:
    """A marked credit with the marks behind the names beside them: these stand by the alphabet,
    and the place of a mark among them would tell where in it the name stands."""

    def ordered(people: re.Match[str]) -> str:
        return ", ".join(sorted(people[0].split(", "), key=lambda each: bool(MARK.search(each))))

    return _PEOPLE.sub(ordered, credit)


class Told:
    """One page's records: what of them is marked, and that anything was."""

    def __init__(
        self, withholding: Withholding, setting: Setting, allowed: Collection[str]
    ) -> None:
        self.withholding = withholding
        self.setting = setting
        self._allowed = allowed
        self.lines: dict[int, None] = {}

    def text(self, text: str) -> str:
        marked = self.withholding.marked(text, self.setting)
        self.lines |= dict.fromkeys(marked.lines)
        return marked.text

    def value(self, value: Any) -> Any:
        """Of whatever shape JSON has; digests only that may go out."""
        if isinstance(value, str):
            if DIGEST.fullmatch(value):
                return value if value in self._allowed else GONE
            return self.text(value)
        if isinstance(value, Mapping):
            return {
                name: self.words(each) if name in WORDS else self.value(each)
                for name, each in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.value(each) for each in value]
        return value

    def words(self, value: Any) -> Any:
        """Words that people write small, and together: tags."""
        if not isinstance(value, list):
            return self.value(value)
        return [
            mark_of(lines)
            if (lines := self.withholding.finder.in_one_word(str(each), self.setting))
            else self.value(each)
            for each in value
        ]

    # -- articles and their translations ------------------------------------------------------

    def body(
        self, text: str, segments: Sequence[Mapping[str, Any]], other: Mapping[int, Collection[int]]
    ) -> Marked:
        """An article's text; of a sentence whose translation has a name that it has not, nothing.

        `other`: by sentence, which lines stand in its translations.
        """
        found = self.withholding.finder.find(text, self.setting)
        for each in segments:
            start, stop = int(each["start"]), int(each["stop"])
            own = {f.number for f in found if f.start < stop and f.stop > start}
            missing = [n for n in other.get(int(each["n"]), ()) if n not in own]
            if missing and not (own and self._are_passages(missing)):
                found = [f for f in found if f.stop <= start or f.start >= stop]
                found.append(Found(start, stop, missing[0]))
        marked = self.withholding.marked_at(text, sorted(found, key=lambda f: f.start))
        self.lines |= dict.fromkeys(marked.lines)
        return marked

    def translated(self, text: str | None, lines: Collection[int]) -> Marked | None:
        """A translation; nothing of it where a name of its original is not to be found in it."""
        if text is None:
            return None
        marked = self.withholding.marked(text, self.setting)
        missing = [each for each in lines if each not in marked.lines]
        if text and missing and not (marked.lines and self._are_passages(missing)):
            marked = self.withholding.whole(list(dict.fromkeys([*lines, *marked.lines])), text)
        self.lines |= dict.fromkeys(marked.lines)
        return marked

    def _are_passages(self, lines: Collection[int]) -> bool:
        passages = {e.number for e in self.withholding.finder.listed.entries if e.passage}
        return passages.issuperset(lines)

    def segment(self, said: Mapping[str, Any], lines: Collection[int]) -> dict[str, Any]:
        """What was made of a sentence that has these lines of the list, in any of its texts."""
        made = self.value({k: v for k, v in said.items() if k not in ("target", "machine")})
        marked = [self.translated(said.get(name), lines) for name in ("target", "machine")]
        for name, each in zip(("target", "machine"), marked, strict=True):
            if name in said:
                made[name] = None if each is None else each.text
        if lines or any(each is not None and each.touched for each in marked):
            made = {name: each for name, each in made.items() if name not in TELLING}
            made["score"] = None
            for flag in made.get("flags") or []:
                flag.pop("places", None)
                flag["message"] = SILENT
        return dict(made)


def lines_at(marked: Marked, start: int, stop: int) -> list[int]:
    """Which lines of the list stand in a stretch of a text."""
    found: dict[int, None] = {}
    for change in _changes_at(marked, start, stop):
        mark = marked.text[change.begins : change.ends]
        found |= dict.fromkeys(map(int, re.findall(r"(?<=withheld[ -])\d+", mark)))
    return list(found)


def _changes_at(marked: Marked, start: int, stop: int) -> Iterator[Change]:
    return (each for each in marked.changes if each.start < stop and each.stop > start)


def moved(said: Mapping[str, Any], body: Marked | None) -> dict[str, Any]:
    """The same with its `start` and `stop` as they are in the marked text."""
    made = dict(said)
    if body is None:
        return made
    if isinstance(made.get("start"), int):
        made["start"] = body.moved(made["start"])
    if isinstance(made.get("stop"), int):
        made["stop"] = body.moved(made["stop"], is_end=True)
    return made
