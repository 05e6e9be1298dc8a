"""Other programs read our archives: warcio, fastwarc, cdxj-indexer and pywb, on every file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from dragoman.archive import Archive
from dragoman.demo.server import DemoSite
from dragoman.demo.walk import DEMO_ENGINES
from tests.support.other_checkers import pass_elsewhere
from tests.support.pywb_server import pywb, replayed, run
from tests.support.site import news_site

PATHS = ("/az", "/ru", "/en", "/old", "/gone")


@dataclass
class Captured:
    folder: Path
    pages: list[dict[str, Any]]
    bodies: dict[str, bytes]

    @property
    def warcs(self) -> list[Path]:
        return sorted((self.folder / "warc").iterdir())


@pytest.fixture(scope="module", params=["news", "demo"])
def captured(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Captured]:
    folder = tmp_path_factory.mktemp("replay") / "archive"
    news = request.param == "news"
    with news_site() if news else DemoSite() as site, Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True)
        urls = [site.url(path) for path in (PATHS if news else site.pages)]
        for _ in range(2):  # twice, so that a page has more than one timestamp
            list(archive.capture_many(urls, options=options))
        list(archive.translate(engine=DEMO_ENGINES))
        bodies = {url: requests.get(url, timeout=30) for url in urls}
        whole = {url: got.content for url, got in bodies.items() if not got.history and got.ok}
        yield Captured(folder, list(archive.list_pages()), whole)


def test_other_checkers_find_nothing_wrong(captured: Captured) -> None:
    for path in captured.warcs:
        # One page is served in chunks. Captured again, it is a revisit.
        assert pass_elsewhere(path) == (1 if path.name.startswith("captures") else 0)


def test_cdxj_indexer_indexes_every_response(captured: Captured) -> None:
    lines = run("cdxj-indexer", *map(str, captured.warcs)).stdout.splitlines()
    urls = [json.loads(line.split(" ", 2)[2])["url"] for line in lines if "{" in line]
    for page in captured.pages:
        assert page["url"] in urls
    everything = run("cdxj-indexer", "--records", "all", *map(str, captured.warcs)).stdout
    assert "urn:dragoman:article:" in everything


@pytest.fixture(scope="module")
def replay(captured: Captured, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pywb(captured.warcs, tmp_path_factory.mktemp("pywb")) as address:
        yield address


def test_pywb_serves_each_page_at_its_own_time_and_at_the_latest(
    captured: Captured, replay: str
) -> None:
    seen = 0
    for page in captured.pages:
        body = captured.bodies.get(page["url"])
        if body is None:
            continue
        own = "".join(char for char in page["captured_at"] if char.isdigit())[:14]
        for timestamp in (own, ""):
            response = replayed(replay, timestamp, page["url"])
            assert response.status_code == 200
            assert response.content == body
            seen += 1
    assert seen == 4 * len(captured.bodies) > 0


def test_pywb_serves_a_redirect_and_a_404_as_they_were(captured: Captured, replay: str) -> None:
    gone = [page["url"] for page in captured.pages if page["http_status"] == 404]
    assert len(gone) == 2
    assert replayed(replay, "", gone[0]).status_code == 404
    rest = {page["url"] for page in captured.pages} - set(captured.bodies) - set(gone)
    (old,) = rest
    answer = requests.get(f"{replay}/all/id_/{old}", allow_redirects=False, timeout=30)
    assert answer.status_code in (301, 302, 307)


def test_pywb_never_serves_our_json(captured: Captured, replay: str) -> None:
    for page in captured.pages:
        for timestamp in ("", "2099", "1999"):
            response = replayed(replay, timestamp, page["url"])
            assert b'"dragoman": {' not in response.content
            assert b'"requested_url"' not in response.content
