"""The lexical shortlist of a model: for each word of the source, the words that it may become."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from dragoman.errors import ModelInvalid

MAGIC = 0xF11A48D5013417F5
MOST_BYTES = 1 << 30
_HEAD = struct.Struct("<6Q")


@dataclass(frozen=True, slots=True)
class Shortlist:
    """`ids[offsets[word]:offsets[word + 1]]` are what a word of the source may become.

    `frequent` is how many words at the beginning of the vocabulary are always among them.
    """

    frequent: int
    offsets: Any  # numpy, int64
    ids: Any  # numpy, int64

    @classmethod
    def read(cls, path: Path, source_words: int, target_words: int) -> Self:
        """Raises ModelInvalid where the file is none, damaged, or of other vocabularies."""
        try:
            size = path.stat().st_size
            content = path.read_bytes() if size <= MOST_BYTES else b""
        except OSError as error:
            raise _invalid(path, str(error.strerror)) from error
        if len(content) < _HEAD.size or not content.startswith(MAGIC.to_bytes(8, "little")):
            raise _invalid(path, "it does not begin as a shortlist does")
        return cls._of(path, content, source_words, target_words)

    @classmethod
    def _of(cls, path: Path, content: bytes, source_words: int, target_words: int) -> Self:
        import numpy as np

        _magic, _checksum, frequent, _best, offset_count, id_count = _HEAD.unpack_from(content)
        if offset_count != source_words + 1:
            raise _invalid(path, f"it is for {offset_count - 1:,} words, not {source_words:,}")
        ids_begin = _HEAD.size + 8 * offset_count
        if ids_begin + 4 * id_count != len(content):
            raise _invalid(path, "it is not as long as it says")
        offsets = np.frombuffer(content, "<u8", offset_count, _HEAD.size)
        ids = np.frombuffer(content, "<u4", id_count, ids_begin)
        if offsets[0] != 0 or offsets[-1] != id_count or (offsets[1:] < offsets[:-1]).any():
            raise _invalid(path, "its lists do not follow each other")
        if frequent > target_words or (id_count and int(ids.max()) >= target_words):
            raise _invalid(path, "it names words that the model has not")
        return cls(frequent, offsets.astype(np.int64), ids.astype(np.int64))


def _invalid(path: Path, why: str) -> ModelInvalid:
    return ModelInvalid(f"{path.name} is no shortlist that can be read: {why}", subject=str(path))
