"""Where bytes wait until they are appended: in memory while few, else in the archive's `spool/`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO, cast

IN_MEMORY = 1 << 18


def new_spool(folder: Path) -> BinaryIO:
    """A spool in the archive's own folder, since a temporary folder may be small, or in memory.

    On the disk it has no name, so that nothing is left of it when the process is killed.
    """
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(folder)))
