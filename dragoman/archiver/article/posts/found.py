"""Which pages are pages of posts, by how they are built."""

from __future__ import annotations

from dragoman.archiver.article.html_tree import parsed
from dragoman.archiver.article.posts.fediverse import (
    fediverse_feed,
    fediverse_json,
    fediverse_page,
)
from dragoman.archiver.article.posts.post import PostsPage
from dragoman.archiver.article.posts.telegram import MARK, telegram_page
from dragoman.archiver.body.charset import decode

_TELEGRAM = (MARK.encode("ascii"), b"tgme_channel_history")
# What a page of Mastodon, and an answer or a feed of the Fediverse, has somewhere in it.
_MASTODON = (b"id='mastodon'", b'id="mastodon"', b"activity-stream")
_ANSWERS = (b'"created_at"', b'"acct"', b"www.w3.org/ns/activitystreams")
_EMPTY = b"[]"


def posts_page(
    content: bytes, *, url: str, kind: str | None, content_type: str | None
) -> PostsPage | None:
    """The posts in a body that is freed of its content coding; None for any other page.

    `kind` is that of `extract.kind_of`. A quick look comes first, false for most pages.
    """
    begins = content[:1000].lstrip()
    if begins[:1] in (b"[", b"{"):
        if content.strip() == _EMPTY or any(mark in content for mark in _ANSWERS):
            return fediverse_json(content, url)
        return None
    if b"<rss" in begins and b"<guid" in content:
        return fediverse_feed(content, url)
    if kind != "html":
        return None
    for marks, read in ((_TELEGRAM, telegram_page), (_MASTODON, fediverse_page)):
        if any(mark in content for mark in marks):
            tree = parsed(decode(content, content_type).text)
            return read(tree, url) if tree is not None else None
    return None
