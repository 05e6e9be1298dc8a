"""The files of a Firefox model, and how they are found among others.

A model is a network, one vocabulary or two, and a lexical shortlist, under names such as
`model.azen.intgemm.alphas.bin`, `vocab.azen.spm` and `lex.50.50.azen.s2t.bin`; a network as it was
trained, in float32, is a `model.azen.npz`. Installed, they lie in a folder with a `metadata.json`
of ours, so that the rest of the house sees a package like any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import ModelInvalid
from dragoman.translate.models.package import METADATA, Package
from dragoman.translate.models.workshop import copied

LICENCE = "MPL-2.0"  # as Mozilla publishes them
MOST_BYTES = 1 << 30
_NETWORK = re.compile(r"model\.[a-z]{4,6}(?:\..*)?\.(?:bin|npz)")
_ROLES = {
    "model": _NETWORK,
    "shortlist": re.compile(r"lex\..*\.[a-z]{4,6}\.s2t\.bin"),
    "source_vocabulary": re.compile(r"(?:src)?vocab\.[a-z]{4,6}\.spm"),
    "target_vocabulary": re.compile(r"(?:trg)?vocab\.[a-z]{4,6}\.spm"),
}


@dataclass(frozen=True, slots=True)
class FirefoxFiles:
    """Where the files of an installed model are."""

    folder: Path
    model: Path
    source_vocabulary: Path
    target_vocabulary: Path
    shortlist: Path | None

    @classmethod
    def of(cls, package: Package) -> FirefoxFiles:
        """Raises ModelInvalid where one that is needed is missing, or there are several."""
        found = {role: _one(role, package) for role in _ROLES}
        for role, path in found.items():
            if path is None and role != "shortlist":
                raise ModelInvalid(
                    f"{package.path} holds no {role.replace('_', ' ')} of a Firefox model",
                    subject=str(package.path),
                )
        return cls(package.path, **found)  # type: ignore[arg-type]


def is_network(name: str) -> bool:
    """Whether a file name is that of the network of a Firefox model, packed or not."""
    return _NETWORK.fullmatch(name.removesuffix(".gz")) is not None


def role_of(name: str) -> str | None:
    """What a file of a model is for, by its name; None for a name that no such file has."""
    return next((role for role, rule in _ROLES.items() if rule.fullmatch(name)), None)


def networks_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and is_network(path.name))


def gather(network: Path, folder: Path, *, version: str | None = None) -> None:
    """Copy a model out of the folder that `network` lies in, unpacked, and write its metadata.

    Raises ModelInvalid where a file that it needs is missing or damaged.
    """
    pair = network.name.split(".")[1]
    beside = [path for path in network.parent.iterdir() if path.is_file()]
    for path in beside:
        name = path.name.removesuffix(".gz")
        if f".{pair}." in name and role_of(name) is not None:
            copied(path, folder / name, MOST_BYTES)
    write_firefox_metadata(folder, version or _version(beside))


def write_firefox_metadata(folder: Path, version: str = "unknown") -> None:
    """What a folder of Firefox files does not say of itself, and a package must."""
    source, target = _pair(networks_in(folder)[0].name)
    content = {
        "type": "translate",
        "engine": "firefox",
        "from_code": source,
        "to_code": target,
        "package_version": version,
        "licence": LICENCE,
    }
    (folder / METADATA).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _one(role: str, package: Package) -> Path | None:
    names = [name for name in package.names() if _ROLES[role].fullmatch(name)]
    if len(names) > 1:
        raise ModelInvalid(
            f"{package.path} holds several files for one model: {', '.join(names)}",
            subject=str(package.path),
        )
    return package.path / names[0] if names else None


def _pair(name: str) -> tuple[str, str]:
    """The two codes out of `model.azen.…`; what is not of two letters each is split at English."""
    letters = name.split(".")[1]
    if len(letters) % 2:
        half = len(letters) - 2 if letters.endswith("en") else 2
    else:
        half = len(letters) // 2
    return letters[:half], letters[half:]


def _version(paths: Iterable[Path]) -> str:
    """What a `model_info.json` beside the files says; Firefox itself keeps it elsewhere."""
    for path in paths:
        if path.name in ("model_info.json", "metadata.json"):
            try:
                said = json.loads(path.read_text(encoding="utf-8"))
                return str(said.get("version") or said.get("package_version") or "unknown")
            except (OSError, ValueError, AttributeError, RecursionError):
                continue
    return "unknown"
