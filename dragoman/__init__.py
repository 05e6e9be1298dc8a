"""Dragoman preserves an article, says where it came from, and translates it on this machine.

from dragoman import Archive

with Archive("evidence") as archive:
    page = archive.capture("https://example.org/az/a/1")
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.archive import Archive, Page
    from dragoman.errors import DragomanError

    __version__: str

# Here, since every process that works for us comes by first. onnxruntime is installed along with
# others, and some of its versions tell their maker what they load unless this was set before.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__all__ = ["Archive", "DragomanError", "Page", "__version__"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for, so that `import dragoman` costs nothing.
    if name in ("Archive", "Page"):
        from dragoman import archive

        return getattr(archive, name)
    if name == "DragomanError":
        from dragoman.errors import DragomanError

        return DragomanError
    if name == "__version__":
        from dragoman.version import VERSION

        return VERSION
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
