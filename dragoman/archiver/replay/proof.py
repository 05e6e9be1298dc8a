"""Whether a recorded page that is shown again is what was captured, and what of it is not."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from dragoman.archiver.body.content_type import read_content_type
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.replay.answers import NOT_HERE, Answers, Recorded
from dragoman.archiver.replay.finding import BLANK, LEADS_ON, NAMES, NOTHING, WHOLE
from dragoman.archiver.replay.shot import Shot
from dragoman.errors import ArchiveError

_BY_END = {
    "picture": "png jpg jpeg gif webp avif svg bmp ico",
    "style": "css",
    "script": "js mjs",
    "font": "woff woff2 ttf otf eot",
    "frame": "html htm php",
    "media": "mp4 webm mp3 ogg m4a mov m3u8",
}
KINDS = {end: kind for kind, ends in _BY_END.items() for end in ends.split()}
NAMED = 200  # defects that are named one by one
# Shares of letters: of sentences that may be missing where a text was read in another order, and of
# what a browser showed at the capture, in which clocks and turns of phrase are others each time.
FEW, OTHERS = 0.05, 0.4
END = 30  # letters by whose beginning and end a sentence is known that something stands within


@dataclass(frozen=True, slots=True)
class Defect:
    """What is not as it was captured: its kind, address, and why, as a sentence goes on."""

    kind: str
    url: str
    why: str

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind, "url": self.url, "why": self.why}


@dataclass(slots=True)
class Proof:
    """What was compared, and what of it is not as it was captured.

    `compared` has by kind how many there were; `sentences` and `missing_sentences` are of the
    article, `score` is the share of all this that is as it was. `vouched`: the page's own bytes, or
    the text that a browser showed at the capture, were among it. `blank`: neither text nor picture
    came to be seen, whatever its bytes are. `led_to`: where the page leads on to by itself.
    """

    compared: dict[str, int] = field(default_factory=dict)
    defects: list[Defect] = field(default_factory=list)
    sentences: int = 0
    missing_sentences: list[str] = field(default_factory=list)
    text_holds: bool = True
    page: str | None = None
    vouched: bool = False
    blank: bool = False
    led_to: str | None = None

    @property
    def score(self) -> float:
        total = sum(self.compared.values()) + self.sentences
        wrong = len(self.defects) + len(self.missing_sentences)
        if self.page is not None or self.is_of_nothing:
            return 0.0
        return round(1 - wrong / total, 3) if total else 1.0

    @property
    def is_of_nothing(self) -> bool:
        """Whether nothing was there to be compared."""
        return not (self.vouched or self.sentences or any(self.compared.values()))

    @property
    def word(self) -> str:
        """The finding in a few words."""
        if self.page is not None:
            return f"does not replay: {self.page}"
        said = []
        if not self.text_holds:
            lost = len(self.missing_sentences)
            said.append(
                f"{lost} of {self.sentences} sentences missing"
                if lost
                else "not the text that was shown"
            )
        elif self.blank:
            said.append(BLANK)
        counted = Counter((each.kind, _changed(each)) for each in self.defects)
        for (kind, changed), lost in counted.items():
            of = self.compared.get(kind, lost)
            name = NAMES[kind][of != 1]
            said.append(f"{lost} of {of} {name} {'not as captured' if changed else 'missing'}")
        if self.led_to is not None:
            said.append(LEADS_ON.format(url=self.led_to))
        return ", ".join(said) or (NOTHING if self.is_of_nothing else WHOLE)

    def to_json(self) -> dict[str, Any]:
        return {
            "word": self.word,
            "score": self.score,
            "compared": {**self.compared, "sentence": self.sentences},
            "defects": [each.to_json() for each in self.defects[:NAMED]],
            "sentences": self.missing_sentences[:NAMED],
        }


def _changed(defect: Defect) -> bool:
    return defect.why == CHANGED


CHANGED = "its content is not what the capture's record says"


def held_as_captured(
    recorded: Iterable[Recorded], page: str, read: Callable[[str], StoredRecord], proof: Proof
) -> None:
    """Hold each answer that came against what the capture says of it; `page` is the page's own.

    What was none to be used at the capture already is no defect.
    """
    known: set[str] = set()
    kinds: dict[str, str] = {}  # by address, which may have been asked for several times
    for each in recorded:
        if each.failed is not None or each.record in known:
            continue
        known.add(each.record)
        kind, why = _held(each, read)
        if each.record == page:
            proof.page = why
            proof.vouched = each.payload is not None
            continue
        kinds.setdefault(each.url, kind)
        if why is not None and all(defect.url != each.url for defect in proof.defects):
            proof.defects.append(Defect(kinds[each.url], each.url, why))
    proof.compared = dict(Counter(kinds.values()))


def answered_as_held(shot: Shot, answers: Answers, proof: Proof) -> None:
    """Of a file made elsewhere: what the page asked for and is in the file, can be read."""
    kinds: dict[str, str] = {}
    for each in shot.answered:
        if answers.has(each.method, each.url) is None or each.url in kinds:
            continue
        said = each.exchange.header("content-type") if each.exchange is not None else None
        kinds[each.url] = _kind(said) or _kind_by_name(each.url)
        if each.error is not None:
            defect = Defect(kinds[each.url], each.url, each.error.message)
            proof.defects.append(defect)
    proof.compared = dict(Counter(kinds.values()))


def _held(recorded: Recorded, read: Callable[[str], StoredRecord]) -> tuple[str, str | None]:
    """Of which kind an answer is, and what is wrong with it."""
    by_name = _kind_by_name(recorded.url)
    try:
        record = read(recorded.record)
    except ArchiveError as error:
        return by_name, f"it cannot be read: {error.message}"
    kind = _kind(record.http_headers.get("content-type")) or by_name
    if recorded.payload is not None and hashlib.sha256(record.body).digest() != recorded.payload:
        return kind, CHANGED
    asked_for = record.type != "resource"  # a file that was handed in stood at no address
    if asked_for and record.target_uri and record.target_uri != recorded.url:
        return kind, CHANGED
    return kind, None


def _kind(content_type: str | None) -> str | None:
    mime = read_content_type(content_type).mime
    if mime.startswith("image/"):
        return "picture"
    if mime == "text/css":
        return "style"
    if "javascript" in mime or "ecmascript" in mime:
        return "script"
    if mime.startswith("font/") or "font" in mime:
        return "font"
    if mime in ("text/html", "application/xhtml+xml"):
        return "frame"
    return "media" if mime.startswith(("audio/", "video/")) else None


def _kind_by_name(url: str) -> str:
    return KINDS.get(urlsplit(url).path.rpartition(".")[2].lower(), "other")


# -- text --------------------------------------------------------------------------------------


def letters(text: str) -> str:
    """Letters and figures alone, in small ones: how a page sets them is no matter."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in folded if each.isalnum())


def share_there(sentences: Sequence[str], text: str) -> float:
    """The share of the sentences, by their letters, that stands in a text; 1 of none."""
    total = sum(len(letters(each)) for each in sentences)
    lost = sum(len(letters(each)) for each in missing(sentences, text))
    return 1 - lost / total if total else 1.0


def missing(sentences: Sequence[str], text: str) -> list[str]:
    """The sentences that do not stand in a text."""
    whole = letters(text)
    return [each for each in sentences if not _stands(letters(each), whole)]


def _stands(sentence: str, whole: str) -> bool:
    if sentence in whole:
        return True
    if len(sentence) < 2 * END:
        return False
    # A mark of a note, or a caption, may stand within it.
    return sentence[:END] in whole and sentence[-END:] in whole


def compare_text(proof: Proof, sentences: Sequence[str], rendering: str | None, shot: Shot) -> None:
    """The article's sentences, and what a browser showed at the capture, against what is shown."""
    proof.blank = not letters(shot.text) and not any(each.loaded for each in shot.images)
    proof.led_to = shot.led_to
    proof.sentences = len(sentences)
    proof.missing_sentences = missing(sentences, shot.text)
    if sentences and share_there(sentences, shot.text) < 1 - FEW:
        proof.text_holds = False
    lines = [each for each in re.split(r"[\n\t]+", rendering or "") if len(letters(each)) >= END]
    proof.vouched = proof.vouched or bool(lines)
    if lines and share_there(lines, shot.text) < 1 - OTHERS:
        proof.text_holds = False


def never_captured(shot: Shot, answers: Answers) -> list[tuple[str, str]]:
    """What the page asked for now and the archive has no answer to, with why; each once.

    What had failed at the capture already is among it; the picture beside an address is not.
    """
    found: dict[str, str] = dict.fromkeys(answers.led_on, NOT_HERE)
    for each in shot.answered:
        if each.error is None or urlsplit(each.url).path.endswith("/favicon.ico"):
            continue
        held = answers.has(each.method, each.url)
        found.setdefault(each.url, each.error.message if held is None else held.failed or "")
    return list(found.items())
