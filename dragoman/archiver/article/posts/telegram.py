"""Posts out of the public preview of a Telegram channel, or of one post as it is embedded.

Both are told by how they are built: elements of the class `tgme_widget_message` that name their
post in `data-post`. A channel's newest page has no word of which it is; it leads to older ones by a
link of the class `tme_messages_more`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from dragoman.archiver.article.article import Kind, Part
from dragoman.archiver.article.posts.post import Medium, Post, PostsPage, in_order
from dragoman.archiver.body.kept_characters import collapse

MARK = "tgme_widget_message"
# Links, and media, of one post that are told; characters of an address.
MOST, LONGEST = 500, 8_000
_NAME = re.compile(r"[\w.-]{1,200}/\d{1,30}", re.ASCII)
_PICTURE = re.compile(r"""background-image\s*:\s*url\(\s*['"]?([^'")]{1,4000})""", re.IGNORECASE)
_EDITED = re.compile(r"\bedited\b", re.IGNORECASE)
_LINE_ENDS = frozenset({"br", "div", "p", "pre", "blockquote", "li", "ul", "ol"})
_KINDS: dict[str, Kind] = {"blockquote": "quotation", "li": "item"}
# What is a post's by its class, and what kind of medium that is.
_MEDIA = (
    ("tgme_widget_message_photo_wrap", "picture"),
    ("tgme_widget_message_video_player", "video"),
    ("tgme_widget_message_roundvideo_player", "video"),
    ("tgme_widget_message_voice_player", "audio"),
    ("tgme_widget_message_document_wrap", "document"),
    ("tgme_widget_message_sticker_wrap", "sticker"),
    ("tgme_widget_message_poll", "poll"),
)


def telegram_page(tree: Any, url: str) -> PostsPage | None:
    """The posts in a page's tree; None where it is not built as such a preview."""
    named = list(_named(tree))
    history = any(_is(each, "tgme_channel_history") for each in tree.iter())
    missing = not named and _says_missing(tree)
    if not named and not missing and not history:
        return None
    posts = in_order([_post(each, url) for each in named])
    return PostsPage(
        "telegram",
        posts,
        older=_older(tree, url),
        single=not history and len(posts) <= 1 and _older(tree, url) is None,
        missing=missing,
    )


def _says_missing(tree: Any) -> bool:
    return any(_is(each, f"{MARK}_error") or _is(each, "err_message") for each in tree.iter())


def _named(tree: Any) -> Iterator[Any]:
    """The elements that name a post, but for those within another."""
    seen: set[Any] = set()
    for each in tree.iter():
        if _is(each, MARK) and _NAME.fullmatch(each.get("data-post") or ""):
            if seen.isdisjoint(each.iterancestors()):
                yield each
            seen.add(each)


def _older(tree: Any, url: str) -> str | None:
    for link in tree.iter("a"):
        if _is(link, "tme_messages_more") and link.get("data-before") and link.get("href"):
            return _joined(url, link.get("href"))
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "prev" and link.get("href"):
            return _joined(url, link.get("href"))
    return None


def _post(message: Any, url: str) -> Post:
    name = message.get("data-post")
    own = _first(message, f"{MARK}_date")
    address = _joined(url, own.get("href")) if own is not None and own.get("href") else None
    texts = list(_texts(message))
    return Post(
        network="telegram",
        identity=name,
        url=_without_query(address or _joined(url, f"/{name}") or url),
        place=0,
        parts=(*_in_lines(texts), *_of_poll(message)),
        author=_author(message),
        time=_time(message),
        edited=_is_edited(message),
        forwarded_from=_forwarded(message, url),
        reply_to=_reply(message, url),
        links=tuple(islice(_links(message, texts, url), MOST)),
        media=tuple(islice(_media(message, url), MOST)),
        also=tuple(islice(dict.fromkeys(_of_album(message, name)), MOST)),
    )


def _texts(message: Any) -> Iterator[Any]:
    """The elements that hold its words: not those of the post that it answers."""
    last = None
    for each in message.iter("div", "span"):
        if not _is(each, f"{MARK}_text") or _is(each, "js-message_reply_text"):
            continue
        around = list(each.iterancestors())
        if last in around or any(_is(one, f"{MARK}_reply") for one in around):
            continue
        last = each
        yield each


def _in_lines(texts: list[Any]) -> Iterator[Part]:
    for text in texts:
        for kind, line in lines_of(text):
            yield Part(kind, line)


def lines_of(element: Any) -> Iterator[tuple[Kind, str]]:
    """The lines of an element as a reader sees them, each with what it is; no empty one."""
    pieces: list[str] = []
    kind: Kind = "paragraph"
    for step, value in _steps(element):
        if step == "text":
            pieces.append(value)
            continue
        if line := collapse("".join(pieces)):
            yield kind, line
        pieces.clear()
        if step == "begin":
            kind = _KINDS.get(value, kind)
        elif step == "end" and value in _KINDS:
            kind = "paragraph"
    if line := collapse("".join(pieces)):
        yield kind, line


def _steps(root: Any) -> Iterator[tuple[str, str]]:
    """Its text, and where lines begin and end, with a list for a stack."""
    waiting: list[tuple[str, Any]] = [("enter", root)]
    while waiting:
        what, element = waiting.pop()
        if what == "tail":
            yield from _line_end("end", element)
            if element is not root and element.tail:
                yield "text", element.tail
            continue
        if isinstance(element.tag, str) and element.tag not in ("script", "style"):
            yield from _line_end("begin", element)
            if element.text:
                yield "text", element.text
            waiting.append(("tail", element))
            waiting += [("enter", child) for child in reversed(element)]
        elif element is not root and element.tail:
            yield "text", element.tail


def _line_end(step: str, element: Any) -> Iterator[tuple[str, str]]:
    if element.tag in _LINE_ENDS:
        yield step, element.tag


def _of_poll(message: Any) -> Iterator[Part]:
    for each in message.iter():
        if _is(each, f"{MARK}_poll_question"):
            yield Part("paragraph", _said(each))
        elif _is(each, f"{MARK}_poll_option_text"):
            yield Part("item", _said(each))


def _author(message: Any) -> str | None:
    """The channel, and who signed it, where it is signed."""
    owner, signed = _first(message, f"{MARK}_owner_name"), _first(message, f"{MARK}_from_author")
    names = [_said(each) for each in (signed, owner) if each is not None]
    return ", ".join(filter(None, names)) or None


def _time(message: Any) -> str | None:
    date = _first(message, f"{MARK}_date")
    within = date if date is not None else _first(message, f"{MARK}_footer")
    for each in (within if within is not None else message).iter("time"):
        if each.get("datetime"):
            return str(collapse(each.get("datetime")))[:64]
    return None


def _is_edited(message: Any) -> bool:
    meta = _first(message, f"{MARK}_meta")
    if meta is None:
        return False
    own = [meta.text, *(each.tail for each in meta)]
    return _EDITED.search(" ".join(filter(None, own))) is not None


def _forwarded(message: Any, url: str) -> dict[str, str | None] | None:
    name = _first(message, f"{MARK}_forwarded_from_name")
    if name is None:
        return None
    return {"name": _said(name) or None, "url": _joined(url, name.get("href"))}


def _reply(message: Any, url: str) -> str | None:
    reply = _first(message, f"{MARK}_reply")
    return _joined(url, reply.get("href")) if reply is not None else None


def _links(message: Any, texts: list[Any], url: str) -> Iterator[str]:
    """Where its words lead, and the page that it shows a preview of."""
    seen = set()
    cards = [each for each in message.iter("a") if _is(each, f"{MARK}_link_preview")]
    for each in [*(link for text in texts for link in text.iter("a")), *cards]:
        address = _joined(url, each.get("href"))
        if address and address not in seen:
            seen.add(address)
            yield address


def _media(message: Any, url: str) -> Iterator[Medium]:
    for each in message.iter():
        for name, kind in _MEDIA:
            if _is(each, name):
                yield Medium(kind, _at(each, url), _title(each, kind))


def _at(element: Any, url: str) -> str | None:
    """Where a medium is, as far as the page says it: its file, or its picture."""
    for each in element.iter("video", "audio"):
        if each.get("src"):
            return _joined(url, each.get("src"))
    for each in element.iter():
        found = _PICTURE.search(each.get("style") or "")
        if found:
            return _joined(url, found[1])
    return None


def _title(element: Any, kind: str) -> str | None:
    title = _first(element, f"{MARK}_document_title") if kind == "document" else None
    return (_said(title) or None) if title is not None else None


def _of_album(message: Any, name: str) -> Iterator[str]:
    """The other pictures of an album have names too, which only their links tell."""
    for link in message.iter("a"):
        where = _parts(link.get("href"))
        if where is None:
            continue
        found = where.path.strip("/").removeprefix("s/")
        if "single" in where.query and _NAME.fullmatch(found) and found != name:
            yield found


def _said(element: Any) -> str:
    return collapse("".join(element.itertext()))[:1000]


def _first(element: Any, name: str) -> Any | None:
    return next((each for each in element.iter() if _is(each, name)), None)


def _is(element: Any, name: str) -> bool:
    return isinstance(element.tag, str) and name in (element.get("class") or "").split()


def _joined(url: str, address: str | None) -> str | None:
    """Where a link leads; None for what is no address of the web."""
    try:
        found = urljoin(url, (address or "").strip())
        known = urlsplit(found).scheme in ("http", "https") and len(found) <= LONGEST
        return found if address and known else None
    except ValueError:
        return None


def _parts(url: str | None) -> SplitResult | None:
    """An address in its parts; None for what is none."""
    try:
        return urlsplit(url or "")
    except ValueError:
        return None


def _without_query(url: str) -> str:
    parts = _parts(url)
    return urlunsplit(parts._replace(query="", fragment="")) if parts else url
