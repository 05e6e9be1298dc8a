"""The page of people: who is named, the sentences that name somebody, and what was not looked at."""

from __future__ import annotations

import html
import re
from pathlib import Path

from dragoman import Archive
from tests.support.review_client import opened, serving
from tests.support.translated_pages import Line, add_page

SENTENCES = [
    Line("Vəkil Rauf Məmmədov azad edildi.", "The lawyer Rauf Mammadov was released."),
    Line("Ədliyyə Nazirliyi Məmmədovun adını çəkmədi.", "The Ministry did not name him."),
]


def test_everybody_is_listed_and_a_name_leads_to_its_sentences(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive") as archive, serving(archive) as server:
        page = add_page(archive, tmp_path, SENTENCES, title="Rauf Məmmədov <i>azad</i>")
        add_page(
            archive,
            tmp_path,
            [Line("Il parle.", "He.", language="fr")],
            language="fr",
            name="f.html",
        )
        browser = opened(server)
        before = browser.get("/people").text
        assert (
            "No article was looked at yet." in before and "Not looked at yet: 2 articles" in before
        )
        archive.people()
        text = browser.get("/people").text
        assert (
            "2 articles looked at" in text
            and "<b>Not looked at</b>" in text
            and "(2 sentences)" in text
        )
        (address,) = re.findall(r'href="(/people\?kind=person[^"]*)"', text)
        assert "organisation" in text and text.index("Rauf") < text.index("Nazirliyi")
        shown = browser.get(html.unescape(address)).text
        for n in (1, 2):
            assert f'href="/page/{page.id}#s{n}"' in shown
        found = re.findall(r"<mark[^>]*>(.*?)</mark>", shown)
        assert {"Rauf Məmmədov", "Məmmədovun"} == set(found)
        assert "<i>azad" not in shown and "no person has checked it" in shown
        assert "Məmmədovun" in browser.get("/people?words=memmedovun").text
        assert "Nobody is named so" in browser.get("/people?words=nobody").text
        assert browser.get("/people?kind=person&name=Nobody").status == 404
