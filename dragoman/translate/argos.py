"""The Argos engine: decodes Argos packages straight on CTranslate2, in batches.

Encoding, beam, length penalty, target prefix and replacement of unknown words are Argos's own
(`argostranslate.translate.apply_packaged_translation`). What differs: sentences are never joined
into one stream of tokens, batches are large, inputs are not cut, and underscores survive.
"""

from __future__ import annotations

import io
import os
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from dragoman.errors import ModelInvalid
from dragoman.translate.engine import Cancelled, Output, Progress, TranslationCancelled
from dragoman.translate.model import Model
from dragoman.translate.package import WEIGHTS, Package
from dragoman.translate.positions import Positions
from dragoman.translate.tokenizer import SENTENCEPIECE, BpeTokenizer, SentencePieceTokenizer

# A second try of an output that looped: no four tokens twice, and less weight for what was said.
AGAIN: Mapping[str, Any] = {"no_repeat_ngram_size": 4, "repetition_penalty": 1.2}
SPECIAL_TOKENS = 3  # begin, end and a target prefix take places in the position table too


@dataclass(frozen=True, slots=True)
class Decoding:
    """How the decoder searches. The defaults are Argos's, but for the size of a batch.

    `batch_tokens` counts source tokens with padding; `part_tokens` is the longest piece of a
    sentence that is decoded in one go; `output_tokens` the least that an output may grow to.
    """

    beam_size: int = 4
    length_penalty: float = 0.2
    replace_unknowns: bool = True
    batch_tokens: int = 512
    part_tokens: int = 200
    output_tokens: int = 256
    output_ratio: int = 3
    compute_type: str = "default"


class ArgosEngine:
    """One Argos package, loaded. Not for several threads at once: `Translator` sees to that."""

    def __init__(
        self, package: Package, decoding: Decoding | None = None, threads: int | None = None
    ) -> None:
        """Loads the model. Raises ModelInvalid where a file is missing, damaged or unknown."""
        self._decoding = decoding or Decoding()
        self._more: Mapping[str, Any] = {}
        self._threads = threads or cores()
        self._prefix = package.metadata.target_prefix
        self._tokenizer = _tokenizer(package)
        self._positions = _positions(package)
        self._translator = _load(package, self._decoding.compute_type, self._threads)
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
        """Tokens. The decoder's table must have room for an output longer than its source."""
        limit = self._decoding.part_tokens
        if self._positions.encoder:
            limit = min(limit, self._positions.encoder - SPECIAL_TOKENS)
        if self._positions.decoder:
            limit = min(limit, self._positions.decoder * 2 // 3)
        return max(1, limit)

    def measure(self, text: str) -> int:
        return len(self._tokenizer.encode(text))

    def decode(
        self,
        parts: Sequence[str],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[Output]:
        """Batches run on all cores, a few at a time; the same parts give the same bytes."""
        outputs = [Output("", None)] * len(parts)
        running: deque[tuple[list[int], int, list[Any]]] = deque()
        done = 0

        def collect() -> None:
            nonlocal done
            batch, longest, results = running.popleft()
            for number, result in zip(batch, results, strict=True):
                outputs[number] = self._output(result, longest)
            done += len(batch)
            if progress:
                progress(done, len(parts))

        tokens = [self._tokenizer.encode(part) for part in parts]
        for batch in batches(list(map(len, tokens)), self._decoding.batch_tokens):
            if cancelled and cancelled():
                _drain(running)
                raise TranslationCancelled("translation was cancelled", subject=self._model.name)
            running.append(self._submit(batch, [tokens[number] for number in batch]))
            if len(running) > 2 * self._threads:
                collect()
        while running:
            collect()
        return outputs

    def decode_again(
        self, parts: Sequence[str], cancelled: Cancelled | None = None
    ) -> list[Output] | None:
        """With what keeps a decoder from saying the same again, which costs good outputs."""
        self._more = AGAIN
        try:
            return self.decode(parts, None, cancelled)
        finally:
            self._more = {}

    def close(self) -> None:
        self._translator.unload_model()

    def _submit(
        self, batch: list[int], tokens: list[list[str]]
    ) -> tuple[list[int], int, list[Any]]:
        longest = self._output_limit(max(len(sentence) for sentence in tokens))
        try:
            results = self._translator.translate_batch(
                tokens,
                target_prefix=[[self._prefix]] * len(tokens) if self._prefix else None,
                asynchronous=True,
                beam_size=self._decoding.beam_size,
                length_penalty=self._decoding.length_penalty,
                replace_unknowns=self._decoding.replace_unknowns,
                max_input_length=0,
                max_decoding_length=longest,
                return_scores=True,
                **self._more,
            )
        except (RuntimeError, ValueError) as error:
            raise self._failed(error) from error
        return batch, longest, results

    def _output_limit(self, source_tokens: int) -> int:
        """In proportion to the source, so that a long sentence is not cut in its middle."""
        decoding = self._decoding
        limit = max(decoding.output_tokens, decoding.output_ratio * source_tokens)
        if self._positions.decoder:
            limit = min(limit, self._positions.decoder - SPECIAL_TOKENS)
        return max(1, limit)

    def _output(self, pending: Any, longest: int) -> Output:
        try:
            result = pending.result()
        except (RuntimeError, ValueError) as error:
            raise self._failed(error) from error
        tokens: list[str] = result.hypotheses[0]
        if not tokens or not result.scores:
            return Output("", None)
        cut = len(tokens) >= longest
        length = len(tokens) if cut else len(tokens) + 1  # the end of sentence was scored too
        score = result.scores[0] * length**self._decoding.length_penalty / length
        text = self._tokenizer.decode(tokens).removeprefix(self._prefix).strip()
        return Output(text, score, cut)

    def _failed(self, error: Exception) -> ModelInvalid:
        return ModelInvalid(
            f"the model {self._model.name} failed while decoding: {error}",
            subject=str(self._model.path),
        )


def batches(lengths: Sequence[int], limit: int) -> list[list[int]]:
    """Indices in batches of at most `limit` padded tokens, the longest sentences first.

    The order within equal lengths is that of the input, so the batches depend on nothing else.
    """
    order = sorted(range(len(lengths)), key=lambda number: -lengths[number])
    made: list[list[int]] = []
    for number in (number for number in order if lengths[number]):
        if made and (len(made[-1]) + 1) * lengths[made[-1][0]] <= limit:
            made[-1].append(number)
        else:
            made.append([number])
    return made


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def check_loads(package: Package) -> None:
    """Loads a package and decodes one word. Raises ModelInvalid where that fails."""
    engine = ArgosEngine(package, threads=1)
    try:
        engine.decode(["a"])
    finally:
        engine.close()


def _drain(running: deque[tuple[list[int], int, list[Any]]]) -> None:
    """Waits for what was begun: CTranslate2 cannot be interrupted inside a batch."""
    while running:
        for result in running.popleft()[2]:
            result.result()


def _tokenizer(package: Package) -> SentencePieceTokenizer | BpeTokenizer:
    name = package.tokenizer
    if name == SENTENCEPIECE:
        return SentencePieceTokenizer(package.read(name), str(package.path))
    if package.root is not None:
        raise ModelInvalid(f"{package.path} must be installed first", subject=str(package.path))
    return BpeTokenizer(package.path / name, package.metadata.source, package.metadata.target)


def _positions(package: Package) -> Positions:
    if WEIGHTS not in package.names():
        raise ModelInvalid(f"{package.path} holds no {WEIGHTS}", subject=str(package.path))
    if package.root is None:
        with (package.path / WEIGHTS).open("rb") as file:
            return Positions.read(file)
    return Positions.read(io.BytesIO(package.read(WEIGHTS)))


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
    except (RuntimeError, ValueError, KeyError) as error:
        raise ModelInvalid(
            f"the model in {package.path} cannot be loaded: {error}", subject=str(package.path)
        ) from error


def _version(library: str) -> str:
    from importlib.metadata import version

    return version(library)
