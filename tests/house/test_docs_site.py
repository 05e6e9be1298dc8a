"""The documentation builds as a site, with every page in it, and asks nobody for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.support.places import ROOT

# What a reader's browser would fetch by itself; a link that a person follows is none.
FETCHED = re.compile(r"""<(?:script|img|iframe|source)[^>]*\bsrc=["']?(?:https?:)?//[^>]*>
    |<link[^>]*\brel=["']?(?:stylesheet|preload|preconnect|icon)[^>]*href=["']?(?:https?:)?//[^>]*>
    |@import\s+(?:url\()?["']?(?:https?:)?//""", re.VERBOSE)  # fmt: skip


def test_it_builds_and_fetches_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path / "site")],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.strip()) == (0, "")
    pages = {each.stem for each in (tmp_path / "site").glob("*.html")}
    assert pages >= {"index", "SECURITY", *(each.stem for each in (ROOT / "docs").glob("*.md"))}
    for page in (tmp_path / "site").rglob("*.html"):
        assert not FETCHED.search(page.read_text(encoding="utf-8")), page.name
    start = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert 'src="images/library.png"' in start and 'href="start-archivists.html"' in start


def test_what_would_be_fetched_is_noticed() -> None:
    for fetched in (
        '<link rel="stylesheet" href="https://fonts.example/css">',
        '<script src="//cdn.example/x.js"></script>',
        "<style>@import url(https://a.example/x.css)</style>",
    ):
        assert FETCHED.search(fetched)
    assert not FETCHED.search('<a href="https://example.org/">there</a>')
    assert not FETCHED.search('<link rel="canonical" href="https://a.example/">')
