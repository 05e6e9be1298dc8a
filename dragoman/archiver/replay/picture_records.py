"""The records of a page's picture: its pieces, its PDF, and one that tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.archiver.browser.showing import VIEWPORT
from dragoman.archiver.records.record import Record, derived_uri, json_record, resource_record
from dragoman.archiver.replay.proof import Proof
from dragoman.archiver.replay.shot import Loaded, Piece, Shot
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.stamp import Stamp

PICTURE, PICTURE_PNG, PICTURE_PDF = "picture", "picture-png", "picture-pdf"
PICTURE_SMALL = "picture-small"
NAMED = 200  # addresses that were never captured, by name
# Of what a browser showed at the capture, or of what was recorded, shown again.
RENDERING, REPLAY = "rendering", "replay"


@dataclass(slots=True)
class Picture:
    """A picture that was made: `pieces` with their margins, `of` RENDERING or REPLAY.

    `small` is a JPEG of its beginning, without the margin. `not_captured` is what the page asked
    for and the archive has no answer to, with why; `error` says why there is no picture.
    """

    page: str
    url: str
    at: str
    digest: str | None
    shot: Shot = field(default_factory=Shot)
    of: str = REPLAY
    pieces: list[Piece] = field(default_factory=list)
    small: bytes = b""
    proof: Proof | None = None
    not_captured: list[tuple[str, str]] = field(default_factory=list)
    error: str | None = None


def picture_records(
    picture: Picture, stamp: Stamp, held: Mapping[str, str]
) -> tuple[list[Record], dict[str, Any]]:
    """The records, the last of which tells of the others, and its content.

    `held` has by their SHA-256 the ids of what was made of this page before: it is not kept twice.
    """
    records: list[Record] = []

    def kept(body: bytes, kind: str, mime: str) -> dict[str, Any]:
        digest = sha256_hex(body)
        identity = held.get(digest)
        if identity is None:
            records.append(resource_record(body, derived_uri(kind, picture.url), mime))
            identity = records[-1].id
        return {"record": identity, "sha256": digest, "bytes": len(body)}

    shot = picture.shot
    pieces = [
        kept(each.png, PICTURE_PNG, "image/png")
        | {"top": each.top, "width": each.width, "height": each.height}
        for each in picture.pieces
    ]
    content = {
        "page": picture.page,
        "url": picture.url,
        "captured_at": picture.at,
        "digest": picture.digest,
        "of": picture.of,
        "engine": shot.engine,
        "viewport": list(VIEWPORT),
        "scripts": shot.scripts,
        "why": shot.why,
        "settled": shot.settled,
        "page_height": shot.height,
        "pictures": pieces,
        "pdf": kept(shot.pdf, PICTURE_PDF, "application/pdf") if shot.pdf else None,
        "small": kept(picture.small, PICTURE_SMALL, "image/jpeg") if picture.small else None,
        "left_out": shot.left_out,
        "shown": {
            "pictures": _counted(shot.images),
            "styles": _counted(shot.sheets),
            "fonts": _counted(shot.fonts),
        },
        "complaints": shot.complaints,
        "asked": len(shot.answered),
        "not_captured": len(picture.not_captured),
        "named": [{"url": url, "why": why} for url, why in picture.not_captured[:NAMED]],
        "replay": picture.proof.to_json() if picture.proof is not None else None,
        "error": picture.error,
        "stamp": stamp.to_json(),
    }
    records.append(json_record(PICTURE, picture.url, content, refers_to=picture.page))
    return records, content


def _counted(shown: Iterable[Loaded]) -> dict[str, int]:
    """Of the things that are shown, each once, how many there are, and how many were loaded."""
    each = {one.url: one.loaded for one in shown}
    return {"shown": len(each), "loaded": sum(each.values())}
