"""Where bytes wait until they are appended: in memory while few, else in a nameless file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO, cast

IN_MEMORY = 1 << 18


def new_spool(folder: Path) -> BinaryIO:
    """A spool in the archive's own folder, since a temporary folder may be small, or in memory."""
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(folder)))
