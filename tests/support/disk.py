"""A disk on which only what was synced is certain: counts the steps of a write, and knows what may
be left after a power cut at each.

A file's content is certain as of the last sync of the file, a name (of a file or of a folder) as of
the last sync of the folder it is in. Of what came later, the disk may show all, nothing, or some of
it.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

import dragoman
from dragoman.provenance import checkpoint, durable

# Views, locks and what has no meaning after a crash: gone with the power.
PASSING = ("index.db", ".lock")
PACKAGE = Path(dragoman.__file__).parent
State = dict[str, bytes]
# A call that syncs: the lines in `durable` that led to it, and the one outside that asked for it.
Place = tuple[str, ...]


class Stop(BaseException):
    """The process ends here."""


class Disk:
    """Watches what is written below `folder`; nothing is really synced, which saves time.

    `left` is the number of steps until `Stop` is raised, -1 for never; `watch` is called at each.
    After it the process is gone and takes nothing back, unless it was only `interrupted`.
    `syncs` are the places in the code that synced, and `without` is one whose sync does nothing.
    """

    def __init__(
        self, folder: Path, patch: pytest.MonkeyPatch, *, interrupted: bool = False
    ) -> None:
        self.folder = folder
        self.interrupted = interrupted
        self.left = -1
        self.stopped = False
        self.watch: Callable[[], None] | None = None
        self.syncs: dict[Place, None] = {}
        self.without: Place | None = None
        self._contents: dict[int, bytes] = {}  # by inode: as of its last sync
        self._names: dict[Path, int] = {}  # as of the last sync of the folder
        self._folders: set[Path] = set()  # whose names are certain
        self._held = folder.with_name(folder.name + ".held")
        self._held.mkdir(parents=True)
        self._patch(patch)

    def begin(self) -> None:
        """All that is there now is on the disk."""
        for path in self._files():
            self._names[path] = self._inode(path)
            self._contents[self._inode(path)] = path.read_bytes()
        self._folders.update(self._all_folders())

    def forget(self, path: Path) -> None:
        """Neither this file nor its name, or the name of this folder, was ever synced."""
        if path.is_dir():
            self._folders.discard(path)
        else:
            self._contents.pop(self._names.pop(path), None)

    def forget_end(self, path: Path, size: int) -> None:
        """What follows the first `size` bytes of a file was never synced."""
        inode = self._names[path]
        self._contents[inode] = self._contents[inode][:size]

    def step(self) -> None:
        if self.watch is not None:
            self.watch()
        if self.left == 0:
            self.stopped = True
            raise Stop
        self.left -= 1

    def states(self) -> Iterator[State]:
        """What may be on the disk after a power cut now: content by name below the folder."""
        unsure = [each for each in self._all_folders() if each not in self._folders]
        for count in range(len(unsure) + 1):
            for absent in itertools.combinations(unsure, count):
                for state in self._states_of_files():
                    yield {
                        name: content
                        for name, content in state.items()
                        if not any((self.folder / name).is_relative_to(each) for each in absent)
                    }

    def _states_of_files(self) -> Iterator[State]:
        now = {path: self._inode(path) for path in self._files()}
        sure = {path: inode for path, inode in self._names.items() if now.get(path) == inode}
        moving = set(now.values()) | set(self._names.values())
        for inodes in itertools.product(*(self._places(each, sure, now) for each in moving)):
            placed = [(path, inode) for path, inode in inodes if path is not None]
            paths = {path for path, _ in placed}
            # Two files of one name: not both, and not neither, since a rename is one change.
            if len(paths) == len(placed) and paths >= self._names.keys() & now.keys():
                yield from self._filled(placed)

    def _places(
        self, inode: int, sure: dict[Path, int], now: dict[Path, int]
    ) -> list[tuple[Path | None, int]]:
        """The names that a file may be found under: that of before, and that of now."""
        before = [path for path, each in self._names.items() if each == inode]
        after = [path for path, each in now.items() if each == inode]
        if after and after[0] in sure:
            return [(after[0], inode)]
        return [(paths[0] if paths else None, inode) for paths in (before, after)]

    def _filled(self, placed: list[tuple[Path, int]]) -> Iterator[State]:
        contents = [
            _between(self._contents.get(inode, b""), self._now(inode)) for _, inode in placed
        ]
        names = [path.relative_to(self.folder).as_posix() for path, _ in placed]
        for chosen in itertools.product(*contents):
            yield dict(zip(names, chosen, strict=True))

    def _now(self, inode: int) -> bytes:
        return (self._held / str(inode)).read_bytes()

    def _inode(self, path: Path) -> int:
        """A second name keeps a file that is removed, and its number from being given anew."""
        inode = path.stat().st_ino
        held = self._held / str(inode)
        if not held.exists():
            os.link(path, held)
        return inode

    def _files(self) -> list[Path]:
        return [
            path
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
            and not path.name.startswith(PASSING)
            and not path.name.endswith(PASSING)
        ]

    def _all_folders(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [self.folder, *(each for each in self.folder.rglob("*") if each.is_dir())]

    def _patch(self, patch: pytest.MonkeyPatch) -> None:
        note, rename, cut_back = checkpoint.write_checkpoint, os.replace, durable.cut_back

        def copy(source: BinaryIO, target: BinaryIO) -> None:
            self.step()
            source.seek(0)
            data = source.read()
            for half in (data[: len(data) // 2], data[len(data) // 2 :]):
                target.write(half)
                target.flush()
                self.step()

        def fsync(handle: int) -> None:
            self.step()
            place = _caller()
            self.syncs[place] = None
            if place != self.without:
                self._synced(handle)
            self.step()

        def replace(source: Any, target: Any) -> None:
            self.step()
            rename(source, target)
            self.step()

        def write_checkpoint(path: Path, head: Any, **options: Any) -> None:
            note(path, head, **options)
            self.step()

        def taken_back(undo: Any) -> None:
            if not self.stopped or self.interrupted:
                cut_back(undo)

        patch.setattr(durable, "copy", copy)
        patch.setattr(durable, "cut_back", taken_back)
        patch.setattr(os, "fsync", fsync)
        patch.setattr(os, "replace", replace)
        patch.setattr(checkpoint, "write_checkpoint", write_checkpoint)

    def _synced(self, handle: int) -> None:
        synced = os.fstat(handle).st_ino
        for path in self._files():
            inode = self._inode(path)
            if inode == synced:
                self._contents[inode] = path.read_bytes()
        folders = self._all_folders()
        for folder in (self.folder.parent, *folders):
            if folder.stat().st_ino == synced:
                self._sync_names(folder)
                self._folders.update(each for each in folders if each.parent == folder)

    def _sync_names(self, folder: Path) -> None:
        """Which files are in a folder and which have left it is certain now."""
        now = {path: self._inode(path) for path in self._files()}
        for path in [each for each in self._names if each.parent == folder]:
            if now.get(path) != self._names[path]:
                del self._names[path]
        arrived = {path: inode for path, inode in now.items() if path.parent == folder}
        for path in [each for each, inode in self._names.items() if inode in arrived.values()]:
            del self._names[path]  # a rename is one change, on the disk too
        self._names |= arrived


def show(state: State, folder: Path) -> None:
    """Write a state out, as the folder that is found after the power is back."""
    (folder / "warc").mkdir(parents=True)
    for name, content in state.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def _caller() -> Place:
    """The lines of ours that lead to the sync that is being done, the innermost first."""
    found: list[str] = []
    frame = sys._getframe(2)
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE):
            place = f"{path.relative_to(PACKAGE).as_posix()}:{frame.f_lineno}"
            found.append(f"{place} {frame.f_code.co_name}")
            if path.stem != "durable":
                break
        frame = frame.f_back  # type: ignore[assignment]
    return tuple(found)


def _between(kept: bytes, found: bytes) -> list[bytes]:
    """As it was synced, as it was written, and some of what may come in between."""
    if kept == found:
        return [found]
    if len(kept) >= len(found):  # written in place, or cut
        half = len(found) // 3
        return [kept, found, found[:half] + kept[half:]]
    new = len(found) - len(kept)
    return [
        kept,
        found,
        found[: len(kept) + new // 2],
        kept + bytes(new),
        kept + bytes(new // 2) + found[len(kept) + new // 2 :],
    ]
