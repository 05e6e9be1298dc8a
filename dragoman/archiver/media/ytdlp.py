"""The border to yt-dlp: what it is told, how it is run, and what it says of what it found."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dragoman.archiver.media.commented import comments_of
from dragoman.archiver.media.guarded import REFUSED
from dragoman.archiver.web.limits import Limits
from dragoman.errors import MediaFailed

# Nothing that lies where the operator happens to be is taken for a module of ours (-P).
COMMAND = [sys.executable, "-P", "-m", "dragoman.archiver.media.guarded"]
TICK = 0.1
KEPT_WORDS = 100_000
LARGEST_INFO = 20_000_000  # bytes that it says of one recording
MOST_RECORDINGS = 20  # of one page
# Of the environment only what a program needs to run: no proxy, no netrc, no home.
PASSED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "PYTHONPATH")
LONGEST = 1e9  # seconds, or dots
# Ctrl-C on a terminal reaches a whole group: it is ours to say what becomes of the work.
APART: dict[str, Any] = (
    {"creationflags": 0x200} if sys.platform == "win32" else {"process_group": 0}
)
ABSENT = "recordings need yt-dlp, which is not installed: python -m pip install 'dragoman[video]'"


@dataclass(frozen=True, slots=True)
class Found:
    """What yt-dlp told: of each recording what it is, and in its own words what went wrong.

    `connected` counts its connections to our proxy, `refused` what else it tried, by what it was.
    """

    entries: list[dict[str, Any]]
    errors: list[str]
    finished: bool
    connected: int
    refused: dict[str, int]


def yt_dlp_version() -> str:
    """MediaFailed, with how to install it, where there is none."""
    if importlib.util.find_spec("yt_dlp") is None:
        raise MediaFailed(ABSENT)
    return version("yt-dlp")


def arguments(url: str, proxy: str, limits: Limits, comments: int = 0) -> list[str]:
    """What it is told: everything through the proxy, no other program, no file of the operator's.

    Its TLS ends at the proxy, whose certificate nobody has to believe; that of the servers is
    checked by the proxy. What goes wrong with one file, it says, and goes on with the others.
    """
    return [
        "--ignore-config", "--ignore-errors", "--no-cache-dir", "--no-plugin-dirs",
        "--no-js-runtimes", "--no-remote-components", "--proxy", proxy, "--no-check-certificates",
        "--quiet", "--no-progress", "--no-playlist", "--playlist-items", f"1:{MOST_RECORDINGS}",
        "--match-filters", "!is_live",
        "--downloader", "native", "--hls-use-mpegts", "--fixup", "never", "--no-mtime",
        "--format", "b/bv*+ba/b*", "--format-sort", f"res:{limits.max_media_height}",
        "--max-filesize", str(limits.max_media_bytes), "--retries", "3", "--fragment-retries", "3",
        "--abort-on-unavailable-fragments", "--socket-timeout", "120", "--write-info-json",
        "--no-clean-info-json", "--write-subs", "--sub-langs", "all,-live_chat",
        "--sub-format", "vtt/srt/best", *(["--write-comments"] if comments else []),
        "--output", "%(autonumber)s.%(ext)s", "--", url,
    ]  # fmt: skip


def run(
    folder: Path,
    port: int,
    told: list[str],
    seconds: float,
    called_off: Callable[[], bool],
    most: int,
    comments: int = 0,
) -> Found:
    """Run it in a folder of its own until it ends, or is to; no file there has more than `most`
    bytes, and no more comments of a recording are taken than `comments`."""
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ}
            | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "HOME": str(folder)},
            **APART,
        )
        try:
            order = {
                "port": port,
                "folder": str(folder),
                "most": max(most, LARGEST_INFO),
                "comments": comments,
                "arguments": told,
            }
            with contextlib.suppress(OSError), process.stdin as way_in:  # type: ignore[union-attr]
                way_in.write(json.dumps(order).encode())  # where it ended at once, its words say it
            why = _wait(process, time.monotonic() + seconds, called_off)
        finally:
            _end(process)
    words = _words(folder)
    errors = [*_errors(words), *filter(None, [why])]
    if process.returncode and not errors:
        errors = [(words.strip().splitlines() or ["it ended without a word"])[-1][:1000]]
    counts = _counts(folder)
    entries, odd = _entries(folder, comments)
    errors += odd
    return Found(
        entries,
        errors,
        finished=process.returncode == 0 and not errors,
        connected=counts.get("connected", 0),
        refused=counts.get("refused", {}),
    )


def _wait(
    process: subprocess.Popen[bytes], ends: float, called_off: Callable[[], bool]
) -> str | None:
    """Wait for its end; why it was ended, where it was."""
    why = None
    while process.poll() is None:
        if called_off():
            why = "it was interrupted"
        elif time.monotonic() > ends:
            why = "it took more time than limits.media_timeout"
        if why is not None:
            return why
        time.sleep(TICK)
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Whatever became of the wait for it."""
    if sys.platform != "win32" and process.poll() is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _words(folder: Path) -> str:
    """The last of what it said, without the places of this machine that stand in it."""
    with (folder / "said").open("rb") as said:
        said.seek(max(0, said.seek(0, os.SEEK_END) - KEPT_WORDS))
        words = said.read().decode("utf-8", "replace")
    for place in (str(folder), sys.prefix, str(Path.home())):
        words = words.replace(place, "…")
    return words


def _errors(words: str) -> Iterator[str]:
    for line in words.splitlines():
        if line.startswith("ERROR:"):
            yield line.removeprefix("ERROR:").strip()[:1000]


def _counts(folder: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads((folder / REFUSED).read_text(encoding="utf-8"))
        return found
    return {}


def _entries(folder: Path, comments: int) -> tuple[list[dict[str, Any]], list[str]]:
    """What it says of each recording: the words of the site, and which addresses were asked for.

    Then what of that could not be read, or was not had.
    """
    found, odd, many = [], [], 0
    for path in sorted(folder.glob("*.info.json")):
        told = _info(path)
        if told is None:
            odd.append("what it says of a recording is not to be read, or too long")
        elif told.get("_type", "video") == "video":
            found.append(_entry(told) | (comments_of(told, comments) if comments else {}))
            many = max(many, _whole(told.get("playlist_count")), _whole(told.get("n_entries")))
    if many > MOST_RECORDINGS:
        odd.append(f"the page plays {many:,} recordings, and the first {MOST_RECORDINGS} are taken")
    return found, odd


def _info(path: Path) -> dict[str, Any] | None:
    """None for what is too large, too deep, or none of what it writes."""
    with contextlib.suppress(OSError, ValueError, RecursionError, MemoryError):
        if path.stat().st_size <= LARGEST_INFO:
            told = json.loads(path.read_bytes())
            return told if isinstance(told, dict) else None
    return None


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _entry(told: dict[str, Any]) -> dict[str, Any]:
    formats = told.get("requested_formats")
    formats = formats if isinstance(formats, list) and formats else [told]
    wanted = told.get("requested_subtitles")
    wanted = wanted if isinstance(wanted, dict) else {}
    return {
        "title": _text(told.get("title")),
        "description": _text(told.get("description")),
        "author": _text(told.get("uploader")),
        "published": _text(told.get("timestamp") or told.get("upload_date")),
        "duration": _number(told.get("duration")),
        "url": _text(told.get("webpage_url")),
        "formats": [
            {
                "url": _text(each.get("manifest_url") or each.get("url")),
                "id": _text(each.get("format_id")),
                "type": _text(each.get("ext")),
                "height": _number(each.get("height")),
            }
            for each in formats
            if isinstance(each, dict)
        ],
        "subtitles": [
            {"language": _text(code), "url": _text(each.get("url")), "type": _text(each.get("ext"))}
            for code, each in wanted.items()
            if isinstance(each, dict)
        ],
    }


def _number(value: object) -> int | float | None:
    """None also for one that JSON has not, which a site may say."""
    real = isinstance(value, (int, float)) and math.isfinite(value) and abs(value) < LONGEST
    return value if real else None  # type: ignore[return-value]


def _text(value: object) -> str | None:
    return None if value is None else str(value)[:10_000]
