"""What a Marian model says of its own network (`special:model.yml`), read strictly.

A value that is passed over would be a network that is computed wrongly and still writes sentences.
So every line must be one that is known here: those that vary, those that have to be as they are,
and those that say nothing of such a network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

MOST_LINES = 500
MOST_LAYERS = 32
MOST_WIDTH = 16_384
MOST_HEADS = 128
MOST_WORDS = 1_000_000

Said = str | list[str]

# How the network is put together: no other is computed here.
FIXED: Mapping[str, tuple[Said, ...]] = {
    "type": ("transformer",),
    "transformer-decoder-autoreg": ("rnn",),
    "dec-cell": ("ssru",),
    "transformer-preprocess": ("",),
    "transformer-postprocess": ("dan",),
    "transformer-postprocess-emb": ("d", ""),
    "transformer-postprocess-top": ("",),
    "transformer-ffn-activation": ("relu",),
    "transformer-ffn-depth": ("2",),
    "transformer-guided-alignment-layer": ("last",),
    "transformer-no-projection": ("false",),
    "transformer-tied-layers": ([],),
    "transformer-train-position-embeddings": ("false",),
    "output-omit-bias": ("false",),
    "tied-embeddings-src": ("false",),
}
# What only some versions of Marian write, and what it must be where it is written.
OPTIONAL: Mapping[str, tuple[Said, ...]] = {
    "factors-combine": ("sum",),
    "factors-dim-emb": ("0",),
    "input-types": ([],),
    "layer-normalization": ("false",),
    "lemma-dependency": ("",),
    "lemma-dim-emb": ("0",),
    "output-approx-knn": ([],),
    "right-left": ("false",),
    "skip": ("false",),
    "train-position-embeddings": ("false",),
    "transformer-decoder-dim-ffn": ("0",),
    "transformer-decoder-ffn-depth": ("0",),
    "transformer-depth-scaling": ("false",),
    "transformer-no-affine": ("false",),
    "transformer-no-bias": ("false",),
    "transformer-pool": ("false",),
    "transformer-rnn-projection": ("false",),
    "ulr": ("false",),
}
VARYING = {
    "dec-depth", "dim-emb", "dim-vocabs", "enc-depth", "tied-embeddings", "tied-embeddings-all",
    "transformer-dim-ffn", "transformer-heads",
}  # fmt: skip
# Of other kinds of network, and of training.
MEANINGLESS = {
    "bert-class-symbol", "bert-mask-symbol", "bert-masking-fraction", "bert-sep-symbol",
    "bert-train-type-embeddings", "bert-type-vocab-size", "dec-cell-base-depth",
    "dec-cell-high-depth", "dim-rnn", "enc-cell", "enc-cell-depth", "enc-type",
    "transformer-aan-activation", "transformer-aan-depth", "transformer-aan-nogate",
    "transformer-dim-aan", "ulr-dim-emb", "ulr-trainable-transformation", "version",
}  # fmt: skip


class ConfigError(ValueError):
    """What is unexpected in a `model.yml`."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """The sizes of a network. `shared` says that both languages have one table of words."""

    width: int
    inner_width: int
    heads: int
    encoder_layers: int
    decoder_layers: int
    source_words: int
    target_words: int
    shared: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ConfigError where a line is missing, unknown, or says something unexpected."""
        said = _lines(text)
        _check(said)
        shared = _choice(said, "tied-embeddings-all")
        if not shared and not _choice(said, "tied-embeddings"):
            raise ConfigError("its output layer is not its table of words (tied-embeddings)")
        words = said["dim-vocabs"]
        if not isinstance(words, list) or len(words) != 2:
            raise ConfigError("dim-vocabs are not two numbers")
        source, target = (_number("dim-vocabs", each, MOST_WORDS) for each in words)
        if shared and source != target:
            raise ConfigError("one table of words for two vocabularies of different size")
        sizes = cls(
            width=_size(said, "dim-emb", MOST_WIDTH),
            inner_width=_size(said, "transformer-dim-ffn", MOST_WIDTH),
            heads=_size(said, "transformer-heads", MOST_HEADS),
            encoder_layers=_size(said, "enc-depth", MOST_LAYERS),
            decoder_layers=_size(said, "dec-depth", MOST_LAYERS),
            source_words=source,
            target_words=target,
            shared=shared,
        )
        if sizes.width % (2 * sizes.heads) or sizes.width < 4:
            raise ConfigError(f"a width of {sizes.width} in {sizes.heads} heads")
        return sizes


def _lines(text: str) -> dict[str, Said]:
    """`key: value`, and lists of `- value` under a key; nothing else of YAML is expected here."""
    lines = text.rstrip("\0").splitlines()
    if len(lines) > MOST_LINES:
        raise ConfigError(f"it has {len(lines):,} lines")
    said: dict[str, Said] = {}
    key = ""
    for line in lines:
        stripped = line.strip()
        if not stripped:
            continue
        if line.startswith((" ", "-")):
            _continue(said, key, stripped)
            continue
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or key in said:
            raise ConfigError(f"the line {line[:60]!r}")
        said[key] = _plain(value) if value else []
    return said


def _continue(said: dict[str, Said], key: str, stripped: str) -> None:
    held = said.get(key)
    if not isinstance(held, list):
        raise ConfigError(f"the line {stripped[:60]!r}")
    if stripped != "[]":
        mark, _, value = stripped.partition(" ")
        if mark != "-":
            raise ConfigError(f"the line {stripped[:60]!r}")
        held.append(str(_plain(value.strip())))


def _plain(value: str) -> Said:
    if value == "[]":
        return []
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _check(said: Mapping[str, Said]) -> None:
    missing = sorted((VARYING | FIXED.keys()) - said.keys())
    if missing:
        raise ConfigError(f"it says nothing of {', '.join(missing)}")
    unknown = sorted(said.keys() - VARYING - FIXED.keys() - OPTIONAL.keys() - MEANINGLESS)
    if unknown:
        raise ConfigError(f"{', '.join(unknown)[:200]}, which is not known here")
    for key, allowed in {**FIXED, **OPTIONAL}.items():
        if key in said and said[key] not in allowed:
            raise ConfigError(f"{key} is {str(said[key])[:60]!r}, and such a network is not known")


def _choice(said: Mapping[str, Said], key: str) -> bool:
    if said[key] not in ("true", "false"):
        raise ConfigError(f"{key} is neither true nor false")
    return said[key] == "true"


def _size(said: Mapping[str, Said], key: str, most: int) -> int:
    value = said[key]
    return _number(key, value if isinstance(value, str) else "", most)


def _number(key: str, value: str, most: int) -> int:
    if not value.isascii() or not value.isdecimal() or not 0 < int(value[:9]) <= most:
        raise ConfigError(f"{key} is {value[:20]!r}")
    return int(value[:9])
