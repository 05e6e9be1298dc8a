"""The tokenizer of a model that CTranslate2 decodes: pieces of text in, text out.

What stands around the pieces (tags of languages, the end) is the family's, see `ct2_families.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from dragoman.errors import ModelError, ModelInvalid
from dragoman.translate.engines.moses_bpe import MosesBpe
from dragoman.translate.models.ct2_families import SOURCE_END, Family
from dragoman.translate.models.ct2_files import vocabulary
from dragoman.translate.models.package import Package

JSON = "tokenizer.json"
NEARLY = 0.9  # of the pieces and of the vocabulary: tables are filled up and cut a little
_NO_TEXT = re.compile(r"<[^<>]*>|madeupword\w*")
_SPECIAL = frozenset({"<s>", SOURCE_END, "<pad>", "<unk>", "<blank>"})


class Ct2Tokenizer:
    """Encodes a source with what its family wants around it, and decodes an output."""

    def __init__(self, package: Package, family: Family, adds_end: bool) -> None:
        """`adds_end`: the model's configuration already has the end added to each source.

        Raises ModelInvalid where a file is missing, damaged or another model's, or a language has
        no token.
        """
        meta = package.metadata
        tokens, written = vocabulary(package), vocabulary(package, "target")
        self._pieces, self._target = _fitting(package, family, tokens, written)
        tags = {
            side: _tag(package, family, code, tokens)
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

    def all(self) -> frozenset[str]:
        return frozenset(self._own.id_to_piece(list(range(self._own.get_piece_size()))))

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
        self._subject = str(package.path)
        try:
            self._own: Any = Tokenizer.from_str(package.read(name).decode("utf-8"))
        except Exception as error:  # the library raises Exception itself
            raise _damaged(package, name) from error

    def all(self) -> frozenset[str]:
        return frozenset(self._own.get_vocab(with_added_tokens=True))

    def encode(self, text: str) -> list[str]:
        pieces: list[str] = self._own.encode(text, add_special_tokens=False).tokens
        return pieces

    def decode(self, tokens: list[str]) -> str:
        ids = [self._own.token_to_id(each) for each in tokens]
        if None in ids:
            strange = tokens[ids.index(None)]
            raise ModelInvalid(
                f"the model in {self._subject} wrote {strange!r}, which its {JSON} has not: they "
                "are not of one model",
                subject=self._subject,
            )
        text: str = self._own.decode(ids, skip_special_tokens=True)
        return text


def _fitting(
    package: Package, family: Family, tokens: frozenset[str], written: frozenset[str]
) -> tuple[Any, Any]:
    """What cuts a source and what puts an output together, as these vocabularies want it."""
    if family.is_moses:
        name = next((each for each in family.source_files if each in package.names()), None)
        if name is None:
            raise _no_tokenizer(package, family)
        moses = MosesBpe(package, name, tokens, written)
        return moses, moses
    source, target = _processors(package, family)
    _check_fit(package, family, (source.all(), tokens), (target.all(), written))
    return source, target


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
    raise _no_tokenizer(package, family)


def _no_tokenizer(package: Package, family: Family) -> ModelInvalid:
    return ModelInvalid(
        f"{package.path} holds no tokenizer that is known ({', '.join(family.source_files)}); a "
        "converted folder does not by itself: copy it out of the folder that it was converted from",
        subject=str(package.path),
    )


Side = tuple[frozenset[str], frozenset[str]]


def _check_fit(package: Package, family: Family, source: Side, target: Side) -> None:
    """ModelInvalid where pieces are not those that the model has numbers for.

    A side is its pieces and the model's vocabulary, which may be one for both. Nothing that comes
    after would notice another model's tokenizer: the output is well-formed, sure of itself, and
    invented.
    """
    both = source[0] | target[0]
    for pieces, tokens in (source, target):
        held = both if source[1] == target[1] else pieces
        if not (_nearly_all(pieces, tokens, family) and _nearly_all(tokens, held, family)):
            raise ModelInvalid(
                f"the tokenizer in {package.path} is not this model's: their pieces are not the "
                "same; copy the one out of the folder that the model was converted from",
                subject=str(package.path),
            )


def _nearly_all(some: Collection[str], others: Collection[str], family: Family) -> bool:
    text = _text_pieces(some, family)
    return bool(text) and len(text & frozenset(others)) >= NEARLY * len(text)


def _text_pieces(tokens: Collection[str], family: Family) -> frozenset[str]:
    """Those that stand for text: no tags of languages, no marks, nothing to fill a table up."""
    tag = re.compile(family.tag_pattern) if family.is_tagged else None
    return frozenset(
        each
        for each in tokens
        if not _NO_TEXT.fullmatch(each) and not (tag and tag.fullmatch(each))
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
