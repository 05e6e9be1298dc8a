"""The Argos engine: decodes Argos packages straight on CTranslate2, in batches.

Encoding, beam, length penalty, target prefix and replacement of unknown words are Argos's own
(`argostranslate.translate.apply_packaged_translation`). What differs: sentences are never joined
into one stream of tokens, batches are large, inputs are not cut, and underscores survive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from dragoman.errors import ModelInvalid
from dragoman.translate.engines.argos_plan import ArgosPlan, Decoding
from dragoman.translate.engines.attention import alignment_of
from dragoman.translate.engines.engine import (
    Cancelled,
    Output,
    Progress,
    TranslationCancelled,
    cores,
)
from dragoman.translate.engines.processor import compute_type
from dragoman.translate.models.model import Model
from dragoman.translate.models.package import Package
from dragoman.translate.text.word_alignment import NONE

# A second try of an output that looped: no four tokens twice, and less weight for what was said.
AGAIN: Mapping[str, Any] = {"no_repeat_ngram_size": 4, "repetition_penalty": 1.2}
ALIGNED: Mapping[str, Any] = {"return_attention": True}
# How CTranslate2 writes a word that is not in the vocabulary.
UNKNOWN = "<unk>"


@dataclass(frozen=True, slots=True)
class _Batch:
    """Parts that are being decoded together: their numbers, and what will come of each."""

    numbers: list[int]
    texts: list[str]
    longest: int
    results: list[Any]


class ArgosEngine:
    """One Argos package, loaded. Not for several threads at once: `Translator` sees to that."""

    def __init__(
        self,
        package: Package,
        decoding: Decoding | None = None,
        threads: int | None = None,
        plan: ArgosPlan | None = None,
    ) -> None:
        """Loads the model. Raises ModelInvalid where a file is missing, damaged or unknown."""
        self._plan = plan or ArgosPlan(package, decoding)
        self._decoding = self._plan.decoding
        self._threads = threads or cores()
        wanted = self._decoding.compute_type or compute_type()
        self._translator = _load(package, wanted, self._threads)
        self._model = Model.of(package)

    @property
    def model(self) -> Model:
        return self._model

    @property
    def settings(self) -> Mapping[str, object]:
        return {
            **asdict(self._decoding),
            "decoded_again": dict(AGAIN),
            "compute_type": self._translator.compute_type,
            "part_tokens": self.limit,
            "ctranslate2": _version("ctranslate2"),
            "sentencepiece": _version("sentencepiece"),
        }

    @property
    def limit(self) -> int:
        """Tokens."""
        return self._plan.limit

    def measure(self, text: str) -> int:
        return self._plan.measure(text)

    def decode(
        self,
        parts: Sequence[str],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        *,
        aligned: bool = False,
    ) -> list[Output]:
        """Batches run on all cores, a few at a time; the same parts give the same bytes.

        Aligned as far as attention can be believed; see `attention.py`.
        """
        return self._decode(parts, ALIGNED if aligned else {}, progress, cancelled)

    def decode_again(
        self, parts: Sequence[str], cancelled: Cancelled | None = None, *, aligned: bool = False
    ) -> list[Output] | None:
        """With what keeps a decoder from saying the same again, which costs good outputs."""
        return self._decode(parts, {**AGAIN, **(ALIGNED if aligned else {})}, None, cancelled)

    def decode_batch(
        self, texts: Sequence[str], *, again: bool, aligned: bool = False
    ) -> list[Output]:
        """Texts that are one batch of a plan, of this process's or another's. Thread-safe."""
        more = {**(AGAIN if again else {}), **(ALIGNED if aligned else {})}
        numbers = list(range(len(texts)))
        return self._outputs(_Batch(numbers, list(texts), *self._submit(texts, more)), more)

    def _decode(
        self,
        parts: Sequence[str],
        more: Mapping[str, Any],
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> list[Output]:
        outputs = [Output("", None)] * len(parts)
        running: deque[_Batch] = deque()
        done = 0

        def collect() -> None:
            nonlocal done
            batch = running.popleft()
            for number, output in zip(batch.numbers, self._outputs(batch, more), strict=True):
                outputs[number] = output
            done += len(batch.numbers)
            if progress:
                progress(done, len(parts))

        for numbers in self._plan.batches(parts):
            if cancelled and cancelled():
                _drain(running)
                raise TranslationCancelled("translation was cancelled", subject=self._model.name)
            texts = [parts[number] for number in numbers]
            running.append(_Batch(numbers, texts, *self._submit(texts, more)))
            if len(running) > 2 * self._threads:
                collect()
        while running:
            collect()
        return outputs

    def close(self) -> None:
        self._translator.unload_model()

    def _outputs(self, batch: _Batch, more: Mapping[str, Any]) -> list[Output]:
        """What came of a batch, unknown words replaced by what they stand for in the source.

        The decoder is asked for its attention, which tells what stands for what, only where there
        is such a word: it takes a tenth of the time, and few models ever write one.
        """
        outputs: list[Output] = []
        for text, pending in zip(batch.texts, batch.results, strict=True):
            result, longest = self._result(pending), batch.longest
            if self._decoding.replace_unknowns and UNKNOWN in result.hypotheses[0]:
                longest, anew = self._submit([text], {**more, "replace_unknowns": True})
                result = self._result(anew[0])
            outputs.append(self._output(text, result, longest))
        return outputs

    def _result(self, pending: Any) -> Any:
        try:
            return pending.result()
        except (RuntimeError, ValueError) as error:
            raise self._failed(error) from error

    def _submit(self, texts: Sequence[str], more: Mapping[str, Any]) -> tuple[int, list[Any]]:
        """The longest output that is let grow, and the outputs as they come."""
        tokens = [self._plan.tokenizer.encode(text) for text in texts]
        longest = self._plan.output_limit(max(len(sentence) for sentence in tokens))
        prefix = self._plan.prefix
        try:
            results = self._translator.translate_batch(
                tokens,
                target_prefix=[[prefix]] * len(tokens) if prefix else None,
                asynchronous=True,
                beam_size=self._decoding.beam_size,
                length_penalty=self._decoding.length_penalty,
                max_input_length=0,
                max_decoding_length=longest,
                return_scores=True,
                **more,
            )
        except (RuntimeError, ValueError) as error:
            raise self._failed(error) from error
        return longest, results

    def _output(self, source: str, result: Any, longest: int) -> Output:
        tokens: list[str] = result.hypotheses[0]
        if not tokens or not result.scores:
            return Output("", None)
        cut = len(tokens) >= longest
        length = len(tokens) if cut else len(tokens) + 1  # the end of sentence was scored too
        score = result.scores[0] * length**self._decoding.length_penalty / length
        if not isfinite(score):
            raise self._failed(ValueError("its score is no number"))
        text = self._plan.tokenizer.decode(tokens).removeprefix(self._plan.prefix).strip()
        looked = result.attention
        alignment = NONE
        if looked:
            read = self._plan.tokenizer.encode(source)
            alignment = alignment_of(source, read, text, tokens, looked[0])
        return Output(text, score, cut, alignment=alignment)

    def _failed(self, error: Exception) -> ModelInvalid:
        return ModelInvalid(
            f"the model {self._model.name} failed while decoding: {error}",
            subject=str(self._model.path),
        )


def check_loads(package: Package) -> None:
    """Loads a package and decodes one word. Raises ModelInvalid where that fails."""
    engine = ArgosEngine(package, threads=1)
    try:
        engine.decode(["a"])
    finally:
        engine.close()


def _drain(running: deque[_Batch]) -> None:
    """Waits for what was begun: CTranslate2 cannot be interrupted inside a batch."""
    while running:
        for result in running.popleft().results:
            result.result()


def _load(package: Package, compute_type: str, threads: int) -> Any:
    import ctranslate2

    options: dict[str, Any] = {
        "device": "cpu",
        "compute_type": compute_type,
        "inter_threads": threads,
        "intra_threads": 1,
    }
    if package.root is not None:  # an embedded model is loaded out of its zip, without unpacking
        names = [name for name in package.names() if name.startswith("model/")]
        options["files"] = {name.removeprefix("model/"): package.read(name) for name in names}
    folder = package.path / "model" if package.root is None else package.path
    try:
        return ctranslate2.Translator(str(folder), **options)
    except (RuntimeError, ValueError, LookupError) as error:
        raise ModelInvalid(
            f"the model in {package.path} cannot be loaded: {error}", subject=str(package.path)
        ) from error


def _version(library: str) -> str:
    from importlib.metadata import version

    return version(library)
