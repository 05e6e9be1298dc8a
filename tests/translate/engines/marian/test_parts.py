"""The small parts of the decoder: candidates, positions, batches, and models that onnx can read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import ModelInvalid
from dragoman.translate.engines.firefox import BATCH_WORDS, batches
from dragoman.translate.engines.marian import compute, protobuf
from dragoman.translate.engines.marian.candidates import Candidates, sentence_candidates
from dragoman.translate.engines.marian.compute import Compute
from dragoman.translate.engines.marian.embedding import filled, filled_length, positions
from dragoman.translate.engines.marian.graph import Graph
from dragoman.translate.engines.marian.vocabulary import Vocabulary
from dragoman.translate.models.marian_model import EOS, UNKNOWN
from dragoman.translate.models.shortlist_file import Shortlist
from tests.support import marian_models


@given(st.lists(st.integers(0, 300), max_size=120), st.integers(1, 40))
def test_batches_are_of_one_length_and_hold_every_text_once(lengths: list[int], most: int) -> None:
    made = batches(lengths, most)
    assert sorted(n for batch in made for n in batch) == [
        n for n, length in enumerate(lengths) if length
    ]
    for batch in made:
        (length,) = {filled_length(lengths[number] + 1) for number in batch}
        assert len(batch) <= most and (len(batch) == 1 or len(batch) * length <= BATCH_WORDS)
    sizes = [filled_length(lengths[batch[0]] + 1) for batch in made]
    assert sizes == sorted(sizes, reverse=True)


@pytest.fixture
def shortlist(tmp_path: Path) -> Shortlist:
    path = tmp_path / "lex.50.50.xxyy.s2t.bin"
    path.write_bytes(marian_models.shortlist(60, 90))
    return Shortlist.read(path, 60, 90)


def test_candidates_are_those_of_the_sentence_alone(shortlist: Shortlist) -> None:
    sources = [[40, 41, EOS], [7, EOS], [41, 40, 40, EOS]]
    each = [sentence_candidates(shortlist, source, 90, True) for source in sources]
    for source, held in zip(sources, each, strict=True):
        listed = {int(w) for s in source for w in shortlist.ids[5 * s : 5 * s + 5]}
        wanted = (set(range(8)) | set(source) | listed) - {UNKNOWN}
        assert wanted <= set(held.tolist()) and len(held) - len(wanted) < 8
        assert held.tolist() == sorted(set(held.tolist()))
        assert (len(held) + 1) % 8 == 0  # with the unknown word, as Marian fills them
    assert np.array_equal(each[0], each[2])  # the order of a sentence is no matter
    split = sentence_candidates(shortlist, sources[0], 90, False)
    assert set(split.tolist()) <= set(each[0].tolist()) | set(range(90)) and EOS in split
    assert sentence_candidates(None, sources[0], 90, True).tolist() == [0, *range(2, 90)]
    together = Candidates.of(each, 90)
    for row, held in enumerate(each):
        assert (
            together.words_at(np.arange(len(held))[None].repeat(3, 0))[row].tolist()
            == held.tolist()
        )
        assert (together.places[row, 0, len(held) :] == len(together.words)).all()


def test_positions_are_sines_and_then_cosines() -> None:
    table = positions(4, 8)
    assert table[0].tolist() == [0] * 4 + [1] * 4
    assert table[3] == pytest.approx(
        [*np.sin(3 * 10_000.0 ** (-np.arange(4) / 3)), *np.cos(3 * 10_000.0 ** (-np.arange(4) / 3))]
    )


def test_sentences_are_filled_up() -> None:
    words, mask = filled([[5, 0], [6, 7, 8, 0]])
    assert words.tolist() == [[5, 0, *[0] * 6], [6, 7, 8, *[0] * 5]]
    assert (mask[:, 0, 0] == 0).sum(axis=1).tolist() == [2, 4] and mask.min() < -1e8


@given(st.integers(0, 2**63 - 1))
def test_numbers_of_seven_bits_come_back(value: int) -> None:
    made = protobuf.varint(value)
    assert sum((byte & 0x7F) << 7 * place for place, byte in enumerate(made)) == value
    assert all(byte & 0x80 for byte in made[:-1]) and not made[-1] & 0x80
    assert protobuf.varint(-1) == b"\xff" * 9 + b"\x01"


def test_a_graph_is_read_by_the_library_that_it_is_for() -> None:
    import onnxruntime

    graph = Graph()
    x = graph.input("x", ("rows", 2))
    turned = graph.node("Transpose", x, perm=(1, 0))
    parts = graph.several("Split", 2, turned, graph.constant(np.array([1, 1], np.int64)), axis=0)
    scaled = graph.node("LeakyRelu", parts[1], alpha=0.5)
    graph.output("y", graph.node("Add", parts[0], scaled), (1, "rows"))
    session = onnxruntime.InferenceSession(graph.serialised(), providers=["CPUExecutionProvider"])
    (made,) = session.run(None, {"x": np.array([[1, -2], [3, 4]], np.float32)})
    assert made.tolist() == [[0, 7]]


def test_unsigned_weights_are_the_signed_ones_about_another_zero() -> None:
    rows = np.array([[-128, -1, 0], [1, 5, 127]], np.int8)
    signed, unsigned = Compute.SIGNED, Compute.UNSIGNED
    assert signed.weights(rows).tolist() == rows.T.tolist()
    assert (unsigned.weights(rows).astype(int) - int(unsigned.zero())).tolist() == rows.T.tolist()


@pytest.mark.parametrize(("exact", "chosen"), [(True, Compute.SIGNED), (False, Compute.UNSIGNED)])
def test_the_processor_chooses(
    exact: bool, chosen: Compute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compute, "is_int8_exact", lambda: exact)
    assert Compute.of_processor(quantised=True) is chosen
    assert Compute.of_processor(quantised=False) is Compute.FLOAT32


def test_spans_are_where_the_words_stand(tmp_path: Path) -> None:
    path = tmp_path / "vocab.xxyy.spm"
    path.write_bytes(marian_models.vocabulary(120))
    vocabulary = Vocabulary(path, 120)
    for text in marian_models.sentences(10):
        words = vocabulary.encode(text)
        assert vocabulary.decode(words) == text
        for spans in (vocabulary.encoded_spans(text), vocabulary.decoded_spans(words)):
            assert len(spans) == len(words) and spans[-1][1] == len(text)
            joined = "".join(text[begin:end] for begin, end in vocabulary.decoded_spans(words))
            assert joined == text.replace(" ", "")
        assert all(begin <= end <= len(text) for begin, end in vocabulary.encoded_spans(text))


@pytest.mark.parametrize("words", [119, 121])
def test_a_vocabulary_of_another_size_is_refused(words: int, tmp_path: Path) -> None:
    """With fewer words than its network, some output would be of words that are none."""
    path = tmp_path / "vocab.xxyy.spm"
    path.write_bytes(marian_models.vocabulary(120))
    assert len(Vocabulary(path, 120).encode("bada")) > 0
    with pytest.raises(ModelInvalid, match=f"it has 120 words, and the model {words}"):
        Vocabulary(path, words)
