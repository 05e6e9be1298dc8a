"""Argos packages made on the spot, small enough for a test and real all the way down.

`dictionary_package` is a transformer whose weights are written by hand: its cross-attention looks
at the source position of the same number, and its projection gives that token back, or the one
that a dictionary names. So it "translates" word for word, ends where the source ends, and shows
by its output what went in. `random_package` has random weights: it babbles, as a bad model does.
Both are ordinary packages to CTranslate2, SentencePiece and Argos.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

WORDS = {"salam": "hello", "dünya": "world", "kitab": "book", "və": "and", "gəldi": "came"}
ALPHABET = (
    "abcçdeəfgğhxıijkqlmnoöprsştuüvyzwABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZW"
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
    "0123456789.,:;!?-–—()«»\"'/@#_%&=+№"
)
TOKEN_WIDTH = 128
POSITION_WIDTH = 128


def sentencepiece_bytes(folder: Path, symbols: Iterable[str] = ()) -> bytes:
    """A character model with whole-word symbols, in the order <unk> <s> </s>."""
    import sentencepiece

    model = io.BytesIO()
    folder.mkdir(parents=True, exist_ok=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join(ALPHABET)] * 4),
        model_writer=model,
        model_type="char",
        vocab_size=400,
        hard_vocab_limit=False,
        character_coverage=1.0,
        user_defined_symbols=list(symbols),
        minloglevel=2,
    )
    return model.getvalue()


def pieces(sentencepiece_model: bytes) -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=sentencepiece_model)
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def _balanced(rows: int, width: int, rng: np.random.Generator) -> np.ndarray:
    half = np.concatenate([np.ones(width // 2), -np.ones(width // 2)])
    return np.stack([rng.permutation(half) for _ in range(rows)]).astype(np.float32)


def _linear(spec: Any, weight: np.ndarray) -> None:
    spec.weight = weight.astype(np.float32)
    spec.bias = np.zeros(weight.shape[0], dtype=np.float32)


def _norm(spec: Any, width: int) -> None:
    spec.gamma = np.ones(width, dtype=np.float32)
    spec.beta = np.zeros(width, dtype=np.float32)


def _silent_layer(layer: Any, width: int) -> None:
    """Self-attention and feed-forward that add nothing to the residual."""
    attention = layer.self_attention
    _norm(attention.layer_norm, width)
    _linear(attention.linear[0], np.zeros((3 * width, width)))
    _linear(attention.linear[1], np.zeros((width, width)))
    _norm(layer.ffn.layer_norm, width)
    _linear(layer.ffn.linear_0, np.zeros((width, width)))
    _linear(layer.ffn.linear_1, np.zeros((width, width)))


def _dictionary_spec(vocabulary: list[str], words: Mapping[str, str], positions: int) -> Any:
    from ctranslate2.specs import TransformerSpec

    width = TOKEN_WIDTH + POSITION_WIDTH
    rng = np.random.default_rng(7)
    tokens = np.zeros((len(vocabulary), width), dtype=np.float32)
    tokens[:, :TOKEN_WIDTH] = _balanced(len(vocabulary), TOKEN_WIDTH, rng)
    places = np.zeros((positions, width), dtype=np.float32)
    places[:, TOKEN_WIDTH:] = _balanced(positions, POSITION_WIDTH, rng)
    projection = tokens.copy()
    for source, target in words.items():
        here, there = vocabulary.index("▁" + source), vocabulary.index("▁" + target)
        projection[there] += tokens[here]
        projection[here] -= tokens[here]

    spec = TransformerSpec.from_config(1, 1, pre_norm=True, alignment_layer=-1, alignment_heads=1)
    spec.encoder.scale_embeddings = np.dtype("int8").type(0)
    spec.decoder.scale_embeddings = np.dtype("int8").type(0)
    spec.encoder.embeddings[0].weight = tokens
    spec.decoder.embeddings.weight = tokens
    for side in (spec.encoder, spec.decoder):
        side.position_encodings.encodings = places
        _norm(side.layer_norm, width)
        _silent_layer(side.layer[0], width)

    place, token = np.zeros((width, width)), np.zeros((width, width))
    place[TOKEN_WIDTH:, TOKEN_WIDTH:] = np.eye(POSITION_WIDTH)
    token[:TOKEN_WIDTH, :TOKEN_WIDTH] = np.eye(TOKEN_WIDTH)
    attention = spec.decoder.layer[0].attention
    _norm(attention.layer_norm, width)
    _linear(attention.linear[0], 20 * place)
    _linear(attention.linear[1], np.concatenate([place, token]))
    _linear(attention.linear[2], 50 * token)
    _linear(spec.decoder.projection, projection)
    return spec


def _random_spec(vocabulary: list[str], positions: int, seed: int) -> Any:
    from ctranslate2.specs import TransformerSpec

    width, rng = 64, np.random.default_rng(seed)
    spec = TransformerSpec.from_config(2, 4, pre_norm=True, alignment_layer=-1, alignment_heads=1)

    def linear(part: Any, rows: int) -> None:
        _linear(part, rng.normal(0, 0.3, (rows, width)))

    tokens = rng.normal(0, 0.6, (len(vocabulary), width)).astype(np.float32)
    spec.encoder.embeddings[0].weight = tokens
    spec.decoder.embeddings.weight = tokens
    for side in (spec.encoder, spec.decoder):
        places = rng.normal(0, 1.0, (positions, width))
        side.position_encodings.encodings = places.astype(np.float32)
        _norm(side.layer_norm, width)
        for layer in side.layer:
            _silent_layer(layer, width)
            linear(layer.self_attention.linear[0], 3 * width)
            linear(layer.self_attention.linear[1], width)
            linear(layer.ffn.linear_0, width)
            linear(layer.ffn.linear_1, width)
    for layer in spec.decoder.layer:
        _norm(layer.attention.layer_norm, width)
        linear(layer.attention.linear[0], width)
        linear(layer.attention.linear[1], 2 * width)
        linear(layer.attention.linear[2], width)
    _linear(spec.decoder.projection, rng.normal(0, 0.35, (len(vocabulary), width)))
    spec.decoder.projection.bias[2] = 2.5
    return spec


def _save_model(spec: Any, vocabulary: list[str], folder: Path, quantization: str | None) -> None:
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True)
    spec.save(str(folder))


def metadata(source: str, target: str, **more: object) -> dict[str, object]:
    return {
        "package_version": "1.0",
        "argos_version": "1.9",
        "from_code": source,
        "from_name": source.upper(),
        "to_code": target,
        "to_name": target.upper(),
        **more,
    }


def write_package(folder: Path, spec: Any, sentencepiece_model: bytes, **options: Any) -> Path:
    """Writes an unpacked package into `folder` and gives its path."""
    quantization = options.pop("quantization", None)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(metadata(**options), ensure_ascii=False, indent=2)
    (folder / "metadata.json").write_text(text, encoding="utf-8")
    (folder / "sentencepiece.model").write_bytes(sentencepiece_model)
    _save_model(spec, pieces(sentencepiece_model), folder / "model", quantization)
    return folder


def dictionary_package(
    folder: Path,
    *,
    source: str = "az",
    target: str = "en",
    words: Mapping[str, str] = WORDS,
    positions: int = 512,
    quantization: str | None = None,
    **more: object,
) -> Path:
    symbols = ["▁" + word for pair in words.items() for word in pair]
    symbols += [str(more["target_prefix"])] if "target_prefix" in more else []
    model = sentencepiece_bytes(folder, symbols)
    spec = _dictionary_spec(pieces(model), words, positions)
    return write_package(
        folder, spec, model, source=source, target=target, quantization=quantization, **more
    )


def bpe_package(folder: Path, *, source: str = "az", target: str = "en") -> Path:
    """A package of the older kind: Moses tokens and subword-nmt merges, one letter a token."""
    letters = sorted(set(ALPHABET))
    vocabulary = ["<unk>", "<s>", "</s>", *letters, *(letter + "@@" for letter in letters)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bpe.model").write_text("#version: 0.2\nx y\n", encoding="utf-8")
    text = json.dumps(metadata(source, target))
    (folder / "metadata.json").write_text(text, encoding="utf-8")
    _save_model(_dictionary_spec(vocabulary, {}, 512), vocabulary, folder / "model", None)
    return folder


def random_package(
    folder: Path,
    *,
    source: str = "az",
    target: str = "en",
    positions: int = 1024,
    seed: int = 3,
    **more: object,
) -> Path:
    model = sentencepiece_bytes(folder, [])
    spec = _random_spec(pieces(model), positions, seed)
    return write_package(folder, spec, model, source=source, target=target, **more)


def pack(folder: Path, file: Path, root: str = "translate-az_en-1_0") -> Path:
    """The package in `folder` as the `.argosmodel` file that people pass around."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{root}/{path.relative_to(folder).as_posix()}")
    return file
