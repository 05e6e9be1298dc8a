"""The desk shows the line of the picture beside a sentence that a machine read from it."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from dragoman.archive import Archive
from tests.support.drawn_pages import AZ, as_file, drawn
from tests.support.review_client import opened, serving
from tests.support.scripted_scans import Scripted, sheet


def test_the_line_of_the_picture_stands_beside_the_sentence(tmp_path: Path) -> None:
    picture, page_drawn = tmp_path / "letter.png", drawn(AZ, width=900, height=1200)
    picture.write_bytes(as_file(page_drawn))
    plain = tmp_path / "plain.txt"
    plain.write_text("Vəkil danışdı.", encoding="utf-8")
    with Archive(tmp_path / "a") as archive:
        archive._holdings.scans = Scripted(
            1, lambda n: sheet(n, 1, "Vəkil danışdı.\nHamı dinlədi.")
        )
        scan = archive.import_file(picture)[0].page
        text = archive.import_file(plain)[0].page
        assert scan is not None and text is not None
        archive.by_hand(scan, to="en")
        with serving(archive) as server:
            browser = opened(server)
            shown = browser.get(f"/page/{scan.id}").text
            assert f'src="/page/{scan.id}/2/line"' in shown
            assert "the text was read by a machine from a picture" in shown
            answer = browser.get(f"/page/{scan.id}/2/line")
            assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
            line = Image.open(io.BytesIO(answer.body))
            box = (0, 80, 80, 110)  # of the second line, and what stands around it
            assert line.tobytes() == page_drawn.crop((0, 80 - 7, 80 + 7, 110 + 7)).tobytes(), box
            assert "/line" not in browser.get(f"/page/{text.id}").text
            for page, n in ((text, 1), (text, 0), (scan, 0)):  # a headline stands nowhere
                assert browser.get(f"/page/{page.id}/{n}/line").status == 404
