"""Posts of Mastodon and its kin: out of its API, an ActivityPub outbox, a feed, or its pages.

Each is told by how it is built, whatever its host. A page that scripts fill names no post, but
where the account's posts are: that is what its history is walked from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from dragoman.archiver.article.article import Part
from dragoman.archiver.article.html_tree import parsed
from dragoman.archiver.article.posts.post import Medium, Post, PostsPage, in_order
from dragoman.archiver.article.posts.telegram import LONGEST, MOST, lines_of
from dragoman.archiver.body.kept_characters import collapse

NETWORK = "fediverse"
AT_ONCE = 40  # the most that a server gives at once
_STATUS = frozenset({"id", "uri", "created_at", "content", "account"})
_ACCOUNT = frozenset({"id", "username", "acct", "statuses_count"})
_ACTORS = ("Person", "Service", "Group", "Organization", "Application")
_NOTES = ("Note", "Article", "Question", "Page", "Video", "Event")
_LISTS = ("OrderedCollection", "OrderedCollectionPage", "CollectionPage")
_OWN_LIST = re.compile(r"/api/v1/accounts/\w{1,40}/statuses")
_OF_POST = re.compile(r"/(?:@|users/)([\w.@-]{1,200})/(?:statuses/)?(\w{1,60})(/activity)?$")
_OF_ACCOUNT = re.compile(r"/@([\w.-]{1,100}(?:@[\w.-]{1,200})?)(?:/(\d{1,40}))?(?:/.*)?")
_SHOWN = {"image": "picture", "video": "video", "gifv": "video", "audio": "audio"}


def fediverse_json(content: bytes, url: str) -> PostsPage | None:
    """The posts in an answer of an API or an outbox; None for any other JSON."""
    found = json.loads(content)
    if isinstance(found, list):
        if found and all(_has(each, _STATUS) for each in found):
            return PostsPage(NETWORK, _posts(found, url), older=_before(found, url))
        return PostsPage(NETWORK, ()) if not found and _OWN_LIST.search(url) else None
    if not isinstance(found, dict):
        return None
    if _has(found, _STATUS):
        return PostsPage(NETWORK, _posts([found], url))
    if _has(found, _ACCOUNT):
        where = f"/api/v1/accounts/{quote(str(found['id']), safe='')}/statuses?limit={AT_ONCE}"
        return PostsPage(NETWORK, (), older=urljoin(url, where))
    return _activities(found, url)


def _has(value: object, keys: frozenset[str]) -> bool:
    return isinstance(value, dict) and keys <= value.keys()


def _posts(statuses: list[dict[str, Any]], url: str) -> tuple[Post, ...]:
    return in_order([_of_status(each, url) for each in statuses])


def _before(statuses: list[dict[str, Any]], url: str) -> str:
    """The same list before its last post, which is the oldest: that is how it goes on."""
    parts = urlsplit(url)
    kept = [
        pair for pair in parse_qsl(parts.query) if pair[0] not in ("max_id", "min_id", "since_id")
    ]
    last = ("max_id", str(statuses[-1]["id"]))
    return urlunsplit(parts._replace(query=urlencode([*kept, last]), fragment=""))


def _of_status(status: Mapping[str, Any], url: str) -> Post:
    """A post of the API; of a boost the words are those of the post that is passed on."""
    boosted = _mapping(status.get("reblog"))
    of = boosted if _has(boosted, _STATUS) else status
    address = _web(url, status.get("url")) or _web(url, status.get("uri")) or url
    warning = _text(of.get("spoiler_text"))
    tree = _fragment(of.get("content"))
    answered = of.get("in_reply_to_id")
    poll = _mapping(of.get("poll"))
    options = [_text(_mapping(each).get("title")) for each in _list(poll.get("options"))]
    return Post(
        network=NETWORK,
        identity=_identity(address),
        url=address,
        place=0,
        parts=(*_words(warning, tree), *(Part("item", each) for each in options if each)),
        author=_author(_mapping(status.get("account"))),
        time=_text(status.get("created_at")),
        edited=bool(of.get("edited_at")),
        edited_at=_text(of.get("edited_at")),
        forwarded_from=_boosted(of, url) if of is not status else None,
        reply_to=_web(url, f"/api/v1/statuses/{answered}") if answered else None,
        links=_links(tree, url, _mapping(of.get("card")).get("url")),
        media=(
            *_attachments(of.get("media_attachments"), url),
            *([Medium("poll")] if options else []),
        ),
        warning=warning,
    )


def _boosted(of: Mapping[str, Any], url: str) -> dict[str, str | None]:
    address = _web(url, of.get("url")) or _web(url, of.get("uri"))
    return {"name": _author(_mapping(of.get("account"))), "url": address}


def _author(account: Mapping[str, Any]) -> str | None:
    """The name that it shows, and the one that it goes by."""
    shown, acct = _text(account.get("display_name")), _text(account.get("acct"))
    return f"{shown} (@{acct})" if shown and acct else shown or (f"@{acct}" if acct else None)


def _attachments(found: object, url: str) -> Iterator[Medium]:
    for each in map(_mapping, _list(found)):
        kind = _SHOWN.get(str(each.get("type")), "other")
        yield Medium(kind, _web(url, each.get("url")), _text(each.get("description")))


# -- ActivityPub -----------------------------------------------------------------------------------


def _activities(found: dict[str, Any], url: str) -> PostsPage | None:
    """An outbox, a page of one, a note by itself; a person, who leads to an outbox."""
    kind = found.get("type")
    if kind in _ACTORS and isinstance(found.get("outbox"), str):
        return PostsPage(NETWORK, (), older=_web(url, found["outbox"]))
    if kind in _NOTES and "attributedTo" in found and "content" in found:
        return PostsPage(NETWORK, in_order([_of_note(found, url)]))
    if kind not in _LISTS or not {"orderedItems", "first", "next", "items"} & found.keys():
        return None
    items = _list(found.get("orderedItems") or found.get("items"))
    posts = [post for each in items if (post := _of_activity(_mapping(each), url)) is not None]
    if items and not posts:  # of followers, of likes
        return None
    first = found.get("first") if kind == "OrderedCollection" and not items else None
    leads = found.get("next") or (first if isinstance(first, str) else _mapping(first).get("id"))
    return PostsPage(NETWORK, in_order(posts), older=_web(url, leads))


def _of_activity(activity: Mapping[str, Any], url: str) -> Post | None:
    """A note that was created, or one that was passed on, of which only its address stands here."""
    of = activity.get("object")
    if activity.get("type") == "Create" and isinstance(of, dict) and "content" in of:
        return _of_note(of, url)
    if activity.get("type") != "Announce":
        return None
    address = _web(url, activity.get("id")) or url
    told = of if isinstance(of, str) else _mapping(of).get("id")
    return Post(
        NETWORK, _identity(address), address, 0, (),
        author=_text(activity.get("actor")),
        time=_text(activity.get("published")),
        forwarded_from={"name": None, "url": _web(url, told)},
    )  # fmt: skip


def _of_note(note: Mapping[str, Any], url: str) -> Post:
    named = note.get("url") if isinstance(note.get("url"), str) else note.get("id")
    address = _web(url, named) or url
    by = note.get("attributedTo")
    warning = _text(note.get("summary"))
    tree = _fragment(note.get("content"))
    answered = note.get("inReplyTo")
    return Post(
        NETWORK, _identity(address), address, 0, tuple(_words(warning, tree)),
        author=_text(by if isinstance(by, str) else _mapping(by).get("id")),
        time=_text(note.get("published")),
        edited=bool(note.get("updated")),
        edited_at=_text(note.get("updated")),
        reply_to=_web(url, answered) if isinstance(answered, str) else None,
        links=_links(tree, url, None),
        media=tuple(_of_document(_mapping(each), url) for each in _list(note.get("attachment"))),
        warning=warning,
    )  # fmt: skip


def _of_document(each: Mapping[str, Any], url: str) -> Medium:
    kind = str(each.get("mediaType") or "").partition("/")[0]
    return Medium(_SHOWN.get(kind, "other"), _web(url, each.get("url")), _text(each.get("name")))


# -- a feed ----------------------------------------------------------------------------------------


def fediverse_feed(content: bytes, url: str) -> PostsPage | None:
    """The posts in an account's RSS: items without titles, each the permanent link of a post."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(content, parser)
    channel = root.find("channel")
    items = channel.findall("item") if root.tag == "rss" and channel is not None else []
    if not items or any(each.find("title") is not None for each in items):
        return None
    if not all(_OF_POST.search(urlsplit(each.findtext("guid") or "").path) for each in items):
        return None
    author = collapse(channel.findtext("title") or "") or None
    posts = in_order([_of_item(each, url, author) for each in items])
    return PostsPage(NETWORK, posts, older=_looked_up(channel.findtext("link") or url))


def _of_item(item: Any, url: str, author: str | None) -> Post:
    address = _web(url, item.findtext("guid")) or url
    tree = _fragment(item.findtext("description"))
    media = [each for each in item.iter() if str(each.tag).endswith("}content") and each.get("url")]
    return Post(
        NETWORK, _identity(address), address, 0, tuple(_words(None, tree)),
        author=author,
        time=_moment(item.findtext("pubDate")),
        links=_links(tree, url, None),
        media=tuple(_of_feed(each, url) for each in media[:MOST]),
    )  # fmt: skip


def _of_feed(each: Any, url: str) -> Medium:
    kind = _SHOWN.get((each.get("type") or "").partition("/")[0], "other")
    said = next((e.text for e in each.iter() if str(e.tag).endswith("}description")), None)
    return Medium(kind, _web(url, each.get("url")), _text(said))


def _moment(said: str | None) -> str | None:
    try:
        return parsedate_to_datetime(said or "").astimezone(UTC).isoformat()
    except (ValueError, TypeError, OverflowError):
        return None


# -- pages -----------------------------------------------------------------------------------------


def fediverse_page(tree: Any, url: str) -> PostsPage | None:
    """The posts on a page of Mastodon, as its server or its scripts built it; None of any other."""
    shell = any(each.get("id") == "mastodon" for each in tree.iter("div"))
    stream = any(_is(each, "activity-stream") for each in tree.iter())
    if not shell and not stream:
        return None
    found = [post for each in _entries(tree) if (post := _of_entry(each, url)) is not None]
    older = next(
        (
            _web(url, each.get("href"))
            for each in tree.iter("a")
            if _is(each, "load-more") and "max_id=" in (each.get("href") or "")
        ),
        _looked_up(url) if shell else None,
    )
    if not found and older is None:
        return None
    return PostsPage(NETWORK, in_order(found), older=older, single=stream and len(found) == 1
                     and older is None)  # fmt: skip


def _entries(tree: Any) -> Iterator[Any]:
    within: set[Any] = set()
    for each in tree.iter():
        if (_is(each, "status") or _is(each, "detailed-status")) and within.isdisjoint(
            each.iterancestors()
        ):
            within.add(each)
            yield each


def _of_entry(entry: Any, url: str) -> Post | None:
    """A post of a page; its own address is that of its time."""
    own = _first(entry, "status__relative-time", "detailed-status__datetime")
    address = _web(url, own.get("href")) if own is not None else None
    text = _first(entry, "status__content__text", "e-content", "status__content")
    if own is None or address is None:
        return None
    times = [each.get("datetime") or each.get("value") for each in own.iter()]
    warning = _first(entry, "p-summary", "content-warning")
    who = _first(entry, "display-name", "p-author")
    said = _said(warning) if warning is not None else None
    return Post(
        NETWORK, _identity(address), address, 0, tuple(_words(said, text)),
        author=_said(who) if who is not None else None,
        time=next(filter(None, times), None),
        links=_links(text, url, None),
        warning=said,
    )  # fmt: skip


def _looked_up(url: str) -> str | None:
    """Where a server tells of the account, or the one post, that a page of it is of."""
    match = _OF_ACCOUNT.fullmatch(urlsplit(url).path)
    if match is None:
        return None
    where = f"/api/v1/statuses/{match[2]}" if match[2] else None
    return urljoin(url, where or f"/api/v1/accounts/lookup?acct={quote(match[1])}")


# -- what they have in common ----------------------------------------------------------------------


def _words(warning: str | None, tree: Any) -> Iterator[Part]:
    """What it is said to be about stands before its words, as a reader sees it."""
    if warning:
        yield Part("paragraph", warning)
    for kind, line in lines_of(tree) if tree is not None else ():
        yield Part(kind, line)


def _fragment(content: object) -> Any:
    if not isinstance(content, str) or not content.strip():
        return None
    return parsed(f"<html><body><div>{content}</div></body></html>")


def _links(tree: Any, url: str, card: object) -> tuple[str, ...]:
    """Those of its words but for names and tags, and that of its preview."""
    named = [] if tree is None else [each for each in tree.iter("a") if not _is_named(each)]
    found = [_web(url, each.get("href")) for each in named] + [_web(url, card)]
    return tuple(dict.fromkeys(filter(None, found)))[:MOST]


def _is_named(link: Any) -> bool:
    return _is(link, "mention") or _is(link, "hashtag")


def _identity(address: str) -> str:
    """What the account calls it; its address where that has no such name."""
    match = _OF_POST.search(urlsplit(address).path)
    return f"{match[1]}/{match[2]}" if match else address


def _web(url: str, address: object) -> str | None:
    """An address of the web; None for anything else."""
    if not isinstance(address, str) or not address.strip() or len(address) > LONGEST:
        return None
    try:
        found = urljoin(url, address.strip())
        return found if urlsplit(found).scheme in ("http", "https") else None
    except ValueError:
        return None


def _text(value: object) -> str | None:
    return (collapse(value)[:5000] or None) if isinstance(value, str) else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value[:MOST] if isinstance(value, list) else []


def _said(element: Any) -> str:
    return collapse("".join(element.itertext()))[:1000]


def _first(element: Any, *names: str) -> Any | None:
    return next((each for name in names for each in element.iter() if _is(each, name)), None)


def _is(element: Any, name: str) -> bool:
    return isinstance(element.tag, str) and name in (element.get("class") or "").split()
