"""An invented channel on loopback, in the shape of a public preview; its posts can be changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from urllib.parse import parse_qs, urlsplit

from tests.support.site import Answer, Site

PER_PAGE = 20
NAME = "uydurmakanal"


@dataclass
class Written:
    """A post as it is served; `more` stands before its words, `mark` before its date."""

    number: int
    words: str
    more: str = ""
    mark: str = ""

    @property
    def time(self) -> str:
        day, minute = divmod(self.number, 60)
        return f"2026-03-{1 + day:02d}T10:{minute:02d}:00+00:00"

    def html(self, base: str) -> str:
        words = (
            f'<div class="tgme_widget_message_text js-message_text" dir="auto">{self.words}</div>'
        )
        return (
            '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
            '<div class="tgme_widget_message text_not_supported_wrap js-widget_message" '
            f'data-post="{NAME}/{self.number}" data-view="x{self.number}">'
            '<div class="tgme_widget_message_user"><i class="tgme_widget_message_user_photo">'
            f'<img src="{base}/avatar.png"></i></div>'
            '<div class="tgme_widget_message_bubble">'
            '<div class="tgme_widget_message_author accent_color">'
            f'<a class="tgme_widget_message_owner_name" href="{base}/{NAME}">'
            '<span dir="auto">Uydurma Kanal</span></a></div>'
            f"{self.more}{words if self.words else ''}"
            '<div class="tgme_widget_message_footer compact js-message_footer">'
            '<div class="tgme_widget_message_info short js-message_info">'
            '<span class="tgme_widget_message_views">1.2K</span>'
            f'<span class="tgme_widget_message_meta">{self.mark}'
            f'<a class="tgme_widget_message_date" href="{base}/{NAME}/{self.number}">'
            f'<time datetime="{self.time}" class="time">10:00</time></a></span>'
            "</div></div></div></div></div>"
        )


@dataclass
class Channel:
    """A site that answers `/s/NAME`, with `?before=N`, and `/NAME/N?embed=1`.

    `posts` by number; what `instead` has by address is answered in place of a page.
    """

    posts: dict[int, Written]
    instead: dict[str, list[Answer]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site = _ChannelSite(self)

    @property
    def base(self) -> str:
        return self.site.url("").rstrip("/")

    @property
    def url(self) -> str:
        return f"{self.base}/s/{NAME}"

    def page(self, before: int | None) -> bytes:
        numbers = [n for n in sorted(self.posts) if before is None or n < before]
        shown = numbers[-PER_PAGE:]
        more = ""
        if len(numbers) > len(shown):
            more = (
                '<div class="tgme_widget_message_centered js-messages_more_wrap">'
                f'<a href="/s/{NAME}?before={shown[0]}" class="tme_messages_more js-messages_more" '
                f'data-before="{shown[0]}"></a></div>'
            )
        messages = "".join(self.posts[n].html(self.base) for n in shown)
        return (
            '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Uydurma Kanal – Telegram</title>'
            '</head><body class="widget_frame_base tgme_webpreview"><header class="tgme_header">'
            '<div class="tgme_channel_info"><div class="tgme_channel_info_header_title">'
            '<span dir="auto">Uydurma Kanal</span></div></div></header>'
            f'<main class="tgme_main" data-url="/{NAME}">'
            f'<section class="tgme_channel_history js-message_history">{more}{messages}</section>'
            "</main></body></html>"
        ).encode()

    def embedded(self, number: int) -> bytes:
        post = self.posts.get(number)
        inner = post.html(self.base) if post else (
            '<div class="tgme_widget_message_error">Post not found</div>'
        )  # fmt: skip
        return (
            '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Telegram Widget</title></head>'
            f'<body class="widget_frame_base body_widget_post">{inner}</body></html>'
        ).encode()

    def __enter__(self) -> Channel:
        self.site.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.site.__exit__(None, None, None)


class _ChannelSite(Site):
    def __init__(self, channel: Channel) -> None:
        super().__init__({})
        self._channel = channel

    def answer(self, path: str) -> Answer | None:
        if waiting := self._channel.instead.get(path):
            return waiting.pop(0)
        where = urlsplit(path)
        asked = parse_qs(where.query)
        if where.path == f"/s/{NAME}":
            before = asked.get("before")
            return Answer(self._channel.page(int(before[0]) if before else None), headers=HTML)
        if where.path.startswith(f"/{NAME}/") and "embed" in asked:
            return Answer(self._channel.embedded(int(where.path.rsplit("/", 1)[1])), headers=HTML)
        return super().answer(path)


HTML = {"Content-Type": "text/html; charset=utf-8"}


def channel_of(count: int) -> Channel:
    """So many invented posts of a sentence or two, numbered from 1."""
    return Channel(
        {
            n: Written(n, f"Həbsxanadan {n} nömrəli məktub gəldi. Onu {escape('vəkil')} oxudu.")
            for n in range(1, count + 1)
        }
    )
