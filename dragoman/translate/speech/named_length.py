"""How long a recording says that it is, and whether its end is there: read from its own bytes.

The library that decodes says for some containers how much is there, and not how much there was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

LONGEST_NAMED = 1_000 * 3600.0  # what a recording says of its own length is believed up to that
GUESSED = ("mp3", "aac", "amr", "ac3")  # formats that do not say how long they are
# Programs that do not know how much sound will follow write such a size into the head of a WAV.
UNKNOWN_SIZE = 0x7FFF_0000
MATROSKA_SEGMENT = b"\x18\x53\x80\x67"
OGG_PAGE, OGG_HEAD, OGG_LARGEST = b"OggS", 27, 27 + 255 + 255 * 255
Chunk = tuple[bytes, int, int]  # its name, where what is in it begins, and its size by its head


def seconds_named(opened: Any, content: bytes) -> float:
    """How long the recording says that it is; 0 where it says nothing, or the library guesses."""
    stream, kind = opened.streams.audio[0], opened.format.name
    plain = stream.codec_context.name.startswith("pcm_")
    if kind == "wav" and plain:
        return _believed(_named_in_wav(content))
    if kind == "caf" and plain:
        return _believed(_named_in_caf(content))
    if kind == "avi":
        return _believed(_named_in_avi(content))
    if kind.startswith("matroska"):
        # Of all its tracks together: where the file is whole, the picture may go on for longer.
        return _believed((opened.duration or 0) / 1e6) if _matroska_is_cut(content) else 0.0
    if stream.duration and stream.time_base and kind not in GUESSED:
        return _believed(float(stream.duration * stream.time_base))
    return 0.0


def is_without_end(kind: str, content: bytes) -> bool:
    """Whether a container that marks its end, and names no length, has no such mark."""
    if kind == "ogg":
        return not _ogg_ends(content)
    return kind.startswith("matroska") and _matroska_is_cut(content)


def _believed(seconds: float) -> float:
    return max(0.0, min(seconds, LONGEST_NAMED))


def _chunks(content: bytes, at: int, end: int) -> Iterator[Chunk]:
    """Those of a RIFF file; an odd one has a byte behind it."""
    while at + 8 <= min(end, len(content)):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        yield content[at : at + 4], at + 8, size
        at += 8 + size + size % 2


def _named_in_wav(content: bytes) -> float:
    """Its sound's bytes by those of a second, as its head says them; 0 where it says neither."""
    a_second = 0
    for name, at, size in _chunks(content, 12, len(content)):
        if name == b"data":
            return size / a_second if a_second and size < UNKNOWN_SIZE else 0.0
        if name == b"fmt ":
            a_second = _little(content, at + 8)
    return 0.0


def _named_in_avi(content: bytes) -> float:
    """The length of the first track of sound, in the head of its stream: so many of its units."""
    for name, at, size in _chunks(content, 12, len(content)):
        if name == b"LIST" and content[at : at + 4] == b"hdrl":
            tracks = _chunks(content, at + 4, at + size)
            return next(filter(None, (_sound_of_avi(content, *each) for each in tracks)), 0.0)
    return 0.0


def _sound_of_avi(content: bytes, name: bytes, at: int, size: int) -> float:
    if name != b"LIST" or content[at : at + 4] != b"strl":
        return 0.0
    for inner, head, _size in _chunks(content, at + 4, at + size):
        if inner == b"strh" and content[head : head + 4] == b"auds":
            scale, rate, length = (_little(content, head + each) for each in (20, 24, 32))
            return length * scale / rate if rate else 0.0
    return 0.0


def _named_in_caf(content: bytes) -> float:
    """As of a WAV. Its sizes have eight bytes, the first of them first; -1 is not known."""
    at, a_second = 8, 0.0
    while at + 12 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 12], signed=True)
        at += 12
        if name == b"data":
            return (size - 4) / a_second if a_second and size > 4 else 0.0
        if size < 0:
            return 0.0
        if name == b"desc":
            a_second = _a_second_of_caf(content[at : at + 32])
        at += size
    return 0.0


def _a_second_of_caf(desc: bytes) -> float:
    """The bytes of a second: samples a second, by the bytes and the samples of a packet."""
    import struct

    if len(desc) < 32:
        return 0.0
    rate, _kind, _flags, packet, frames, _channels, _bits = struct.unpack(">d4sIIIII", desc)
    return rate * packet / frames if frames and 0 < rate < 1e9 else 0.0


def _matroska_is_cut(content: bytes) -> bool:
    """Whether its segment, in which all lies, is longer than what is there; one that was written
    into a pipe does not say how long it is."""
    at = content.find(MATROSKA_SEGMENT, 0, 4096) + len(MATROSKA_SEGMENT)
    if at < len(MATROSKA_SEGMENT) or at >= len(content) or content[at] == 0:
        return False
    length = 9 - content[at].bit_length()
    bits = 7 * length
    size = int.from_bytes(content[at : at + length]) & ((1 << bits) - 1)
    return size != (1 << bits) - 1 and at + length + size > len(content)


def _ogg_ends(content: bytes) -> bool:
    """Whether its last page is whole, and says that it is the last of its stream."""
    at = content.rfind(OGG_PAGE, max(0, len(content) - OGG_LARGEST))
    head = content[at : at + OGG_HEAD] if at >= 0 else b""
    if len(head) < OGG_HEAD:
        return False
    sizes = content[at + OGG_HEAD : at + OGG_HEAD + head[26]]
    whole = len(sizes) == head[26] and at + OGG_HEAD + head[26] + sum(sizes) <= len(content)
    return whole and bool(head[5] & 4)


def _little(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little")
