"""The border to PyAV: a recording's sound as numbers, and the pieces that it is heard in.

What a recording names, another file or an address, is not opened: it is read from memory alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import ExtractionError
from dragoman.translate.speech.named_length import is_without_end, seconds_named

if TYPE_CHECKING:
    import numpy as np

RATE = 16_000  # numbers a second, each of two bytes
LONGEST = 60.0  # seconds of a piece; it ends where it is quietest in the last quarter of that
SHORTEST = 45.0
STEP = 0.1
LONGEST_RECORDING = 24 * 3600  # seconds; what is behind is not heard, and that is said
BETWEEN = 0.5  # seconds between two broken stretches in which no word is heard
SHORTEST_GAP = 1.0  # a shorter one is silence in its piece
SLACK = 1.0  # by so many seconds recordings are shorter than they say
BROKEN = "the recording is broken there"
BROKEN_OFF = "the recording breaks off there"
SHORTER = "there is less sound in the recording than it says"
NO_END = "the recording has no end, and how much of it is missing is not known"
UNKNOWN_CODING = "the sound of the recording is in a coding that is not known here"
NO_SOUND = "there is no sound in the recording"
TOO_LONG = f"a recording is heard for {LONGEST_RECORDING // 3600} hours, and no longer"
# From when to when, and why it is not heard where that is known before.
Piece = tuple[float, float, str | None]
# A protocol that reads nothing: the file is handed over, and what it names is not asked for.
NO_PROTOCOLS = {"protocol_whitelist": "none"}
NO_CUTS = {"ignore_editlist": "1"}
# Of numbers up to 1: nothing in it is as loud as a whisper.
SILENCE = 0.001


@dataclass(slots=True)
class Lost:
    """What of a recording cannot be heard: `gaps`, from when to when it is broken, in which it is
    silent here; and why it ends before its own end (`ends`), with when that would be (`whole`).
    Of its `tracks` of sound those behind the first are lost as well."""

    gaps: list[tuple[float, float]] = field(default_factory=list)
    ends: str | None = None
    whole: float = 0.0
    tracks: int = 1

    def add(self, start: float, stop: float) -> None:
        """Another stretch; those with hardly a word between them are one."""
        if self.gaps and start - self.gaps[-1][1] < BETWEEN:
            self.gaps[-1] = (self.gaps[-1][0], stop)
        else:
            self.gaps.append((start, stop))


def decode(content: bytes, into: Path, url: str) -> Lost:
    """Write the sound of a recording as numbers. ExtractionError where there is none.

    What is broken in the middle is silent, and the rest stands at its time; sound that breaks off
    ends there. Both are told. Of several tracks of sound the first is taken.
    """
    lost, written = _decoded(content, into, url, NO_PROTOCOLS)
    if not written:  # a list of cuts may leave nothing of what is there
        lost, written = _decoded(content, into, url, NO_PROTOCOLS | NO_CUTS)
    if not written:
        raise ExtractionError(NO_SOUND, subject=url)
    return lost


def _decoded(content: bytes, into: Path, url: str, options: dict[str, str]) -> tuple[Lost, int]:
    """What is lost, and how many bytes were written."""
    import av

    lost, written, endless = Lost(), 0, False
    try:
        with (
            av.open(io.BytesIO(content), options=options, metadata_errors="ignore") as opened,
            into.open("wb") as out,
        ):
            lost.tracks = len(opened.streams.audio)
            if not lost.tracks:
                raise ExtractionError(NO_SOUND, subject=url)
            if opened.streams.audio[0].codec_context is None:
                raise ExtractionError(UNKNOWN_CODING, subject=url)
            lost.whole = seconds_named(opened, content)
            endless = is_without_end(opened.format.name, content)
            for samples, broken in _resampled(av, opened):
                if broken:
                    lost.add(written / 2 / RATE, (written + len(samples)) / 2 / RATE)
                out.write(samples)
                written += len(samples)
                if written >= LONGEST_RECORDING * RATE * 2:
                    lost.ends = TOO_LONG
                    break
    except (av.FFmpegError, ValueError, EOFError) as error:
        if not written:
            raise ExtractionError(
                f"the recording cannot be opened ({type(error).__name__})", subject=url
            ) from error
        lost.ends = BROKEN_OFF
    if lost.ends is None and lost.whole - written / 2 / RATE > SLACK:
        lost.ends = SHORTER
    if lost.ends is None and endless:
        lost.ends, lost.whole = NO_END, 0.0
    return lost, written


def _resampled(av: Any, opened: Any) -> Iterator[tuple[bytes, bool]]:
    """The sound at one rate, of one channel; where a piece of it is broken, silence as long as it,
    and that it is."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    for packet in opened.demux(opened.streams.audio[0]):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            seconds = float((packet.duration or 0) * (packet.time_base or 0))
            yield bytes(2 * round(min(seconds, LONGEST) * RATE)), True
            continue
        for frame in frames:
            frame.pts = None
            for each in resampler.resample(frame):
                yield each.to_ndarray().tobytes(), False
    for each in resampler.resample(None):
        yield each.to_ndarray().tobytes(), False


def pieces(numbers: Path, lost: Lost) -> list[Piece]:
    """From when to when each piece goes, which ends where it is quietest, and why it cannot be
    heard, where it cannot: what is broken, and what is behind the end, are pieces as well."""
    import numpy as np

    sound = np.memmap(numbers, dtype="<i2", mode="r")
    found: list[Piece] = []
    whole, start = round(len(sound) / RATE, 3), 0.0
    for gap in [each for each in lost.gaps if each[1] - each[0] >= SHORTEST_GAP]:
        begins, ends = (round(each, 3) for each in gap)
        found += [(*each, None) for each in _cut(sound, start, begins)]
        found.append((begins, ends, BROKEN))
        start = ends
    found += [(*each, None) for each in _cut(sound, start, whole)]
    if lost.ends is not None:
        found.append((whole, round(max(lost.whole, whole), 3), lost.ends))
    return found


def _cut(sound: np.ndarray, start: float, whole: float) -> Iterator[tuple[float, float]]:
    while whole - start > LONGEST:
        stop = _quietest(sound, start + SHORTEST, start + LONGEST)
        yield start, stop
        start = stop
    if whole > start:
        yield start, whole


def _quietest(sound: np.ndarray, after: float, before: float) -> float:
    import numpy as np

    size = int(STEP * RATE)
    part = np.asarray(sound[int(after * RATE) : int(before * RATE)], dtype=np.float32)
    steps = np.abs(part[: len(part) // size * size]).reshape(-1, size).mean(axis=1)
    return round(after + (int(steps.argmin()) + 0.5) * STEP, 3)


def samples(numbers: Path, start: float, stop: float) -> np.ndarray:
    """A piece, as numbers from -1 to 1."""
    import numpy as np

    sound = np.memmap(numbers, dtype="<i2", mode="r")
    part: np.ndarray = np.asarray(sound[round(start * RATE) : round(stop * RATE)], np.float32)
    return part / 32768.0


def is_silent(part: np.ndarray) -> bool:
    """Whether no tenth of a second of it is loud enough to be heard."""
    import numpy as np

    size = int(STEP * RATE)
    whole = part[: len(part) // size * size].reshape(-1, size)
    return len(whole) == 0 or float(np.sqrt((whole**2).mean(axis=1)).max()) < SILENCE
