"""Which model a server has, as far as it can be known, and on whose word.

A server can say anything. What it says is recorded as its word; a digest is called the file's only
where the file was read here.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dragoman.errors import ModelError, ModelInvalid, ModelMissing
from dragoman.translate.llm.server import Server
from dragoman.translate.models.package import file_digest

MOST_NAMED = 8
_DIGEST = re.compile(r"(?:sha256[:-])?([0-9a-f]{64})")
# What is told of a digest.
READ_HERE = "SHA-256 of the file that the server says it has loaded, read here"
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
        asked = _chosen(server, wanted)
        if asked.endswith(("-cloud", ":cloud")):
            raise _elsewhere(server, asked)
        return _llama_server(server, asked) or _ollama(server, asked) or _unknown(asked)
    except ModelInvalid:
        raise
    except ModelError as error:
        raise ModelMissing(error.message, subject=error.subject) from error


def _chosen(server: Server, wanted: str | None) -> str:
    names = _names(server.look("/v1/models"))
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


def _llama_server(server: Server, asked: str) -> Identity | None:
    """llama-server tells where its file lies; it is read, and is what the record names."""
    said = server.look("/props")
    path = said.get("model_path")
    if not isinstance(path, str) or not path:
        return None
    build = said.get("build_info")
    made = f"llama.cpp {_line(build)}" if isinstance(build, str) else "llama.cpp"
    digest = _digest_of(Path(path))
    return Identity(asked, _line(asked), digest, READ_HERE if digest else UNKNOWN, made)


def _digest_of(path: Path) -> str | None:
    """None for what is no file that can be read here: the server may see other folders."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    if not path.is_absolute() or not stat.S_ISREG(status.st_mode):
        return None
    return _hashed(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=8)
def _hashed(path: Path, _size: int, _time: int) -> str | None:
    """A file of several gigabytes is read once, and not for each language."""
    try:
        return file_digest(path)
    except ModelInvalid:
        return None


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
