"""Recordings of a page that came without subtitles, each as a page of its own that can be heard.

Nothing is copied: the page rests on the answers that came, one, or the pieces of a playlist in
their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

from dragoman.archiver.body.first_bytes import media_type
from dragoman.archiver.records.capture import CAPTURE
from dragoman.archiver.records.record import Record, json_record
from dragoman.holdings import Holdings
from dragoman.page import Page

# The answer that came from an address, as its capture says it, and its body; None where none did.
Came = Callable[[str | None], dict[str, Any] | None]
Body = Callable[[dict[str, Any]], bytes]
HLS = "application/vnd.apple.mpegurl"
DEEPEST, MOST_PIECES, LARGEST_LIST = 3, 20_000, 5_000_000


def unsubtitled(
    holdings: Holdings,
    page: Page,
    entries: list[dict[str, Any]],
    came: Came,
    body: Body,
    told_server: dict[str, Any],
) -> Iterator[Record]:
    """A record for each recording that has no subtitles and is here whole; said of one that came
    in a way that is not put together here."""
    for entry in entries:
        if entry["subtitles"]:
            continue
        for one in _with_sound(entry):
            url = one["url"]
            answer = came(url)
            if url == page.stood_at:  # it is a page already
                break
            pieces = _pieces(url, came, body) if answer and _is_list(answer, body) else []
            if answer is None or pieces is None:
                holdings.notices.append(
                    f"{page.url}: the recording {url} is encrypted, or not here in whole answers, "
                    "and cannot be heard"
                )
            else:
                yield _record(holdings, page, entry, answer, pieces, body(answer), told_server)
            break


def _with_sound(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Where picture and sound come apart, the sound is the one without lines."""
    return sorted(
        (each for each in entry["formats"] if each["url"]), key=lambda each: bool(each["height"])
    )


def _is_list(answer: dict[str, Any], body: Body) -> bool:
    return answer["payload_length"] < LARGEST_LIST and body(answer)[:7] == b"#EXTM3U"


def _pieces(url: str, came: Came, body: Body, depth: int = 0) -> list[str] | None:
    """The answers that an HLS playlist names, in order; those of the first list in it that came.
    None where one is lacking, or they are encrypted, or parts of an answer."""
    answer = came(url)
    if answer is None or depth > DEEPEST:
        return None
    lines = body(answer).decode("utf-8", "replace").splitlines()
    if any(_is_beyond_us(line) for line in lines):
        return None
    named = [urljoin(answer["url"], each) for line in lines if (each := _named(line))]
    if any(line.startswith("#EXT-X-STREAM-INF") for line in lines):
        chosen = next((each for each in named if came(each) is not None), None)
        return _pieces(chosen, came, body, depth + 1) if chosen else None
    here = [came(each) for each in named[:MOST_PIECES]]
    found = [each["response"] if each is not None else "" for each in here]
    return found if found and all(found) and len(named) <= MOST_PIECES else None


def _is_beyond_us(line: str) -> bool:
    """Whether pieces are encrypted, or stretches of one file."""
    keyed = line.startswith("#EXT-X-KEY") and "METHOD=NONE" not in line
    return keyed or line.startswith("#EXT-X-BYTERANGE") or "BYTERANGE=" in line


def _named(line: str) -> str | None:
    """The address that a line of a playlist names, also of what comes before all pieces."""
    if line.startswith("#EXT-X-MAP:"):
        _, _, rest = line.partition('URI="')
        return rest.partition('"')[0] or None
    return line.strip() if line.strip() and not line.startswith("#") else None


def _record(
    holdings: Holdings,
    page: Page,
    entry: dict[str, Any],
    came: dict[str, Any],
    pieces: list[str],
    content: bytes,
    told_server: dict[str, Any],
) -> Record:
    said = {
        "requested_url": came["url"],
        "url": came["url"],
        "final_url": came["url"],
        "captured_at": came["started"],
        "http_status": came["http_status"],
        "mime": HLS if pieces else media_type(None, [content]),
        "page": came["response"],
        "redirects": [],
        "exchanges": [came] if "method" in came else [],
        "attempts": [],
        "error": None,
        "recording": {
            "page": page.id,
            "title": entry["title"],
            "recording": came["url"],
            "pieces": pieces,
        },
        "told_server": told_server,
        "note": page.note,
        "tags": list(page.tags),
        "stamp": holdings.stamp("media").to_json(),
    }
    return json_record(
        CAPTURE, came["url"], said, concurrent_to=[came["response"]], date=came["started"]
    )
