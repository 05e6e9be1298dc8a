"""Posts of the Fediverse, by how they are built: what is one, and what only looks like it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dragoman.archiver.article.posts.found import posts_page
from dragoman.archiver.article.posts.post import Medium, PostsPage
from tests.support.fediverse import Account, Tooted

AT = "https://uydurma.example"


class Elsewhere(Account):
    """The same, at an address of no server."""

    @property
    def base(self) -> str:
        return AT


ACCOUNT = Elsewhere({})


def read(
    found: object, url: str = f"{AT}/api/v1/accounts/109/statuses", kind: str | None = None
) -> PostsPage | None:
    content = found if isinstance(found, bytes) else json.dumps(found).encode()
    return posts_page(content, url=url, kind=kind, content_type=None)


def status(number: int, words: str = "Söz.", **more: Any) -> dict[str, Any]:
    return ACCOUNT.status(Tooted(number, words, more))


def test_all_that_a_post_says_is_told() -> None:
    page = read(
        [
            status(
                5,
                'Birinci sətir<br>İkinci</p><p><a href="https://xeber.example/1">xəbər</a>'
                '<a class="mention" href="https://h.example/@x">@x</a>',
                spoiler_text="Həbsxana",
                edited_at="2026-04-01T10:00:00.000Z",
                in_reply_to_id="4",
                media_attachments=[
                    {"type": "image", "url": f"{AT}/a.png", "description": "Məktub"},
                    {"type": "gifv", "url": "javascript:x", "description": None},
                ],
                poll={"options": [{"title": "Hə"}, {"title": "Yox"}]},
                card={"url": "https://kart.example/"},
            )
        ]
    )
    assert page is not None and page.older == f"{AT}/api/v1/accounts/109/statuses?max_id=5"
    (post,) = page.posts
    assert post.words == ["Həbsxana", "Birinci sətir", "İkinci", "xəbər@x", "Hə", "Yox"]
    assert (
        post.warning == "Həbsxana" and post.edited and post.edited_at == "2026-04-01T10:00:00.000Z"
    )
    assert post.reply_to == f"{AT}/api/v1/statuses/4" and post.url == f"{AT}/@uydurma/5"
    assert post.links == ("https://xeber.example/1", "https://kart.example/")
    assert post.media == (
        Medium("picture", f"{AT}/a.png", "Məktub"), Medium("video", None, None), Medium("poll"),
    )  # fmt: skip


def test_a_boost_has_the_words_of_another_and_says_whose_they_are() -> None:
    other = status(3, "Başqasının sözü.")
    other["account"] = {"acct": "o@b.example", "display_name": "O"}
    other["url"] = "https://b.example/@o/3"
    page = read([status(9, "", reblog=other)])
    assert page is not None
    (post,) = page.posts
    assert post.words == ["Başqasının sözü."] and post.author == "Uydurma Hesab (@uydurma)"
    assert post.forwarded_from == {"name": "O (@o@b.example)", "url": "https://b.example/@o/3"}


def test_an_outbox_has_notes_and_boosts_of_which_only_the_address_is_there() -> None:
    boost = {"type": "Announce", "id": f"{AT}/users/uydurma/statuses/8/activity", "actor": f"{AT}/users/uydurma",
             "published": "2026-03-01T10:08:00Z", "object": "https://b.example/notes/1"}  # fmt: skip
    note = ACCOUNT.note(Tooted(7, "Söz."))
    note["object"] |= {"summary": "Ehtiyat", "updated": "2026-03-02T00:00:00Z", "inReplyTo": "https://b.example/1",
                       "attachment": [{"mediaType": "image/png", "url": f"{AT}/a.png", "name": "Şəkil"}]}  # fmt: skip
    page = read({"@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollectionPage",
                 "next": "/users/uydurma/outbox?max_id=7", "orderedItems": [boost, note]})  # fmt: skip
    assert page is not None and page.older == f"{AT}/users/uydurma/outbox?max_id=7"
    first, second = page.posts
    assert (
        first.words == ["Ehtiyat", "Söz."]
        and first.edited
        and first.reply_to == "https://b.example/1"
    )
    assert first.media == (Medium("picture", f"{AT}/a.png", "Şəkil"),)
    assert second.words == [] and second.forwarded_from == {
        "name": None,
        "url": "https://b.example/notes/1",
    }
    actor = {"@context": ["https://www.w3.org/ns/activitystreams"], "type": "Person", "id": f"{AT}/users/uydurma",
             "outbox": f"{AT}/users/uydurma/outbox"}  # fmt: skip
    assert read(actor).older == f"{AT}/users/uydurma/outbox"
    alone = {"@context": "https://www.w3.org/ns/activitystreams", **note["object"]}
    assert [each.words for each in read(alone).posts] == [["Ehtiyat", "Söz."]]


STATIC = """<!DOCTYPE html><html><body><div class='activity-stream h-feed'>
<div class='entry h-entry'><div class='status status-public'>
<a class='status__relative-time u-url u-uid' href='/@uydurma/12'><time class='time-ago' datetime='2026-03-01T10:12:00Z'>1</time></a>
<a class='status__display-name u-url p-author h-card' href='/@uydurma'><span class='display-name'><strong>Uydurma</strong></span></a>
<div class='status__content emojify'><p><span class='p-summary'>Ehtiyat</span></p><div class='e-content'><p>Köhnə səhifə.</p></div></div></div></div>
<div class='entry'><a class='load-more load-more' href='/@uydurma?max_id=12'>more</a></div></div></body></html>"""
RENDERED = """<!DOCTYPE html><html><body><div id="mastodon"><article><div class="status__wrapper"><div class="status" data-id="13">
<a class="status__relative-time" href="/@uydurma/13"><time datetime="2026-03-01T10:13:00Z">1</time></a>
<span class="display-name"><bdi>Uydurma</bdi></span><div class="status__content"><div class="status__content__text"><p>Göstərilən.</p></div></div>
</div></div></article></div></body></html>"""


def test_pages_that_a_server_or_scripts_built() -> None:
    page = read(STATIC.encode(), f"{AT}/@uydurma", "html")
    assert page is not None and page.older == f"{AT}/@uydurma?max_id=12"
    (post,) = page.posts
    assert (post.words, post.warning, post.time) == (
        ["Ehtiyat", "Köhnə səhifə."],
        "Ehtiyat",
        "2026-03-01T10:12:00Z",
    )
    shown = read(RENDERED.encode(), f"{AT}/@uydurma", "html")
    assert [each.words for each in shown.posts] == [["Göstərilən."]] and not shown.single
    assert shown.older == f"{AT}/api/v1/accounts/lookup?acct=uydurma"
    one = read(ACCOUNT.shell(), f"{AT}/@uydurma/13", "html")
    assert one.posts == () and one.older == f"{AT}/api/v1/statuses/13"


@pytest.mark.parametrize(
    "found",
    [
        [], {}, [1], [{"id": 1}], {"type": "Person"}, "x", [status(1), {"id": 2}],
        {"@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollectionPage", "orderedItems": ["https://h/1"]},
        {"@context": "https://www.w3.org/ns/activitystreams", "type": "Like", "object": "https://h/1"},
        b'<div id="app">', b"<html><body><div class='activity-stream'></div></body></html>",
        b"<html><body><div id='mastodon'>a bar on the street</div></body></html>",
        b"<rss><channel><item><title>X\xc9\x99b\xc9\x99r</title><guid>https://h/@a/1</guid></item></channel></rss>",
        b"<rss><channel><item><guid>https://h/xeber/1</guid></item></channel></rss>",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_left_alone(found: object) -> None:
    assert read(found, f"{AT}/bar", "html") is None


def test_odd_values_break_nothing() -> None:
    page = read(
        [
            status(
                1,
                account=None,
                media_attachments="x",
                poll=[],
                card=3,
                url=7,
                created_at=None,
                spoiler_text=5,
            )
        ]
    )
    assert page is not None and page.posts[0].url == f"{AT}/users/uydurma/statuses/1"
