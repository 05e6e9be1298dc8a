"""`Translator`: sentences in, sentences out, whatever the engine and whatever the input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from dragoman.errors import UsageError
from dragoman.guard import guarded
from dragoman.plugged.entry_points import ENGINES, plug_in
from dragoman.translate.checks.case import words
from dragoman.translate.checks.loops import tight_loop
from dragoman.translate.engines.engine import (
    Cancelled,
    Context,
    Engine,
    Output,
    Progress,
    ReadingEngine,
    each_once,
)
from dragoman.translate.engines.loading import load_engine
from dragoman.translate.models.model import AUTO, DEMO_PREFIX, LLM, NAMES, Model, choose
from dragoman.translate.text.as_read import as_read
from dragoman.translate.text.clauses import Part, split_long
from dragoman.translate.text.protect import Span, has_words, lost, pieces
from dragoman.translate.text.put_back import put_back
from dragoman.translate.text.word_alignment import NONE, Alignment, Link, on_whole, placed
from dragoman.translate.workers.orders import Workers

NOTHING = Output("", None)


@guarded
class Translator:
    """One loaded model. Close it, or use it in a `with` block, to free its memory.

    Threads may share one: calls wait for each other, and each uses all cores by itself.
    Equal input in equal order gives equal output, and nothing opens a socket: both but for a
    language model, whose server on this machine is asked and may answer otherwise.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()

    @classmethod
    def open(
        cls,
        source: str,
        target: str,
        engine: str = AUTO,
        models_dir: Path | None = None,
        via: str | None = None,
        beam: int | None = None,
        workers: Workers | None = None,
    ) -> Self:
        """Loads a model for the pair or, where `via` names a third language, two that meet in it.

        `engine` is "auto" (the best of Argos's and Firefox's that is installed), "argos",
        "firefox", "ct2" (another family's), "llm" (a language model's server on this machine, which
        $DRAGOMAN_LLM names), a plug-in's name, or a demo model's ("demo-model-az-en"); the last
        four nothing else ever chooses. `beam` is how many ways a model looks at at once: 4, as
        Argos itself, or fewer, which is faster and a little worse; of Firefox 1. `workers` are
        other processes to
        decode in, with the same output; the caller closes them. Raises ModelMissing (the message
        says how to install one), ModelInvalid, or UsageError for an unknown engine, and for
        workers where the engine has a server.
        """

        def chosen(here: str, there: str) -> Callable[[], Engine]:
            return _chosen(here, there, engine, beam, models_dir, workers)

        if via is None or via in (source, target):
            return cls(chosen(source, target)())
        from dragoman.translate.engines.pivot import Pivot

        first, second = chosen(source, via), chosen(via, target)
        return cls(Pivot(cls(first()), cls(second())))

    @property
    def model(self) -> Model:
        """The model that translates."""
        return self._engine.model

    @property
    def settings(self) -> dict[str, object]:
        """What the output depends on besides the model; JSON values."""
        return dict(self._engine.settings)

    def translate(
        self,
        sentences: Sequence[str],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        context: Context | None = None,
        *,
        aligned: bool = False,
    ) -> list[Output]:
        """One output for each sentence, in order.

        The same sentence is decoded once. A text without letters, or of protected spans alone, is
        given back as it is, with no score; an empty one is empty. The engine is given
        sentences as `as_read` has them: Azerbaijani in Latin letters, no soft hyphens.
        `progress(done, total)` counts sentences; `cancelled()` is asked between batches, and then
        TranslationCancelled is raised. `context` is for an engine that reads what stands around a
        sentence: a language model. What is `aligned` says of each output, where the engine knows,
        what stands for what in sentence and output, and takes up to a tenth longer.
        """
        texts = [self._ready(sentence) for sentence in sentences]
        wanted = [text for text in dict.fromkeys(texts) if has_words(text)]
        with self._lock:
            report = _scaled(progress, len(texts))
            if isinstance(self._engine, ReadingEngine):
                self._engine.take_context(context or Context())
            outputs = self._decode(wanted, report, cancelled, aligned)
            spoiled = [text for text in wanted if _lost(text, outputs[text])]
            outputs |= self._with_spans(spoiled, outputs, cancelled, aligned)
        if progress:
            progress(len(texts), len(texts))
        made = [outputs.get(text) or Output(text, None) for text in texts]
        return _of(made, texts, sentences)

    def mended(
        self,
        sentences: Sequence[str],
        outputs: Sequence[Output],
        cancelled: Cancelled | None = None,
        *,
        aligned: bool = False,
    ) -> list[Output]:
        """`outputs` of `sentences`, those that loop, are cut or empty decoded once more.

        With other settings where the engine has some, in shorter parts where it has none. What is
        no better is left as it was.
        """
        broken = {
            self._ready(sentence): output
            for sentence, output in zip(sentences, outputs, strict=True)
            if _is_broken(sentence, output)
        }
        if not broken:
            return list(outputs)
        with self._lock:
            second = self._second_try(list(broken), cancelled, aligned)
        better = {
            text: output
            for text, output in second.items()
            if not _is_broken(text, output) and not lost(text, output.text)
        }
        texts = [self._ready(sentence) for sentence in sentences]
        second_ones = _of([better.get(text, NOTHING) for text in texts], texts, sentences)
        return [
            new if text in better and _is_broken(sentence, output) else output
            for sentence, output, text, new in zip(
                sentences, outputs, texts, second_ones, strict=True
            )
        ]

    def _second_try(
        self, texts: list[str], cancelled: Cancelled | None, aligned: bool
    ) -> dict[str, Output]:
        """Each output says in what way it was made."""
        engine, how = self._engine, "with other settings"
        parts = self._parts(texts, lambda _: engine.limit)
        wanted = _wanted(parts)
        made = engine.decode_again(wanted, cancelled, aligned=aligned)
        if made is None:
            how = "in shorter parts"
            parts = self._parts(texts, lambda text: max(1, engine.measure(text) // 2))
            wanted = _wanted(parts)
            made = engine.decode(wanted, None, cancelled, aligned=aligned)
        outputs = _joined(parts, wanted, made)
        return {
            text: replace(output, again=each_once([output.again, how]))
            for text, output in outputs.items()
        }

    def _parts(self, texts: Sequence[str], limit: Callable[[str], int]) -> dict[str, list[Part]]:
        return {text: split_long(text, self._engine.measure, limit(text)) for text in texts}

    def _ready(self, text: str) -> str:
        return as_read(text, self.model.source)

    def close(self) -> None:
        """Free the memory of its model."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _decode(
        self,
        texts: Sequence[str],
        progress: Progress | None,
        cancelled: Cancelled | None,
        aligned: bool,
    ) -> dict[str, Output]:
        """Whole texts, each cut into parts where it is longer than the engine takes."""
        parts = self._parts(texts, lambda _: self._engine.limit)
        wanted = _wanted(parts)
        made = self._engine.decode(wanted, progress, cancelled, aligned=aligned)
        return _joined(parts, wanted, made)

    def _with_spans(
        self,
        texts: Sequence[str],
        outputs: Mapping[str, Output],
        cancelled: Cancelled | None,
        aligned: bool,
    ) -> dict[str, Output]:
        """The texts whose protected spans were lost: put back by the alignment, or cut at them."""
        known = outputs if aligned else self._decode(texts, None, cancelled, True)
        mended = {text: each for text in texts if (each := _put_back(text, known[text]))}
        if not aligned:
            mended = {text: replace(each, alignment=NONE) for text, each in mended.items()}
        left = [text for text in texts if text not in mended]
        return mended | self._again(left, cancelled, aligned)

    def _again(
        self, texts: Sequence[str], cancelled: Cancelled | None, aligned: bool
    ) -> dict[str, Output]:
        """The texts cut at their protected spans, what stands between these translated."""
        split = {text: pieces(text) for text in texts}
        between = [
            span.text
            for spans in split.values()
            for span in spans
            if not span.kept and has_words(span.text)
        ]
        outputs = self._decode(list(dict.fromkeys(between)), None, cancelled, aligned)
        return {text: _assemble(spans, outputs) for text, spans in split.items()}


def _chosen(
    source: str,
    target: str,
    engine: str,
    beam: int | None,
    models_dir: Path | None,
    workers: Workers | None,
) -> Callable[[], Engine]:
    """What loads the model that is meant; that it is there is known before anything is loaded."""
    if engine == LLM:
        if workers is not None:
            raise UsageError("a language model decodes in its own server; leave out the workers")
        from dragoman.translate.llm.llm import LlmEngine

        return lambda: LlmEngine(source, target)
    ours = engine in NAMES or engine.startswith(DEMO_PREFIX)
    other = None if ours else plug_in(ENGINES, engine)
    if other is not None:
        if workers is not None:
            raise UsageError(f"{engine} is another package's engine; leave out the workers")
        from dragoman.translate.engines.plugged import PluggedEngine

        return lambda: PluggedEngine(other, source, target)
    package = choose(source, target, engine, models_dir)
    if workers is None:
        return lambda: load_engine(package, beam)
    from dragoman.translate.workers.spread import SpreadEngine

    return lambda: SpreadEngine(package, workers, beam, models_dir)


def _is_broken(source: str, output: Output) -> bool:
    """Whether an output is none: empty, cut off, or the same words again and again."""
    if output.fault:  # the engine tried again by itself
        return False
    if output.cut or (not output.text.strip() and has_words(source)):
        return True
    return tight_loop(words(output.text)) is not None and tight_loop(words(source)) is None


def _lost(source: str, output: Output) -> bool:
    """Whether a translation lacks what has to come out as it went in."""
    return output.fault is None and bool(lost(source, output.text))


def _wanted(parts: Mapping[str, Sequence[Part]]) -> list[str]:
    """Each part once, in order."""
    return list(dict.fromkeys(part.text for split in parts.values() for part in split))


def _joined(
    parts: Mapping[str, Sequence[Part]], wanted: Sequence[str], made: Sequence[Output]
) -> dict[str, Output]:
    outputs = dict(zip(wanted, made, strict=True))
    return {text: _join(text, split, outputs) for text, split in parts.items()}


def _join(whole: str, parts: Sequence[Part], outputs: Mapping[str, Output]) -> Output:
    if len(parts) == 1:
        return outputs[parts[0].text]
    text, links = "", list[Link]()
    made = [outputs[part.text] for part in parts]
    places = placed([part.text for part in parts], whole)
    for part, output, own in zip(parts, made, places, strict=True):
        text += part.glue
        links += on_whole(output.alignment, own).moved(0, len(text))
        text += output.text
    return _merged(text, made, Alignment.of(links))


def _assemble(spans: Sequence[Span], outputs: Mapping[str, Output]) -> Output:
    """Protected spans as they were, translations between them."""
    made = [None if span.kept else outputs.get(span.text) for span in spans]
    text, links = "", list[Link]()
    for span, output in zip(spans, made, strict=True):
        if output:
            links += output.alignment.moved(span.start, len(text))
        text += output.text if output else span.text
    return _merged(text, [output for output in made if output], Alignment.of(links))


def _put_back(text: str, output: Output) -> Output | None:
    if output.fault or output.cut:
        return None
    found = put_back(text, output.text, output.alignment)
    if found is None:
        return None
    return replace(output, text=found.text, alignment=found.alignment, gone=found.gone)


def _of(made: Sequence[Output], read: Sequence[str], sentences: Sequence[str]) -> list[Output]:
    """Outputs as those of the sentences themselves, whose letters an engine may not have read."""
    return [
        each
        if text == sentence or not each.alignment
        else replace(each, alignment=each.alignment.read_as(text, sentence))
        for each, text, sentence in zip(made, read, sentences, strict=True)
    ]


def _merged(text: str, outputs: Sequence[Output], alignment: Alignment) -> Output:
    """The score of the whole is the mean of its parts', weighted by their length."""
    scored = [
        (output.score, len(output.text) or 1) for output in outputs if output.score is not None
    ]
    weight = sum(length for _, length in scored)
    score = sum(score * length for score, length in scored) / weight if weight else None
    return Output(
        text,
        score,
        cut=any(output.cut for output in outputs),
        again=each_once(output.again for output in outputs),
        fault=each_once(output.fault for output in outputs) or None,
        alignment=alignment,
        gone=tuple(words for output in outputs for words in output.gone),
    )


def _scaled(progress: Progress | None, total: int) -> Progress | None:
    """Turns parts done into sentences done; the last sentence is only done at the very end."""
    if progress is None:
        return None
    return lambda done, parts: progress(
        min(total * done // max(parts, 1), max(total - 1, 0)), total
    )
