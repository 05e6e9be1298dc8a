"""The translation memory: what people approved as translations of sentences, and what rejected.

The same sentence is given the same translation again, as a proposal: it can mean another person
elsewhere. A close one is offered to a person and never put in. What was rejected after it had been
approved is neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CLOSE = 70.0
MOST = 5


@dataclass(frozen=True, slots=True)
class Remembered:
    """A sentence, its translation, who approved it and when, and where.

    `translation` is that translation's record, `page` the page's. `ordered_at` is by what it comes
    before or after others, where that is not `approved_at`: a clock may have been wrong.
    """

    source: str
    code: str
    text: str
    reviewer: str
    approved_at: str
    translation: str
    n: int
    page: str = ""
    ordered_at: str = ""

    @property
    def order(self) -> str:
        return self.ordered_at or self.approved_at

    def to_json(self) -> dict[str, object]:
        """For the record of a translation that used it."""
        return {
            "reviewer": self.reviewer,
            "approved_at": self.approved_at,
            "translation": self.translation,
            "n": self.n,
        }


@dataclass(frozen=True, slots=True)
class Rejected:
    """Words that a person rejected as the translation of a sentence; who, when, on which page.

    `ordered_at` as for what is remembered.
    """

    source: str
    code: str
    text: str
    reviewer: str
    rejected_at: str
    page: str = ""
    ordered_at: str = ""

    @property
    def order(self) -> str:
        return self.ordered_at or self.rejected_at


@dataclass(frozen=True, slots=True)
class Close:
    """A remembered sentence that is like another; `likeness` is 0 to 100."""

    likeness: float
    remembered: Remembered


class Memory:
    """What was approved and rejected into one target language. Immutable: threads may share it."""

    def __init__(
        self, remembered: Iterable[Remembered] = (), rejected: Iterable[Rejected] = ()
    ) -> None:
        """Of several for one sentence the latest counts, and of two minds about one the later."""
        self._rejected: dict[tuple[str, str, str], list[Rejected]] = {}
        for no in sorted(rejected, key=lambda each: each.order, reverse=True):
            self._rejected.setdefault((no.code, no.source, no.text), []).append(no)
        self._known: dict[tuple[str, str], list[Remembered]] = {}
        for each in sorted(
            remembered, key=lambda each: (each.order, each.translation), reverse=True
        ):
            if not self._rejected_since(each):
                self._known.setdefault((each.code, each.source), []).append(each)

    def _rejected_since(self, known: Remembered) -> bool:
        against = self._rejected.get((known.code, known.source, known.text), ())
        return any(each.order > known.order for each in against)

    def __len__(self) -> int:
        return len(self._known)

    def exact(self, source: str, code: str, *, but: str | None = None) -> Remembered | None:
        """What was approved for just this sentence, letter for letter, on a page other than `but`.

        What was approved on a page itself carries over to its next translation as a decision.
        """
        known = self._known.get((code, source), ())
        return next((each for each in known if but is None or each.page != but), None)

    def rejected(
        self, source: str, code: str, text: str, *, but: str | None = None
    ) -> Rejected | None:
        """Who rejected just these words for just this sentence, on a page other than `but`."""
        against = self._rejected.get((code, source, text), ())
        return next((each for each in against if but is None or each.page != but), None)

    def close(self, source: str, code: str, most: int = MOST) -> list[Close]:
        """Sentences of the same language that are like this one, the likest first.

        By RapidFuzz's ratio of letters; the sentence itself is not among them.
        """
        from rapidfuzz import fuzz, process

        # What is much longer or shorter cannot be close, and is most of a large memory.
        size, apart = len(source), 200 - CLOSE
        like = [
            text
            for language, text in self._known
            if size * CLOSE <= len(text) * apart
            and len(text) * CLOSE <= size * apart
            and language == code
            and text != source
        ]
        found = process.extract(source, like, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=most)
        return [Close(round(score, 1), self._known[code, text][0]) for text, score, _ in found]
