"""Pictures where nothing can draw them: a capture is as it is, and answers are found all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman import Archive
from dragoman.errors import ArchiveError
from dragoman.page import Page
from dragoman.steps.picturing.foreign_answers import ForeignAnswers
from tests.support.foreign_files import WarcFile, html
from tests.support.shell import Done, typed
from tests.support.site import AZ_TEXT, Answer, Site, page

HERE = "https://harbour.example/1"


def test_a_capture_is_silent_of_pictures_that_nobody_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DRAGOMAN_PICTURES", raising=False)
    monkeypatch.setenv("DRAGOMAN_CHROMIUM", str(tmp_path / "none"))
    headers = {"Content-Type": "text/html; charset=utf-8"}
    answers = {f"/{n}": Answer(page("az", f"Xəbər {n}", AZ_TEXT), headers=headers) for n in "12"}
    answers["/plain.pdf"] = Answer(b"%PDF-1.4\n%%EOF", headers={"Content-Type": "application/pdf"})
    archive = str(tmp_path / "evidence")

    def capture(path: str) -> Done:
        return typed("--archive", archive, "capture", "--allow-private", "--no-translate",
                     "--no-browser", site.url(path))  # fmt: skip

    with Site(answers) as site:
        done = capture("/1")
        assert done.status == 0 and "picture" not in done.err
        monkeypatch.setenv("DRAGOMAN_PICTURES", "off")
        done = capture("/2")
        assert done.status == 2 and "DRAGOMAN_PICTURES must be after or never" in done.err
        assert len(site.asked) == 1 + done.err.count("robots")
        monkeypatch.setenv("DRAGOMAN_PICTURES", "after")
        done = capture("/2")
        assert done.status == 0 and "no pictures were made: a picture needs Chromium" in done.err
        # What is itself to be seen needs none, and nothing is said of it.
        assert "picture" not in capture("/plain.pdf").err
    done = typed("--archive", archive, "picture", "--pending")
    assert done.status == 1 and "a picture needs Chromium" in done.err


def revisit(made: WarcFile, url: str, warc: dict[str, str], *, head: bool = True) -> None:
    said = {"WARC-Date": "2021-03-04T05:06:07Z", "WARC-Profile":
            "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest", **warc}  # fmt: skip
    http = ("200 OK", [("Content-Type", "text/css"), ("X-Head", "again")]) if head else None
    made.record("revisit", url, b"", warc=said, http=http)


def test_what_came_again_is_the_same_as_what_it_names_and_no_other(tmp_path: Path) -> None:
    """Two versions lie at one address; the one further off is meant."""
    made, a = WarcFile(), "https://harbour.example/a.css"
    old, new = (f"<urn:uuid:00000000-0000-4000-8000-00000000000{n}>" for n in (1, 2))
    digest = {n: f"sha1:{n * 32}" for n in "ABC"}
    said = [(old, b"p { color: red }", "A"), (new, b"p { color: blue }", "B")]
    for identity, body, kind in said:
        warc = {"WARC-Record-ID": identity, "WARC-Payload-Digest": digest[kind]}
        made.page(a, body, mime="text/css", warc=warc)
    made.page(HERE, html("The notice", "It was read."))
    for name, warc in (
        ("named", {"WARC-Refers-To": old}),
        ("digest", {"WARC-Payload-Digest": digest["A"]}),
        ("neither", {"WARC-Payload-Digest": digest["C"]}),
    ):
        revisit(made, f"{a}?{name}", {"WARC-Refers-To-Target-URI": a, **warc}, head=name != "named")
    (tmp_path / "made.warc.gz").write_bytes(made.content())
    with Archive(tmp_path / "archive") as archive:
        archive.import_file(tmp_path / "made.warc.gz")
        row = next(each for each in archive.pages() if each.url == HERE)
        beside = ForeignAnswers(archive._holdings, Page(archive._holdings, row.id), {})
        found = {each.url.rpartition("?")[2]: each.record for each in beside.recorded(HERE)}
        assert beside(found["named"]).body == beside(found["digest"]).body == b"p { color: red }"
        assert beside(found["named"]).http_headers["content-type"] == "text/css"
        assert beside(found["digest"]).http_headers["x-head"] == "again"
        with pytest.raises(ArchiveError, match="not in the file"):
            beside(found["neither"])
