"""The border to PyAV: a recording's sound as numbers, and the pieces that it is heard in.

What a recording names, another file or an address, is not opened: it is read from memory alone.
"""

from __future__ import annotations

import io
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
# A protocol that reads nothing: the file is handed over, and what it names is not asked for.
NO_PROTOCOLS = {"protocol_whitelist": "none"}
# Of numbers up to 1: nothing in it is as loud as a whisper.
SILENCE = 0.001


def decode(content: bytes, into: Path, url: str) -> float:
    """Write the sound of a recording as numbers; its seconds. ExtractionError where there is none.

    Sound that breaks off ends there.
    """
    import av

    written = 0
    try:
        with (
            av.open(io.BytesIO(content), options=NO_PROTOCOLS, metadata_errors="ignore") as opened,
            into.open("wb") as out,
        ):
            if not opened.streams.audio:
                raise ExtractionError("there is no sound in the recording", subject=url)
            for samples in _resampled(av, opened):
                out.write(samples)
                written += len(samples)
                if written >= LONGEST_RECORDING * RATE * 2:
                    break
    except (av.FFmpegError, ValueError, EOFError) as error:
        if not written:
            raise ExtractionError(
                f"the recording cannot be opened ({type(error).__name__})", subject=url
            ) from error
    if not written:
        raise ExtractionError("there is no sound in the recording", subject=url)
    return written / 2 / RATE


def _resampled(av: Any, opened: Any) -> Any:
    """The sound at one rate, of one channel; frames that are broken are passed over."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    frames = iter(opened.decode(audio=0))
    while True:
        try:
            frame = next(frames)
        except StopIteration:
            break
        except av.InvalidDataError:
            continue
        frame.pts = None
        for each in resampler.resample(frame):
            yield each.to_ndarray().tobytes()
    for each in resampler.resample(None):
        yield each.to_ndarray().tobytes()


def pieces(numbers: Path) -> list[tuple[float, float]]:
    """From when to when each piece goes; each ends where it is quietest."""
    import numpy as np

    sound = np.memmap(numbers, dtype="<i2", mode="r")
    whole = len(sound) / RATE
    found: list[tuple[float, float]] = []
    start = 0.0
    while whole - start > LONGEST:
        stop = _quietest(sound, start + SHORTEST, start + LONGEST)
        found.append((start, stop))
        start = stop
    return [*found, (start, round(whole, 3))]


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
