"""Small models in Marian's formats, of random weights, in every shape that Firefox has them in."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

FLOAT32, INT8, INTGEMM8 = 0x404, 0x101, 0x4101
MAGIC = 0xF11A48D5013417F5
ALPHA = 25.0  # of every matrix: inputs up to 5 fit
SYLLABLES = [first + vowel for first in "bdgklmnprstvz" for vowel in "aeiou"]


@dataclass(frozen=True)
class Shape:
    """The proportions are those of the real ones, which are 256, 384 and 512 wide."""

    width: int
    inner: int
    encoder: int
    decoder: int
    shared: bool = True
    heads: int = 4
    source_words: int = 120
    target_words: int = 120

    def config(self, **changed: str) -> str:
        said = {
            "bert-train-type-embeddings": "true", "bert-type-vocab-size": "2", "dec-cell": "ssru",
            "dec-cell-base-depth": "2", "dec-cell-high-depth": "1", "dec-depth": f"{self.decoder}",
            "dim-emb": f"{self.width}", "dim-rnn": "1024",
            "dim-vocabs": f"\n  - {self.source_words}\n  - {self.target_words}",
            "enc-cell": "gru", "enc-cell-depth": "1", "enc-depth": f"{self.encoder}",
            "enc-type": "bidirectional", "input-types": "[]", "layer-normalization": "false",
            "lemma-dim-emb": "0", "output-omit-bias": "false", "right-left": "false",
            "skip": "false", "tied-embeddings": str(not self.shared).lower(),
            "tied-embeddings-all": str(self.shared).lower(), "tied-embeddings-src": "false",
            "transformer-decoder-autoreg": "rnn", "transformer-dim-ffn": f"{self.inner}",
            "transformer-ffn-activation": "relu", "transformer-ffn-depth": "2",
            "transformer-guided-alignment-layer": "last", "transformer-heads": f"{self.heads}",
            "transformer-no-projection": "false", "transformer-postprocess": "dan",
            "transformer-postprocess-emb": "d", "transformer-postprocess-top": '""',
            "transformer-preprocess": '""', "transformer-tied-layers": "[]",
            "transformer-train-position-embeddings": "false", "type": "transformer",
            "ulr": "false", "version": "v1.9.56 94aeaa46 2021-04-28 00:28:35 +0100",
        }  # fmt: skip
        return "".join(
            f"{key}: {value}\n" for key, value in {**said, **changed}.items() if value != "-"
        )


TINY = Shape(32, 64, 6, 2)
BASE_MEMORY = Shape(48, 64, 6, 4)
BASE = Shape(64, 96, 6, 2)
SPLIT = Shape(32, 64, 2, 2, shared=False, source_words=120, target_words=90)


def random_weights(shape: Shape, seed: int = 1) -> dict[str, Any]:
    """float32, by Marian's names; a matrix has a row for each input."""
    chance = np.random.default_rng(seed)
    made: dict[str, Any] = {}

    def matrix(name: str, rows: int, columns: int, spread: float = 1.5) -> None:
        made[name] = (chance.normal(size=(rows, columns)) * spread / rows**0.5).astype(np.float32)

    def vector(name: str, size: int, middle: float = 0.0) -> None:
        made[name] = (middle + 0.2 * chance.normal(size=(1, size))).astype(np.float32)

    def norm(name: str) -> None:
        vector(f"{name}_ln_scale", shape.width, 1.0)
        vector(f"{name}_ln_bias", shape.width)

    def attention(name: str) -> None:
        for part in "qkvo":
            matrix(f"{name}_W{part}", shape.width, shape.width)
            vector(f"{name}_b{part}", shape.width)
        norm(f"{name}_Wo")

    def feed_forward(name: str) -> None:
        matrix(f"{name}_W1", shape.width, shape.inner)
        vector(f"{name}_b1", shape.inner)
        matrix(f"{name}_W2", shape.inner, shape.width)
        vector(f"{name}_b2", shape.width)
        norm(f"{name}_ffn")

    if shape.shared:
        matrix("Wemb", shape.source_words, shape.width, 4.0)
    else:
        matrix("encoder_Wemb", shape.source_words, shape.width, 4.0)
        matrix("decoder_Wemb", shape.target_words, shape.width, 4.0)
    vector("decoder_ff_logit_out_b", shape.target_words)
    made["decoder_ff_logit_out_b"][0, 0] += 2.5  # so that most outputs end
    for number in range(1, shape.encoder + 1):
        attention(f"encoder_l{number}_self")
        feed_forward(f"encoder_l{number}_ffn")
    for number in range(1, shape.decoder + 1):
        matrix(f"decoder_l{number}_rnn_W", shape.width, shape.width)
        matrix(f"decoder_l{number}_rnn_Wf", shape.width, shape.width)
        vector(f"decoder_l{number}_rnn_bf", shape.width)
        norm(f"decoder_l{number}_rnn_ffn")
        attention(f"decoder_l{number}_context")
        feed_forward(f"decoder_l{number}_ffn")
    return made


def is_table(name: str) -> bool:
    return name.endswith("Wemb")


def is_matrix(name: str) -> bool:
    return is_table(name) or ("_W" in name and "_ln_" not in name)


def quantised(weights: dict[str, Any]) -> dict[str, tuple[Any, float]]:
    """The matrices in int8, each with what it was multiplied by."""
    made = {}
    for name, values in weights.items():
        if is_matrix(name):
            multiplier = np.float32(127 / np.abs(values).max())
            made[name] = np.rint(values * multiplier).astype(np.int8), float(multiplier)
    return made


def npz(weights: dict[str, Any], config: str) -> bytes:
    file = io.BytesIO()
    text = np.frombuffer(config.encode() + b"\0", np.int8)
    np.savez(file, **weights, **{"special:model.yml": text})
    return file.getvalue()


Part = tuple[str, int, tuple[int, ...], bytes]


def parts(weights: dict[str, Any], config: str) -> list[Part]:
    """As a file of Firefox's holds them, in int8 with alphas."""
    made: list[Part] = []
    small = quantised(weights)
    for name, values in sorted(weights.items()):
        if name not in small:
            made.append((name, FLOAT32, values.shape, values.tobytes()))
            continue
        whole, multiplier = small[name]
        lying = whole if is_table(name) else whole.T
        made.append((name, INTGEMM8, values.shape, lying.tobytes() + struct.pack("<f", multiplier)))
        if is_table(name):
            alpha = struct.pack("<bf", 127, 127 / ALPHA)
            made.append((f"{name}_QuantMultA", INTGEMM8, (1, 1), alpha))
        else:
            made.append((f"{name}_QuantMultA", FLOAT32, (1, 1), struct.pack("<f", ALPHA)))
    if "Wemb" in weights:
        made.append(("none_QuantMultA", FLOAT32, (1, 1), struct.pack("<f", ALPHA)))
    text = config.encode() + b"\0"
    return [*made, ("special:model.yml", INT8, (len(text),), text)]


def packed(held: list[Part], *, padded_to: int = 256) -> bytes:
    """Marian's own format."""
    data = [content + b"\0" * (-len(content) % padded_to) for *_, content in held]
    names = [name.encode() + b"\0" for name, *_ in held]
    file = struct.pack("<2Q", 1, len(held))
    for (_, kind, shape, _), name, content in zip(held, names, data, strict=True):
        file += struct.pack("<4Q", len(name), kind, len(shape), len(content))
    file += b"".join(names)
    file += b"".join(struct.pack(f"<{len(shape)}i", *shape) for _, _, shape, _ in held)
    padding = -(len(file) + 8) % padded_to
    return file + struct.pack("<Q", padding) + b"\0" * padding + b"".join(data)


def shortlist(source_words: int, target_words: int, frequent: int = 8, each: int = 5) -> bytes:
    chance = np.random.default_rng(7)
    lists = [np.sort(chance.choice(target_words, each, replace=False)) for _ in range(source_words)]
    offsets = np.arange(0, each * (source_words + 1), each, dtype="<u8")
    ids = np.concatenate(lists).astype("<u4")
    head = struct.pack("<6Q", MAGIC, 0, frequent, each, len(offsets), len(ids))
    return head + offsets.tobytes() + ids.tobytes()


@cache
def vocabulary(words: int, seed: int = 3) -> bytes:
    """A SentencePiece model of invented words, numbered as Marian wants it."""
    import sentencepiece

    chance = np.random.default_rng(seed)
    lines = [" ".join("".join(chance.choice(SYLLABLES, 3)) for _ in range(8)) for _ in range(400)]
    file = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=file, vocab_size=words, eos_id=0, unk_id=1,
        bos_id=-1, pad_id=-1, minloglevel=2,
    )  # fmt: skip
    return file.getvalue()


def sentences(count: int, seed: int = 5) -> list[str]:
    chance = np.random.default_rng(seed)
    return [
        " ".join("".join(chance.choice(SYLLABLES, 3)) for _ in range(chance.integers(1, 7)))
        for _ in range(count)
    ]


def write_model(folder: Path, shape: Shape, *, floats: bool = False, listed: bool = True) -> Path:
    """The files of a model under Firefox's names; gives that of its network."""
    folder.mkdir()
    weights = random_weights(shape)
    kind = "npz" if floats else "intgemm.alphas.bin"
    network = folder / f"model.xxyy.{kind}"
    content = npz(weights, shape.config()) if floats else packed(parts(weights, shape.config()))
    network.write_bytes(content)
    if shape.shared:
        (folder / "vocab.xxyy.spm").write_bytes(vocabulary(shape.source_words))
    else:
        (folder / "srcvocab.xxyy.spm").write_bytes(vocabulary(shape.source_words))
        (folder / "trgvocab.xxyy.spm").write_bytes(vocabulary(shape.target_words, 4))
    if listed:
        words = (shape.source_words, shape.target_words)
        (folder / "lex.50.50.xxyy.s2t.bin").write_bytes(shortlist(*words))
    return network
