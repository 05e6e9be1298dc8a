"""What is no page to a browser is read out of the answer; a page is told its encoding by us."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from dragoman.archiver.browser.told_charset import told
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from tests.archiver.browser.test_browser import needs_chromium, of, opened
from tests.archiver.browser.test_shadow_and_frames import SETTINGS, captured
from tests.support.site import AZ_TEXT, RU_TEXT, Answer, Site

FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Xəbərlər</title>
<item><title>Məhkəmə iclası</title><description>{AZ_TEXT}</description></item></channel></rss>"""
RUSSIAN = f"""<!doctype html><html lang=ru><head><title>Заседание суда</title></head><body>
<article><h1>Заседание суда</h1><p>{RU_TEXT}</p><p>{RU_TEXT}</p></article></body></html>"""


@needs_chromium
def test_what_is_no_page_takes_the_server_s_answer(tmp_path: Path, shared_data: Path) -> None:
    """What is read of it with a browser is what is read without one."""
    pdf = (shared_data / "pdf" / "az_1.pdf").read_bytes()
    answers = {
        "/feed": of("application/rss+xml; charset=utf-8", FEED.encode()),
        "/feed.xml": of("text/xml", FEED.encode()),
        "/text.txt": of("text/plain; charset=utf-8", AZ_TEXT.encode()),
        "/data.json": of("application/json", b'{"text": "nothing to be read"}'),
        "/a.pdf": of("application/pdf", pdf),
        "/called-a-page": of("text/html", pdf),
        "/to-be-saved": of("application/pdf", pdf, **{"Content-Disposition": "attachment"}),
        "/packed": of("text/html", gzip.compress(pdf), **{"Content-Encoding": "gzip"}),
    }
    with Site(answers) as site, opened(tmp_path / "a", SETTINGS) as archive:
        read = {}
        urls = [site.url(each) for each in answers]
        for browser in (False, True):
            options = archive.fetch_options(allow_private=True, browser=browser, requisites=False)
            outcomes = list(archive.capture_many(urls, options=options))
            read[browser] = {
                each.url: (
                    each.page and archive.page(each.page.id).title,
                    each.page and archive.page(each.page.id).text,
                    each.error and each.error.message,
                )
                for each in outcomes
            }
            assert all(each.page and each.page.rendered_id is None for each in outcomes)
        assert read[True] == read[False]
        _, text, _ = read[True][site.url("/called-a-page")]
        assert text and text == read[True][site.url("/a.pdf")][1]
        assert archive.verify().ok


SERVED = [
    ("windows-1251", "text/html; charset=utf-8", "windows-1251"),
    ("koi8-r", "text/html; charset=windows-1251", "koi8-r"),
    ("windows-1251", "text/html", "windows-1251"),
    ("utf-8", "text/html; charset=windows-1251", "utf-8"),
    ("utf-16-le", "text/html", "utf-8"),
    ("cp866", "text/html; charset=utf-8", "ibm866"),
]


@needs_chromium
@pytest.mark.long
def test_the_charset_that_we_decide_on_is_what_the_browser_is_told(tmp_path: Path) -> None:
    answers = {
        f"/{n}": of(kind, RUSSIAN.encode(encoding)) for n, (encoding, kind, _) in enumerate(SERVED)
    }
    answers["/sound"] = of("text/html; charset=windows-1251", RUSSIAN.encode("windows-1251"))
    answers["/packed-silently"] = of("text/html", gzip.compress(RUSSIAN.encode()))
    answers["/not-packed"] = of("text/html", RUSSIAN.encode(), **{"Content-Encoding": "gzip"})
    answers["/packed"] = of(
        "text/html; charset=utf-8", gzip.compress(RUSSIAN.encode("cp1251")), **{"Content-Encoding": "gzip"}
    )  # fmt: skip
    with Site(answers) as site, opened(tmp_path / "a", SETTINGS) as archive:
        for path, answer in answers.items():
            page, said = captured(archive, site.url(path))
            assert page.title == "Заседание суда" and RU_TEXT in (page.text or ""), path
            assert "Салимзаде" in archive.record(said["rendered"]).body.decode()
            # What is kept is what came: its bytes, and what it was called.
            assert page.response().body == answer.body
            assert page.response().http_headers["content-type"] == answer.headers["Content-Type"]
            expected = {"/sound": None, "/packed": "windows-1251"}
            number = path.strip("/")
            wanted = SERVED[int(number)][2] if number.isdigit() else expected.get(path, "utf-8")
            assert said["charset"] == wanted, path


@pytest.mark.parametrize(
    ("encoding", "kind", "said"),
    [
        ("windows-1251", "text/html; charset=utf-8", "text/html; charset=windows-1251"),
        ("windows-1251", "TEXT/HTML;charset=utf-8", "text/html; charset=windows-1251"),
        ("utf-8", "", "text/html; charset=utf-8"),
        ("utf-32-le", "text/html", "text/html; charset=utf-8"),
        # What is said rightly, and what is no page, is passed on as it is.
        ("windows-1251", "text/html; charset=windows-1251", None),
        ("utf-8", "text/html; charset=utf-8", None),
        ("utf-8-sig", "text/html", None),
        # A mark that the bytes do not bear out would be believed.
        ("windows-1251 behind a mark", "text/html", "text/html; charset=utf-8"),
        ("windows-1251", "text/css; charset=utf-8", None),
        ("windows-1251", "application/json", None),
    ],
)
def test_what_is_told(tmp_path: Path, encoding: str, kind: str, said: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    behind_a_mark = encoding.endswith("mark")
    encoding = encoding.partition(" ")[0]
    body = (b"\xef\xbb\xbf" if behind_a_mark else b"") + RUSSIAN.encode(encoding)
    if encoding == "utf-32-le":
        body = b"\xff\xfe\x00\x00" + body
    with Site({"/": Answer(body, headers=headers)}) as site:
        fetcher = Fetcher(FetchOptions("test", allow_private=True), tmp_path)
        fetch = fetcher.fetch(site.url("/"))
        assert fetch.last is not None
        found = told(fetch.last, 10_000_000)
        assert (found.content_type if found else None) == said
        if found is not None:
            assert found.body.decode(found.charset or encoding) == RUSSIAN
        assert told(fetch.last, 10) is None  # what is too large to be looked at
        fetch.close()
        fetcher.close()
