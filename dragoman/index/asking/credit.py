"""Who wrote what stands in a translation, and who has read it, in one sentence.

It goes with a page wherever the page is shown or goes out. It is made from what is known of every
sentence, and claims no more: a model is named for words of its own that stand, not for a sentence
that came out of the memory, was refused, or has a person's words by now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.decisions import HEADLINE, REVIEWED, Decision, State, also_approved, settle
from dragoman.index.elsewhere.origin import Origin

UNNAMED = "a model that its record does not name"
Named = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """`count` sentences of a translation as they stand, of which the same can be said.

    `model` wrote words for them (name and version), whatever became of these; `memory` is who
    approved what stands for the same sentence elsewhere, `also` who did it here besides `reviewer`.
    `reworded`: what stands is a person's. `elsewhere`: decided on another capture of the page.
    """

    state: State
    model: str | None = None
    memory: str | None = None
    reviewer: str | None = None
    reworded: bool = False
    elsewhere: bool = False
    count: int = 1
    also: tuple[str, ...] = ()

    @property
    def readers(self) -> tuple[str, ...]:
        """Who has read it, where somebody has."""
        return tuple(sorted({self.reviewer, *self.also})) if self.read and self.reviewer else ()

    @property
    def stands(self) -> bool:
        return self.state in ("machine", "edited", "approved")

    @property
    def read(self) -> bool:
        return self.state in REVIEWED


def credit(sentences: Sequence[Told], headline: Told | None, origin: Origin, target: str) -> str:
    """The sentence of attribution. The headline is not counted among the sentences.

    Where no person has read anything of a machine's translation it is "Translated automatically by
    … from …, captured …, not reviewed."
    """
    if not sentences and headline is not None:
        sentences, headline = [headline], None
    counted = _Counted(sentences)
    parts = (
        counted.head(origin.whence(), target),
        counted.details(),
        counted.untouched(target),
        origin.says(),
        counted.of_headline(headline),
        counted.review(),
    )
    return "; ".join(part for part in parts if part) + "."


def reviewed(sentences: Sequence[Told], headline: Told | None) -> str | None:
    """How much of a translation people have read, and who: its sentences, then its headline."""
    counted = _Counted(sentences)
    of_sentences = review(
        counted.number(lambda each: each.read), counted.total, reviewers(counted.told)
    )
    read = headline is not None and headline.read
    of_headline = f"the headline reviewed by {_by(headline)}" if headline and read else None
    return "; ".join(filter(None, (of_sentences, of_headline))) or None


def review(read: int, total: int, reviewers: Sequence[str]) -> str | None:
    """How many sentences people have read, and who: "3 of 15 sentences reviewed by A, B"."""
    return f"{read} of {_sentences(total)} reviewed by {', '.join(reviewers)}" if read else None


def reviewers(sentences: Iterable[Told]) -> list[str]:
    return sorted({name for each in sentences for name in each.readers})


def _by(told: Told) -> str:
    return ", ".join(told.readers)


def _sentences(count: int) -> str:
    return f"{count} {'sentence' if count == 1 else 'sentences'}"


class _Counted:
    """The sentences that there was something to translate in, and what can be said of them."""

    def __init__(self, sentences: Iterable[Told]) -> None:
        told = list(sentences)
        self.left = sum(each.count for each in told if each.state == "original")
        self.told = [each for each in told if each.state != "original"]
        self.total = sum(each.count for each in self.told)
        own = [each for each in self.told if each.stands and not each.reworded]
        self.models = _models(each for each in own if not each.memory)
        self.memory = sorted({each.memory for each in own if each.memory})
        self.waiting = any(each.state == "machine" for each in self.told)

    def number(self, which: Callable[[Told], bool]) -> int:
        return sum(each.count for each in self.told if which(each))

    def head(self, origin: str, target: str) -> str:
        """Who wrote what stands, or that nothing does."""
        if self.left and not self.total:
            return f"Not translated, since it is in {target} already: {origin}"
        said = self._written(origin) or f"Not translated: {origin}"
        unread = self.total and not self.number(lambda each: each.read)
        return f"{said}, not reviewed" if unread else said

    def _written(self, origin: str) -> str | None:
        if self.models:
            return f"Translated automatically by {' and '.join(self.models)} {origin}"
        if self.memory:
            return f"Translated {origin}, out of the translation memory ({self._approved()})"
        own = [each for each in self.told if each.stands]
        people, drafts = ", ".join(reviewers(own)), _models(own)
        if drafts:
            by = " and ".join(drafts)
            return f"Edited by {people} from an automatic translation by {by}, {origin}"
        return f"Translated by {people} {origin}" if own else None

    def details(self) -> str | None:
        """What the head leaves out: "of 15 sentences 2 edited, 1 refused by the checks"."""
        refused = [each for each in self.told if each.state == "refused"]
        unnamed = [name for name in _models(refused) if name not in self.models]
        by = f" (written by {' and '.join(unnamed)})" if unnamed else ""
        counts = {
            "edited": self.number(lambda each: each.stands and each.reworded),
            "rejected": self.number(lambda each: each.state == "rejected"),
            f"refused by the checks{by}": sum(each.count for each in refused if each.model),
            "without a translation": sum(each.count for each in refused if not each.model),
            f"out of the translation memory ({self._approved()})": self._remembered(),
            "decided on another capture": self.number(lambda each: each.read and each.elsewhere),
        }
        said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        return f"of {_sentences(self.total)} {said}" if said else None

    def _remembered(self) -> int:
        """How many are out of the memory, where the head does not say it of all."""
        if not self.models:
            return 0
        return self.number(lambda each: bool(each.stands and each.memory and not each.reworded))

    def _approved(self) -> str:
        return f"approved elsewhere by {', '.join(self.memory)}"

    def untouched(self, target: str) -> str | None:
        if not self.left or not self.total:
            return None
        verbs = ("is", "has") if self.left == 1 else ("are", "have")
        return f"{self.left} more {verbs[0]} in {target} already or {verbs[1]} no words"

    def of_headline(self, headline: Told | None) -> str | None:
        """What a person made of it; where none has, only what the head does not say of it."""
        if headline is None or not (headline.stands or headline.read):
            return None
        if headline.read:
            where = ", on another capture" if headline.elsewhere else ""
            return f"{_headline_read(headline)}{where}"
        memory = headline.memory
        as_told = (
            not self.models and memory in self.memory if memory else headline.model in self.models
        )
        made = None if as_told and self.waiting else _headline_made(headline)
        return made and f"{made}, not reviewed"

    def review(self) -> str | None:
        read = self.number(lambda each: each.read)
        said = review(read, self.total, reviewers(self.told))
        return f"{said}, the others not reviewed" if said and read < self.total else said


def _headline_made(headline: Told) -> str:
    """Who wrote it, where no person has put other words in the place of theirs."""
    if headline.memory:
        said = f"out of the translation memory (approved elsewhere by {headline.memory})"
    else:
        said = f"translated automatically by {headline.model}"
    return f"the headline {said}"


def _headline_read(headline: Told) -> str:
    if headline.state == "rejected":
        return f"the translation of the headline rejected by {_by(headline)}"
    if not headline.reworded:
        return f"{_headline_made(headline)}, reviewed by {_by(headline)}"
    if not headline.model:
        return f"the headline translated by {_by(headline)}"
    by = f"{_by(headline)} from an automatic translation by {headline.model}"
    return f"the headline edited by {by}"


def _models(sentences: Iterable[Told]) -> list[str]:
    """The models that wrote words for them, the one that wrote most first."""
    counts: Counter[str] = Counter()
    for each in sentences:
        if each.model:
            counts[each.model] += each.count
    return sorted(counts, key=lambda name: (-counts[name], name))


# -- from the record of a translation ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """The record of a translation (its JSON), and what its article says of the languages.

    `languages` has those of the sentences by their number, `main` that of the article.
    """

    content: Mapping[str, Any]
    languages: Mapping[int, str]
    main: str

    @classmethod
    def of(cls, content: Mapping[str, Any], article: Mapping[str, Any] | None) -> Written:
        """With the record of the article that was translated, where there is one."""
        held = (article or {}).get("dragoman") or {}
        languages = {int(e["n"]): str(e["language"]) for e in held.get("segments") or []}
        return cls(content, languages, str((held.get("detection") or {}).get("code") or ""))

    @property
    def own(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.content["dragoman"]
        return found

    def sentences(self, decisions: Mapping[int, Sequence[Decision]]) -> list[Told]:
        """Each sentence as it stands after the decisions on it, which are in their order."""
        return [
            self._told(each, self.languages.get(int(each["n"])), decisions.get(int(each["n"]), ()))
            for each in self.own["segments"]
        ]

    def headline(self, decisions: Mapping[int, Sequence[Decision]]) -> Told | None:
        """The same of the headline; None where none was translated."""
        title = title_of(self.content)
        return self._told(title, self.main, decisions.get(HEADLINE, ())) if title else None

    def models(self) -> list[Named]:
        """The models that wrote anything, the one that wrote most first."""
        known = models_of(self.content)
        counts: Counter[int] = Counter()
        for each, language in self._written():
            model = model_for(known, language)
            if each.get("machine") is not None and model is not None:
                counts[known.index(model)] += 1
        return [known[place] for place in sorted(counts, key=lambda p: (-counts[p], p))]

    def _written(self) -> list[tuple[Mapping[str, Any], str | None]]:
        title = title_of(self.content)
        pairs = [(each, self.languages.get(int(each["n"]))) for each in self.own["segments"]]
        return [*pairs, (title, self.main)] if title else pairs

    def _told(
        self, segment: Mapping[str, Any], language: str | None, decisions: Sequence[Decision]
    ) -> Told:
        decision = decisions[-1] if decisions else None
        state, target, reviewer = settle(segment["state"], segment["target"], decision)
        memory = (segment.get("memory") or {}).get("reviewer")
        return told(
            state=state,
            memory=memory,
            wrote=segment.get("machine") is not None,
            model=model_for(models_of(self.content), language),
            reviewer=reviewer,
            reworded=target not in (None, segment["target"], segment.get("machine")),
            elsewhere=bool(decision and reviewer and decision.carried_page),
            also=tuple(also_approved(decisions)),
        )


def told(
    *,
    state: State,
    memory: str | None,
    wrote: bool,
    model: Named | None,
    reviewer: str | None,
    reworded: bool,
    elsewhere: bool,
    count: int = 1,
    also: tuple[str, ...] = (),
) -> Told:
    """`wrote`: an engine was asked, and `model` is the one that there is for the language."""
    nameless = state == "machine" and not memory
    label = label_of(model) if wrote or nameless else None
    by_person = reworded and state in ("edited", "approved")
    return Told(state, label, memory, reviewer, by_person, elsewhere, count, also)


def title_of(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The translated headline as a segment; records of other programs have but its text."""
    title = content["dragoman"].get("title")
    if isinstance(title, Mapping):
        return title
    words = content.get("headline")
    if not words:
        return None
    return {"target": words, "machine": words, "state": "machine"}


def models_of(content: Mapping[str, Any]) -> list[Named]:
    """The models that a record of a translation names, each with `engine name version from`."""
    own = content["dragoman"]
    unknown = dict.fromkeys(("from", "sha256", "licence")) | {"version": "", "demo": False}
    if own.get("models"):
        return [
            {**unknown, **each, "from": each.get("from") or each.get("source")}
            for each in own["models"]
        ]
    if not own.get("model"):
        return []
    named = {"engine": own.get("engine"), "name": own["model"], "to": own["target"]}
    return [unknown | named]


def model_for(models: Sequence[Named], language: str | None) -> Named | None:
    """The model that sentences of a language are given to; the only one where it names none."""
    fitting = [each for each in models if each.get("from") == language]
    if fitting:
        return fitting[-1]
    return models[0] if len(models) == 1 else None


def label_of(model: Named | None) -> str:
    return f"{model['name']} {model['version']}".strip() if model else UNNAMED
