"""A page that is nothing but the way to another is followed as a browser would, within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.page import Page
from tests.support.site import Answer, Site
from tests.support.standing_pages import bare, story

HTML = {"Content-Type": "text/html; charset=utf-8"}


def way(target: str, seconds: int = 0, body: str = "<p>Redirecting…</p>") -> Answer:
    head = f"<meta http-equiv='refresh' content='{seconds}; url={target}'>"
    return Answer(bare("", body, head).encode(), headers=HTML)


def header(target: str) -> Answer:
    return Answer(b"<p>One moment</p>", headers={**HTML, "Refresh": f"0;url={target}"})


ARTICLE = Answer(story("az").encode(), headers=HTML)
SCRIPT = Answer(bare("", "<script>location.replace('/article')</script>").encode(), headers=HTML)
LATER = Answer(
    story("ru", head="<meta http-equiv=refresh content='5; url=/article'>").encode(), headers=HTML
)
NO_SCRIPTS = Answer(
    story("ru", head="<noscript><meta http-equiv=refresh content='0; url=/x'></noscript>").encode(),
    headers=HTML,
)


def captured(folder: Path, answers: dict[str, Answer]) -> tuple[Page, list[str], dict[str, object]]:
    folder.mkdir()
    settings = "[politeness]\ndelay = 0\nretries = 0\n[limits]\nmax_redirects = 4\n"
    (folder / "dragoman.toml").write_text(settings, encoding="utf-8")
    with Site(answers) as site, Archive(folder) as archive:
        archive.agreement.give()
        options = archive.fetch_options(allow_private=True, requisites=False, browser=False)
        page = archive.capture(site.url("/a"), options=options)
        assert archive.verify().ok
        said = archive.record(page.id).json()
        place = (page.final_url or "").removeprefix(site.url("").rstrip("/"))
        place = place.removeprefix(f"http://127.0.0.1:{site.port}")
        return page, [path for path, _ in site.asked], {**said, "place": place, "text": page.text}


@pytest.mark.parametrize(
    ("first", "others", "asked", "kind"),
    [
        (way("/article"), {}, ["/a", "/article"], "article"),
        (header("/article"), {}, ["/a", "/article"], "article"),
        (way("/b"), {"/b": header("/article")}, ["/a", "/b", "/article"], "article"),
        (way("/b"), {"/b": Answer(status=302, headers={"Location": "/article"})}, ["/a", "/b", "/article"], "article"),
        (way("/article", seconds=10), {}, ["/a", "/article"], "article"),
        (way("/gone"), {}, ["/a", "/gone"], "notice"),
        (way("/article", seconds=600), {}, ["/a"], "thin"),
        (LATER, {}, ["/a"], "article"),
        (NO_SCRIPTS, {}, ["/a"], "article"),
        (SCRIPT, {}, ["/a"], "redirect"),
        (way("/a"), {}, ["/a"], "thin"),
        (way("javascript:alert(1)"), {}, ["/a"], "thin"),
        (way("file:///etc/passwd"), {}, ["/a"], "thin"),
        (way("http://127.0.0.1:1/x"), {}, ["/a"], "redirect"),
        (way("/b"), {"/b": way("/a")}, ["/a", "/b"], "redirect"),
    ],
)  # fmt: skip
def test_what_is_followed(
    tmp_path: Path, first: Answer, others: dict[str, Answer], asked: list[str], kind: str
) -> None:
    answers = {"/a": first, "/article": ARTICLE, **others}
    page, paths, said = captured(tmp_path / "a", answers)
    assert paths == asked
    assert page.verdict is not None and page.verdict["kind"] == kind, page.verdict
    assert said["place"] == asked[-1]
    hops = said["redirects"]
    assert isinstance(hops, list) and len(hops) == len(asked) - 1
    assert all((each["http_status"] == 200) is (each.get("by") == "refresh") for each in hops)


def test_a_way_that_leads_nowhere_stays_what_it_is_and_the_attempt_is_kept(tmp_path: Path) -> None:
    page, _, said = captured(tmp_path / "a", {"/a": way("http://127.0.0.1:1/x")})
    (attempt,) = said["attempts"]  # type: ignore[misc]
    assert attempt["error"]["step"] == "tcp" and page.error is None
    assert page.verdict is not None and "http://127.0.0.1:1/x" in page.verdict["reason"]


def test_ways_end_after_so_many(tmp_path: Path) -> None:
    answers = {"/a": way("/1"), **{f"/{n}": way(f"/{n + 1}") for n in range(1, 20)}}
    page, asked, _ = captured(tmp_path / "a", answers)
    assert len(asked) == 5 and page.verdict is not None and page.verdict["kind"] == "redirect"


def test_no_way_leads_where_nobody_may_go(tmp_path: Path) -> None:
    """A page on the web does not lead to an address of this machine, unless that is allowed."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "dragoman.toml").write_text(
        "[politeness]\ndelay = 0\nretries = 0\n", encoding="utf-8"
    )
    with Site({"/a": way("http://10.0.0.1/x")}) as site, Archive(folder) as archive:
        options = archive.fetch_options(requisites=False)
        (outcome,) = archive.capture_many([site.url("/a")], options=options)
        assert outcome.error is not None and site.asked == []
