"""The list beside a copy: the SHA-256 of each of its files, as `sha256sum` writes and checks it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.own_files import LIST_OF_A_COPY

PLAIN, SEALED = LIST_OF_A_COPY, "SHA256SUMS"
# Files that an archive's copy has, and nothing that leads out of it.
NAME = re.compile(
    r"(?:(?:warc|imports|anchors|set-aside)/(?!\.{1,2}\Z)[^/\\\0\ud800-\udfff]{1,255}"
    r"|ledger\.jsonl|ledger\.head|dragoman\.toml|names\.csv|manifest-sha256\.txt)"
)
LINE = re.compile(r"(\\?)([0-9a-f]{64})  (.+)")
LONGEST = 256 << 20
# Lists that this machine wrote are noted outside the archive, under this name.
NOTED = "copies"
SAID = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
MEANT = {said: char for char, said in SAID.items()}


def write_list(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{_line(name, digests[name])}\n" for name in sorted(digests)).encode()


def read_list(content: bytes) -> dict[str, str] | None:
    """The digests by name; None where it is no such list."""
    found: dict[str, str] = {}
    for line in content.decode("utf-8", "replace").split("\n")[:-1]:
        match = LINE.fullmatch(line)
        if match is None:
            return None
        found[unescaped(match[3]) if match[1] else match[3]] = match[2]
    return found if content.endswith(b"\n") or not content else None


def _line(name: str, digest: str) -> str:
    """A name with a line break in it is written as `sha256sum` writes it."""
    plain = escaped(name)
    return f"{digest}  {name}" if plain == name else f"\\{digest}  {plain}"


def escaped(name: str, also: str = "") -> str:
    for char, said in SAID.items():
        if char in "\\\n\r" + also:
            name = name.replace(char, said)
    return name


def unescaped(name: str) -> str:
    return re.sub(r"\\[nrt\\]", lambda found: MEANT[found[0]], name)


def list_key(archive: str, content: bytes) -> str:
    """By what this machine knows a list that it wrote beside a copy of an archive."""
    return sha256_hex(f"{archive}\n".encode() + content)
