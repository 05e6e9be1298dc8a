"""Within yt-dlp's process: comments are asked for one by one, and no more once there are enough.

Its sites' readers hand comments over as they come, a page of them at a time, so who stops taking
asks for no further page. What stands in the place of yt-dlp's own function is told nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

LARGEST_COMMENTS = 10_000_000  # characters of one recording's: what is said of it has to fit too
STOPPED = "dragoman_stopped"  # why no more were taken, in what yt-dlp writes down
ENOUGH = "so many were asked for"
TOO_LONG = "no more than 10 million characters of them are taken"


def take_some(most: int) -> None:
    """From now on yt-dlp takes so many comments of a recording at most."""
    from yt_dlp.extractor.common import InfoExtractor

    def extract_comments(reader: Any, *which: Any, **how: Any) -> Any:
        if not reader.get_param("getcomments"):
            return None
        return lambda: _taken(reader, reader._get_comments(*which, **how), most)

    InfoExtractor.extract_comments = extract_comments


def _taken(reader: Any, comments: Iterator[Any], most: int) -> dict[str, Any]:
    """What came until the end, the bound, or what broke it: that is one of yt-dlp's errors.

    How many the site says that there are stands, unless all of them came.
    """
    kept: list[Any] = []
    try:
        stopped = _fill(kept, comments, most)
    except reader.CommentsDisabled:
        return {"comments": None, "comment_count": None}
    except Exception as error:  # noqa: BLE001 - of a site's reader; what came is kept
        reader._downloader.report_error(f"its comments broke off after {len(kept):,}: {error}")
        return {"comments": kept, STOPPED: "they broke off"}
    return {"comments": kept} | ({STOPPED: stopped} if stopped else {"comment_count": len(kept)})


def _fill(kept: list[Any], comments: Iterator[Any], most: int) -> str | None:
    size = 0
    while len(kept) < most:
        try:
            one = next(comments)
        except StopIteration:
            return None
        size += len(json.dumps(one, default=str))
        if size > LARGEST_COMMENTS:
            return TOO_LONG
        kept.append(one)
    return ENOUGH
