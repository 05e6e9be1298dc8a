"""An archive that version 0.1.0 wrote (see tests/data/README.md), unpacked for a test."""

from __future__ import annotations

import tarfile
from pathlib import Path

from tests.support.places import DATA

PACKED = DATA / "archive-0.1.tar.xz"
SITE, COPY, SHUT = "nar.example", "guzgu.example", "bagli.example"


def unpack(folder: Path, *, index: bool = False) -> Path:
    """The archive's folder, below `folder`; with `index`, the index.db that 0.1 left in it.

    `signer.pub`, the key that signed its anchor, lies beside it.
    """
    with tarfile.open(PACKED) as packed:
        packed.extractall(folder, filter="data")
    archive = folder / "archive"
    if not index:
        (archive / "index.db").unlink()
    return archive
