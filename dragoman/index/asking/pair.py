"""A sentence and its translation, side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dragoman.decisions import HEADLINE, State
from dragoman.translate.likelihood.likely import Likely
from dragoman.translate.likelihood.witnessed import Witnessed
from dragoman.translate.sentences.segmentation import Segment
from dragoman.translate.text.flag import Flag


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence of an article and what stands beside it.

    `source.start` and `source.stop` are characters into the article's text; `n` counts sentences
    from 1, `paragraph` paragraphs from 1. The headline is sentence 0 of paragraph 0; it is no part
    of the text, so its two offsets are 0 here and null in JSON. `target` is None where there is no
    translation that may be shown as one; `machine` is what the engine wrote, whatever became of it.
    `state` is None where the sentence was not translated yet. `memory` names who approved elsewhere
    what the translation memory put here. `as_made`: nobody put other words in the place of the
    machine's, which flags and `Page.alignments` speak of. `likely` says how likely the machine's
    words are right, and why, `witness` what a second engine wrote; each is None where there is
    none.
    """

    n: int
    paragraph: int
    kind: str
    language: str
    source: Segment
    target: str | None
    machine: str | None
    state: State | None
    score: float | None
    flags: tuple[Flag, ...]
    reviewer: str | None
    memory: str | None = None
    as_made: bool = True
    likely: Likely | None = None
    witness: Witnessed | None = None

    def __repr__(self) -> str:
        flags = "".join(f", {flag.code}" for flag in self.flags)
        beside = f"{self.source.text!r} | {self.target!r}"
        return f"<Pair {self.n} {self.language} {self.state or 'untranslated'}{flags}: {beside}>"

    @property
    def is_headline(self) -> bool:
        """Whether it is the title, which is no part of the text."""
        return self.n == HEADLINE

    @property
    def to_translate(self) -> bool:
        """Whether nobody and nothing has written words for it."""
        return self.state == "refused" and self.machine is None

    @property
    def refusal(self) -> str:
        """Why there are no words that may stand as a translation."""
        reasons = [flag.message for flag in self.flags if flag.severity == "refuse"]
        if not reasons and self.to_translate:
            return "nobody has translated it yet"
        return "; ".join(reasons) or "the checks would not let it pass as a translation"

    def told(self, flag: Flag) -> Flag:
        """A finding as it is told: the checks looked at the machine's words, not at a person's."""
        if self.as_made or flag.code in ("by_hand", "ocr", "heard"):
            return flag
        return replace(flag, message=f"of the machine's words: {flag.message}")

    def to_json(self) -> dict[str, Any]:
        """The keys of a pair of `show --json`."""
        return {
            "n": self.n,
            "paragraph": self.paragraph,
            "start": None if self.is_headline else self.source.start,
            "end": None if self.is_headline else self.source.stop,
            "source": self.source.text,
            "target": self.target,
            "machine": self.machine,
            "state": self.state,
            "score": self.score,
            "flags": [flag.to_json() for flag in self.flags],
            "reviewer": self.reviewer,
            **self.judged_json(),
        }

    def judged_json(self) -> dict[str, Any]:
        """`likely` and `witness`, each only where there is one."""
        both = {"likely": self.likely, "witness": self.witness}
        return {name: told.to_json() for name, told in both.items() if told}
