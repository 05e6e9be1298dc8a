"""The tokenizer of a model that CTranslate2 decodes: pieces of text in, text out.

What stands around the pieces (tags of languages, the end) is the family's, see `ct2_families.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from dragoman.errors import ModelError, ModelInvalid
from dragoman.translate.models.ct2_families import SOURCE_END, Family
from dragoman.translate.models.package import Package

JSON = "tokenizer.json"
_SPECIAL = frozenset({"<s>", SOURCE_END, "<pad>", "<unk>", "<blank>"})


class Ct2Tokenizer:
    """Encodes a source with what its family wants around it, and decodes an output."""

    def __init__(
        self, package: Package, family: Family, vocabulary: Collection[str], adds_end: bool
    ) -> None:
        """`adds_end`: the model's configuration already has the end added to each source.

        Raises ModelInvalid where a file is missing or damaged, or a language has no token.
        """
        meta = package.metadata
        self._pieces, self._target = _processors(package, family)
        tags = {
            side: _tag(package, family, code, vocabulary)
            for side, code in (("source", meta.source), ("target", meta.target))
            if family.is_tagged and (side == family.before or (side == "target" and family.forced))
        }
        self._before = [tags[family.before]] if family.before in tags else []
        self._after = [] if adds_end else [SOURCE_END]
        self._dropped = re.compile(family.tag_pattern) if family.is_tagged else None
        self.prefix = tags.get("target", "") if family.forced else ""

    def encode(self, text: str) -> list[str]:
        """The tokens of a source; none of an empty text."""
        pieces = self._pieces.encode(text) if text.strip() else []
        return [*self._before, *pieces, *self._after] if pieces else []

    def decode(self, tokens: list[str]) -> str:
        """The text of an output, without what is no text in it."""
        text: str = self._target.decode([each for each in tokens if not self._is_special(each)])
        return text

    def _is_special(self, token: str) -> bool:
        return token in _SPECIAL or bool(self._dropped and self._dropped.fullmatch(token))


class _SentencePiece:
    def __init__(self, package: Package, name: str) -> None:
        import sentencepiece

        try:
            self._own: Any = sentencepiece.SentencePieceProcessor(model_proto=package.read(name))
        except RuntimeError as error:
            raise _damaged(package, name) from error
        if not package.read(name, 1):  # which the library takes for none that was asked for
            raise _damaged(package, name)

    def encode(self, text: str) -> list[str]:
        pieces: list[str] = self._own.encode(text, out_type=str)
        return pieces

    def decode(self, tokens: list[str]) -> str:
        return str(self._own.decode_pieces(tokens)).replace("▁", " ")


class _Json:
    """A `tokenizer.json`, which holds the pieces and what is put around them; only the first."""

    def __init__(self, package: Package, name: str) -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelError(
                "this model comes with a tokenizer.json alone, which needs the package "
                'tokenizers: pip install "dragoman[ct2]"',
                subject=str(package.path),
            ) from error
        try:
            self._own: Any = Tokenizer.from_str(package.read(name).decode("utf-8"))
        except Exception as error:  # the library raises Exception itself
            raise _damaged(package, name) from error

    def encode(self, text: str) -> list[str]:
        pieces: list[str] = self._own.encode(text, add_special_tokens=False).tokens
        return pieces

    def decode(self, tokens: list[str]) -> str:
        ids = [number for each in tokens if (number := self._own.token_to_id(each)) is not None]
        text: str = self._own.decode(ids, skip_special_tokens=True)
        return text


def _processors(package: Package, family: Family) -> tuple[Any, Any]:
    names = set(package.names())
    source = next((each for each in family.source_files if each in names), None)
    target = next((each for each in family.target_files if each in names), source)
    if source is not None:
        first = _SentencePiece(package, source)
        return first, first if target == source else _SentencePiece(package, str(target))
    if family.has_json and JSON in names:
        both = _Json(package, JSON)
        return both, both
    raise ModelInvalid(
        f"{package.path} holds no tokenizer that is known ({', '.join(family.source_files)}); a "
        "converted folder does not by itself: copy it out of the folder that it was converted from",
        subject=str(package.path),
    )


def _tag(package: Package, family: Family, code: str, vocabulary: Collection[str]) -> str:
    tag = family.tag(code, vocabulary)
    if tag is None:
        raise ModelInvalid(
            f"the {family.title} model in {package.path} knows no language {code}",
            subject=str(package.path),
        )
    return tag


def _damaged(package: Package, name: str) -> ModelInvalid:
    return ModelInvalid(f"{name} in {package.path} cannot be read", subject=str(package.path))
