"""The tokenizers of Argos packages: Argos's own classes, with a decoding that loses no underscore.

`argostranslate.tokenizer` is imported by itself: unlike the rest of that library it makes no
folders and loads no sentence splitter.
"""

from __future__ import annotations

from pathlib import Path

from dragoman.errors import ModelInvalid

SENTENCEPIECE = "sentencepiece.model"
BPE = "bpe.model"
WORD_START = "▁"


class SentencePieceTokenizer:
    """Encodes as Argos does. Argos's `decode` turns every `_` into a space; this one does not."""

    def __init__(self, model: bytes, subject: str) -> None:
        import sentencepiece
        from argostranslate.tokenizer import SentencePieceTokenizer as Argos

        self._argos = Argos(Path(subject))
        try:
            self._argos.processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        except RuntimeError as error:
            raise ModelInvalid(
                f"{SENTENCEPIECE} in {subject} is no SentencePiece model", subject=subject
            ) from error

    def encode(self, text: str) -> list[str]:
        tokens: list[str] = self._argos.encode(text)
        return tokens

    def decode(self, tokens: list[str]) -> str:
        text: str = self._argos.lazy_processor().decode_pieces(tokens)
        return text.replace(WORD_START, " ")


class BpeTokenizer:
    """Moses tokenization and subword-nmt merges, through Argos's class as it is."""

    def __init__(self, file: Path, source: str, target: str) -> None:
        from argostranslate.tokenizer import BPETokenizer as Argos

        self._argos = Argos(file, source, target)
        try:
            self._argos.lazy_load()
        except (OSError, ValueError, IndexError, SystemExit) as error:
            # Argos's reader of merges ends the whole process when a line is not a merge.
            raise ModelInvalid(
                f"{BPE} in {file.parent} cannot be read", subject=str(file)
            ) from error

    def encode(self, text: str) -> list[str]:
        tokens: list[str] = [token for token in self._argos.encode(text) if token]
        return tokens

    def decode(self, tokens: list[str]) -> str:
        text: str = self._argos.decode(tokens)
        return text
