"""Which model a server has, as far as it can be known, and on whose word.

A server can say anything. What it says is recorded as its word; a digest is called the file's only
where the file was read here.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dragoman.errors import ModelError, ModelInvalid, ModelMissing
from dragoman.translate.llm.server import Server

MOST_NAMED = 8
MAGIC, SUFFIX = b"GGUF", ".gguf"
_PART = re.compile(r"(.*)-\d{5}-of-(\d{5})\.gguf", re.DOTALL)
_ELSEWHERE = re.compile(r"[/\\]{2}")
_CHUNK = 1 << 20
MOST_PARTS = 1_000
_DIGEST = re.compile(r"(?:sha256[:-])?([0-9a-f]{64})")
# What is told of a digest.
READ_HERE = "SHA-256 of the file that the server says it has loaded, read here"
PARTS_READ_HERE = "SHA-256 of the {} files that the server says it has loaded, in order, read here"
SEVERAL = "the server has several models and names one file, which may be another's"
SERVERS_WORD = "digest that the server states; nothing here could compare it"
UNKNOWN = "the server says nothing but a name"


@dataclass(frozen=True, slots=True)
class Identity:
    """`asked` is the server's own name for the model, and `name` what records say of it.

    `sha256` is None where nothing is known; `word` says whose word it is. `server` is what the
    server says that it is, "" where it says nothing.
    """

    asked: str
    name: str
    sha256: str | None
    word: str
    server: str = ""


def identify(server: Server, wanted: str | None) -> Identity:
    """The model that is to be asked. ModelMissing where the server is not there or has it not."""
    try:
        names = _names(server.look("/v1/models"))
        asked = _chosen(server, names, wanted)
        if asked.endswith(("-cloud", ":cloud")):
            raise _elsewhere(server, asked)
        return _llama_server(server, asked, names) or _ollama(server, asked) or _unknown(asked)
    except ModelInvalid:
        raise
    except ModelError as error:
        raise ModelMissing(error.message, subject=error.subject) from error


def _chosen(server: Server, names: list[str], wanted: str | None) -> str:
    if wanted is not None:
        if names and wanted not in names:
            raise ModelMissing(
                f"the server at {server.address} has no model {wanted}; it has {_some(names)}",
                subject=wanted,
            )
        return wanted
    if len(names) != 1:
        several = f"has {_some(names)}" if names else "names no model"
        raise ModelMissing(
            f"the server at {server.address} {several}; set DRAGOMAN_LLM_MODEL to the one to ask",
            subject=str(server.address),
        )
    return names[0]


def _names(said: Mapping[str, Any]) -> list[str]:
    ids = [each.get("id") for each in _objects(said.get("data"))]
    return [each for each in ids if isinstance(each, str) and _line(each)]


def _objects(listed: Any) -> list[dict[str, Any]]:
    listed = listed if isinstance(listed, list) else []
    return [each for each in listed if isinstance(each, dict)]


def _llama_server(server: Server, asked: str, names: list[str]) -> Identity | None:
    """llama-server tells where its file lies; it is read, and is what the record names.

    Where it has several models, the file may be another's than the one that is asked.
    """
    said = server.look("/props")
    path = said.get("model_path")
    if not isinstance(path, str) or not path:
        return None
    build = said.get("build_info")
    made = f"llama.cpp {_line(build)}" if isinstance(build, str) else "llama.cpp"
    if names != [asked]:
        return Identity(asked, _line(asked), None, SEVERAL, made)
    digest, word = _digest_of(path)
    return Identity(asked, _line(asked), digest, word, made)


def _digest_of(path: str) -> tuple[str | None, str]:
    """None for what is no model that can be read here: the server may see other folders.

    The system is asked for no path of another machine, since asking already connects, and what
    does not begin as a model does is not read.
    """
    if _ELSEWHERE.match(path) or not path.endswith(SUFFIX):
        return None, UNKNOWN
    files = _files(path)
    try:
        status = [file.stat() for file in files if file.is_absolute()]
    except (OSError, ValueError):
        return None, UNKNOWN
    if (
        not status
        or len(status) != len(files)
        or not all(stat.S_ISREG(each.st_mode) for each in status)
    ):
        return None, UNKNOWN
    digest = _hashed(files, tuple((each.st_size, each.st_mtime_ns) for each in status))
    word = READ_HERE if len(files) == 1 else PARTS_READ_HERE.format(len(files))
    return digest, word if digest else UNKNOWN


def _files(path: str) -> tuple[Path, ...]:
    """The model's own; all of one that was split, of which a server names the first."""
    parts = _PART.fullmatch(path)
    if parts is None:
        return (Path(path),)
    begun, count = parts[1], parts[2]
    if int(count) > MOST_PARTS:
        return ()
    numbers = range(1, int(count) + 1)
    return tuple(Path(f"{begun}-{number:05}-of-{count}{SUFFIX}") for number in numbers)


@lru_cache(maxsize=8)
def _hashed(files: tuple[Path, ...], kept: tuple[tuple[int, int], ...]) -> str | None:
    """Files of several gigabytes are read once, and not for each language. `kept`: size, time."""
    digest = hashlib.sha256()
    try:
        whole = all(_read(file, size, digest) for file, (size, _) in zip(files, kept, strict=True))
    except OSError:
        return None
    return digest.hexdigest() if whole else None


def _read(file: Path, size: int, digest: Any) -> bool:
    """Whether a file is a model of that size; never past it, since some files have no end."""
    with file.open("rb") as opened:
        chunk = opened.read(min(size, _CHUNK))
        if not chunk.startswith(MAGIC):
            return False
        while chunk:
            digest.update(chunk)
            size -= len(chunk)
            chunk = opened.read(min(size, _CHUNK))
    return size == 0


def _ollama(server: Server, asked: str) -> Identity | None:
    """ollama states digests; a model that it only passes on to a service elsewhere is refused."""
    listed = _objects(server.look("/api/tags").get("models"))
    own = next((each for each in listed if asked in (each.get("name"), each.get("model"))), None)
    if own is None:
        return None
    if own.get("remote_host") or own.get("remote_model"):
        raise _elsewhere(server, asked)
    version = server.look("/api/version").get("version")
    made = f"ollama {_line(version)}" if isinstance(version, str) else "ollama"
    stated = _DIGEST.fullmatch(str(own.get("digest")))
    word = SERVERS_WORD if stated else UNKNOWN
    return Identity(asked, _line(asked), stated[1] if stated else None, word, made)


def _elsewhere(server: Server, asked: str) -> ModelInvalid:
    return ModelInvalid(
        f"{_line(asked)} does not run on this machine: {server.address} hands what it is asked to "
        "a service elsewhere; choose a model that is here",
        subject=asked,
    )


def _unknown(asked: str) -> Identity:
    return Identity(asked, _line(asked), None, UNKNOWN)


def _some(names: list[str]) -> str:
    shown = ", ".join(map(_line, names[:MOST_NAMED]))
    return shown + (" and others" if len(names) > MOST_NAMED else "")


def _line(text: str) -> str:
    """A server's text, fit for one line; of a file its name, not where it lies on this machine."""
    plain = "".join(char for char in text if char.isprintable()).strip()
    is_path = plain.endswith(".gguf") or re.match(r"[/\\~.]|[A-Za-z]:[/\\]", plain)
    return (re.split(r"[/\\]", plain)[-1] if is_path else plain)[:120]
