"""Posts out of a preview's structure: what is a post's own, and what of another; nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.archiver.article.extract import extract
from dragoman.archiver.article.posts.found import posts_page
from dragoman.archiver.article.posts.post import Post, PostsPage, in_order
from dragoman.archiver.body.kept_characters import collapse
from tests.support.channel import Written

URL = "https://example.org/s/uydurmakanal"


def page_of(*messages: str, history: bool = True) -> bytes:
    inner = "".join(messages)
    around = f'<section class="tgme_channel_history">{inner}</section>' if history else inner
    return f"<!doctype html><html><body>{around}</body></html>".encode()


def read(content: bytes) -> PostsPage:
    found = posts_page(content, url=URL, kind="html", content_type="text/html; charset=utf-8")
    assert found is not None
    return found


def one(words: str, more: str = "", mark: str = "", number: int = 7) -> Post:
    written = Written(number, words, more, mark).html("https://example.org")
    (post,) = read(page_of(written)).posts
    return post


def test_words_stand_in_lines_as_a_reader_sees_them() -> None:
    post = one(
        "Birinci sətir <b>qalın</b><br/>ikinci <i class='emoji'><b>🕊</b></i> sətir<br><br>"
        "<blockquote>Sitat gətirilir</blockquote>sonra&nbsp;davam"
        "<script>alert('yox')</script>"
    )
    assert [(part.kind, part.text) for part in post.parts] == [
        ("paragraph", "Birinci sətir qalın"),
        ("paragraph", "ikinci 🕊 sətir"),
        ("quotation", "Sitat gətirilir"),
        ("paragraph", "sonra davam"),
    ]


def test_what_it_answers_is_not_its_own_words() -> None:
    reply = (
        '<a class="tgme_widget_message_reply" href="https://example.org/basqa/3">'
        '<div class="tgme_widget_message_author">Başqa</div>'
        '<div class="tgme_widget_message_text js-message_reply_text">Yad sözlər</div></a>'
    )
    post = one("Öz sözü.", reply)
    assert post.words == ["Öz sözü."]
    assert post.reply_to == "https://example.org/basqa/3"


def test_from_whom_it_was_forwarded_and_who_signed_it() -> None:
    forwarded = (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
        '<a class="tgme_widget_message_forwarded_from_name" href="https://example.org/menbe/12">'
        '<span dir="auto">Mənbə</span></a></div>'
    )
    signed = '<span class="tgme_widget_message_from_author" dir="auto">Edited by S. Ə.</span>, '
    post = one("Söz.", forwarded, signed)
    assert post.forwarded_from == {"name": "Mənbə", "url": "https://example.org/menbe/12"}
    assert post.author == "Edited by S. Ə., Uydurma Kanal"
    assert not post.edited, "a signature is not the mark of an edit"
    assert one("Söz.", mark="edited &nbsp;").edited


def test_pictures_an_album_and_a_film_are_its_media_and_an_avatar_is_none() -> None:
    album = "".join(
        f'<a class="tgme_widget_message_photo_wrap grouped_media_wrap 55{n}" '
        f'href="https://example.org/uydurmakanal/{n}?single" '
        f"style=\"width:9px;background-image:url('https://cdn.example.org/{n}.jpg')\"></a>"
        for n in (7, 8)
    )
    film = (
        '<a class="tgme_widget_message_video_player"><i class="tgme_widget_message_video_thumb" '
        "style=\"background-image:url('/thumb.jpg')\"></i><video src='/film.mp4'></video></a>"
    )
    post = one("", album + film)
    assert [(each.kind, each.url) for each in post.media] == [
        ("picture", "https://cdn.example.org/7.jpg"),
        ("picture", "https://cdn.example.org/8.jpg"),
        ("video", "https://example.org/film.mp4"),
    ]
    assert post.also == ("uydurmakanal/8",)
    assert post.article() is None


def test_links_are_its_own_and_those_of_its_card() -> None:
    card = '<a class="tgme_widget_message_link_preview" href="https://example.org/xeber">Başlıq</a>'
    post = one('Oxu: <a href="https://example.org/xeber">burada</a>, <a href="/x">x</a>, '
               '<a href="javascript:alert(1)">y</a>', card)  # fmt: skip
    assert post.links == ("https://example.org/xeber", "https://example.org/x")


def test_what_a_change_is_and_what_is_none() -> None:
    was = one("Söz.", '<a class="tgme_widget_message_photo_wrap" style="background-image:url(/1)">')
    same = one(
        "Söz.", '<a class="tgme_widget_message_photo_wrap" style="background-image:url(/2)">'
    )
    assert was.digest == same.digest, "addresses of pictures are handed out anew"
    others = [one("Söz!"), one("Söz."), one("Söz.", mark="edited")]
    assert len({was.digest, *(each.digest for each in others)}) == 4


def test_a_post_that_is_not_there_and_a_page_that_is_no_preview() -> None:
    missing = page_of('<div class="tgme_widget_message_error">Post not found</div>', history=False)
    assert read(missing).missing and not read(missing).posts
    for other in (
        b"<p>Words about tgme_widget_message and nothing built so.</p>",
        b'<div class="tgme_widget_message">no name</div>',
    ):
        assert posts_page(other, url=URL, kind="html", content_type=None) is None


def test_one_name_is_one_post_and_all_are_in_order() -> None:
    page = read(page_of(*(Written(n, f"{n}.").html("https://example.org") for n in (3, 1, 2, 3))))
    assert [each.identity for each in page.posts] == [f"uydurmakanal/{n}" for n in (1, 2, 3)]
    assert [each.place for each in page.posts] == [0, 1, 2]


def test_an_article_of_a_single_post_names_the_post_as_its_address() -> None:
    written = Written(7, "Söz deyildi.").html("https://example.org")
    article = extract(page_of(written, history=False), url=URL, content_type="text/html")
    assert article.canonical_url == "https://example.org/uydurmakanal/7"
    assert article.published == "2026-03-01T10:07:00+00:00"
    assert article.text == "Söz deyildi."


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="<>&\x00"), max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_every_word_comes_out_once_whatever_it_is(lines: list[str]) -> None:
    post = one("<br/>".join(lines))
    expected = [line for each in lines for line in [collapse(each)] if line]
    assert post.words == expected
    article = post.article()
    if article is not None:
        assert [text for _, text in article.parts()] == expected


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 900))
def test_a_broken_page_breaks_nothing(noise: bytes, at: int) -> None:
    whole = page_of(Written(7, "Söz.").html("https://example.org"))
    broken = whole[:at] + noise + whole[at:]
    found = posts_page(broken, url=URL, kind="html", content_type="text/html; charset=utf-8")
    for post in found.posts if found is not None else ():
        assert post.told()["digest"] and post.key


@pytest.mark.parametrize("time", ["2026-03-01T10:07:00+00:00", "2026-03-01T14:07:00+04:00"])
def test_the_order_is_that_of_moments(time: str) -> None:
    later = Post("telegram", "a/1", URL, 0, (), time="2026-03-01T10:08:00+00:00")
    first = Post("telegram", "a/9", URL, 0, (), time=time)
    assert [each.identity for each in in_order([later, first])] == ["a/9", "a/1"]
