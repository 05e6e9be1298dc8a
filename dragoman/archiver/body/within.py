"""A page in a file that holds what it shows as well: MHTML, and pages that unpack themselves."""

from __future__ import annotations

import io
import zipfile
import zlib

from dragoman.archiver.body.mhtml import is_mhtml, page_in_mhtml
from dragoman.errors import ExtractionError

# SingleFile's pages that unpack themselves: a ZIP archive with HTML before and behind it.
PAGE_NAME = "index.html"
ZIP_END = b"PK\x05\x06"
MOST_BEHIND = 1 << 20
MAX_ENTRIES = 10_000


def page_within(content: bytes, limit: int) -> tuple[bytes, str] | None:
    """The page in a file and its media type; None where the file is the page.

    ExtractionError where the page in it unpacks to more than `limit` bytes.
    """
    if is_mhtml(content):
        return page_in_mhtml(content)
    if ZIP_END not in content[-MOST_BEHIND:]:
        return None
    return _unpacked(content, limit)


def _unpacked(content: bytes, limit: int) -> tuple[bytes, str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MAX_ENTRIES:
                return None
            with archive.open(PAGE_NAME) as stream:
                page = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError, RuntimeError):
        return None
    if len(page) > limit:
        raise ExtractionError(
            f"the page in it unpacks to more than {limit:,} bytes (limits.max_decoded), so no "
            "article was read out of it"
        )
    return page, "text/html"
