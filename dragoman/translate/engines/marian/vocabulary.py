"""The words that a model knows, out of a SentencePiece file: the border to that library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dragoman.errors import ModelInvalid
from dragoman.translate.models.marian_model import EOS, UNKNOWN

MOST_BYTES = 64 << 20
SPACE = "▁"  # as SentencePiece writes it
Span = tuple[int, int]


class Vocabulary:
    """Threads may share one."""

    def __init__(self, path: Path, words: int | None = None) -> None:
        """Raises ModelInvalid where the file is none, or has not as many words as its model.

        Marian writes into a model how many its vocabulary has: fewer are another vocabulary's too,
        and then the model writes words that this one has not.
        """
        import sentencepiece

        try:
            if path.stat().st_size > MOST_BYTES:
                raise ValueError("it is too large")
            content = path.read_bytes()
            self._pieces: Any = sentencepiece.SentencePieceProcessor(model_proto=content)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelInvalid(
                f"{path.name} is no vocabulary that can be read", subject=str(path)
            ) from error
        known = self._pieces.vocab_size()
        if (self._pieces.eos_id(), self._pieces.unk_id()) != (EOS, UNKNOWN):
            raise ModelInvalid(
                f"{path.name} numbers its words otherwise than Marian does", subject=str(path)
            )
        if words is not None and known != words:
            raise ModelInvalid(
                f"{path.name} is not the vocabulary of its model: it has {known:,} words, and the "
                f"model {words:,}",
                subject=str(path),
            )

    def encode(self, text: str) -> list[int]:
        """The words of a text, without the end."""
        words: list[int] = self._pieces.encode(text)
        return words

    def decode(self, words: list[int]) -> str:
        text: str = self._pieces.decode(words)
        return text

    def encoded_spans(self, text: str) -> list[Span]:
        """Where each word of a text stands in it, in characters; empty where that is not known."""
        normal, places = self._pieces.normalize(text, with_offsets=True)
        pieces: list[str] = self._pieces.encode(text, out_type=str)
        if "".join(pieces) != normal:
            return [(0, 0) for _ in pieces]
        spans, at = [], 0
        for piece in pieces:
            begin, at = places[at], at + len(piece)
            spans.append(_without_spaces(text, begin, max(begin + 1, places[at])))
        return spans

    def decoded_spans(self, words: list[int]) -> list[Span]:
        """Where each word stands in what `decode` gives, in characters; empty where none does."""
        text = self.decode(words)
        spans, at = [], 0
        for word in words:
            piece = self._pieces.id_to_piece(word).replace(SPACE, " ")
            if not at:
                piece = piece.lstrip(" ")
            stands = text.startswith(piece, at)
            spans.append(_without_spaces(text, at, at + len(piece)) if stands else (at, at))
            at += len(piece) if stands else 0
        return spans


def _without_spaces(text: str, start: int, stop: int) -> Span:
    while start < stop and text[start].isspace():
        start += 1
    return start, stop
