"""What is said in a recording, heard by a machine: a piece is kept once it is heard.

What was kept is not heard again, so that a hearing that was interrupted, or that waited for a model
to be installed, goes on where it was. It is the machine's words and no more, wherever it goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.records.record import json_record
from dragoman.archiver.store.claimed import claimed_folder
from dragoman.archiver.verdict.verdict import Verdict
from dragoman.errors import ExtractionError, ModelInvalid, ModelMissing
from dragoman.holdings import Holdings
from dragoman.index.asking import scans
from dragoman.index.records.documents import HEARD
from dragoman.page import Page
from dragoman.reader.page_reader import CalledOff
from dragoman.reader.read import ReadArticle
from dragoman.steps.media.times import clock

if TYPE_CHECKING:
    from dragoman.reader.hearing_reader import Sound
    from dragoman.translate.speech.speech_model import SpeechModel
    from dragoman.translate.speech.stretch import Stretch

RECORDINGS = ("audio/", "video/", "application/ogg")
MOST_BYTES = 1_000_000_000  # of a recording, which is held in the memory


@dataclass(frozen=True, slots=True)
class Heard:
    """What a machine heard in a recording: what stands there, the article, and how it was made."""

    verdict: Verdict
    article: ReadArticle | None
    told: dict[str, Any]


def is_recording(page: Page) -> bool:
    """Whether it is a film or sound, by itself or in pieces."""
    return (page.mime or "").startswith(RECORDINGS) or bool(pieces_of(page))


def pieces_of(page: Page) -> list[str]:
    """The answers that a recording is in, where it came in pieces."""
    found: list[str] = (told_recording(page) or {}).get("pieces") or []
    return found


def told_recording(page: Page) -> dict[str, Any] | None:
    """Of which page it is the recording, as its own record says: `page title recording pieces`."""
    if page.post is not None or not page.held:
        return None
    found: dict[str, Any] | None = page.told_at_capture.get("recording")
    return found


def heard_in(page: Page) -> dict[str, Any] | None:
    """What the record of a page's article says of how it was heard; None where it was not."""
    if page.article is None or page.article["heard"] is None:
        return None
    found: dict[str, Any] | None = page.record(page.article["id"]).json()["dragoman"].get("heard")
    return found


def heard_otherwise(holdings: Holdings, page: Page) -> bool:
    """Whether a person says by now that something else is spoken than it was heard in."""
    heard = heard_in(page) if holdings.spoken else None
    if heard is None or page.article is None or page.article["corrected_by"] is not None:
        return False  # what a person has corrected is not heard away
    return any(
        (each["code"], each["by"]) != (holdings.spoken, "person")
        for each in heard.get("languages") or ()
    )


def hear_recording(
    holdings: Holdings, page: Page, called_off: CalledOff, spoken: str | None
) -> Heard:
    """Hear the pieces of a recording, those that were not heard before; in `spoken`, where a person
    said so, and otherwise in what the model takes it for.

    ExtractionError where what hears is not installed, where there is no sound, and where it was
    called off; pieces that were heard by then are kept.
    """
    model = _ready(holdings, page)
    store = holdings.store
    with claimed_folder(store.spool_dir, store.locked()) as folder:
        content = _content(holdings, page)
        sound = holdings.hearing.sound(content, folder, page.stood_at, called_off)
        del content
        held = _usable(held_stretches(holdings, page), sound, model, spoken)
        for n, (_, stop, _lost) in enumerate(sound.pieces, start=1):
            if n not in held:
                heard = holdings.hearing.stretch(sound, n, model, spoken, called_off)
                held[n] = _keep(holdings, page, heard), heard
                holdings.hearing_progress(stop, sound.pieces[-1][1])
    holdings.index.catch_up()
    return _put_together(holdings, page, [held[n] for n in sorted(held)], sound.tracks)


def _ready(holdings: Holdings, page: Page) -> SpeechModel:
    """The model, where all that hears is there: it is said before a recording is opened."""
    from dragoman.translate.speech.speech_model import check_files, speech_model
    from dragoman.translate.speech.whisper import check_installed

    try:
        check_installed()
        model = speech_model(holdings.models_dir)
        check_files(model)
    except (ExtractionError, ModelMissing, ModelInvalid) as error:
        raise ExtractionError(error.message, subject=page.url) from error
    return model


def _content(holdings: Holdings, page: Page) -> bytes:
    """The bytes of a recording, its pieces one after the other. ExtractionError where there are too
    many."""
    found = bytearray()
    records = map(page.answer, pieces_of(page)) if pieces_of(page) else [page.response()]
    for record in records:
        encoding = record.http_headers.get("content-encoding")
        found += unpack([record.body], encoding, max(MOST_BYTES, holdings.body_limit))
        if len(found) > MOST_BYTES:
            raise ExtractionError(
                f"the recording has more than {MOST_BYTES:,} bytes, and is not heard",
                subject=page.url,
            )
    return bytes(found)


def held_stretches(holdings: Holdings, page: Page) -> dict[int, tuple[str, Stretch]]:
    """By number, the pieces that were heard: their records' ids, and what they say."""
    from dragoman.translate.speech.stretch import Stretch

    connection = holdings.index.connection
    return {
        n: (identity, Stretch.from_json(holdings.record(identity).json()))
        for n, identity in scans.stretches(connection, page.id).items()
    }


def _usable(
    held: Mapping[int, tuple[str, Stretch]],
    sound: Sound,
    model: SpeechModel,
    spoken: str | None,
) -> dict[int, tuple[str, Stretch]]:
    """Those that would be heard as they were: the same pieces, by the same model, in the language
    that a person said. What was not heard may be by now."""
    return {
        n: (identity, each)
        for n, (identity, each) in held.items()
        if each.error is None
        and n <= len(sound.pieces)
        and (each.start, each.stop) == tuple(sound.pieces[n - 1][:2])
        and (each.engine.get("model") or {}).get("sha256") == model.sha256
        and (each.silent or _as_wished(each, spoken))
    }


def _as_wished(heard: Stretch, spoken: str | None) -> bool:
    """Without a wish what a person said earlier holds as well."""
    told = heard.language or {}
    return spoken is None or (told.get("by") == "person" and told.get("code") == spoken)


def _keep(holdings: Holdings, page: Page, heard: Stretch) -> str:
    document = {
        "page": page.id,
        **heard.to_json(),
        "stamp": holdings.stamp("speech").to_json(),
    }
    refers_to = page.response_id or page.id
    record = json_record(HEARD, page.url, document, record_type="conversion", refers_to=refers_to)
    holdings.append([record], "derived")
    return record.id


def _put_together(
    holdings: Holdings, page: Page, held: Sequence[tuple[str, Stretch]], tracks: int
) -> Heard:
    stretches = [each for _, each in held]
    read = holdings.hearing.article([each.to_json() for each in stretches], page.stood_at)
    told = _told(held, read) | ({"tracks": tracks} if tracks > 1 else {})
    whole = clock(told["seconds"])
    lost = told["unheard_seconds"]
    less = f", {clock(lost)} of which it did not hear" if lost else ""
    less += f", of whose {tracks} tracks of sound the first alone was heard" if tracks > 1 else ""
    reason = f"a recording of {whole}{less}, in which a machine heard {told['words']:,} words"
    return Heard(Verdict("file", reason), read, told)


def _told(held: Sequence[tuple[str, Stretch]], read: ReadArticle | None) -> dict[str, Any]:
    """What the record of an article says of how it was heard."""
    stretches = [each for _, each in held]
    unheard = [each for each in stretches if each.error is not None]
    words = [word for each in stretches for word in each.words]
    times = read.article.times if read else ()
    languages = {
        (each.language["code"], each.language["by"]): dict(each.language)
        for each in stretches
        if each.language
    }
    return {
        "stretches": [identity for identity, _ in held],
        "seconds": stretches[-1].stop if stretches else 0.0,
        "unheard": [
            {"n": each.n, "from": each.start, "to": each.stop, "error": each.error}
            for each in unheard
        ],
        "unheard_seconds": sum(each.stop - each.start for each in unheard),
        "words": len(words),
        "unsure": [list(row) for row, word in zip(times, words, strict=False) if word.unsure],
        "languages": list(languages.values()),
        "engine": dict(next((each.engine for each in stretches if each.engine), {})),
    }


def why_nothing_heard(heard: Heard) -> str:
    """Why there is no article in it."""
    for each in heard.told["unheard"]:
        return f"at {clock(each['from'])} it could not be heard by a machine: {each['error']}"
    return "a machine heard no words in the recording"
