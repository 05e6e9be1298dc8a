"""A hearer that hears what it is told to, and knows what it was asked for; and sound without words."""

from __future__ import annotations

import math
import struct
import wave
from collections.abc import Callable
from pathlib import Path

from dragoman.reader.hearing_reader import HearingReader, Sound
from dragoman.translate.speech.speech_model import SpeechModel
from dragoman.translate.speech.stretch import HeardWord, Stretch

Hear = Callable[[int], Stretch]
SPEC = b"\x06\x00\x00\x00\x0c\x00WhisperSpec\x00"  # how CTranslate2 begins such a model


def stretch(n: int, of: int, text: str, code: str = "az", by: str = "model") -> Stretch:
    """A minute in which a word is said each second; one that begins with Kər is unsure."""
    words = tuple(
        HeardWord(
            each,
            0.2 if each.startswith("Kər") else 0.9,
            60.0 * (n - 1) + at,
            60.0 * (n - 1) + at + 0.5,
        )
        for at, each in enumerate(text.split())
    )
    sure = 0.8 if by == "model" else None
    return Stretch(n, of, 60.0 * (n - 1), 60.0 * n, {"code": code, "sure": sure, "by": by}, words)


class ScriptedHearing(HearingReader):
    """Hears what it is told to, and knows what it was asked for."""

    def __init__(self, minutes: int, hear: Hear) -> None:
        super().__init__(10)
        self._minutes, self._hear = minutes, hear
        self.asked: list[int] = []
        self.spoken: list[str | None] = []
        self.content = b""

    def sound(self, content: bytes, folder: Path, url: str, _called_off: object) -> Sound:
        self.content = content
        pieces = [(60.0 * n, 60.0 * (n + 1), None) for n in range(self._minutes)]
        return Sound(folder / "sound", pieces, url)

    def stretch(
        self,
        _sound: Sound,
        n: int,
        model: SpeechModel,
        language: str | None,
        _called_off: object = None,
    ) -> Stretch:
        self.asked.append(n)
        self.spoken.append(language)
        heard = self._hear(n)
        engine = {
            "name": "faster-whisper",
            "version": "1.2.1",
            "model": model.identity(),
            "settings": {},
        }
        if heard.language is not None and language is not None:
            told = {"code": language, "sure": None, "by": "person"}
            return Stretch(n, heard.of, heard.start, heard.stop, told, heard.words, engine=engine)
        return Stretch(n, heard.of, heard.start, heard.stop, heard.language, heard.words,
                       engine=engine, error=heard.error)  # fmt: skip


def installed_by_name(folder: Path) -> Path:
    """A folder that looks like a model, for whoever does not load it."""
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(SPEC + bytes(100))
    for name in ("config.json", "tokenizer.json"):
        (folder / name).write_text("{}", encoding="utf-8")
    return folder


def tones(
    path: Path, seconds: float, rate: int = 8000, quiet: tuple[float, float] = (0, 0)
) -> Path:
    """A WAV of a tone, silent from when to when."""
    numbers = (
        0 if quiet[0] <= at / rate < quiet[1] else int(9000 * math.sin(at * 0.3))
        for at in range(int(seconds * rate))
    )
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(b"".join(struct.pack("<h", each) for each in numbers))
    return path
