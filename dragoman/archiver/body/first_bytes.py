"""What bytes are, told by their own first ones, whatever they were served as.

A page is text. What is none (a picture, a document of an office, something packed) is a file, and
`file_kind` says which. A signature of letters alone counts only where the bytes are no text: a
report that begins with "BMT" is no bitmap.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.archiver.body.charset import wide_encoding
from dragoman.archiver.body.content_type import read_content_type

HEAD = 2048
# Bytes that no text has; see "binary data byte" in the WHATWG's MIME Sniffing Standard.
BINARY = bytes([*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
# A page may have some by mistake; one byte in so many makes it none.
MANY = 50
_ODD = frozenset({"Cc", "Cn", "Co", "Cs"})


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its media type, and what a sentence calls it (`a PDF`)."""

    mime: str
    name: str


NO_TEXT = FileKind("application/octet-stream", "bytes that are no text")
PDF = FileKind("application/pdf", "a PDF")
DOCX = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"

# What says no more than that something comes.
ANYTHING = frozenset(
    {
        "application/octet-stream",
        "binary/octet-stream",
        "application/unknown",
        "application/x-unknown",
        "unknown/unknown",
        "application/force-download",
        "application/x-download",
    }
)

_PDF_ANYWHERE = re.compile(rb"(?:\A|[\x00-\x1f\x80-\xff])%PDF-\d")
# Files that consist of letters.
_OF_LETTERS = (
    (re.compile(rb"\{\\rtf\d"), FileKind("application/rtf", "an RTF document")),
    (re.compile(rb"%!PS"), FileKind("application/postscript", "a PostScript document")),
    (re.compile(rb"WARC/\d\.\d+\r?\n"), FileKind("application/warc", "a web archive")),
)
# Where the first of them begins, the bytes, the type and the name.
_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png", "a picture"),
    (0, b"\xff\xd8\xff", "image/jpeg", "a picture"),
    (0, b"GIF8", "image/gif", "a picture"),
    (8, b"WEBP", "image/webp", "a picture"),
    (0, b"BM", "image/bmp", "a picture"),
    (0, b"\x00\x00\x01\x00", "image/x-icon", "a picture"),
    (0, b"II*\x00", "image/tiff", "a picture"),
    (0, b"MM\x00*", "image/tiff", "a picture"),
    (0, b"8BPS", "image/vnd.adobe.photoshop", "a picture"),
    (0, b"\xff\x0a", "image/jxl", "a picture"),
    (4, b"JXL \r\n\x87\n", "image/jxl", "a picture"),
    (4, b"ftypavif", "image/avif", "a picture"),
    (4, b"ftypheic", "image/heic", "a picture"),
    (4, b"ftypmif1", "image/heif", "a picture"),
    (0, b"AT&TFORM", "image/vnd.djvu", "a scanned document (DjVu)"),
    (4, b"ftypM4A", "audio/mp4", "a sound recording"),
    (4, b"ftyp", "video/mp4", "a film"),
    (0, b"\x1aE\xdf\xa3", "video/webm", "a film"),
    (8, b"AVI ", "video/x-msvideo", "a film"),
    (0, b"FLV\x01", "video/x-flv", "a film"),
    (0, b"\x00\x00\x01\xba", "video/mpeg", "a film"),
    (0, b"\x00\x00\x01\xb3", "video/mpeg", "a film"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-asf", "a film"),
    (8, b"WAVE", "audio/wav", "a sound recording"),
    (0, b"ID3", "audio/mpeg", "a sound recording"),
    (0, b"\xff\xfb", "audio/mpeg", "a sound recording"),
    (0, b"\xff\xf3", "audio/mpeg", "a sound recording"),
    (0, b"OggS", "application/ogg", "a sound recording or a film"),
    (0, b"fLaC", "audio/flac", "a sound recording"),
    (0, b"#!AMR\n", "audio/amr", "a sound recording"),
    (0, b"\x1f\x8b\x08", "application/gzip", "a gzip file"),
    (0, b"(\xb5/\xfd", "application/zstd", "a zstd file"),
    (0, b"BZh", "application/x-bzip2", "a bzip2 file"),
    (0, b"\xfd7zXZ\x00", "application/x-xz", "an xz file"),
    (0, b"7z\xbc\xaf'\x1c", "application/x-7z-compressed", "a 7z archive"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar", "a RAR archive"),
    (257, b"ustar", "application/x-tar", "a tar archive"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3", "a database"),
    (0, b"wOFF", "font/woff", "a font"),
    (0, b"wOF2", "font/woff2", "a font"),
    (0, b"OTTO\x00", "font/otf", "a font"),
    (0, b"\x00\x01\x00\x00", "font/ttf", "a font"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable", "a program"),
    (0, b"\x7fELF", "application/x-executable", "a program"),
    (0, b"\x00asm", "application/wasm", "a program"),
)  # fmt: skip
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# By the name of an entry, or what stands in the one called "mimetype".
_ZIPPED: tuple[tuple[bytes, str, str], ...] = (
    (b"word/", f"{DOCX}.wordprocessingml.document", "a DOCX document"),
    (b"xl/", f"{DOCX}.spreadsheetml.sheet", "an XLSX spreadsheet"),
    (b"ppt/", f"{DOCX}.presentationml.presentation", "a PPTX presentation"),
    (b"opendocument.text", f"{ODF}.text", "an ODT document"),
    (b"opendocument.spreadsheet", f"{ODF}.spreadsheet", "an ODS spreadsheet"),
    (b"opendocument.presentation", f"{ODF}.presentation", "an ODP presentation"),
    (b"application/epub+zip", "application/epub+zip", "an EPUB book"),
)
_STREAMS: tuple[tuple[str, str, str], ...] = (
    ("WordDocument", "application/msword", "a DOC document"),
    ("Workbook", "application/vnd.ms-excel", "an XLS spreadsheet"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint", "a PPT presentation"),
)
_NAMES = 1 << 16  # bytes at either end of a ZIP file where the names of its entries stand

_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|div|p|h1|table|script)\b",
    re.IGNORECASE,
)
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}>", re.IGNORECASE)
_LONGEST_COMMENT = 500


def file_kind(content: bytes) -> FileKind | None:
    """What kind of file bytes are, by their own first ones; None where they are text.

    `content` is a body that `content_coding.unpack` has freed of what it is packed in; the first
    2,048 bytes of it are looked at, and of a ZIP file both ends.
    """
    head = content[:HEAD]
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n\x0c")
    if re.match(rb"%PDF-\d", plain):
        return PDF
    for pattern, kind in _OF_LETTERS:
        if pattern.match(plain):
            return kind
    if looks_like_html(head):
        return None
    if _PDF_ANYWHERE.search(head[:1024]):
        return PDF
    return _signed(content, not _is_text(head))


def media_type(value: str | None, beginning: Iterable[bytes] = ()) -> str | None:
    """The media type that a header names; where it names none, or one that may be anything, that
    which the bytes show, if they show one.

    `beginning` is as much of the body as is at hand, freed of its content coding; it is read only
    where it is needed.
    """
    said = read_content_type(value).mime
    if said and said not in ANYTHING:
        return said
    return told_type(b"".join(beginning)) or said or None


def told_type(content: bytes) -> str | None:
    """The media type that bytes show by themselves; None for text that is no HTML."""
    kind = file_kind(content)
    if kind is not None:
        return kind.mime if kind != NO_TEXT else None
    return "text/html" if looks_like_html(content) else None


def looks_like_html(content: bytes) -> bool:
    """Whether bytes begin as an HTML page does, after comments and an XML declaration."""
    plain = content[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\x00", b"")
    declared = _DECLARATION.match(plain := plain.lstrip())
    return _HTML.match(_after_comments(plain, declared.end() if declared else 0)) is not None


def _after_comments(beginning: bytes, place: int) -> bytes:
    """What follows the comments that stand at a place."""
    rest = beginning[place:].lstrip()
    while rest.startswith(b"<!--"):
        end = rest.find(b"-->", 4, 4 + _LONGEST_COMMENT + 3)
        if end < 0:
            break
        rest = rest[end + 3 :].lstrip()
    return rest


def _signed(content: bytes, no_text: bool) -> FileKind | None:
    if content.startswith(_ZIP):
        return _zipped(content)
    if content.startswith(_OLE):
        return _of_streams(content)
    for place, signature, mime, name in _SIGNATURES:
        if content.startswith(signature, place) and (no_text or _is_sure(signature)):
            return FileKind(mime, name)
    return NO_TEXT if no_text else None


def _is_sure(signature: bytes) -> bool:
    """Whether no text could begin with it."""
    return signature == b"\xff\xd8\xff" or any(each in BINARY for each in signature)


def _zipped(content: bytes) -> FileKind:
    names = content[:_NAMES] + content[-_NAMES:]
    found = (FileKind(mime, name) for sign, mime, name in _ZIPPED if sign in names)
    return next(found, FileKind("application/zip", "a ZIP archive"))


def _of_streams(content: bytes) -> FileKind:
    found = (
        FileKind(mime, name)
        for stream, mime, name in _STREAMS
        if stream.encode("utf-16-le") in content
    )
    return next(found, FileKind("application/x-ole-storage", "a document of an office program"))


def _is_text(head: bytes) -> bool:
    """Whether bytes can be read as text: hardly any is a control character."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _is_wide_text(head, "utf-16")
    wide = wide_encoding(head)
    if wide is not None:
        return _is_wide_text(head, wide)
    return len(head) - len(head.translate(None, BINARY)) <= len(head) // MANY


def _is_wide_text(head: bytes, encoding: str) -> bool:
    text = head.decode(encoding, errors="replace")
    odd = sum(each == "\ufffd" or unicodedata.category(each) in _ODD for each in text)
    lines = sum(each in "\t\r\n\x0c\x00" for each in text)
    return odd - lines <= max(1, len(text) // MANY * 5)
