"""Files that a browser hands over, in pieces: under names of ours, within limits, whole or not.

What a browser says a file is called is a name and never a path; it is kept, since it is what the
file is known by, without what could lead anywhere or turn the text around it.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dragoman.desk.languages.spoken import _
from dragoman.desk.work.order import COMING, FILES, Order
from dragoman.errors import UsageError

# Of one file, and of all that is handed over at once.
LARGEST_FILE, LARGEST_ORDER, MOST_FILES = 4_000_000_000, 8_000_000_000, 1_000
# Of the disk so much stays free for what is captured.
LEFT_FREE = 500_000_000
LONGEST_NAME = 120
LISTS = (".csv", ".tsv", ".tab", ".xlsx", ".xls", ".txt", ".text", ".urls", ".list")
# What a name of Windows cannot hold, and what nobody sees.
UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]')
DEVICES = re.compile(r"(con|prn|aux|nul|con(in|out)\$|(com|lpt)[\d¹²³]) *(\.|$)", re.IGNORECASE)


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


def add_piece(
    order: Order,
    told: str,
    stream: IO[bytes],
    at: int,
    whole: int | None = None,
    *,
    largest: int | None = None,
    command: str = '"dragoman import FILE"',
) -> Here:
    """Add a piece to a file of an order, at a place that is where it ends.

    `whole`: how many bytes the file has; None where this is all of it. Before they are here it is
    none of the order's files. At 0 a file begins, beside one of the same name. UsageError where the
    piece does not fit to what is here, and where a limit is passed: then the file goes, and
    `command` is named, which takes larger ones.
    """
    coming, files = order.folder / COMING, order.folder / FILES
    for folder in (coming, files):
        folder.mkdir(parents=True, exist_ok=True)
    path = coming / own_name(told)
    if at == 0:
        path = coming / _unused(path.name, coming, files)
        if len(order.files) + len(order.coming) >= MOST_FILES:
            raise UsageError(_("at most %(most)s files are taken at once", most=MOST_FILES))
    elif not path.is_file() or path.stat().st_size != at:
        raise UsageError(_("%(name)s did not come whole; hand it over again", name=path.name))
    with path.open("ab") as file:
        shutil.copyfileobj(stream, file)
    size = path.stat().st_size
    try:
        _check(order, path.name, max(size, whole or 0), largest or LARGEST_FILE, command)
        if whole is not None and size > whole:
            raise UsageError(
                _("%(name)s is not what it was said to be; hand it over again", name=path.name)
            )
    except UsageError:
        path.unlink()
        _leave_nothing_empty(coming, files, order.folder)
        raise
    if whole in (None, size):
        path.replace(files / path.name)
    return Here(path.name, size)


def _leave_nothing_empty(*folders: Path) -> None:
    for folder in folders:
        with suppress(OSError):  # it holds something
            folder.rmdir()


def _check(order: Order, name: str, size: int, largest: int, command: str) -> None:
    held = sum(each.stat().st_size for each in (*order.files, *order.coming))
    if size > largest or held > LARGEST_ORDER:
        raise UsageError(
            _(
                "%(name)s is larger than can be handed over here; take it in by %(command)s",
                name=name,
                command=command,
            )
        )
    if shutil.disk_usage(order.folder).free < LEFT_FREE:
        raise UsageError(_("the disk is nearly full; nothing more is taken in"))


def is_list_name(name: str) -> bool:
    return name.casefold().endswith(LISTS)


def _unused(name: str, *folders: Path) -> str:
    path, number, tried = Path(name), 1, name
    while any((folder / tried).exists() for folder in folders):
        number += 1
        tried = f"{path.stem} ({number}){path.suffix}"
    return tried
