"""`--ocr-pictures` with real tesseract, for every way in which a page comes with its pictures."""

from __future__ import annotations

import base64
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.archiver.browser.chromium import has_browser
from tests.support.drawn_pages import as_file, drawn, needs_tesseract
from tests.support.foreign_files import WarcFile, wacz
from tests.support.shell import Done, typed
from tests.support.site import AZ_TEXT, Answer, Site, page

SAID = "Vəkil məktubunda onun vəziyyətini ətraflı təsvir edib."
NEXT = "İclasdan sonra vəkil jurnalistlərə qərardan narazı olduğunu dedi və şikayət verəcəyini bildirdi."
URL = "https://example.org/az/a/1"
SETTINGS = "[politeness]\ndelay = 0\nretries = 0\n"
HTML = "text/html; charset=utf-8"


def picture() -> bytes:
    return as_file(drawn(SAID, width=1000, height=130, size=30))


def speck() -> bytes:
    return as_file(drawn(width=40, height=12))


def paper(source: str) -> bytes:
    """A page with a picture in its text, one too small, and one that is nowhere."""
    html = page("az", "Məhkəmə iclası", AZ_TEXT, NEXT).decode()
    at = html.index("</p>") + 4
    shown = f'<figure><img src="{source}" alt=""></figure>'
    other = '<p><img src="/speck.png"><img src="/lost.png"></p>'
    return (html[:at] + shown + html[at:].replace("</body>", f"{other}</body>")).encode()


def site() -> Site:
    png = {"Content-Type": "image/png"}
    return Site({
        "/az/a/1": Answer(paper("/1.png"), headers={"Content-Type": HTML}),
        "/1.png": Answer(picture(), headers=png), "/speck.png": Answer(speck(), headers=png),
    })  # fmt: skip


def warc() -> bytes:
    file = WarcFile()
    file.warcinfo()
    file.page(URL, paper("/1.png"))
    file.page("https://example.org/1.png", picture(), mime="image/png")
    file.page("https://example.org/speck.png", speck(), mime="image/png")
    return file.content()


def mhtml() -> bytes:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = URL
    message.set_content(paper("https://example.org/1.png").decode(), subtype="html")
    message.add_related(
        picture(), "image", "png", headers=["Content-Location: https://example.org/1.png"]
    )
    return message.as_bytes()


def single_file() -> bytes:
    packed = base64.b64encode(picture()).decode()
    return paper(f"data:image/png;base64,{packed}")


FILES: dict[str, Callable[[], bytes]] = {
    "a.html": single_file,
    "a.mhtml": mhtml,
    "a.warc.gz": warc,
    "a.wacz": lambda: wacz({"a.warc.gz": warc()}, [(URL, "2021-03-04T05:06:07Z")]),
}


def run(folder: Path, *arguments: str) -> Done:
    folder.mkdir(exist_ok=True)
    (folder / "dragoman.toml").write_text(SETTINGS, encoding="utf-8")
    return typed("--archive", str(folder), "--json", *arguments)


def check(folder: Path, done: Done, *, beside: bool) -> None:
    """The words stand behind the first paragraph, tied to their picture, flagged and found."""
    (line,) = (each for each in done.lines if each["segments"])
    (shown,) = run(folder, "show", line["id"]).lines
    parts = shown["text"].split("\n\n")
    assert parts[1] == SAID and parts[0] == AZ_TEXT, shown["text"]
    assert shown["machine_read"]["sheets"] == 1
    assert shown["machine_read"]["left_out"] == (
        {"small": 1, "not_here": 1} if beside else {"not_here": 2}
    )
    assert "not read of its pictures: " in done.err and "not in the archive" in done.err
    with Archive(folder) as archive:
        found = archive.page(line["id"])
        sheet = tie(found)
        assert sheet["within"]["sha256"] and sheet["page"] == found.id
        assert (sheet["within"]["url"] or "").endswith("/1.png") or not beside
        assert sheet["lines"][0]["box"] and len(sheet["lines"][0]["words"]) == len(SAID.split())
        translated = archive.by_hand(found, to="en")
        marked = [e.source.text for e in translated.pairs("en") if any(
            flag.code == "ocr" for flag in e.flags)]  # fmt: skip
        assert marked == [SAID]
        assert "read by a machine from a picture" in (translated.credit("en") or "")
        assert archive.verify().ok
    assert [each["id"] for each in run(folder, "search", "məktubunda").lines] == [line["id"]]


def tie(found: Any) -> Any:
    (identity,) = found.record(found.article["id"]).json()["dragoman"]["scan"]["sheets"]
    return found.record(identity).json()


@pytest.mark.parametrize("name", FILES)
def test_files(name: str, tmp_path: Path) -> None:
    needs_tesseract()
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    done = run(tmp_path / "a", "import", "--no-translate", "--ocr-pictures", str(path))
    assert done.status == 0, done.err
    check(tmp_path / "a", done, beside="." not in name or name.startswith("a.wa"))


@pytest.mark.parametrize("way", ["--no-browser", "--browser"])
def test_captures(way: str, tmp_path: Path) -> None:
    needs_tesseract()
    if way == "--browser" and not has_browser():
        pytest.skip("no Chromium is installed")
    options = (way, "--allow-private", "--no-translate", "--no-picture", "--ocr-pictures")
    with site() as served:
        done = run(tmp_path / "a", "capture", *options, served.url("/az/a/1"))
    assert done.status == 0, done.err
    check(tmp_path / "a", done, beside=True)


def test_a_page_with_too_many_pictures_says_how_many_were_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_tesseract()
    monkeypatch.setattr("dragoman.steps.scans.page_pictures.MOST_PICTURES", 1)
    other = base64.b64encode(as_file(drawn("Bir söz.", width=400, height=90))).decode()
    more = f'<p><img src="data:image/png;base64,{other}"><img src="data:image/svg+xml,x"></p>'
    path = tmp_path / "a.html"
    gone = single_file().replace(b'<img src="/speck.png"><img src="/lost.png">', b"")
    path.write_bytes(gone.replace(b"</body>", f"{more}</body>".encode()))
    done = run(tmp_path / "a", "import", "--no-translate", "--ocr-pictures", str(path))
    (shown,) = run(tmp_path / "a", "show", done.lines[0]["id"]).lines
    left_out = shown["machine_read"]["left_out"]
    assert left_out == {"other": 1, "too_many": 1}
