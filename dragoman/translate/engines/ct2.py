"""The engine of other families' models (NLLB, MADLAD, OPUS-MT, wmt19 and more) on CTranslate2.

Batches, limits and threads are those of the Argos engine. What differs: the family's tokenizer and
tags, its usual length penalty, and that the unknown word is never written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.errors import ModelInvalid
from dragoman.translate.engines.argos import ArgosEngine
from dragoman.translate.engines.argos_plan import ArgosPlan, Decoding
from dragoman.translate.engines.ct2_tokenizer import Ct2Tokenizer
from dragoman.translate.models.ct2_families import FAMILIES, Family
from dragoman.translate.models.ct2_files import CONFIG
from dragoman.translate.models.package import MAX_TEXT_BYTES, Package

USUAL = Decoding(length_penalty=1.0, replace_unknowns=False)


class Ct2Plan(ArgosPlan):
    """A package's tokenizer and batches, for the pair that its metadata names."""

    def __init__(self, package: Package, decoding: Decoding | None = None) -> None:
        tokenizer = Ct2Tokenizer(package, family(package), _adds_end(package))
        super().__init__(package, decoding or USUAL, tokenizer, tokenizer.prefix)


class Ct2Engine(ArgosEngine):
    """One model, loaded. Not for several threads at once: `Translator` sees to that."""

    def __init__(
        self, package: Package, decoding: Decoding | None = None, threads: int | None = None
    ) -> None:
        """Raises ModelInvalid where a file is missing, damaged or unknown."""
        super().__init__(package, None, threads, Ct2Plan(package, decoding))
        self._family = family(package)

    @property
    def settings(self) -> Mapping[str, object]:
        return {
            **super().settings,
            "family": self._family.name,
            "target_prefix": self._plan.prefix,
            "disable_unk": True,
        }

    def _submit(self, texts: Sequence[str], more: Mapping[str, Any]) -> tuple[int, list[Any]]:
        return super()._submit(texts, {**more, "disable_unk": True})


def family(package: Package) -> Family:
    """Raises ModelInvalid for one that was installed by a version which knew more."""
    name = package.metadata.family
    if name not in FAMILIES:
        raise ModelInvalid(
            f"{package.path} is of a family that is not known: {name}", subject=str(package.path)
        )
    return FAMILIES[name]


def check_loads(package: Package) -> None:
    """Load a package and decode one word. Raises ModelInvalid where that fails."""
    engine = Ct2Engine(package, threads=1)
    try:
        engine.decode(["a"])
    finally:
        engine.close()


def _adds_end(package: Package) -> bool:
    try:
        said = json.loads(package.read(CONFIG, MAX_TEXT_BYTES))
    except (ValueError, RecursionError) as error:
        raise ModelInvalid(f"{CONFIG} of {package.path} is no JSON") from error
    return isinstance(said, dict) and said.get("add_source_eos") is True
