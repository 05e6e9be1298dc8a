"""Listing the posts of a page as pages of their own, each once as long as nobody changed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dragoman.archiver.records.record import Record, json_record, new_id
from dragoman.errors import IndexUnusable
from dragoman.holdings import Holdings
from dragoman.index.records.documents import ARTICLE, POST, article_document
from dragoman.index.seen import posts
from dragoman.page import Page
from dragoman.reader.read import ReadArticle, ReadPost, ReadPosts


def post_records(
    holdings: Holdings, page: Page, read: ReadPosts
) -> tuple[list[Record], dict[str, Any]]:
    """The records of the posts that a page shows, and what its own record says of them.

    A post that is here already, and is the same, is not listed again: the page's record names the
    page that it is.
    """
    known = _known(holdings, [each.url for each in read.posts])
    ids = iter(sorted(new_id() for _ in read.posts))  # so that they are listed in their order
    records: list[Record] = []
    seen = []
    for post in read.posts:
        identity, digest = known.get(post.url, ("", ""))
        if digest != post.told["digest"]:
            identity = next(ids)
            records += _records(holdings, page, post, identity)
        seen.append({"url": post.url, "page": identity})
    return records, {"network": read.network, "older": read.older, "posts": seen}


def _known(holdings: Holdings, urls: list[str]) -> dict[str, tuple[str, str]]:
    """By address, the newest listing of each post: its id and its digest."""
    try:
        return holdings.index.ask(lambda source: posts.newest(source.connection, urls))
    except IndexUnusable:  # they are listed again then
        return {}


def _records(holdings: Holdings, page: Page, post: ReadPost, identity: str) -> Iterator[Record]:
    yield _post_record(holdings, page, post, identity)
    if post.article is not None:
        yield _article_record(holdings, page, post, post.article, identity)


def _post_record(holdings: Holdings, page: Page, post: ReadPost, identity: str) -> Record:
    """A post as a page: nobody asked for its own address, and the record does not say so."""
    content = {
        "requested_url": post.url,
        "final_url": None,
        "http_status": None,
        "mime": page.mime,
        "captured_at": page.captured_at,
        "page": page.response_id,
        "post": {**post.told, "page": page.id, "stood_at": page.stood_at},
        "verdict": post.verdict.to_json(),
        "note": page.note,
        "tags": list(page.tags),
        "stamp": holdings.stamp("posts").to_json(),
    }
    return json_record(
        POST, post.url, content, refers_to=page.response_id or page.id, record_id=identity
    )


def _article_record(
    holdings: Holdings, page: Page, post: ReadPost, read: ReadArticle, identity: str
) -> Record:
    record_id = new_id()
    document = article_document(
        record_id,
        identity,
        read.article,
        read.whole,
        read.blocks,
        read.sentences,
        [read.article.extractor.to_json(), holdings.stamp("language").to_json()],
        post.verdict,
    )
    return json_record(
        ARTICLE,
        post.url,
        document,
        record_type="conversion",
        refers_to=page.response_id or page.id,
        record_id=record_id,
    )
