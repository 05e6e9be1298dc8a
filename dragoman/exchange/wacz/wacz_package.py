"""The zip that a WACZ is: its files, their digests, and the package that lists them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from dragoman.exchange.wacz.wacz_signature import WaczSigner
from dragoman.provenance.digest import CHUNK

WACZ_VERSION = "1.1.1"


@dataclass(slots=True)
class Package:
    """Files go in one after the other; `finish` then says what they are."""

    archive: zipfile.ZipFile
    created: datetime
    resources: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, data: bytes) -> None:
        with self._entry(name, len(data)) as put:
            put(data)

    def add_file(
        self, name: str, path: Path, *, packed: bool = False, length: int | None = None
    ) -> None:
        """A file, or its first `length` bytes; `packed` ones are stored as they are, so that parts
        can be read out of them."""
        left = path.stat().st_size if length is None else length
        with path.open("rb") as source, self._entry(name, left, packed=packed) as put:
            while left and (piece := source.read(min(left, CHUNK))):
                left -= len(piece)
                put(piece)

    def finish(self, software: str, signer: WaczSigner | None, more: Mapping[str, Any]) -> None:
        """`more` is said of the whole beside what every package says."""
        created = self.created.strftime("%Y-%m-%dT%H:%M:%SZ")
        package = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": "Pages of a Dragoman archive",
            "software": software,
            "created": created,
            **more,
            "resources": list(self.resources),
        }
        data = json.dumps(package, ensure_ascii=False, indent=1).encode("utf-8")
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        said: dict[str, Any] = {"path": "datapackage.json", "hash": digest}
        if signer is not None:
            said |= signer.sign(digest, created, software)
        self.add("datapackage.json", data)
        self.add("datapackage-digest.json", json.dumps(said, indent=1).encode("utf-8"))

    @contextmanager
    def _entry(
        self, name: str, size: int, *, packed: bool = False
    ) -> Iterator[Callable[[bytes], None]]:
        """One file of `size` bytes, with the long form of its header only where that size needs it.

        The directory at the end has the long form where a size needs it and nowhere else, and
        readers (wabac.js) reckon from it how long the header is: the two have to agree.
        """
        info = zipfile.ZipInfo(name, self.created.timetuple()[:6])
        limit = zipfile.ZIP64_LIMIT
        # Deflating may make a file longer by a little; of a stored one the size is known before.
        stored = packed or size > limit - limit // 100
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest, length = hashlib.sha256(), 0
        with self.archive.open(info, "w", force_zip64=size > limit) as target:

            def put(data: bytes) -> None:
                nonlocal length
                length += len(data)
                digest.update(data)
                target.write(data)

            yield put
        base = name.rpartition("/")[2].lower()
        found = {"name": base, "path": name, "hash": f"sha256:{digest.hexdigest()}"}
        self.resources.append(found | {"bytes": length})
