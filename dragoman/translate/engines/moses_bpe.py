"""The tokenizer of fairseq's wmt19 models: Moses, then merges of pairs as fastBPE learned them.

`bpecodes` (fairseq's) and `merges.txt` (transformers' copy of it) are one form: a pair on each
line, the likeliest first, the first with how often it was seen. What differs is how a piece is
written: fairseq marks what goes on (`jour@@ nalist`), transformers what ends (`jour nalist</w>`).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from functools import lru_cache

from dragoman.errors import ModelInvalid
from dragoman.translate.models.package import Package

END = "</w>"
GOES_ON = "@@"
MOST_BYTES = 50_000_000
CACHED = 20_000  # words whose pieces are remembered
LONGEST = 200  # letters that are looked at together, so that time grows with a word's length alone
_MARKS = frozenset({"<s>", "</s>", "<pad>", "<blank>", "<unk>"})
# Of the pieces that merges make many are only on the way to longer ones, and in no vocabulary.
LEAST_USED, LEAST_MADE = 0.25, 0.9


class MosesBpe:
    """Text as the pieces of a model, and back.

    `source` and `target` are its vocabularies. Raises ModelInvalid where the merges cannot be read,
    or are another model's.
    """

    def __init__(
        self, package: Package, name: str, source: Collection[str], target: Collection[str]
    ) -> None:
        from sacremoses import MosesDetokenizer, MosesPunctNormalizer, MosesTokenizer

        meta = package.metadata
        self._ranks = _merges(package, name)
        self._ends_words = any(token.endswith(END) for token in source)
        self._normalizer = MosesPunctNormalizer(
            meta.source, pre_replace_unicode_punct=True, post_remove_control_chars=True
        )
        self._tokenizer = MosesTokenizer(meta.source)
        self._detokenizer = MosesDetokenizer(meta.target)
        self._word = lru_cache(CACHED)(self._pieces)
        self._check(package, source, target)

    def encode(self, text: str) -> list[str]:
        plain = self._normalizer.normalize(text)
        words = self._tokenizer.tokenize(plain, aggressive_dash_splits=True)
        return [piece for word in words if word for piece in self._word(word)]

    def decode(self, tokens: list[str]) -> str:
        if self._ends_words:
            words = "".join(tokens).replace(END, " ").split()
        else:
            words = f"{' '.join(tokens)} ".replace(f"{GOES_ON} ", "").split()
        text: str = self._detokenizer.detokenize(words)
        return text

    def _pieces(self, word: str) -> list[str]:
        letters = [*word[:-1], word[-1] + END]
        stretches = (letters[n : n + LONGEST] for n in range(0, len(letters), LONGEST))
        return [self._written(part) for each in stretches for part in self._merged(each)]

    def _merged(self, parts: list[str]) -> list[str]:
        """Of all pairs the one that was learned first is joined, wherever it stands; then again."""
        last = len(self._ranks)
        while len(parts) > 1:
            pair = min(itertools.pairwise(parts), key=lambda each: self._ranks.get(each, last))
            if pair not in self._ranks:
                break
            parts = _joined(parts, pair)
        return parts

    def _written(self, part: str) -> str:
        if self._ends_words:
            return part
        return part.removesuffix(END) if part.endswith(END) else part + GOES_ON

    def _check(self, package: Package, source: Collection[str], target: Collection[str]) -> None:
        """Merges of another model would cut words otherwise, and nothing after would notice."""
        made = {self._written("".join(pair)) for pair in self._ranks}
        used = made & {*source, *target}
        sides = [{each for each in side if self._is_made(each)} for side in (source, target)]
        if len(used) < LEAST_USED * len(made) or any(
            not side or len(side & made) < LEAST_MADE * len(side) for side in sides
        ):
            raise ModelInvalid(
                f"the tokenizer in {package.path} is not this model's: their pieces are not the "
                "same; copy the one out of the folder that the model was converted from",
                subject=str(package.path),
            )

    def _is_made(self, token: str) -> bool:
        """Whether a token can only come of a merge: it is longer than a letter, and no mark."""
        mark = END if self._ends_words else GOES_ON
        return (
            token not in _MARKS
            and not token.startswith("madeupword")
            and len(token.removesuffix(mark)) > 1
        )


def _joined(parts: list[str], pair: tuple[str, str]) -> list[str]:
    made: list[str] = []
    for part in parts:
        # What was joined is longer than the pair's first, so it is not joined again.
        if made and (made[-1], part) == pair:
            made[-1] += part
        else:
            made.append(part)
    return made


def _merges(package: Package, name: str) -> dict[tuple[str, str], int]:
    try:
        lines = package.read(name, MOST_BYTES).decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise _damaged(package, name) from error
    ranks: dict[tuple[str, str], int] = {}
    for line in lines:
        fields = line.split()
        if not fields or line.startswith("#version"):
            continue
        if len(fields) not in (2, 3):
            raise _damaged(package, name)
        ranks.setdefault((fields[0], fields[1]), len(ranks))
    if not ranks:
        raise _damaged(package, name)
    return ranks


def _damaged(package: Package, name: str) -> ModelInvalid:
    return ModelInvalid(f"{name} in {package.path} cannot be read", subject=str(package.path))
