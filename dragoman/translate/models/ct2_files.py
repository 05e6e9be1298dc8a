"""The files of a model that CTranslate2 decodes, and what can be told from them.

Installed, the converted model lies in `model/`, as an Argos package has it, with the tokenizer's
files and a `metadata.json` of ours beside it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dragoman.errors import ModelInvalid, UsageError
from dragoman.translate.models.ct2_families import FAMILIES, Family, family_of
from dragoman.translate.models.package import METADATA, Package
from dragoman.translate.models.workshop import copied

CONFIG = "model/config.json"
MANY = "mul"  # ISO 639-2 for many languages: the pair of a model that is for no single one
MOST_TOKENS = 2_000_000
MOST_JSON_BYTES = 200_000_000
_VOCABULARIES = tuple(
    f"{side}_vocabulary.{kind}"
    for side in ("shared", "source", "target")
    for kind in ("json", "txt")
)
_MODEL_FILES = ("model.bin", "config.json", *_VOCABULARIES)
_BESIDE = ("README.md", "tokenizer.json")


def is_converted(folder: Path) -> bool:
    """Whether a folder holds what CTranslate2's converters write, as they lay it out."""
    return (folder / "model.bin").is_file() and any(
        (folder / name).is_file() for name in _VOCABULARIES
    )


def vocabulary(package: Package, side: str = "source") -> frozenset[str]:
    """The tokens of a side. Raises ModelInvalid where there are none that can be read."""
    names = package.names()
    for name in _VOCABULARIES:
        if name.startswith(("shared", side)) and f"model/{name}" in names:
            raw = package.read(f"model/{name}", MOST_JSON_BYTES)
            return _tokens(raw, name, str(package.path))
    raise ModelInvalid(f"{package.path} holds no vocabulary", subject=str(package.path))


def _tokens(raw: bytes, name: str, subject: str) -> frozenset[str]:
    try:
        text = raw.decode("utf-8")
        listed = json.loads(text) if name.endswith(".json") else text.split("\n")
    except (ValueError, RecursionError) as error:
        raise ModelInvalid(f"{name} in {subject} cannot be read", subject=subject) from error
    if not isinstance(listed, list) or len(listed) > MOST_TOKENS:
        raise ModelInvalid(f"{name} in {subject} is no list of tokens", subject=subject)
    return frozenset(token for token in listed if isinstance(token, str))


def gather_converted(
    folder: Path,
    into: Path,
    pair: tuple[str, str] | None = None,
    version: str = "unknown",
    subject: str = "",
) -> Family:
    """Copy a converted model out of a folder and write its metadata; gives its family.

    `pair` is what the model translates, where its files do not say; errors name `subject`, or the
    folder. Raises ModelInvalid for a
    family that is not known, UsageError where a pair is needed or does not fit.
    """
    (into / "model").mkdir()
    for name in _MODEL_FILES:
        if (folder / name).is_file():
            copied(folder / name, into / "model" / name)
    copy_beside(folder, into)
    return write_ct2_metadata(into, pair or said_pair(folder), subject or str(folder), version)


def copy_beside(folder: Path, into: Path, *also: str) -> None:
    """A tokenizer's files and the README, as far as they are there, and others by name."""
    families = FAMILIES.values()
    tokenizers = {name for each in families for name in (*each.source_files, *each.target_files)}
    for name in sorted({*tokenizers, *_BESIDE, *also}):
        if (folder / name).is_file():
            copied(folder / name, into / name)


def write_ct2_metadata(
    into: Path, pair: tuple[str, str] | None, subject: str, version: str = "unknown"
) -> Family:
    """What a package has to say of itself, from its tokens and files."""
    names = [path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file()]
    tokens = _vocabulary_in(into, subject)
    family = family_of(tokens, names)
    if family is None:
        raise ModelInvalid(
            f"{subject} is of no family that is known ({_known()}), or its tokenizer is missing: a "
            "converted folder does not hold it by itself; copy sentencepiece.bpe.model, "
            "spiece.model, tokenizer.json, bpecodes or source.spm and target.spm into it",
            subject=subject,
        )
    languages = family.languages(tokens)
    source, target = _pair(family, languages, pair, subject)
    content: dict[str, Any] = {
        "type": "translate", "engine": "ct2", "family": family.name, "from_code": source,
        "to_code": target, "languages": languages if MANY in (source, target) else [],
        "package_version": version,
    }  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (into / METADATA).write_text(text + "\n", encoding="utf-8")
    return family


def _pair(
    family: Family, languages: list[str], pair: tuple[str, str] | None, subject: str
) -> tuple[str, str]:
    """One that is told the source, or that was made for many, is for all that it has tokens for."""
    if family.is_for_many:
        return MANY, MANY
    if pair is None:
        raise UsageError(
            f"{subject} does not say which languages it translates; say it, such as with "
            "`pair=az-en`",
            subject=subject,
        )
    if family.is_tagged and pair[1] not in languages:
        raise UsageError(
            f"{subject} writes {', '.join(languages)}, and not {pair[1]}", subject=subject
        )
    return pair


def said_pair(folder: Path) -> tuple[str, str] | None:
    """The two languages that the tokenizer's configuration names, where it does."""
    try:
        said = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    codes = said.get("langs") or [said.get(name) for name in ("source_lang", "target_lang")]
    listed = codes if isinstance(codes, list) else []
    short = [code for code in listed if isinstance(code, str) and 2 <= len(code) <= 3]
    return (short[0], short[1]) if len(short) == 2 else None


def _vocabulary_in(folder: Path, subject: str) -> frozenset[str]:
    for name in _VOCABULARIES[:4]:
        path = folder / "model" / name
        if path.is_file() and path.stat().st_size <= MOST_JSON_BYTES:
            return _tokens(path.read_bytes(), name, subject)
    raise ModelInvalid(f"{subject} holds no vocabulary of CTranslate2", subject=subject)


def _known() -> str:
    return ", ".join(dict.fromkeys(each.title for each in FAMILIES.values()))
