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

if TYPE_CHECKING:
    import numpy as np

RATE = 16_000  # numbers a second, each of two bytes
LONGEST = 60.0  # seconds of a piece; it ends where it is quietest in the last quarter of that
SHORTEST = 45.0
STEP = 0.1
LONGEST_RECORDING = 24 * 3600  # seconds; what is behind is not heard, and that is said
LONGEST_NAMED = 1_000 * 3600.0  # what a recording says of its own length is believed up to that
BETWEEN = 0.5  # seconds between two broken stretches in which no word is heard
SHORTEST_GAP = 1.0  # a shorter one is silence in its piece
SLACK = 1.0  # by so many seconds recordings are shorter than they say
GUESSED = ("mp3", "aac", "amr", "ac3")  # formats that do not say how long they are
# Programs that do not know how much sound will follow write such a size into the head of a WAV.
UNKNOWN_SIZE = 0x7FFF_0000
BROKEN = "the recording is broken there"
BROKEN_OFF = "the recording breaks off there"
SHORTER = "there is less sound in the recording than it says"
TOO_LONG = f"a recording is heard for {LONGEST_RECORDING // 3600} hours, and no longer"
# From when to when, and why it is not heard where that is known before.
Piece = tuple[float, float, str | None]
# A protocol that reads nothing: the file is handed over, and what it names is not asked for.
NO_PROTOCOLS = {"protocol_whitelist": "none"}
# Of numbers up to 1: nothing in it is as loud as a whisper.
SILENCE = 0.001


@dataclass(slots=True)
class Lost:
    """What of a recording cannot be heard: `gaps`, from when to when it is broken, in which it is
    silent here; and why it ends before its own end (`ends`), with when that would be (`whole`)."""

    gaps: list[tuple[float, float]] = field(default_factory=list)
    ends: str | None = None
    whole: float = 0.0

    def add(self, start: float, stop: float) -> None:
        """Another stretch; those with hardly a word between them are one."""
        if self.gaps and start - self.gaps[-1][1] < BETWEEN:
            self.gaps[-1] = (self.gaps[-1][0], stop)
        else:
            self.gaps.append((start, stop))


def decode(content: bytes, into: Path, url: str) -> Lost:
    """Write the sound of a recording as numbers. ExtractionError where there is none.

    What is broken in the middle is silent, and the rest stands at its time; sound that breaks off
    ends there. Both are told.
    """
    import av

    lost, written = Lost(), 0
    try:
        with (
            av.open(io.BytesIO(content), options=NO_PROTOCOLS, metadata_errors="ignore") as opened,
            into.open("wb") as out,
        ):
            if not opened.streams.audio:
                raise ExtractionError("there is no sound in the recording", subject=url)
            lost.whole = _end_named(opened, content)
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
    if not written:
        raise ExtractionError("there is no sound in the recording", subject=url)
    if lost.ends is None and lost.whole - written / 2 / RATE > SLACK:
        lost.ends = SHORTER
    return lost


def _end_named(opened: Any, content: bytes) -> float:
    """How long the recording says that it is; 0 where it says nothing, or the library guesses."""
    stream = opened.streams.audio[0]
    if opened.format.name == "wav" and stream.codec_context.name.startswith("pcm_"):
        # Of which the library says how much is there, and not how much there was.
        return min(_named_in_wav(content), LONGEST_NAMED)
    if stream.duration and stream.time_base and opened.format.name not in GUESSED:
        return min(float(stream.duration * stream.time_base), LONGEST_NAMED)
    return 0.0


def _named_in_wav(content: bytes) -> float:
    """Its sound's bytes by those of a second, as its head says them; 0 where it says neither."""
    at, a_second = 12, 0
    while at + 8 <= len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        if content[at : at + 4] == b"data":
            return size / a_second if a_second and size < UNKNOWN_SIZE else 0.0
        if content[at : at + 4] == b"fmt ":
            a_second = int.from_bytes(content[at + 16 : at + 20], "little")
        at += 8 + size + size % 2
    return 0.0


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
