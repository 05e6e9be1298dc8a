"""An Argos package as it lies on disk: a folder, or the `.argosmodel` zip that folders come in."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dragoman.errors import ModelInvalid
from dragoman.translate.models.ct2_families import FAMILIES
from dragoman.translate.models.tokenizer import BPE, SENTENCEPIECE

METADATA = "metadata.json"
RECEIPT = "dragoman.json"
WEIGHTS = "model/model.bin"
MAX_TEXT_BYTES = 1_000_000
_CHUNK = 1 << 20
_UNREADABLE = (OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
_CODE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{2,8}){0,2}")
_LICENCE_LINE = re.compile(r"^[#* \t]*+licen[cs]e[*]*\s*+:?[*]*\s*+(\S.{1,60})$", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a package says about itself; texts are cleaned, codes are known to be codes.

    `family` is of a model that CTranslate2 decodes, and `languages` are all that one of them is
    for, in any pair, where it is not for `source` and `target` alone.
    """

    source: str
    target: str
    version: str
    target_prefix: str
    licence: str | None
    demo: bool
    kind: str
    engine: str = "argos"
    family: str = ""
    languages: tuple[str, ...] = ()

    @classmethod
    def parse(cls, raw: bytes, subject: str) -> Metadata:
        """Raises ModelInvalid where `raw` is no metadata of an Argos package."""
        try:
            data = json.loads(raw.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise ModelInvalid(
                f"{METADATA} in {subject} is not valid JSON", subject=subject
            ) from error
        if not isinstance(data, dict):
            raise ModelInvalid(f"{METADATA} in {subject} holds no object", subject=subject)
        return cls(
            source=_code(data, "from_code", subject),
            target=_code(data, "to_code", subject),
            version=_line(data.get("package_version")) or "unknown",
            target_prefix=str(data.get("target_prefix") or ""),
            licence=_line(data.get("licence") or data.get("license")) or None,
            demo=data.get("dragoman_demo") is True,
            kind=_line(data.get("type")) or "translate",
            engine=_one_of(data.get("engine"), ("argos", "firefox", "ct2")),
            family=_line(data.get("family")),
            languages=_codes(data.get("languages")),
        )

    def translates(self, source: str, target: str) -> bool:
        """Whether it is for this pair, be it one of many."""
        if self.languages:
            return source != target and source in self.languages and target in self.languages
        return (self.source, self.target) == (source, target)


def _code(data: Mapping[str, Any], key: str, subject: str) -> str:
    code = data.get(key)
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise ModelInvalid(f"{METADATA} in {subject} has no usable {key}", subject=subject)
    return code


def _one_of(value: object, known: tuple[str, ...]) -> str:
    return value if isinstance(value, str) and value in known else known[0]


def _codes(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else []
    return tuple(each for each in listed if isinstance(each, str) and _CODE.fullmatch(each))


def _line(value: object) -> str:
    """Text of a stranger, fit for one line of a terminal."""
    text = value if isinstance(value, str | int | float) else ""
    return "".join(char for char in str(text) if char.isprintable()).strip()[:80]


@dataclass(frozen=True, slots=True)
class Package:
    """Files of one package, read by name, wherever they lie. Names are relative, with `/`."""

    path: Path
    metadata: Metadata
    root: str | None = None  # of the one folder in a zip; None where `path` is a folder

    @classmethod
    def open(cls, path: Path) -> Package:
        """Reads the metadata, no more. Raises ModelInvalid."""
        root = None if path.is_dir() else _zip_root(path)
        raw = _read(path, root, METADATA, MAX_TEXT_BYTES)
        return cls(path, Metadata.parse(raw, str(path)), root)

    def meant_for(self, source: str, target: str) -> Package:
        """The same, for one pair of those that it translates."""
        return replace(self, metadata=replace(self.metadata, source=source, target=target))

    def names(self) -> list[str]:
        """Every file but our own receipt, sorted."""
        if self.root is None:
            files = (path for path in self.path.rglob("*") if path.is_file())
            found = [path.relative_to(self.path).as_posix() for path in files]
        else:
            found = [name.removeprefix(self.root) for name in _zip_files(self.path)]
        return sorted(name for name in found if name != RECEIPT)

    def read(self, name: str, limit: int | None = None) -> bytes:
        """The bytes of one file, at most `limit`. Raises ModelInvalid where it is missing."""
        return _read(self.path, self.root, name, limit)

    @property
    def tokenizer(self) -> str:
        """The tokenizer's file name. Raises ModelInvalid where there is none that we know."""
        names = set(self.names())
        for name in (SENTENCEPIECE, BPE):
            if name in names:
                return name
        raise ModelInvalid(
            f"{self.path} holds no tokenizer that is known ({SENTENCEPIECE} or {BPE})",
            subject=str(self.path),
        )

    def licence(self) -> str | None:
        """As stated in the metadata, or on a line of its own in the README; None if not stated."""
        if self.metadata.licence or "README.md" not in self.names():
            return self.metadata.licence or self._of_family()
        readme = self.read("README.md", MAX_TEXT_BYTES).decode("utf-8", "replace")
        return stated_licence(readme) or self._of_family()

    def _of_family(self) -> str | None:
        """A licence that forbids something, and that a folder of the family may well leave out."""
        family = FAMILIES.get(self.metadata.family)
        return family.licence if family else None

    def digest(self) -> str:
        """SHA-256 over the list of its files, as `sha256sum` prints it, sorted by name.

        The same for a folder and for the file that it was unpacked from.
        """
        listing = hashlib.sha256()
        for name in self.names():
            listing.update(f"{self._file_digest(name)}  {name}\n".encode())
        return listing.hexdigest()

    def _file_digest(self, name: str) -> str:
        if self.root is None:
            return file_digest(self.path / name)
        digest = hashlib.sha256()
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.root + name) as member:
                while chunk := member.read(_CHUNK):
                    digest.update(chunk)
        except _UNREADABLE as error:
            raise _no_file(self.path, name) from error
        return digest.hexdigest()


def stated_licence(readme: str) -> str | None:
    """The licence that a README states on a line of its own."""
    stated = _LICENCE_LINE.search(readme)
    return _line(stated[1]) or None if stated else None


def file_digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal. Raises ModelInvalid where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelInvalid(f"{path} cannot be read: {error.strerror}", subject=str(path)) from error


def _read(path: Path, root: str | None, name: str, limit: int | None) -> bytes:
    size = -1 if limit is None else limit
    try:
        if root is None:
            with (path / name).open("rb") as file:
                return file.read(size)
        with zipfile.ZipFile(path) as archive, archive.open(root + name) as member:
            return member.read(size)
    except _UNREADABLE as error:
        raise _no_file(path, name) from error


def _no_file(path: Path, name: str) -> ModelInvalid:
    return ModelInvalid(f"{path} holds no readable {name}", subject=str(path))


def _zip_files(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [item.filename for item in archive.infolist() if not item.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise ModelInvalid(
            f"{path} is not an Argos package (no readable zip)", subject=str(path)
        ) from error


def _zip_root(path: Path) -> str:
    roots = {name.split("/", 1)[0] for name in _zip_files(path)}
    if len(roots) != 1:
        raise ModelInvalid(
            f"{path} is not an Argos package: it must hold one folder", subject=str(path)
        )
    return roots.pop() + "/"
