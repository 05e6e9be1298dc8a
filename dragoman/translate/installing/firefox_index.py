"""Mozilla's list of the models that Firefox downloads, and the files in it.

The list is Firefox's own, of its Remote Settings service; each file is packed with zstd and has two
SHA-256 in the list, as it is sent and as it is unpacked, and both are checked.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dragoman.errors import ModelInvalid, ModelMissing
from dragoman.translate.installing.download import Offer, fetch, read_index
from dragoman.translate.models.firefox_files import MOST_BYTES, is_network, role_of
from dragoman.translate.models.model import version_key

FIREFOX_INDEX = (
    "https://firefox.settings.services.mozilla.com/v1/buckets/main/collections/"
    "translations-models-v2/records"
)
ZSTD = b"\x28\xb5\x2f\xfd"  # how it begins
STANDARD_ZSTD = "compression.zstd"
ATTACHMENTS = "https://firefox-settings-attachments.cdn.mozilla.net/"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FirefoxFile:
    """One file of a model: `packed_sha256` as it is sent, `sha256` unpacked; sizes in bytes."""

    name: str
    location: str
    size: int
    packed_sha256: str
    sha256: str | None


KINDS = ("tiny", "base-memory", "base")  # by width, as docs/models.md has them


@dataclass(frozen=True, slots=True)
class FirefoxOffer:
    """A model of the list, all its files of one version and kind."""

    source: str
    target: str
    version: str
    architecture: str
    files: tuple[FirefoxFile, ...]

    @property
    def size(self) -> int:
        """Bytes to download."""
        return sum(each.size for each in self.files)


def find_firefox_offer(source: str, target: str, index_url: str = FIREFOX_INDEX) -> FirefoxOffer:
    """The newest released model for a pair, and of several of one version the largest kind.

    Raises ModelError or ModelMissing.
    """
    listed = read_index(index_url)
    records = listed.get("data") if isinstance(listed, dict) else None
    offers: dict[tuple[str, str], list[FirefoxFile]] = {}
    for entry in records if isinstance(records, list) else []:
        file = _file(entry, source, target)
        if file is not None:
            key = (str(entry.get("version", "")), str(entry.get("architecture") or ""))
            offers.setdefault(key, []).append(file)
    whole = [key for key, files in offers.items() if any(is_network(each.name) for each in files)]
    if not whole:
        raise ModelMissing(
            f"Mozilla's list has no model for {source}→{target}", subject=f"{source}-{target}"
        )
    version, architecture = max(
        whole, key=lambda key: (_released(key[0]), version_key(key[0]), rank(key[1]), key)
    )
    return FirefoxOffer(source, target, version, architecture, tuple(offers[version, architecture]))


def rank(architecture: object) -> int:
    """Larger kinds of network have a higher one, and unknown ones the lowest."""
    return KINDS.index(architecture) if architecture in KINDS else -1


def fetch_firefox(
    offer: FirefoxOffer,
    folder: Path,
    downloads: Path,
    progress: Progress | None = None,
    attachments_url: str = ATTACHMENTS,
) -> None:
    """Download a model's files and unpack them into `folder`; an interrupted download goes on.

    `progress(done, total)` counts bytes. Raises ModelError, or ModelInvalid for a file that is not
    the one that the list names.
    """
    done = 0
    for file in offer.files:
        begun = done

        def step(part: int, _total: int, begun: int = begun) -> None:
            if progress:
                progress(begun + part, offer.size)

        link = Offer(
            offer.source, offer.target, f"{offer.version} {file.name}",
            attachments_url + file.location, file.packed_sha256,
        )  # fmt: skip
        part = fetch(link, downloads, step)
        try:
            (folder / file.name).write_bytes(_unpacked(part.read_bytes(), file))
        finally:
            part.unlink(missing_ok=True)
        done += file.size


def _unpacked(packed: bytes, file: FirefoxFile) -> bytes:
    digest = hashlib.sha256(packed).hexdigest()
    if digest != file.packed_sha256:
        raise ModelInvalid(
            f"{file.name} has the SHA-256 {digest}, not {file.packed_sha256} as Mozilla's list "
            "says; nothing was installed",
            subject=file.name,
        )
    content = _unzstd(packed, file) if packed.startswith(ZSTD) else packed
    if file.sha256 and hashlib.sha256(content).hexdigest() != file.sha256:
        raise ModelInvalid(
            f"{file.name}, unpacked, is not the file that Mozilla's list names; nothing was "
            "installed",
            subject=file.name,
        )
    return content


def _unzstd(packed: bytes, file: FirefoxFile) -> bytes:
    """One frame and nothing after it, of at most what a file of a model may have."""
    zstd: Any
    if sys.version_info >= (3, 14):
        zstd = import_module(STANDARD_ZSTD)
    else:
        from backports import zstd
    unpacking = zstd.ZstdDecompressor()
    try:
        content: bytes = unpacking.decompress(packed, MOST_BYTES)
    except zstd.ZstdError as error:
        raise ModelInvalid(f"{file.name} cannot be unpacked: {error}") from error
    if not unpacking.eof or unpacking.unused_data:
        raise ModelInvalid(f"{file.name} cannot be unpacked: it is cut, too large, or goes on")
    return content


def _file(entry: Any, source: str, target: str) -> FirefoxFile | None:
    """An entry that is a file we need of this pair; None for any other, and for what is unfit."""
    if not isinstance(entry, dict):
        return None
    pair = (entry.get("sourceLanguage"), entry.get("targetLanguage"))
    name, attachment = entry.get("name"), entry.get("attachment")
    if pair != (source, target) or not isinstance(name, str) or not isinstance(attachment, dict):
        return None
    location, digest = attachment.get("location"), attachment.get("hash")
    size, unpacked = attachment.get("size"), entry.get("decompressedHash")
    if role_of(name) is None or not isinstance(location, str) or not isinstance(digest, str):
        return None
    if urlsplit(location).scheme or location.startswith("/") or ".." in location:
        return None
    return FirefoxFile(
        name,
        location,
        size if isinstance(size, int) else 0,
        digest.lower(),
        unpacked.lower() if isinstance(unpacked, str) else None,
    )


def _released(version: str) -> bool:
    """Versions such as 2.1a1 are given to nightly builds only."""
    return version.replace(".", "").isdigit()
