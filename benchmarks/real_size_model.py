"""An Argos package of real size with random weights: it says nothing, at a real model's cost.

    python -m benchmarks.real_size_model TEXTS FOLDER

A transformer-base (6 + 6 layers, 512 wide, 8 heads, feed-forward of 2,048, 32,000 pieces, int8).
Its SentencePiece model is trained on TEXTS (files of a folder, or one file), so that sentences have
about as many tokens as with a real one; pieces that the texts do not fill are made up.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

WIDTH, INNER, LAYERS, HEADS, PIECES, POSITIONS = 512, 2048, 6, 8, 32_000, 1024


def make(texts: Path, folder: Path) -> Path:
    """Writes the package into `folder`, which must not be there, and gives its path."""
    import sentencepiece

    files = sorted(texts.glob("*.txt")) if texts.is_dir() else [texts]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=model,
        vocab_size=PIECES,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    pieces += [f"▁made-up-{number}" for number in range(PIECES - len(pieces))]
    folder.mkdir(parents=True)
    (folder / "sentencepiece.model").write_bytes(model.getvalue())
    metadata = {
        "package_version": "1.0", "argos_version": "1.9", "type": "translate",
        "from_code": "az", "from_name": "Azerbaijani", "to_code": "en", "to_name": "English",
    }  # fmt: skip
    (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    _save(pieces, folder / "model")
    return folder


def _save(pieces: list[str], folder: Path) -> None:
    from ctranslate2.specs import TransformerSpec

    random = np.random.default_rng(1)
    spec = TransformerSpec.from_config(
        LAYERS, HEADS, pre_norm=True, alignment_layer=-1, alignment_heads=1
    )
    embeddings = _array(random, len(pieces), WIDTH)
    spec.encoder.embeddings[0].weight = embeddings
    spec.decoder.embeddings.weight = embeddings
    spec.decoder.projection.weight = embeddings
    spec.decoder.projection.bias = np.zeros(len(pieces), dtype=np.float32)
    for side in (spec.encoder, spec.decoder):
        side.scale_embeddings = True
        side.position_encodings.encodings = _array(random, POSITIONS, WIDTH)
        _norm(side.layer_norm)
        for layer in side.layer:
            _norm(layer.self_attention.layer_norm)
            _linear(layer.self_attention.linear[0], _array(random, 3 * WIDTH, WIDTH))
            _linear(layer.self_attention.linear[1], _array(random, WIDTH, WIDTH))
            _norm(layer.ffn.layer_norm)
            _linear(layer.ffn.linear_0, _array(random, INNER, WIDTH))
            _linear(layer.ffn.linear_1, _array(random, WIDTH, INNER))
    for layer in spec.decoder.layer:
        _norm(layer.attention.layer_norm)
        _linear(layer.attention.linear[0], _array(random, WIDTH, WIDTH))
        _linear(layer.attention.linear[1], _array(random, 2 * WIDTH, WIDTH))
        _linear(layer.attention.linear[2], _array(random, WIDTH, WIDTH))
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.decoder_start_token = "<s>"
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir()
    spec.save(str(folder))


def _array(random: np.random.Generator, rows: int, columns: int) -> Any:
    return random.normal(0, 0.05, (rows, columns)).astype(np.float32)


def _linear(spec: Any, weight: Any) -> None:
    spec.weight = weight
    spec.bias = np.zeros(weight.shape[0], dtype=np.float32)


def _norm(spec: Any) -> None:
    spec.gamma = np.ones(WIDTH, dtype=np.float32)
    spec.beta = np.zeros(WIDTH, dtype=np.float32)


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), Path(sys.argv[2])))
