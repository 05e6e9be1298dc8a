"""Hearing recordings in a process of its own, a piece at a time: what goes in, what comes back.

The functions of this module from `warm_up` on run there. A recording is hostile bytes, read by code
of C: that process has limits, asks nobody for anything, and may be lost.
"""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.archiver.media.guarded import LOOK_UPS, OTHER_PROGRAMS
from dragoman.errors import ExtractionError
from dragoman.reader.confined import Allowance, Confined, Lost, WorkFailed
from dragoman.reader.page_reader import CalledOff, article_of, never
from dragoman.reader.read import ReadArticle
from dragoman.translate.speech.speech_model import SpeechModel
from dragoman.translate.speech.stretch import Stretch

# What decoding takes besides the recording itself, and hearing besides several times the model.
MEMORY, MODELS = 4_000_000_000, 6
ASSEMBLING = 120.0


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording's sound as numbers in a file, the pieces that it is heard in, and its address;
    a piece has why it cannot be heard, where that is known before. `tracks`: how many the recording
    has, of which this is the first."""

    numbers: Path
    pieces: list[tuple[float, float, str | None]]
    url: str
    tracks: int = 1


class HearingReader:
    """Hears recordings in another process, one piece at a time: the model takes all cores."""

    def __init__(self, seconds: float) -> None:
        """`seconds`: what one piece may take of the processor."""
        self._seconds = seconds

    def sound(self, content: bytes, folder: Path, url: str, called_off: CalledOff) -> Sound:
        """Decode a recording into a folder. ExtractionError where it has no sound, or it was called
        off."""
        numbers = folder / "sound"
        asked = {"what": "decode", "into": str(numbers)}
        try:
            found = self._ask(content, asked, url, len(content) + MEMORY, called_off)
        except _TooMuch as much:
            raise ExtractionError(str(much), subject=url) from much
        pieces = [(start, stop, why) for start, stop, why in found["pieces"]]
        return Sound(numbers, pieces, url, found["tracks"])

    def stretch(
        self,
        sound: Sound,
        n: int,
        model: SpeechModel,
        language: str | None,
        called_off: CalledOff = never,
    ) -> Stretch:
        """One piece, with its `error` set where that was too much. ExtractionError where it was
        called off, or what hears it is missing."""
        start, stop, lost = sound.pieces[n - 1]
        if lost is not None:
            return Stretch(n, len(sound.pieces), start, stop, error=lost)
        asked = {
            "what": "hear",
            "numbers": str(sound.numbers),
            "place": [n, len(sound.pieces), start, stop],
            "model": str(model.path),
            "identity": model.identity(),
            "language": language,
        }
        memory = MEMORY + MODELS * model.size
        try:
            return Stretch.from_json(self._ask(b"", asked, sound.url, memory, called_off))
        except _TooMuch as much:
            return Stretch(n, len(sound.pieces), start, stop, error=str(much))

    def article(self, stretches: list[dict[str, Any]], url: str) -> ReadArticle | None:
        """The article that stretches (as JSON) make; None where nothing was heard."""
        import json

        told = json.dumps(stretches).encode("ascii")
        try:
            found = self._ask(told, {"what": "article"}, url, MEMORY, never)
        except _TooMuch as much:
            raise ExtractionError(str(much), subject=url) from much
        return article_of(found) if found else None

    def _ask(
        self, content: bytes, asked: dict[str, Any], url: str, memory: int, called_off: CalledOff
    ) -> Any:
        seconds = ASSEMBLING if asked["what"] == "article" else self._seconds
        try:
            allowance = Allowance(seconds, memory)
            return _process().run(content, asked | {"url": url}, allowance, called_off)
        except Lost as lost:
            why = _WHY[lost.why].format(seconds)
            if lost.why == "cancelled":
                raise ExtractionError(why, subject=url) from lost
            raise _TooMuch(why) from lost
        except WorkFailed as failed:
            if failed.kind == ExtractionError.kind:
                raise ExtractionError(failed.message, subject=url) from failed
            raise _TooMuch(f"hearing it broke ({failed.name}: {failed.message})") from failed


class _TooMuch(Exception):
    """It was too much, or it broke: that costs the piece that was asked for, and no other."""


_WHY = {
    "time": "hearing it took more than {0:g} seconds of the processor (limits.hearing_time)",
    "memory": "hearing it took more memory than the model and it may have",
    "silent": "hearing it did not come to an end, though it hardly used the processor",
    "broken": "it broke the program that hears",
    "cancelled": 'it was not heard to its end, since that was interrupted; "dragoman translate" '
    "goes on with it",
}
_made: list[Confined] = []
_making = threading.Lock()


def _process() -> Confined:
    """That of this program, for all its archives."""
    with _making:
        if not _made or not _made[-1].is_ours:
            _made.append(Confined("dragoman.reader.hearing_reader:run", 1))
        return _made[-1]


# -- in the process of its own ---------------------------------------------------------------------


def warm_up() -> None:
    """From here on nothing that Python does leads out, and no other program is begun."""
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" or event in LOOK_UPS or event in OTHER_PROGRAMS:
        raise PermissionError(f"{event} is not let out of here")


def run(content: bytes, what: str, url: str, **asked: Any) -> Any:
    """What `HearingReader` asks for, as JSON."""
    if what == "article":
        return heard_article_of(content, url)
    from dragoman.translate.speech import sound, whisper

    whisper.check_installed()
    if what == "decode":
        into = Path(asked["into"])
        lost = sound.decode(content, into, url)
        return {"pieces": sound.pieces(into, lost), "tracks": lost.tracks}
    n, of, start, stop = asked["place"]
    part = sound.samples(Path(asked["numbers"]), start, stop)
    heard = whisper.hear(
        part, (n, of, start, stop), Path(asked["model"]), asked["identity"], asked["language"]
    )
    return heard.to_json()


def heard_article_of(content: bytes, url: str) -> dict[str, Any] | None:
    """The article of stretches as JSON: its words are put together as those of subtitles are."""
    import json

    from dragoman.archiver.article.subtitles import HEARD, Cue, article_of_cues
    from dragoman.provenance.stamp import Stamp
    from dragoman.reader.page_reader import article_read
    from dragoman.translate.speech.stretch import words_of
    from dragoman.version import VERSION

    stretches = [Stretch.from_json(each) for each in json.loads(content)]
    cues = [Cue(each.start, each.stop, each.text) for each in words_of(stretches)]
    article = article_of_cues(cues, url, Stamp.now(HEARD, VERSION, {}))
    return article_read(article) if article.text else None
