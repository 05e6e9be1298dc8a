"""A sentence that goes is seen to be gone, whatever it stood in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archiver.article.test_layouts import SENTENCES, TITLE, around, middles, page
from tests.steps.watch.test_watch import looked, other

GONE = SENTENCES[5]


@pytest.mark.parametrize("name", ["div", "section", "div b", "text", "bullets", "definitions"])
def test_a_page_without_one_of_its_sentences_is_changed(tmp_path: Path, name: str) -> None:
    body = f"<article><h1>{TITLE}</h1>{around(middles()[name])}</article>"
    before, after = page(body), page(body.replace(GONE, ""))
    archive, seen = looked(tmp_path / "a", other(before), other(after), {})
    with archive:
        assert (seen.finding, list(seen.difference)) == ("changed", [f"- {GONE}"])
