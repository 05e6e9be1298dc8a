"""`Order`: what somebody asked for that takes long, as it lies on the disk until it is done."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE, DONE = "order.json", "done.txt"
FILES, COMING, MADE = "files", "coming", "made"
OPENINGS = ".openings.jsonl"
IDENTITY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Order:
    """`kind` says which act it is for, `label` what a person reads, `wishes` what the act is told.

    `begun` is False for what was looked at and not yet asked for. `folder` is its own; it holds
    what was handed in (`files/`), what is not whole yet (`coming/`) and what was made (`made/`).
    `unsaved` is of the wishes what may stand on no disk; it is lost where the desk ends before.
    """

    id: str
    kind: str
    label: str
    wishes: Mapping[str, Any]
    folder: Path
    made_at: str = ""
    begun: bool = True
    unsaved: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def new(
        cls,
        spool: Path,
        kind: str,
        label: str,
        wishes: Mapping[str, Any],
        *,
        begun: bool = True,
        unsaved: Mapping[str, str] | None = None,
    ) -> Order:
        identity = secrets.token_hex(8)
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(
            identity, kind, label, wishes, spool / identity, made_at, begun, dict(unsaved or {})
        )

    def save(self) -> None:
        """Whole or not at all, so that one that was interrupted can be read."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = {
            "kind": self.kind,
            "label": self.label,
            "wishes": dict(self.wishes),
            "made_at": self.made_at,
            "begun": self.begun,
        }
        told = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
        beside = self.folder / f"{FILE}.new"
        beside.write_bytes(told)
        beside.replace(self.folder / FILE)

    def forget(self) -> None:
        """Done: whoever opens the folder again begins nothing."""
        (self.folder / FILE).unlink(missing_ok=True)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def files(self) -> list[Path]:
        """What was handed in with it, by our names for it, each whole."""
        return _held(self.folder / FILES)

    @property
    def coming(self) -> list[Path]:
        """What was begun to be handed in, and is not whole."""
        return _held(self.folder / COMING)

    @property
    def made(self) -> Path | None:
        """The file that came of it."""
        held = _held(self.folder / MADE)
        return next((each for each in held if not each.name.endswith(OPENINGS)), None)

    @property
    def openings(self) -> Path | None:
        """What opens that which was left off the file."""
        held = _held(self.folder / MADE)
        return next((each for each in held if each.name.endswith(OPENINGS)), None)

    def mark_done(self, key: str) -> None:
        self._add(DONE, key)

    def done(self) -> set[str]:
        """The keys of what needs not be done again."""
        return set(self._lines(DONE))

    def leave(self, page: str, wish: str) -> None:
        """A page for an order that follows; kept, since this one may be interrupted before."""
        self._add(_leaves(wish), page)

    def leaves(self, wish: str) -> list[str]:
        return list(dict.fromkeys(self._lines(_leaves(wish))))

    def forget_leaves(self, wish: str) -> None:
        (self.folder / _leaves(wish)).unlink(missing_ok=True)

    def _add(self, name: str, line: str) -> None:
        with (self.folder / name).open("a", encoding="utf-8", errors="surrogatepass") as stream:
            stream.write(f"{line}\n")

    def _lines(self, name: str) -> list[str]:
        path = self.folder / name
        if not path.exists():
            return []
        return path.read_text(encoding="utf-8", errors="surrogatepass").splitlines()


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of one thing of an order: a page, a file.

    `key` tells it from the others, `words` are what a person reads, `error` why it was not done,
    `page` its id where it has become one. `leaves`: there is a text for the order that follows,
    `came`: it was fetched, and can be shown.
    """

    key: str
    words: str
    error: str | None = None
    page: str | None = None
    leaves: bool = False
    came: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def _leaves(wish: str) -> str:
    return "leaves.txt" if wish == "then" else f"leaves-{wish}.txt"


def _held(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def saved(spool: Path) -> Iterator[Order]:
    """The orders that lie in a folder, oldest first; what is none is passed over."""
    found = [each for each in map(_read, _folders(spool)) if each is not None]
    yield from sorted(found, key=lambda order: (order.made_at, order.id))


def clear(spool: Path) -> None:
    """Remove what was left by orders that are done."""
    for folder in _folders(spool):
        if not (folder / FILE).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _folders(spool: Path) -> list[Path]:
    if not spool.is_dir():
        return []
    return [each for each in spool.iterdir() if IDENTITY.fullmatch(each.name) and each.is_dir()]


def _read(folder: Path) -> Order | None:
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8", errors="surrogatepass"))
        kind, label, wishes = content["kind"], content["label"], content["wishes"]
        made_at, begun = str(content["made_at"]), bool(content["begun"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(kind, str) or not isinstance(label, str) or not isinstance(wishes, dict):
        return None
    return Order(folder.name, kind, label, wishes, folder, made_at, begun)
