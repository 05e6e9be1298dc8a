"""Where a translation has something else for a listed name, by the alignment of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from dragoman.translate.names.name import Found
from dragoman.translate.text.put_back import LITTLE_WORDS, only_for
from dragoman.translate.text.spelling import WORD, name_key, stems
from dragoman.translate.text.word_alignment import Alignment, Span

_POSSESSIVE = re.compile(r"['’]s\Z")


@dataclass(frozen=True)
class Place:
    """A source and the alignment of its translation as it is now."""

    source: str
    alignment: Alignment

    def of(self, found: Found, text: str, others: Iterable[str]) -> Span | None:
        """The words of a text that stand for a name of the source, and are another name.

        None where that is unsure: they stand apart or for something else as well, are not written
        as names are, are more than the name has, spell another word of the source, or are one of
        `others`, the listed forms.
        """
        place = only_for(self.alignment, (found.start, found.stop), text)
        if place is None:
            return None
        written = _POSSESSIVE.sub("", text[slice(*place)])
        if not all(
            word[0].isupper() and word.lower() not in LITTLE_WORDS for word in written.split()
        ):
            return None
        most = max(
            len(side) for name in found.names for side in (name.source_words, name.target_words)
        )
        if len(written.split()) > most:  # a part of a longer name
            return None
        bare = WORD.findall(written)
        taken = {name_key(word) for form in others for word in WORD.findall(form)}
        if not taken.union(self._keys(found)).isdisjoint(filter(None, map(name_key, bare))):
            return None
        return place[0], place[0] + len(written)

    def replaced(self, place: Span, form: str) -> Self:
        return replace(self, alignment=self.alignment.replaced(*place, len(form)))

    def _keys(self, found: Found) -> set[str]:
        """Those of all words of the source beside the name, and of these without endings."""
        return {
            key
            for start, word in self._words
            if not found.start <= start < found.stop
            for stem in (word, *stems(word))
            if (key := name_key(stem))
        }

    @cached_property
    def _words(self) -> list[tuple[int, str]]:
        return [(match.start(), match[0]) for match in WORD.finditer(self.source)]
