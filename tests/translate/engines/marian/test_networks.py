"""Every shape that Firefox's models have, in small: onnxruntime, numpy and a plain loop agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dragoman.errors import ModelInvalid
from dragoman.translate.engines.marian.compute import Compute
from dragoman.translate.engines.marian.decoder import NUMPY, MarianDecoder, output_limit
from dragoman.translate.engines.marian.embedding import filled_length
from dragoman.translate.engines.marian.network import Asked
from dragoman.translate.engines.processor import is_int8_exact
from dragoman.translate.models.firefox_files import FirefoxFiles, gather
from dragoman.translate.models.package import Package
from tests.support import marian_models
from tests.support.marian_models import BASE, BASE_MEMORY, SPLIT, TINY, Shape
from tests.support.marian_plain import PlainNetwork

SHAPES = {"tiny": TINY, "base-memory": BASE_MEMORY, "base": BASE, "split": SPLIT}
TEXTS = marian_models.sentences(5)
EOS = 0


def files(folder: Path, shape: Shape, **kind: bool) -> FirefoxFiles:
    network = marian_models.write_model(folder / "from", shape, **kind)
    (folder / "model").mkdir()
    gather(network, folder / "model")
    return FirefoxFiles.of(Package.open(folder / "model"))


def decoded(decoder: MarianDecoder, texts: list[str], ways: int = 1) -> list[Any]:
    """One by one, so that nothing is owed to what is beside it."""
    asked = Asked(scores=True, alignment=True, ways=ways > 1)
    return [decoder.decode([text], asked, ways)[0].decoded for text in texts]


def plain(
    shape: Shape, decoder: MarianDecoder, texts: list[str], *, integers: bool, listed: bool
) -> list[Any]:
    network = PlainNetwork(marian_models.random_weights(shape), shape, in_integers=integers)
    lists = None
    if listed:
        held = marian_models.shortlist(shape.source_words, shape.target_words)
        ids = np.frombuffer(held, "<u4", offset=48 + 8 * (shape.source_words + 1)).reshape(-1, 5)
        lists = ids.tolist()
    sources = [[*decoder.source.encode(text), EOS] for text in texts]
    return [(network, source, network.candidates(source, lists, 8)) for source in sources]


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.long(one_in=4)
def test_floats_agree(name: str, listed: bool, tmp_path: Path) -> None:
    shape = SHAPES[name]
    found = files(tmp_path, shape, floats=True, listed=listed)
    onnx, numpy = MarianDecoder(found), MarianDecoder(found, NUMPY)
    assert onnx.compute is numpy.compute is Compute.FLOAT32
    outputs = decoded(onnx, TEXTS)
    for ours, other, (network, source, candidates) in zip(
        outputs,
        decoded(numpy, TEXTS),
        plain(shape, onnx, TEXTS, integers=False, listed=listed),
        strict=True,
    ):
        words, score, looked = network.greedy(source, candidates)
        assert ours.words == other.words == words
        assert ours.score == pytest.approx(score, abs=1e-4) == other.score
        assert ours.cut == other.cut == (len(words) == output_limit(len(source)))
        looked = looked.reshape(-1, len(source))
        assert np.allclose(ours.looked[:, : len(source)], looked, atol=1e-4)
        assert np.allclose(other.looked[:, : len(source)], looked, atol=1e-4)
    assert len({tuple(each.words) for each in outputs}) > len(TEXTS) // 2


@pytest.mark.parametrize("name", SHAPES)
def test_integers_agree(name: str, tmp_path: Path) -> None:
    """With what a plain loop makes of the same roundings, in every kind that is chosen here."""
    shape = SHAPES[name]
    found = files(tmp_path, shape)
    # Without VNNI signed weights are summed wrongly, and never chosen (compute.py).
    kinds = [Compute.UNSIGNED, Compute.SIGNED] if is_int8_exact() else [Compute.UNSIGNED]
    decoders = [MarianDecoder(found, compute=each) for each in kinds]
    outputs = decoded(decoders[0], TEXTS)
    for other in decoders[1:]:
        assert [each.words for each in decoded(other, TEXTS)] == [each.words for each in outputs]
    for ours, (network, source, candidates) in zip(
        outputs, plain(shape, decoders[0], TEXTS, integers=True, listed=True), strict=True
    ):
        words, score, _ = network.greedy(source, candidates)
        assert ours.words == words
        assert ours.score == pytest.approx(score, abs=0.02)
    assert len({tuple(each.words) for each in outputs}) > len(TEXTS) // 2


@pytest.mark.parametrize("name", ["tiny", "split"])
def test_several_ways_agree(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    found = files(tmp_path, shape, floats=True)
    onnx, numpy = MarianDecoder(found), MarianDecoder(found, NUMPY)
    texts = TEXTS
    better = 0
    for ours, other, alone, (network, source, candidates) in zip(
        decoded(onnx, texts, 3), decoded(numpy, texts, 3), decoded(onnx, texts),
        plain(shape, onnx, texts, integers=False, listed=True), strict=True,
    ):  # fmt: skip
        words, score = network.beam(source, candidates, 3)
        assert ours.words == other.words == words
        assert ours.score == pytest.approx(score, abs=1e-4) == other.score
        assert ours.looked.shape == (len(words), filled_length(len(source)))
        better += ours.score > alone.score
    assert better


@pytest.mark.parametrize("kind", ["int8", "float32", "numpy"])
def test_beside_others_as_alone(kind: str, tmp_path: Path) -> None:
    found = files(tmp_path, TINY, floats=kind == "float32")
    decoder = MarianDecoder(found, NUMPY if kind == "numpy" else None)
    texts = [
        text
        for text in marian_models.sentences(60, 9)
        if len(decoder.source.encode(text)) in range(8, 16)
    ]
    assert len(texts) > 12
    for ways in (1, 3):
        asked = Asked(scores=True, ways=ways > 1)
        together = decoder.decode(texts, asked, ways)
        for others in (
            [decoder.decode([text], asked, ways)[0] for text in texts],
            decoder.decode(texts[::-1], asked, ways)[::-1],
        ):
            if kind != "numpy":  # whose library rounds by how many rows there are
                assert others == together
            assert [each.decoded.words for each in others] == [
                each.decoded.words for each in together
            ]
            assert [each.decoded.score for each in others] == pytest.approx(
                [each.decoded.score for each in together], abs=1e-4
            )


@pytest.mark.parametrize("library", [None, NUMPY])
@pytest.mark.parametrize("ways", [1, 3])
def test_numbers_beyond_all_numbers_are_no_output(
    library: str | None, ways: int, tmp_path: Path
) -> None:
    """Each weight is a number, and what is computed of them is none: not one sentence comes."""
    found = files(tmp_path, TINY, floats=True)
    weights = marian_models.random_weights(TINY)
    weights["decoder_l2_ffn_ffn_ln_scale"][:] = 3e38
    found.model.write_bytes(marian_models.npz(weights, TINY.config()))
    with pytest.raises(ModelInvalid, match="beyond all numbers") as caught:
        MarianDecoder(found, library).decode(TEXTS[:1], Asked(ways=ways > 1), ways)
    assert caught.value.subject == str(found.model)
