"""When each sentence of subtitles is said, and where in the recording that is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dragoman.index.asking import media
from dragoman.index.asking.pair import Pair
from dragoman.page import Page


def recording_of(page: Page) -> dict[str, Any] | None:
    """Of which recording a page has the subtitles, or the words that a machine heard:
    `page language title recording`; nobody said a language of what was heard."""
    if not page.told_times():
        return None
    said = page.told_at_capture
    if page.article is None or page.article["heard"] is None:
        told: dict[str, Any] | None = said.get("subtitles")
        return told
    own = said.get("recording") or {"page": page.id, "title": None, "recording": page.stood_at}
    return {name: own.get(name) for name in ("page", "language", "title", "recording")}


def recordings_of(page: Page) -> list[dict[str, Any]]:
    """What became of the recordings of a page, of each run that was made to its end, oldest first:
    `record state entries errors connections`, as its record says."""
    found = []
    for each in media.recordings(page.source.connection, page.id):
        told = page.record(each["id"]).json()
        said = {name: told.get(name) for name in ("entries", "errors", "connections")}
        found.append({"record": each["id"], "state": each["state"], **said})
    return found


def said_at(
    pairs: Iterable[Pair], times: Sequence[Sequence[float]], recording: str | None
) -> Mapping[int, dict[str, Any]]:
    """By sentence `from` and `to`, in seconds, and `place`, the address of that in the recording.

    A sentence has the times of all the subtitles that it stands in.
    """
    found = {}
    ordered = sorted(times, key=lambda each: each[0])
    starts, stops = [each[0] for each in ordered], [each[1] for each in ordered]
    for pair in pairs:
        start, stop = pair.source.start, pair.source.stop
        within = ordered[bisect_right(stops, start) : bisect_left(starts, stop)]
        if within and not pair.is_headline:
            begins, ends = min(each[2] for each in within), max(each[3] for each in within)
            place = _place(recording, begins, ends) if recording else None
            found[pair.n] = {"from": begins, "to": ends, "place": place}
    return found


def _place(recording: str, begins: float, ends: float) -> str:
    """
    >>> _place("https://example.org/film#x", 36_000.125, 2_000_000)
    'https://example.org/film#t=36000.125,2000000'
    """
    said = [f"{each:.3f}".rstrip("0").rstrip(".") for each in (begins, ends)]
    return f"{recording.partition('#')[0]}#t={','.join(said)}"


def clock(seconds: float) -> str:
    """
    >>> clock(3725.5)
    '1:02:05'
    """
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
