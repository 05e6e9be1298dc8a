"""A translation beside its original, as a report shows it: paragraphs, and who read what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.decisions import HEADLINE, ORDER, Decision, State, page_state, settle
from dragoman.exchange.evidence.credit_of_records import credit_of, decisions_on, written_of
from dragoman.exchange.evidence.evidence import Evidence, Held
from dragoman.index.asking.credit import title_of

# Characters of the original that stand in the body of a report; the rest is in the appendix.
LONGEST = 7000
READ_AND_KEPT = ("edited", "approved")
Decided = Mapping[int, Sequence[Decision]]  # by sentence, the last counts


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A sentence of the original, or the headline (0): what stands beside it, and who decided.

    `begins` says that a paragraph begins with it. `stood` is what stood there before anybody
    decided, and `editor` who wrote the words that stand there now, where a person did.
    """

    n: int
    source: str
    target: str | None
    machine: str | None
    state: State
    reviewer: str | None
    begins: bool = True
    stood: str | None = None
    editor: str | None = None

    @property
    def changed(self) -> bool:
        """Whether a person put other words in the place of what stood there."""
        return self.state in READ_AND_KEPT and self.target != self.stood

    @property
    def was(self) -> str | None:
        """What an engine wrote, or what else stood there before a person changed it."""
        return self.machine if self.machine is not None else self.stood

    @property
    def word(self) -> str:
        """Its state; "untranslated" where neither a machine nor a person has written anything."""
        return "untranslated" if self.state == "refused" and self.machine is None else self.state

    @property
    def mark(self) -> str:
        if self.state in READ_AND_KEPT and self.reviewer:
            return "✎" * self.changed + "✓" * (self.state == "approved" or not self.changed)
        return "✗" if self.state == "rejected" else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Sentences of one state and reviewer: their numbers as a person writes them, `1–4, 7`."""

    numbers: str
    word: str
    reviewer: str | None
    headline: bool


@dataclass(frozen=True, slots=True)
class TranslationView:
    """`paragraphs` are those of the body of a report, `rest` those that are in its appendix.

    `witnesses` are models whose own translation it was held against, and whose words it has not.
    """

    record: str
    language: str
    attribution: str
    models: Sequence[Mapping[str, Any]]
    witnesses: Sequence[Mapping[str, Any]]
    sentences: tuple[SentenceRow, ...]
    paragraphs: tuple[tuple[SentenceRow, ...], ...]
    rest: tuple[tuple[SentenceRow, ...], ...]

    @property
    def state(self) -> State | None:
        return page_state(each.state for each in self.sentences)

    @property
    def standing(self) -> list[Standing]:
        """Who decided on which sentences, from the least finished to the most."""
        found: dict[tuple[int, str, str | None], list[int]] = {}
        for each in self.sentences:
            finished = ORDER.index(each.state)
            found.setdefault((finished, each.word, each.reviewer), []).append(each.n)
        ordered = sorted(found.items(), key=lambda item: (item[0][0], item[1]))
        return [
            Standing(ranges([n for n in numbers if n != HEADLINE]), word, who, HEADLINE in numbers)
            for (_, word, who), numbers in ordered
        ]


def translations(evidence: Evidence) -> Iterator[TranslationView]:
    """The latest translation into each language, with the latest decision on each sentence."""
    articles = {each.id: each for each in evidence.articles}
    latest = {str(_own(each)["target"]): each for each in evidence.translations}
    for language, held in sorted(latest.items()):
        own, written = _own(held), written_of(evidence, held)
        decisions = decisions_on(evidence.decisions, held.id, written)
        article = articles.get(str(own["article"]))
        rows = (
            *_headline(held, article, decisions),
            *_sentences(written.own["segments"], _body(article), decisions),
        )
        shown, rest = split(paragraphs(rows))
        credit, models = credit_of(evidence, held), written.models()
        beside = own.get("witnesses") or ()
        yield TranslationView(held.id, language, credit, models, beside, rows, shown, rest)


def paragraphs(rows: Iterable[SentenceRow]) -> list[tuple[SentenceRow, ...]]:
    found: list[list[SentenceRow]] = []
    for row in rows:
        if row.begins or not found:
            found.append([])
        found[-1].append(row)
    return [tuple(each) for each in found]


def split(
    found: Sequence[tuple[SentenceRow, ...]],
) -> tuple[tuple[tuple[SentenceRow, ...], ...], tuple[tuple[SentenceRow, ...], ...]]:
    """The paragraphs that stand in the body, and those for which there is no room in it.

    A paragraph that is longer than the room is divided between its sentences.
    """
    pieces = [(row,) for each in found for row in each] if _is_one_block(found) else list(found)
    room, stop = LONGEST, 0
    for piece in pieces:
        room -= sum(max(len(row.source), _length(row)) for row in piece)
        if room < 0 and stop:
            break
        stop += 1
    return tuple(pieces[:stop]), tuple(pieces[stop:])


def _length(row: SentenceRow) -> int:
    return len(row.target or "") + (len(row.was or "") if row.changed else 0)


def _is_one_block(found: Sequence[tuple[SentenceRow, ...]]) -> bool:
    return any(sum(len(row.source) for row in each) > LONGEST // 2 for each in found)


def split_text(text: str) -> tuple[list[str], list[str]]:
    """The same of a text that was not translated, by its lines."""
    lines = [each.strip() for each in text.split("\n") if each.strip()]
    pieces = [
        each[at : at + LONGEST // 2] for each in lines for at in range(0, len(each), LONGEST // 2)
    ]
    room, stop = 2 * LONGEST, 0
    for piece in pieces:
        room -= len(piece)
        if room < 0 and stop:
            break
        stop += 1
    return pieces[:stop], pieces[stop:]


def ranges(numbers: Sequence[int]) -> str:
    """`1–4, 7`."""
    runs: list[list[int]] = []
    for n in sorted(numbers):
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)


def _body(article: Held | None) -> str:
    return str(((article.content if article else None) or {}).get("articleBody", ""))


def _headline(held: Held, article: Held | None, decisions: Decided) -> Iterator[SentenceRow]:
    """The title as sentence 0, where it was translated."""
    title = title_of(held.content or {})
    if title is not None:
        said = ((article.content if article else None) or {}).get("headline")
        yield _row(HEADLINE, str(said or ""), title, decisions, begins=True)


def _own(held: Held) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (held.content or {})["dragoman"]
    return found


def _sentences(
    segments: Iterable[Mapping[str, Any]], text: str, decisions: Decided
) -> Iterator[SentenceRow]:
    before: int | None = None
    for segment in segments:
        start, stop = segment.get("start") or 0, segment.get("stop") or 0
        begins = before is None or "\n" in text[before:start]
        yield _row(int(segment["n"]), text[start:stop], segment, decisions, begins=begins)
        before = stop


def _row(
    n: int,
    source: str,
    segment: Mapping[str, Any],
    decisions: Decided,
    *,
    begins: bool,
) -> SentenceRow:
    made, stood = decisions.get(n, []), segment.get("target")
    state, target, reviewer = settle(segment["state"], stood, made[-1] if made else None)
    # Who approves the words of another has not written them.
    wrote = (each.reviewer for each in made if each.state == "edited" and each.text == target)
    return SentenceRow(
        n, source, target, segment.get("machine"), state, reviewer, begins, stood,
        editor=next(wrote, reviewer),
    )  # fmt: skip
