"""A model's files as one decoder: texts in, texts out, each depending on nothing but itself.

Scores as well with onnxruntime; numpy rounds them by how many rows it computes in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from queue import Empty, LifoQueue

from dragoman.errors import ModelInvalid
from dragoman.translate.engines.marian.batch import Batch, Decoded
from dragoman.translate.engines.marian.beam import beam
from dragoman.translate.engines.marian.candidates import Candidates, sentence_candidates
from dragoman.translate.engines.marian.compute import Compute
from dragoman.translate.engines.marian.embedding import Embedding, filled
from dragoman.translate.engines.marian.greedy import greedy
from dragoman.translate.engines.marian.network import Asked, Network
from dragoman.translate.engines.marian.numpy_network import NumpyNetwork
from dragoman.translate.engines.marian.vocabulary import Vocabulary
from dragoman.translate.models.firefox_files import FirefoxFiles
from dragoman.translate.models.marian_model import EOS, MarianModel
from dragoman.translate.models.shortlist_file import Shortlist

NUMPY, ONNXRUNTIME = "numpy", "onnxruntime"
# What is decoded the fastest together: more of them no longer fit in the processor's cache.
BATCH_SENTENCES, NUMPY_BATCH_SENTENCES = 32, 64
# An output may be so many times as long as its source, and so much longer; more is a loop.
OUTPUT_RATIO, OUTPUT_MORE = 3, 8


@dataclass(frozen=True, slots=True)
class Translated:
    """One text's output, and the words that it is of."""

    text: str
    decoded: Decoded


class MarianDecoder:
    """Threads may share one: each that decodes has a network of its own while it does."""

    def __init__(
        self, files: FirefoxFiles, library: str | None = None, compute: Compute | None = None
    ) -> None:
        """`library` is onnxruntime where it is installed, else numpy; `compute` what suits the
        processor; unless something else is asked for.

        Raises ModelInvalid where a file is missing, damaged, or of a network that is not known.
        """
        self._path = files.model
        self.model = MarianModel.read(files.model)
        sizes = self.model.sizes
        self.source = Vocabulary(files.source_vocabulary, sizes.source_words)
        self.target = Vocabulary(files.target_vocabulary, sizes.target_words)
        self._shortlist = (
            Shortlist.read(files.shortlist, sizes.source_words, sizes.target_words)
            if files.shortlist
            else None
        )
        self._into = Embedding(self.model.source_words, sizes.width)
        self._out = Embedding(self.model.target_words, sizes.width)
        self.library = library or best_library()
        self.compute = compute or best_compute(self.model, self.library)
        self._make = _networks(self.model, self.library, self.compute)
        self._idle: LifoQueue[Network] = LifoQueue()

    @property
    def best_batch(self) -> int:
        """How many sentences are best decoded together; of an output it changes nothing, or with
        numpy the last digits of a score."""
        return NUMPY_BATCH_SENTENCES if self.library == NUMPY else BATCH_SENTENCES

    @property
    def settings(self) -> dict[str, object]:
        """What an output depends on besides the model; JSON values."""
        return {
            "compute_type": self.compute.value,
            "shortlist": self._shortlist is not None,
            self.library: version(self.library),
            "sentencepiece": version("sentencepiece"),
        }

    def decode(self, texts: Sequence[str], asked: Asked, ways: int = 1) -> list[Translated]:
        """Texts of one batch: filled up, all have as many words (`filled_length`).

        Raises ModelInvalid where what the network computes is no number.
        """
        sources = [[*self.source.encode(text), EOS] for text in texts]
        try:
            network = self._idle.get_nowait()
        except Empty:
            network = self._make()
        try:
            made = self._decode(network, sources, asked, ways)
        except FloatingPointError as error:
            raise ModelInvalid(
                f"{self._path.name} is no model that can be used: {error}", subject=str(self._path)
            ) from error
        finally:
            self._idle.put(network)
        return [Translated(self.target.decode(each.words), each) for each in made]

    def close(self) -> None:
        """Frees the networks."""
        self._idle = LifoQueue()

    def _decode(
        self, network: Network, sources: list[list[int]], asked: Asked, ways: int
    ) -> list[Decoded]:
        import numpy as np

        words, mask = filled(sources)
        with np.errstate(all="ignore"):  # what comes of it is looked at
            batch = Batch(
                network.encode(self._into.sentences(words), mask),
                self._candidates(sources),
                np.array([output_limit(len(source)) for source in sources]),
            )
            if ways > 1:
                return beam(network, self._out, batch, asked, ways)
            return greedy(network, self._out, batch, asked)

    def _candidates(self, sources: list[list[int]]) -> Candidates:
        sizes = self.model.sizes
        return Candidates.of(
            [
                sentence_candidates(self._shortlist, source, sizes.target_words, sizes.shared)
                for source in sources
            ],
            sizes.target_words,
        )


def output_limit(source_words: int) -> int:
    """Words, the end with them, of a source of so many."""
    return OUTPUT_RATIO * source_words + OUTPUT_MORE


def best_library() -> str:
    """onnxruntime has no wheel for some machines; one that does not load is no better."""
    try:
        import_module(ONNXRUNTIME)
    except (ImportError, OSError):
        return NUMPY
    return ONNXRUNTIME


def best_compute(model: MarianModel, library: str) -> Compute:
    """In what numbers this machine decodes a model."""
    if library == NUMPY:
        return Compute.FLOAT32
    return Compute.of_processor(quantised=model.quantised)


def _networks(model: MarianModel, library: str, compute: Compute) -> Callable[[], Network]:
    """How a network is made, for each thread one."""
    if library == NUMPY:
        return lambda: NumpyNetwork(model)
    from dragoman.translate.engines.marian.onnx_network import OnnxNetwork

    return lambda: OnnxNetwork(model, compute)
