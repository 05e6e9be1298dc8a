"""Comments of a recording as an article: each a paragraph, with who said it, and when.

Names and times are beside the text and not within it: no machine translates a name then, and who
reads the text alone reads what was said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dragoman.archiver.article.article import Article, Part, Remark, assemble
from dragoman.archiver.body.kept_characters import collapse
from dragoman.errors import ExtractionError
from dragoman.provenance.stamp import Stamp

TOOL, VERSION = "dragoman.archiver.remarks", "1"
REMARKS_TYPE = "application/vnd.dragoman.remarks+json"
MOST = 100_000


def extract_remarks(body: bytes, *, url: str) -> Article:
    """The comments in a file of them, one after the other as they came.

    ExtractionError where it holds none, or is none of these files.
    """
    said = list(_said(body, url))
    text, blocks = assemble(Part("paragraph", words) for words, _ in said)
    if not text:
        raise ExtractionError("no comment in it has words", subject=url)
    places = {each.get("id"): n for n, (_, each) in enumerate(said, start=1) if each.get("id")}
    remarks = tuple(
        Remark(
            block.start,
            block.stop,
            _text(each.get("author")),
            _text(each.get("time")),
            places.get(each.get("answers")),
        )
        for block, (_, each) in zip(blocks, said, strict=True)
    )
    return Article(
        url=url, title=None, byline=None, published=None, text=text, blocks=blocks,
        canonical_url=None, html_language=None, translation_of=None, translator=None,
        extractor=Stamp.now(TOOL, VERSION, {}), remarks=remarks,
    )  # fmt: skip


def _said(body: bytes, url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The words of each comment in one line, and what else is known of it."""
    try:
        told = json.loads(body)
        comments = told["comments"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ExtractionError("it is no file of comments", subject=url) from error
    for each in comments[:MOST] if isinstance(comments, list) else ():
        words = each.get("text") if isinstance(each, dict) else None
        if isinstance(words, str) and (line := collapse(words)):
            yield line, {key: value for key, value in each.items() if isinstance(value, str)}


def _text(value: object) -> str | None:
    return collapse(value) or None if isinstance(value, str) else None
