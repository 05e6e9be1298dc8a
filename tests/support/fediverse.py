"""An invented account on loopback, in the shape of Mastodon's API, its outbox, its feed and its pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.site import Answer, Site

ACCT, NUMBER = "uydurma", "109"
JSON = {"Content-Type": "application/json; charset=utf-8"}
ACTIVITY = {"Content-Type": "application/activity+json; charset=utf-8"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
RSS = {"Content-Type": "application/rss+xml; charset=utf-8"}
PER_PAGE = 20


@dataclass
class Tooted:
    """A post; `more` changes what the API says of it."""

    number: int
    words: str
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def time(self) -> str:
        day, minute = divmod(self.number, 60)
        return f"2026-03-{1 + day:02d}T10:{minute:02d}:00.000Z"


@dataclass
class Account:
    """Answers as a server of Mastodon's would; what `instead` has is answered in place of a page."""

    posts: dict[int, Tooted]
    instead: dict[str, list[Answer]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site = _AccountSite(self)

    @property
    def base(self) -> str:
        return self.site.url("").rstrip("/")

    @property
    def url(self) -> str:
        return f"{self.base}/@{ACCT}"

    @property
    def account(self) -> dict[str, Any]:
        return {
            "id": NUMBER, "username": ACCT, "acct": ACCT, "display_name": "Uydurma Hesab",
            "url": self.url, "statuses_count": len(self.posts), "note": "",
        }  # fmt: skip

    def status(self, post: Tooted) -> dict[str, Any]:
        return {
            "id": str(post.number), "created_at": post.time, "in_reply_to_id": None, "sensitive": False,
            "spoiler_text": "", "visibility": "public", "language": "az",
            "uri": f"{self.base}/users/{ACCT}/statuses/{post.number}", "url": f"{self.url}/{post.number}",
            "favourites_count": 7 * post.number, "edited_at": None, "content": f"<p>{post.words}</p>",
            "reblog": None, "account": self.account, "media_attachments": [], "mentions": [], "tags": [],
            "card": None, "poll": None, **post.more,
        }  # fmt: skip

    def note(self, post: Tooted) -> dict[str, Any]:
        actor = f"{self.base}/users/{ACCT}"
        return {
            "id": f"{actor}/statuses/{post.number}/activity", "type": "Create", "actor": actor,
            "published": post.time,
            "object": {
                "id": f"{actor}/statuses/{post.number}", "type": "Note", "summary": None,
                "published": post.time, "url": f"{self.url}/{post.number}", "attributedTo": actor,
                "sensitive": False, "content": f"<p>{post.words}</p>", "attachment": [], "tag": [],
            },
        }  # fmt: skip

    def before(self, most: str | None) -> list[Tooted]:
        numbers = [n for n in sorted(self.posts, reverse=True) if most is None or n < int(most)]
        return [self.posts[n] for n in numbers[:PER_PAGE]]

    def shell(self) -> bytes:
        return (
            "<!DOCTYPE html><html lang='az'><head><meta charset='utf-8'><title>Uydurma Hesab</title>"
            f"<link href='{self.base}/users/{ACCT}' rel='alternate' type='application/activity+json'>"
            "</head><body class='app-body'><div class='app-holder' data-props='{}' id='mastodon'>"
            "<noscript><div>To use the web application, please enable JavaScript.</div></noscript>"
            "</div></body></html>"
        ).encode()

    def feed(self) -> bytes:
        items = "".join(
            f"<item><guid isPermaLink='true'>{self.url}/{each.number}</guid><link>{self.url}/{each.number}</link>"
            f"<pubDate>{format_datetime(datetime.fromisoformat(each.time))}</pubDate>"
            f"<description>{escape(f'<p>{each.words}</p>')}</description></item>"
            for each in self.before(None)
        )
        return (
            "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>Uydurma Hesab</title>"
            f"<link>{self.url}</link><generator>Mastodon v4.3</generator>{items}</channel></rss>"
        ).encode()

    def __enter__(self) -> Account:
        self.site.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.site.__exit__(None, None, None)


class _AccountSite(Site):
    def __init__(self, account: Account) -> None:
        super().__init__({})
        self._account = account

    def answer(self, path: str) -> Answer | None:
        told = self._account
        if waiting := told.instead.get(path):
            return waiting.pop(0)
        where = urlsplit(path)
        most = parse_qs(where.query).get("max_id", [None])[0]
        answers: dict[str, tuple[Callable[[], bytes], dict[str, str]]] = {
            f"/@{ACCT}": (told.shell, HTML),
            f"/@{ACCT}.rss": (told.feed, RSS),
            "/api/v1/accounts/lookup": (lambda: json.dumps(told.account).encode(), JSON),
            f"/api/v1/accounts/{NUMBER}/statuses": (
                lambda: json.dumps([told.status(each) for each in told.before(most)]).encode(),
                JSON,
            ),
            f"/users/{ACCT}/outbox": (
                lambda: json.dumps(self._outbox(where.query, most)).encode(),
                ACTIVITY,
            ),
        }
        if where.path in answers:
            body, headers = answers[where.path]
            return Answer(body(), headers=headers)
        return super().answer(path)

    def _outbox(self, query: str, most: str | None) -> dict[str, Any]:
        told = self._account
        own = f"{told.base}/users/{ACCT}/outbox"
        whole = {"@context": "https://www.w3.org/ns/activitystreams", "id": own}
        if "page" not in query:
            return whole | {"type": "OrderedCollection", "first": f"{own}?page=true"}
        shown = told.before(most)
        more = {"next": f"{own}?max_id={shown[-1].number}&page=true"} if shown else {}
        items = [told.note(each) for each in shown]
        return whole | {
            "type": "OrderedCollectionPage",
            "partOf": own,
            "orderedItems": items,
            **more,
        }


def account_of(count: int) -> Account:
    """So many invented posts of two sentences, numbered from 1."""
    return Account(
        {
            n: Tooted(n, f"Həbsxanadan {n} nömrəli məktub gəldi. Onu vəkil oxudu.")
            for n in range(1, count + 1)
        }
    )
