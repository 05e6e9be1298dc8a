"""Which pages are pages of posts, by how they are built."""

from __future__ import annotations

from dragoman.archiver.article.html_tree import parsed
from dragoman.archiver.article.posts.post import PostsPage
from dragoman.archiver.article.posts.telegram import MARK, telegram_page
from dragoman.archiver.body.charset import decode

_TELEGRAM = (MARK.encode("ascii"), b"tgme_channel_history")


def posts_page(
    content: bytes, *, url: str, kind: str | None, content_type: str | None
) -> PostsPage | None:
    """The posts in a body that is freed of its content coding; None for any other page.

    `kind` is that of `extract.kind_of`. A quick look comes first, false for most pages.
    """
    if kind == "html" and any(mark in content for mark in _TELEGRAM):
        tree = parsed(decode(content, content_type).text)
        return telegram_page(tree, url) if tree is not None else None
    return None
