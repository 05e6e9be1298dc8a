"""The Firefox engine: models that Firefox ships, decoded here (`marian/`) by a thread a core.

Sentences of one length are decoded together, and each comes out as it would alone: to the letter,
in whichever order and beside whichever others it stands; with onnxruntime, its score to the digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

from dragoman.translate.engines.at_once import answers
from dragoman.translate.engines.engine import (
    Cancelled,
    Output,
    Progress,
    TranslationCancelled,
    cores,
)
from dragoman.translate.engines.marian.decoder import (
    BATCH_SENTENCES,
    MarianDecoder,
    Translated,
    best_compute,
    best_library,
)
from dragoman.translate.engines.marian.embedding import filled_length
from dragoman.translate.engines.marian.network import Asked
from dragoman.translate.engines.marian.vocabulary import Vocabulary
from dragoman.translate.models.firefox_files import FirefoxFiles
from dragoman.translate.models.marian_model import MarianModel
from dragoman.translate.models.model import Model
from dragoman.translate.models.package import Package
from dragoman.translate.text.word_alignment import NONE, Alignment

PART_WORDS = 127  # of a vocabulary; what is longer, such a model has hardly seen
BATCH_WORDS = 2_048


class FirefoxPlan:
    """How texts are cut and batched, by the words of a model's vocabulary."""

    limit = PART_WORDS

    def __init__(self, vocabulary: Vocabulary, most: int = BATCH_SENTENCES) -> None:
        self._vocabulary = vocabulary
        self._most = most

    def measure(self, text: str) -> int:
        """Words of the vocabulary."""
        return len(self._vocabulary.encode(text))

    def batches(self, parts: Sequence[str]) -> list[list[int]]:
        return batches([self.measure(part) for part in parts], self._most)


def plan(package: Package) -> FirefoxPlan:
    """Without the model in memory. Raises ModelInvalid."""
    return FirefoxPlan(Vocabulary(FirefoxFiles.of(package).source_vocabulary))


class FirefoxEngine:
    """One Firefox model. `decode` uses all cores; `decode_batch` is for several threads."""

    def __init__(
        self, package: Package, beam: int | None = None, threads: int | None = None
    ) -> None:
        """Raises ModelInvalid where a file is missing, damaged, or of a network of another kind."""
        files = FirefoxFiles.of(package)
        self._model = Model.of(package)
        self._decoder = MarianDecoder(files)
        self._plan = FirefoxPlan(self._decoder.source, self._decoder.best_batch)
        self._ways = beam or 1
        self._threads = threads or cores()

    @property
    def model(self) -> Model:
        return self._model

    @property
    def settings(self) -> Mapping[str, object]:
        return {
            **self._decoder.settings,
            "beam_size": self._ways,
            "part_words": PART_WORDS,
        }

    @property
    def limit(self) -> int:
        """Words of the vocabulary."""
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
        """Batches go to whichever thread is free, the longest sentences first.

        Aligned by the head that was taught to look at what it translates.
        """
        outputs = [Output("", None)] * len(parts)
        planned = self._plan.batches(parts)
        done = 0

        def ask(batch: list[int]) -> list[Output]:
            return self._ask([parts[number] for number in batch], aligned)

        at_once = min(self._threads, len(planned))
        with closing(answers(iter(planned), ask, at_once)) as answered:
            for batch, made in answered:
                for number, output in zip(batch, made, strict=True):
                    outputs[number] = output
                done += len(batch)
                if progress:
                    progress(done, len(parts))
                if cancelled and cancelled():
                    raise TranslationCancelled(
                        "translation was cancelled", subject=self._model.name
                    )
        return outputs

    def decode_again(
        self,
        parts: Sequence[str],  # noqa: ARG002 - the protocol's
        cancelled: Cancelled | None = None,  # noqa: ARG002
        *,
        aligned: bool = False,  # noqa: ARG002
    ) -> list[Output] | None:
        """None: what such a model repeats it repeats in any way; shorter parts help it."""
        return None

    def decode_batch(
        self,
        texts: Sequence[str],
        *,
        again: bool,  # noqa: ARG002
        aligned: bool = False,
    ) -> list[Output]:
        """Texts that are a batch of some plan. Threads may ask at once."""
        outputs = [Output("", None)] * len(texts)
        for batch in self._plan.batches(texts):
            made = self._ask([texts[number] for number in batch], aligned)
            for number, output in zip(batch, made, strict=True):
                outputs[number] = output
        return outputs

    def close(self) -> None:
        self._decoder.close()

    def _ask(self, texts: list[str], aligned: bool) -> list[Output]:
        asked = Asked(scores=True, alignment=aligned, ways=self._ways > 1)
        return [
            _output(each, self._links(text, each) if aligned else NONE)
            for text, each in zip(
                texts, self._decoder.decode(texts, asked, self._ways), strict=True
            )
        ]

    def _links(self, text: str, made: Translated) -> Alignment:
        sources = self._decoder.source.encoded_spans(text)
        targets = self._decoder.target.decoded_spans(made.decoded.words)
        before = len(made.text) - len(made.text.lstrip())
        # The end of the source is looked at where a word stands for none of it.
        looked = made.decoded.looked[:, : len(sources) + 1].argmax(axis=1).tolist()
        return Alignment.of(
            (sources[word], (begin - before, end - before))
            for (begin, end), word in zip(targets, looked, strict=True)
            if word < len(sources) and sources[word][0] < sources[word][1] and end > begin
        )


def computed_in(package: Package) -> str:
    """In what numbers, and by which library, this machine decodes a model. Raises ModelInvalid."""
    library = best_library()
    model = MarianModel.read(FirefoxFiles.of(package).model)
    return f"{best_compute(model, library).value}, by {library}"


def check_loads(package: Package) -> None:
    """Load a package and decode one word. Raises ModelInvalid where that fails."""
    engine = FirefoxEngine(package, threads=1)
    try:
        engine.decode(["a"])
    finally:
        engine.close()


def batches(lengths: Sequence[int], most: int) -> list[list[int]]:
    """Indices of texts that are as long as each other once they are filled up, longest first.

    At most so many together, and fewer of long ones.

    Within a length the order is that of the input. A text without words is in none.
    """
    filled = [filled_length(length + 1) if length else 0 for length in lengths]  # with its end
    order = sorted((n for n, length in enumerate(filled) if length), key=lambda n: -filled[n])
    made: list[list[int]] = []
    for number in order:
        length = filled[number]
        room = max(1, min(most, BATCH_WORDS // length))
        if made and filled[made[-1][0]] == length and len(made[-1]) < room:
            made[-1].append(number)
        else:
            made.append([number])
    return made


def _output(made: Translated, alignment: Alignment) -> Output:
    text, decoded = made.text.strip(), made.decoded
    return Output(text, decoded.score, decoded.cut, alignment=alignment)
