"""The sentence of a finding says what was compared, and no more than was seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman.archiver.sighting.difference import uncounted
from dragoman.archiver.sighting.page_version import Look, Version
from dragoman.archiver.sighting.sighting import compare
from dragoman.archiver.sighting.whereabouts import is_front, place
from dragoman.archiver.visits.same_page import Mirrors
from tests.steps.watch.test_watch import (
    AZ,
    EN,
    A,
    E,
    R,
    Row,
    html,
    looked,
    opened,
    other,
    page,
    says,
    swapped,
    to,
)
from tests.support.raw_server import RawServer, path_of
from tests.support.raw_server import answer as raw
from tests.support.site import Answer, Site
from tests.support.whole_site import pixel

COOKIES = html(
    "<h1>We value your privacy</h1><p>We and our 842 partners store cookies on your device and use "
    "them for personalised ads, for measuring and for research. You can give or withdraw your consent "
    "at any time in the cookie settings. Some partners rely on their legitimate interest and do not ask "
    "for consent. Please choose before you continue to the site, which needs some of these cookies to "
    "work at all.</p><button>Accept all cookies</button> <button>Manage cookies</button>",
    "Uydurma Xəbərlər",
)
KUKI = html(
    "<p>Saytımız kukilərdən istifadə edir. Davam etmək üçün kukilərin istifadəsinə razılıq verin.</p>",
    "Uydurma Xəbərlər",
)
WEATHER = "".join(
    f"<p>In region {n} the wind will blow at {n} metres a second, and the roads will be slippery.</p>"
    for n in range(12)
)
BANNER = "<div>This website uses cookies. <button>Accept all cookies</button></div>"
THIN = html("<nav><a href=/>Ana səhifə</a></nav><div id=app>Yüklənir</div>", "Uydurma")
WORKS = other(html("<h1>Texniki işlər aparılır</h1><p>Bir az sonra yenidən cəhd edin.</p>", "Xəta"))

# name, before, after, elsewhere, finding; and what its sentence says, with what was compared
ROWS: list[tuple[Row, str, str]] = [
    (("a byte outside", page(A), other(A.bytes() + b"<!-- 1 -->"), {}, "present"), "other bytes, the same article", "article"),
    (("the same bytes", page(A), page(A), {}, "present"), "the bytes are the same", "bytes"),
    (("a short line inside", page(A), page(A.__class__(text=(*AZ, "Zalda yer yox idi"))), {}, "present"), "the same article but for short lines that are no sentences (“Zalda yer yox idi”)", "article"),
    (("sentences in another order", page(A), page(A.__class__(text=AZ[::-1])), {}, "present"), "the same article: all its sentences are in the page", "article"),
    (("the title alone", page(A), page(A.__class__(title="Jurnalistin işi üzrə iclas")), {}, "changed"), "its title is another, its text the same", "article"),
    (("a sentence", page(R), page(swapped(R, "Вину он не признаёт", "Вину он признаёт")), {}, "changed"), "its text is another", "article"),
    (("404 and nothing", page(A), other(b"", 404), {}, "gone"), "answers 404: present then, absent now", "nothing"),
    (("404 and a page", page(A), other(html("<p>x</p>"), 404), {}, "gone"), "answers 404, and the article is not in its answer", "article"),
    (("404 and a picture", page(A), Answer(pixel(1).body, 404, pixel(1).headers), {}, "unreachable"), "with what could not be compared: no text is read out of image/png", "nothing"),
    (("304", page(A), other(b"", 304), {}, "unreachable"), "answers 304, that nothing has changed, and sends no page to compare", "nothing"),
    (("a part of it", page(A), other(A.__class__(text=AZ[:3]).bytes(), 206), {}, "unreachable"), "answers 206, for a part of the page", "article"),
    (("206 and all of it", page(A), other(A.bytes() + b" ", 206), {}, "present"), "other bytes, the same article", "article"),
    (("a consent wall", page(E), other(COOKIES), {}, "blocked"), "a notice, a challenge or a wall", "article"),
    (("a consent wall, in Azerbaijani", page(A), other(KUKI), {}, "blocked"), "a notice, a challenge or a wall", "article"),
    (("to a consent wall", page(E), to("/collect-consent?to=a"), {"/collect-consent": other(COOKIES)}, "blocked"), "a notice, a challenge or a wall", "article"),
    (("another text over a banner", page(E), other(html(f"<article><h1>Weather</h1>{WEATHER}</article>{BANNER}", "Weather")), {}, "changed"), "another text stands in the place of the article", "article"),
    (("the article over a banner", page(E), other(E.bytes() + BANNER.encode()), {}, "present"), "other bytes, the same article", "article"),
    (("to a page on works", page(A), to("/texniki/isler"), {"/texniki/isler": WORKS}, "unreachable"), "says that the site is out of order", "article"),
    (("a redirect to nowhere", page(A), Answer(status=302), {}, "unreachable"), "answers 302", "nothing"),
    (("a redirect that fails", page(A), to("http://127.0.0.1:1/x"), {}, "unreachable"), "the address leads to http://127.0.0.1:1/x, and no page came from there (tcp", "nothing"),
    (("to the front page", page(A), to("/"), {"/": other(html("<h1>Ana</h1>"))}, "gone"), "without the article: present then, absent now", "article"),
    (("elsewhere, changed", page(A), to("/b/2"), {"/b/2": page(swapped(A, "12 ilədək", "10 ilədək"))}, "moved"), "its text is another", "article"),
    (("elsewhere, the same", page(A), to("/b/2"), {"/b/2": page(A)}, "moved"), "/b/2 now: the bytes are the same", "bytes"),
    (("a picture", pixel(1), pixel(1), {}, "present"), "the bytes are the same", "bytes"),
    (("another picture", pixel(1), pixel(2), {}, "changed"), "the bytes are others, and no text was captured", "bytes"),
    (("a picture that leads away", pixel(1), to("/2.png"), {"/2.png": pixel(2)}, "unreachable"), "leads to", "bytes"),
    (("a picture that is empty now", pixel(1), Answer(b"", headers=pixel(1).headers), {}, "unreachable"), "could not be compared: no text is read out of image/png", "nothing"),
    (("a word, another token", other(THIN), other(THIN + b"<!-- token 2 -->"), {}, "present"), "other bytes, the same article; all of it is", "article"),
    (("a word, another word", other(THIN), other(html("<p>Bu gün Bakıda hava yağışlı olacaq.</p>")), {}, "unreachable"), "what came is not the article", "article"),
    (("a word, an answer with none", other(THIN), other(b""), {}, "unreachable"), "with what could not be compared: the body is empty", "nothing"),
    (("nothing then, nothing now", other(html("x"), 404), other(html("y"), 404), {}, "gone"), "no page was there when it was captured, and none is there now", "nothing"),
    (("nothing then, a page now", other(html("x"), 404), page(A), {}, "present"), "nothing to compare it with", "nothing"),
    (("nothing then, a picture now", other(html("x"), 404), pixel(1), {}, "unreachable"), "what came now is no article", "nothing"),
    (("nothing then, a wall now", other(html("x"), 404), other(b"", 403), {}, "blocked"), "no page was there when it was captured", "nothing"),
    (("cut short then, whole now", other(A.bytes()[:-400], **{"Content-Length": "90000"}), page(A), {}, "present"), "as far as it was captured, which is not to its end", "article"),
    (("cut short then, another now", other(A.bytes()[:-400], **{"Content-Length": "90000"}), page(swapped(A, "206.3.2-ci", "206.1-ci")), {}, "changed"), "its text is another", "article"),
    (("a picture cut short", Answer(pixel(1).body[:30], headers={**pixel(1).headers, "Content-Length": "999"}), pixel(1), {}, "unreachable"), "the capture was cut short", "nothing"),
    (("cut short now", page(A), other(A.bytes()[:900], **{"Content-Length": "90000"}), {}, "unreachable"), "the answer was cut short (truncated), so nothing was compared", "nothing"),
    (("cut short, and all of it", page(A), other(A.bytes(), **{"Content-Length": "90000"}), {}, "present"), "the bytes are the same, as far as they came (truncated)", "bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "words", "compared"), ROWS, ids=[row[0][0] for row in ROWS])
def test_the_sentence_says_what_was_compared(
    tmp_path: Path, row: Row, words: str, compared: str
) -> None:
    _, before, after, elsewhere, finding = row
    archive, seen = looked(tmp_path / "archive", before, after, elsewhere)
    with archive:
        assert (seen.finding, seen.compared) == (finding, compared), seen.reason
        assert words in seen.reason
        said = archive.record(seen.id).json()
        assert (said["reason"], said["compared"]) == (seen.reason, compared)
        if said["http_status"] == 404 and finding == "gone" and before.status == 404:
            assert "present then" not in seen.reason


def test_no_page_is_moved_that_is_where_it_was_asked_for(tmp_path: Path) -> None:
    """Captured by way of a redirect that has gone since: its address is what it was."""
    with Site({"/a": to("/b/1"), "/b/1": page(A)}) as site, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        captured = archive.capture(site.url("/a"), options=options)
        assert captured.final_url == site.url("/b/1")
        site.answers["/a"] = page(A)
        (seen,) = archive.watch([captured.id], options=options)
        assert (seen.finding, seen.reason) == ("present", "the bytes are the same")
        site.answers |= {"/a": to("/c/1"), "/c/1": page(A)}
        (seen,) = archive.watch([captured.id], options=options)
        assert seen.finding == "moved"


def test_a_site_that_wants_its_cookie_back_shows_the_page(tmp_path: Path) -> None:
    """A wall that lets one pass who keeps a cookie for the visit, and only for that."""

    def handle(client: Any) -> None:
        while request := client.read_request():
            if path_of(request) == "/check":
                gate = b"HTTP/1.1 302 Found\r\nSet-Cookie: seen=1\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n"
                client.send(gate)
            elif b"seen=1" in request:
                client.send(raw(A.bytes(), "Content-Type: text/html; charset=utf-8"))
            else:
                client.send(b"HTTP/1.1 302 Found\r\nLocation: /check\r\nContent-Length: 0\r\n\r\n")

    with RawServer(handle) as server, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        captured = archive.capture(server.url("/a"), options=options)
        assert captured.text
        (seen,) = archive.watch([captured.id], options=options)
        assert (seen.finding, seen.reason) == ("present", "the bytes are the same")


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://www.h/a/", True), ("https://h/a?utm_source=x", True), ("http://h/a/index.php", True),
        ("http://h/a;jsessionid=17", True), ("http://h/a?PHPSESSID=17", True),
        ("http://h/a?PHPSESSID=17&page=2", False), ("http://h/a?sid=17", False), ("http://h/b", False),
        ("http://i/a", False),
    ],
)  # fmt: skip
def test_what_makes_another_address(url: str, same: bool) -> None:
    assert (place(url, Mirrors()) == place("http://h/a", Mirrors())) is same
    assert place("http://h/a?PHPSESSID=1&page=2", Mirrors()) == place(
        "http://h/a?page=2", Mirrors()
    )


@pytest.mark.parametrize(
    ("url", "front"),
    [("http://h/", True), ("http://h/az/", True), ("http://h/az/news", False), ("http://h", True)],
)
def test_what_is_a_front_page(url: str, front: bool) -> None:
    assert is_front(url) is front


# -- the parts -------------------------------------------------------------------------------------


def version(**more: Any) -> Version:
    text = " ".join(EN)
    return Version("http://h/a", "Court", text, text, **{"payload": "1", **more})


@pytest.mark.parametrize(
    ("status", "finding"), [(404, "unreachable"), (403, "blocked"), (500, "unreachable")]
)
def test_a_proxy_that_may_have_answered_is_named(status: int, finding: str) -> None:
    nothing = Version("http://h/a", page="x", html="x", payload="2")
    found = compare(version(), Look(status, "status", nothing, relayed=True), Mirrors())
    assert found.finding == finding and "proxy" in found.reason
    found = compare(version(), Look(status, "status", nothing), Mirrors())
    assert "proxy" not in found.reason


def test_a_long_difference_says_that_it_is_cut() -> None:
    old = "\n\n".join(f"The witness number {n} was heard in court on day {n}." for n in range(400))
    new = "\n\n".join(
        f"The witness number {n} was heard in court on day {n + 1}." for n in range(400)
    )
    before = Version("http://h/a", "Court", old, old, payload="1")
    after = Version("http://h/a", "Court", new, new, payload="2")
    found = compare(before, Look(200, None, after), Mirrors())
    assert found.finding == "changed" and len(found.difference) == 200
    assert "(800 lines differ, the first 200 are kept)" in found.reason


def test_a_text_too_long_to_be_compared_to_its_end_says_so() -> None:
    text = "\n\n".join(f"Witness {n} was heard in court today." for n in range(6000))
    before = Version("http://h/a", "Court", text, text, payload="1")
    after = Version("http://h/a", "Court", text, text + " ", payload="2")
    found = compare(before, Look(200, None, after), Mirrors())
    assert found.finding == "present" and "its end was not compared" in found.reason


def test_what_counts_for_nothing_is_named() -> None:
    old, new = "A court ruled.\n\nViews: 17", "A court ruled.\n\nViews: 18\n\nShare"
    assert uncounted(old, new, old, new) == ["Views: 17", "Views: 18", "Share"]
    assert uncounted(old, old, old, old) == []


SETTLING = [
    # what is shown while the page has not come to rest, and what may be said of it
    (EN, "present"),
    (EN[:2], "unreachable"),
    ((EN[0].replace("three", "four"), *EN[1:]), "changed"),
    (("Loading",), "unreachable"),
]


@pytest.mark.parametrize(("shown", "finding"), SETTLING)
def test_what_is_missing_from_a_page_that_is_not_at_rest(
    shown: tuple[str, ...], finding: str
) -> None:
    text = "\n\n".join(shown)
    before = Version(
        "http://h/a", "Court", "\n\n".join(EN), "\n\n".join(EN), payload="1", rendered=True
    )
    after = Version("http://h/a", "Court", text, text, payload="2", rendered=True, settled=False)
    found = compare(before, Look(200, None, after), Mirrors())
    assert found.finding == finding
    if finding == "unreachable":
        assert "did not come to rest" in found.reason or "not the article" in found.reason


UNSHOWN = [
    # status and body of the server's answer to a page whose text only scripts write
    (200, "<p>x</p>", "unreachable"),
    (200, "<script>run()</script>", "unreachable"),
    (404, "<h1>Not found</h1>", "gone"),
    (404, "<script src=app.js></script>", "unreachable"),
    (404, "<body onload=go()>", "unreachable"),
    (410, "", "gone"),
    (403, "<script src=challenge.js></script>", "blocked"),
    (503, "<h1>Busy</h1>", "unreachable"),
]


@pytest.mark.parametrize(("status", "body", "finding"), UNSHOWN)
def test_a_page_that_only_scripts_write_and_nobody_showed(
    status: int, body: str, finding: str
) -> None:
    after = Version("http://h/a", html=body, page=body, payload="1")
    if not body:
        after = Version(
            "http://h/a", payload="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
    before = Version("http://h/a", payload=after.payload)
    found = compare(before, Look(status, None, after, unshown="no browser"), Mirrors())
    assert (found.finding, found.compared) == (finding, "nothing")
    if finding == "unreachable":
        assert "what scripts write was not looked at (no browser)" in found.reason
        assert "with the same bytes" in found.reason


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("We use cookies to improve your experience. Accept all cookies", True),
        ("Мы используем файлы cookie. Продолжая, вы даёте согласие на обработку данных", True),
        ("Saytımız kukilərdən istifadə edir. Razılıq verin", True),
        ("Çerez kullanıyoruz. Çerezleri kabul edin", True),
        (" ".join(EN) + " We use cookies.", False),
        ("He gave no consent to the search, said the lawyer. " + " ".join(EN), False),
        ("", False),
    ],
)  # fmt: skip
def test_pages_that_ask_for_consent_and_say_little_else(text: str, asks: bool) -> None:
    said = says(f"<p>{text}</p>")
    assert (said == "blocked") is asks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The site is down for maintenance. We will be back soon.", True),
        ("На сайте ведутся технические работы", True), ("Сайт временно недоступен", True),
        ("Saytda texniki işlər aparılır", True), ("Sayt müvəqqəti olaraq işləmir", True),
        ("Bakım çalışması nedeniyle", True),
        ("Суд отложил заседание до вторника.", False),
        ("Вести с завода: технические работы закончены. " * 80, False),
    ],
)  # fmt: skip
def test_pages_that_say_that_the_site_is_out_of_order(text: str, said: bool) -> None:
    assert (says(f"<p>{text}</p>") == "out of order") is said
