"""Files that a browser hands over, in pieces: under names of ours, within limits, whole or not.

What a browser says a file is called is a name and never a path; it is kept, since it is what the
file is known by, without what could lead anywhere or turn the text around it.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dragoman.desk.work.order import FILES, Order
from dragoman.errors import UsageError

# Of one file, and of all that is handed over at once.
LARGEST_FILE, LARGEST_ORDER, MOST_FILES = 4_000_000_000, 8_000_000_000, 1_000
# Of the disk so much stays free for what is captured.
LEFT_FREE = 500_000_000
LONGEST_NAME = 120
LISTS = (".csv", ".tsv", ".tab", ".xlsx", ".xls", ".txt", ".text", ".urls", ".list")
# What a name of Windows cannot hold, and what nobody sees.
UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Here:
    """A file as far as it is here: our name for it, and its bytes so far."""

    name: str
    size: int


def own_name(told: str) -> str:
    """A name for a file out of what a browser calls it; never one that leads anywhere."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", told))[-1]
    kept = "".join(char if char.isprintable() else " " for char in last)
    name = " ".join(UNFIT.sub(" ", kept).split()).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 10:
        name = f"{stem.strip(' .')[:LONGEST_NAME]}.{ending}"
    name = name[: LONGEST_NAME + 11].encode("utf-8")[:220].decode("utf-8", "ignore").strip(" .")
    return f"_{name}" if not name or DEVICES.match(name) or name.startswith("-") else name


def add_piece(order: Order, told: str, stream: IO[bytes], at: int) -> Here:
    """Add a piece to a file of an order, at a place that is where it ends.

    At 0 a file begins, beside one of the same name. UsageError where the piece does not fit to what
    is here, and where a limit is passed: then the file goes.
    """
    folder = order.folder / FILES
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / own_name(told)
    if at == 0:
        path = _unused(path)
        if len(order.files) >= MOST_FILES:
            raise UsageError(f"at most {MOST_FILES:,} files are taken at once")
    elif not path.is_file() or path.stat().st_size != at:
        raise UsageError(f"{path.name} did not come whole; hand it over again")
    with path.open("ab") as file:
        shutil.copyfileobj(stream, file)
    size = path.stat().st_size
    if size > LARGEST_FILE or sum(each.stat().st_size for each in order.files) > LARGEST_ORDER:
        path.unlink()
        raise UsageError(
            f"{path.name} is larger than can be handed over here; take it in by "
            '"dragoman import FILE"'
        )
    if shutil.disk_usage(folder).free < LEFT_FREE:
        path.unlink()
        raise UsageError("the disk is nearly full; nothing more is taken in")
    return Here(path.name, size)


def is_list_name(name: str) -> bool:
    return name.casefold().endswith(LISTS)


def _unused(path: Path) -> Path:
    number, tried = 1, path
    while tried.exists():
        number += 1
        tried = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return tried
