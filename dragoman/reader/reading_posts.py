"""Reading a page of posts: each post an article with its language and sentences.

What begins with `handed_over` comes out of the process that reads, and `read_back` takes it in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from dragoman.archiver.article.article import Article
from dragoman.archiver.article.page_body import PageBody
from dragoman.archiver.article.posts.post import Post, PostsPage
from dragoman.archiver.verdict.verdict import Verdict
from dragoman.errors import ExtractionError
from dragoman.reader.read import ReadArticle, ReadPost, ReadPosts

CALLED = {"telegram": "Telegram", "fediverse": "the Fediverse"}


def posts_of(body: PageBody, content: bytes) -> PostsPage | None:
    """The posts on a page that came as it was asked for; None for any other page."""
    from dragoman.archiver.article.extract import kind_of
    from dragoman.archiver.article.posts.found import posts_page

    if (body.status or 200) >= 400:
        return None
    kind = kind_of(content, body.mime)
    try:
        return posts_page(content, url=body.url, kind=kind, content_type=body.content_type)
    except Exception:  # noqa: BLE001 - hostile pages break parsers: it is read as any other then
        return None


def withheld(body: PageBody, content: bytes) -> Verdict | None:
    """A channel's front in the place of its preview: its posts are shown in Telegram's program."""
    if b"tgme_page" not in content or b"tg://resolve" not in content:
        return None
    if b"tgme_widget_message" in content or b"tgme_channel_history" in content:
        return None
    asked = filter(None, (body.asked, body.url))
    if not any(urlsplit(each).path.startswith("/s/") for each in asked):
        return None
    reason = (
        "a wall: the channel has no public preview, only Telegram's own program shows its posts"
    )
    return Verdict("wall", reason, "login")


def as_one(posts: PostsPage, body: PageBody) -> Article | None:
    """The page's own article: that of its one post. A list has none besides those of its posts.

    ExtractionError where it is to be a post, and has no words.
    """
    if not posts.single:
        return None
    article = posts.article(body.url)
    if article is None:
        raise ExtractionError(posts_verdict(posts).reason, subject=body.url)
    return article


def posts_verdict(posts: PostsPage) -> Verdict:
    """What stands on a page of posts."""
    where = CALLED.get(posts.network, posts.network)
    if posts.missing:
        return Verdict("notice", f"{where} says that there is no such post", "absent")
    if posts.single and posts.posts:
        return post_verdict(posts.posts[0])
    count = len(posts.posts)
    if not count and posts.older is not None:
        reason = (
            f"an account on {where}, whose posts stand elsewhere; "
            'they come with "dragoman capture --history N"'
        )
        return Verdict("thin", reason, scripted=True)
    each = "1 post, which is a page" if count == 1 else f"{count} posts, each a page"
    return Verdict("listing", f"a list of posts on {where}: {each} of its own")


def post_verdict(post: Post) -> Verdict:
    """What stands in a post: words, or only what it shows."""
    words = sum(len(line.split()) for line in post.words)
    shown = ", ".join(sorted({each.kind for each in post.media}))
    besides = f", with {shown}" if shown else ""
    if not words:
        return Verdict("thin", f"a post without words{besides or ', and nothing else in it'}")
    said = "1 word" if words == 1 else f"{words:,} words"
    return Verdict("article", f"a post of {said}{besides}")


def handed_over(posts: PostsPage, read: Callable[[Article], dict[str, Any]]) -> dict[str, Any]:
    """The posts as JSON; `read` gives an article its language and sentences."""
    found = []
    for post in posts.posts:
        article = post.article(page_language=posts.language)
        found.append(
            {
                "url": post.url,
                "told": post.told(),
                "article": read(article) if article is not None else None,
                "verdict": post_verdict(post).to_json(),
            }
        )
    return {
        "network": posts.network,
        "single": posts.single,
        "older": posts.older,
        "posts": found,
    }


def read_back(
    found: Mapping[str, Any], read_article: Callable[[Mapping[str, Any]], ReadArticle]
) -> ReadPosts:
    """The same, put together again; `read_article` does so with an article."""
    return ReadPosts(
        found["network"],
        found["single"],
        found["older"],
        tuple(
            ReadPost(
                each["url"],
                each["told"],
                read_article(each["article"]) if each["article"] else None,
                Verdict.from_json(each["verdict"]),
            )
            for each in found["posts"]
        ),
    )
