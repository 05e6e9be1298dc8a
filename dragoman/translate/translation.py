"""From sentences to translated segments: texts, states, scores and flags, document by document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dragoman.guard import several
from dragoman.translate.checks import Flag, check_all
from dragoman.translate.checks.case import Case
from dragoman.translate.engines.engine import Cancelled, Context, Output, Progress
from dragoman.translate.likelihood.likely import Likely, likely
from dragoman.translate.likelihood.witnessed import Witnessed, agreement, disagreement
from dragoman.translate.memory import Memory, Rejected, Remembered
from dragoman.translate.models.model import Model, missing
from dragoman.translate.names.names import Names
from dragoman.translate.numbers_back import WRONG, numbers_right
from dragoman.translate.text.as_read import as_read
from dragoman.translate.text.capitals import Known, in_sentence_case, is_in_capitals
from dragoman.translate.text.flag_places import with_places
from dragoman.translate.text.protect import has_words
from dragoman.translate.text.word_alignment import NONE, Alignment
from dragoman.translate.translator import Translator

State = Literal["machine", "refused", "original"]
SourceSegment = tuple[str, str]  # a sentence, and the code of the language that it is in
UNKNOWN = "und"
# Sentences of a page that an engine may read before each: more make an answer slower, not better.
BEFORE = 3


@dataclass(frozen=True, slots=True)
class TranslatedSegment:
    """One sentence and what became of it.

    "machine": an engine wrote `target`. "refused": `target` is None, the flags say why, and what
    the engine wrote (if it was asked) is in `machine`. "original": there was nothing to translate
    (the target language already, or no words at all), and `target` is the source. `alignment` is
    that of `source` and `target` (of `machine`, where `target` is None), word by word. `likely` is
    None where nothing was looked at that would tell, `witness` where no second engine was asked.
    """

    source: str
    code: str
    target: str | None
    machine: str | None
    state: State
    score: float | None
    flags: tuple[Flag, ...] = ()
    memory: Remembered | None = None
    alignment: Alignment = NONE
    witness: Witnessed | None = None
    likely: Likely | None = None


@several
def translate_segments(
    segments: Sequence[SourceSegment],
    target: str,
    translators: Mapping[str, Translator],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    *,
    names: Names | None = None,
    memory: Memory | None = None,
    witnesses: Mapping[str, Translator] | None = None,
) -> list[TranslatedSegment]:
    """One document; see `translate_documents`."""
    return translate_documents(
        [segments],
        target,
        translators,
        progress,
        cancelled,
        names=names,
        memory=memory,
        witnesses=witnesses,
    )[0]


@several
def translate_documents(
    documents: Sequence[Sequence[SourceSegment]],
    target: str,
    translators: Mapping[str, Translator],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    *,
    names: Names | None = None,
    memory: Memory | None = None,
    pages: Sequence[str] | None = None,
    witnesses: Mapping[str, Translator] | None = None,
) -> list[list[TranslatedSegment]]:
    """Translates the segments of many documents at once, which is what makes batches full.

    `translators` holds a translator for each source language that can be translated; a segment
    in another language is refused with the flag `no_model`. The checks see each document alone.
    A sentence that is in the `memory` is not given to an engine; in the others listed `names` are
    put right. A sentence in capitals is given to the engine in small letters. `pages` says which
    page each document is: what was decided on it is not memory to it. An output that loops, is cut
    or empty is decoded again in another way. `witnesses` are other translators, by source language:
    what they make of the same sentences, with the same names and checks, stands beside what is
    kept, and no word of it is put in its place. `progress(done, total)` counts the sentences given
    to engines. Raises TranslationCancelled.
    """
    # One that remembers nothing is empty, and may still know what was rejected.
    memory = Memory() if memory is None else memory
    own = list(pages or [""] * len(documents))
    placed = list(zip(documents, own, strict=True))
    names = names or Names()
    given = [_as_given(document, names) for document in documents]
    context = Context(_before(documents, given), _listed(names), BEFORE)
    sides = [translators, witnesses] if witnesses else [translators]
    made = [
        _Work(
            target,
            asked,
            _outputs(placed, given, target, asked, memory, context, report, cancelled),
            names,
            memory,
        ).documents(placed, given)
        for asked, report in zip(sides, _shared_out(progress, len(sides)), strict=True)
    ]
    seen: Sequence[Sequence[TranslatedSegment | None]] = (
        made[1] if witnesses else [[None] * len(document) for document in documents]
    )
    judge = _Judging(target, translators, witnesses or {})
    return [
        [
            judge.segment(own, read.get((own.source, own.code), own.source), other)
            for own, other in zip(document, others, strict=True)
        ]
        for document, others, read in zip(made[0], seen, given, strict=True)
    ]


def _as_given(document: Sequence[SourceSegment], names: Names) -> dict[SourceSegment, str]:
    """What a model is given for those sentences of a document that are in capitals."""
    shouted = [segment for segment in document if is_in_capitals(segment[0])]
    if not shouted:
        return {}
    known = {
        code: Known(
            (as_read(text, code) for text, own in document if own == code),
            (name.source for name in names),
        )
        for code in {code for _, code in shouted}
    }
    return {
        (text, code): in_sentence_case(as_read(text, code), code, known[code])
        for text, code in shouted
    }


def _before(
    documents: Sequence[Sequence[SourceSegment]], given: Sequence[Mapping[SourceSegment, str]]
) -> dict[str, tuple[str, ...]]:
    """By sentence, as engines read it, those before it, where it first stands."""
    found: dict[str, tuple[str, ...]] = {}
    for document, read in zip(documents, given, strict=True):
        texts = [as_read(read.get(each, each[0]), each[1]) for each in document]
        for number, text in enumerate(texts):
            found.setdefault(text, tuple(texts[max(0, number - BEFORE) : number]))
    return found


def _listed(names: Names) -> Callable[[str], list[tuple[str, str]]]:
    """The listed names in a sentence that can be meant in one way, and how they are written."""
    return lambda text: [
        (found.text, found.names[0].target) for found in names.find(text) if len(found.names) == 1
    ]


def _outputs(
    placed: Sequence[tuple[Sequence[SourceSegment], str]],
    given: Sequence[Mapping[SourceSegment, str]],
    target: str,
    translators: Mapping[str, Translator],
    memory: Memory,
    context: Context,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> dict[SourceSegment, Output]:
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    for (document, page), read in zip(placed, given, strict=True):
        for text, code in document:
            if code not in translators or _is_original(text, code, target):
                continue
            if memory.exact(text, code, but=page) is None:
                wanted[code][read.get((text, code), text)] = None
    total = sum(map(len, wanted.values()))
    outputs: dict[SourceSegment, Output] = {}
    for code, texts in wanted.items():
        report = _shifted(progress, len(outputs), total)
        made = translators[code].translate(list(texts), report, cancelled, context, aligned=True)
        made = translators[code].mended(list(texts), made, cancelled, aligned=True)
        outputs |= {(text, code): output for text, output in zip(texts, made, strict=True)}
    return outputs


@dataclass(frozen=True, slots=True)
class _Work:
    """What every document of one call is made with."""

    target: str
    translators: Mapping[str, Translator]
    outputs: Mapping[SourceSegment, Output]
    names: Names
    memory: Memory

    def documents(
        self,
        placed: Sequence[tuple[Sequence[SourceSegment], str]],
        given: Sequence[Mapping[SourceSegment, str]],
    ) -> list[list[TranslatedSegment]]:
        return [
            self.document(document, page, read)
            for (document, page), read in zip(placed, given, strict=True)
        ]

    def document(
        self, document: Sequence[SourceSegment], page: str, given: Mapping[SourceSegment, str]
    ) -> list[TranslatedSegment]:
        read = [given.get(segment, segment[0]) for segment in document]
        checked = self._checked(list(zip(read, (code for _, code in document), strict=True)))
        return [
            self._segment(segment, own, flags, page)
            for segment, own, flags in zip(document, read, checked, strict=True)
        ]

    def _checked(self, document: Sequence[SourceSegment]) -> list[list[Flag]]:
        """The checks of a document as models were given it, for each language by itself."""
        flags: list[list[Flag]] = [[] for _ in document]
        places: dict[str, list[int]] = defaultdict(list)
        pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for number, (text, code) in enumerate(document):
            if (output := self.outputs.get((text, code))) is not None:
                places[code].append(number)
                pairs[code].append((text, output.text))
        for code, numbers in places.items():
            for number, found in zip(
                numbers, check_all(pairs[code], code, self.target, known=self.names), strict=True
            ):
                flags[number] = found
        return flags

    def _segment(
        self, segment: SourceSegment, read: str, checked: list[Flag], page: str
    ) -> TranslatedSegment:
        text, code = segment
        if _is_original(text, code, self.target):
            return TranslatedSegment(text, code, text, None, "original", None)
        if (known := self.memory.exact(text, code, but=page)) is not None:
            return _from_memory(text, code, known)
        if (output := self.outputs.get((read, code))) is not None:
            said = [] if read == text else [_capitals(read)]
            return self._machine(segment, read, output, [*checked, *said], page)
        flag = Flag("no_model", "refuse", _why_not(code, self.target))
        return TranslatedSegment(text, code, None, None, "refused", None, (flag,))

    def _machine(
        self, segment: SourceSegment, read: str, output: Output, checked: list[Flag], page: str
    ) -> TranslatedSegment:
        text, code = segment
        flags = [*checked, *_of_engine(output, self.translators[code].model)]
        refused = any(flag.severity == "refuse" for flag in flags)
        alignment = output.alignment.read_as(read, text)
        spelled = self.names.spell(
            text, output.text, replace=not refused, code=code, alignment=alignment
        )
        made, alignment, flags = spelled.text, spelled.alignment, [*flags, *spelled.flags]
        right = None if refused else numbers_right(text, made, alignment, code, self.target)
        if right is not None:
            made, alignment = right.text, right.alignment
            flags = [*(flag for flag in flags if flag.code != WRONG), *right.flags]
        against = self.memory.rejected(text, code, made, but=page)
        flags += [_rejected_elsewhere(against)] if against and not refused else []
        alignment = alignment.by_words(text, made)
        return TranslatedSegment(
            source=text,
            code=code,
            target=None if refused else made,
            machine=output.text,
            state="refused" if refused else "machine",
            score=output.score,
            flags=tuple(with_places(flag, text, made, alignment) for flag in flags),
            alignment=alignment,
        )


@dataclass(frozen=True, slots=True)
class _Judging:
    """How likely each sentence is right: by its flags and scores, and by a witness's words."""

    target: str
    translators: Mapping[str, Translator]
    witnesses: Mapping[str, Translator]

    def segment(
        self, own: TranslatedSegment, read: str, other: TranslatedSegment | None
    ) -> TranslatedSegment:
        """`read` is what the engine was given. What no engine wrote is not judged."""
        if own.machine is None:
            return own
        words = own.machine if own.target is None else own.target
        case = Case(as_read(read, own.code), as_read(words, self.target), own.code, self.target)
        seen = self._seen(words, other)
        flags = own.flags
        if seen is not None:
            flags += tuple(disagreement(case.source_words, words, seen, self.target))
        invents = self.translators[own.code].model.demo
        said = likely(case, flags, own.score, seen, invents=invents)
        return replace(own, flags=flags, witness=seen, likely=said)

    def _seen(self, words: str, other: TranslatedSegment | None) -> Witnessed | None:
        if other is None or other.machine is None:
            return None
        model = self.witnesses[other.code].model
        return Witnessed(
            machine=other.machine,
            target=other.target,
            score=other.score,
            agreement=None if other.target is None else agreement(words, other.target),
            engine=model.engine,
            model=model.name,
            flags=other.flags,
        )


def _from_memory(text: str, code: str, known: Remembered) -> TranslatedSegment:
    message = f"From the memory: {known.reviewer} approved it for this sentence elsewhere."
    flag = Flag("memory", "note", message)
    return TranslatedSegment(text, code, known.text, None, "machine", None, (flag,), known)


def _capitals(read: str) -> Flag:
    message = f"The original is in capitals; the engine was given “{read}”."
    return Flag("capitals", "note", message)


def _rejected_elsewhere(against: Rejected) -> Flag:
    message = f"{against.reviewer} rejected these words for this sentence elsewhere."
    return Flag("rejected_elsewhere", "warn", message)


def _of_engine(output: Output, model: Model) -> list[Flag]:
    flags = []
    if output.cut:
        message = "The engine reached its length limit: the end is missing."
        flags.append(Flag("cut", "refuse", message))
    if output.fault:
        message = f"The engine gave no translation: {output.fault}."
        flags.append(Flag("no_translation", "refuse", message))
    if output.again:
        message = f"The first output was no translation; this one was made {output.again}."
        flags.append(Flag("decoded_again", "note", message))
    if output.gone:
        words = ", ".join(f"“{each}”" for each in output.gone)
        message = f"The engine wrote {words} for what is to stay as it is; that was put back."
        flags.append(Flag("put_back", "note", message))
    if model.demo:
        message = f"Written by the {model.name}, which invents things outside the demo."
        flags.append(Flag("demo_model", "note", message))
    return flags


def _is_original(text: str, code: str, target: str) -> bool:
    return code == target or not has_words(text)


def _why_not(code: str, target: str) -> str:
    if code == UNKNOWN:
        return "The language of this sentence could not be told, so it was not translated."
    return missing(code, target).message


def _shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, _: progress(before + done, total)


def _shared_out(progress: Progress | None, sides: int) -> list[Progress | None]:
    """For each side in turn a part of the whole: the sentences are given to each of them."""
    if progress is None:
        return [None] * sides

    def part(side: int) -> Progress:
        return lambda done, total: progress(side * total + done, sides * total)

    return [part(side) for side in range(sides)]
