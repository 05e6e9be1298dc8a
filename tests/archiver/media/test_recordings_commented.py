"""Comments of a recording: as many as were asked for, read as an article, with who said each."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

from dragoman.archiver.article.remarks import REMARKS_TYPE, extract_remarks
from dragoman.archiver.media.commented import comments_of
from dragoman.errors import ExtractionError
from tests.archiver.media.test_recordings import OPTIONS, dragoman, media_records, prepared
from tests.support.commented_site import AUTHORS, WORDS, commented_site, taught
from tests.support.shell import typed
from tests.support.site import Answer

needs_ytdlp = pytest.mark.skipif(
    importlib.util.find_spec("yt_dlp") is None, reason="needs the extra video (yt-dlp)"
)


@needs_ytdlp
def test_so_many_comments_as_were_asked_for_are_an_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepared(tmp_path / "archive")
    taught(monkeypatch, tmp_path)
    with commented_site(32) as site:
        capture = ("capture", *OPTIONS, "--comments", "15", site.url("/commented"))
        done = dragoman(folder, *capture)
        assert done.status == 0, done.err
        asked = [path for path, _ in site.asked if path.startswith("/comments/")]
        assert asked == ["/comments/0", "/comments/1"], "who has enough asks for no more"
        address = site.url("/commented")
    assert "15 of 32 comments were had (so many were asked for)" in done.err
    page, remarks = (each for each in done.lines if not each["url"].endswith(".ts"))
    assert remarks["url"] == f"{address}#comments" and remarks["segments"] == 15
    (entry,) = media_records(folder)[-1]["entries"]
    assert entry["commented"] == {
        "asked": 15, "had": 15, "said": 32, "cut": 0, "stopped": "so many were asked for"
    }  # fmt: skip
    (shown,) = dragoman(folder, "show", remarks["id"]).lines
    assert shown["text"].split("\n\n") == [WORDS[n % 3] for n in range(15)]
    assert shown["remarks"]["page"] == page["id"] and shown["remarks"]["said"] == 32
    by = [each["said_by"] for each in shown["pairs"]]
    assert by[0] == {"n": 1, "author": AUTHORS[0], "time": "2026-02-02T02:40:00Z", "answers": None}
    assert by[5]["answers"] == 5
    read = typed("--archive", str(folder), "show", remarks["id"][:8]).out
    assert re.search(r"\[comment 6 by", read), read
    assert "15 of 32 comments were had" in read and "which was not asked for" in read
    found = dragoman(folder, "search", "отложили").lines
    assert found and {each["id"] for each in found} == {remarks["id"]}
    assert dragoman(folder, "verify").lines[-1]["ok"]


@needs_ytdlp
def test_comments_in_evidence_in_exports_and_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepared(tmp_path / "archive")
    taught(monkeypatch, tmp_path)
    with commented_site(4) as site:
        done = dragoman(folder, "capture", *OPTIONS, "--comments", "9", site.url("/commented"))
    assert "4 of 4 comments were had" in done.err
    (remarks,) = (each["id"] for each in done.lines if each["url"].endswith("#comments"))
    (told,) = dragoman(folder, "evidence", remarks).lines
    items = {each["item"]: each for each in told["items"]}
    assert items["address"]["state"] == items["source"]["state"] == "in part"
    assert "as yt-dlp" in str(items["source"]) and "4 of 4" in str(items["source"])
    seen = dragoman(folder, "watch", remarks)
    assert seen.status == 1 and "capture the page of the recording again" in seen.err
    went = tmp_path / "page.wacz"
    assert dragoman(folder, "export", remarks, "--format", "wacz", "-o", str(went)).status == 0
    came = prepared(tmp_path / "came")
    (tmp_path / "a.txt").write_text("Bir söz.", encoding="utf-8")
    dragoman(came, "import", "--no-translate", str(tmp_path / "a.txt"))
    assert dragoman(came, "merge", str(went)).status == 0
    (shown,) = dragoman(came, "show", remarks).lines
    assert shown["pairs"][1]["said_by"]["author"] == AUTHORS[1]
    names = tmp_path / "names.txt"
    names.write_text(f"{AUTHORS[1]}\ntext: Vəkil ona kömək edəcək\n", encoding="utf-8")
    for kind in ("jsonl", "txt", "docx", "html", "wacz", "report"):
        out = tmp_path / f"out.{kind}"
        dragoman(
            folder, "export", "--all", "--format", kind, "--withhold", str(names), "-o", str(out)
        )
        if out.exists():
            whole = out.read_bytes()
            assert AUTHORS[1].encode() not in whole and b"k\xc3\xb6m\xc9\x99k" not in whole, kind


@needs_ytdlp
def test_comments_that_break_off_are_kept_as_far_as_they_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepared(tmp_path / "archive")
    taught(monkeypatch, tmp_path)
    with commented_site(32) as site:
        site.answers["/comments/1"] = Answer(b"", 404, {"Content-Type": "text/plain"})
        done = dragoman(folder, "capture", *OPTIONS, "--comments", "20", site.url("/commented"))
        none = dragoman(folder, "capture", *OPTIONS, "--media", site.url("/commented"))
    assert done.status == 1 and "its comments broke off after 10" in done.err
    assert "10 of 32 comments were had (they broke off)" in done.err
    assert any(each.get("segments") == 10 for each in done.lines)
    assert not [each for each in none.lines if each["url"].endswith("#comments")], "none were asked"


def test_comments_without_recordings_are_a_wrong_wish(tmp_path: Path) -> None:
    done = dragoman(tmp_path / "a", "capture", "--comments", "5", "https://example.org/film")
    assert done.status == 2 and "add --media" in done.err


def test_what_a_hostile_site_calls_comments_has_bounds() -> None:
    odd = [7, {}, {"text": ["x"]}, {"text": " "}, {"text": "Salam", "timestamp": float("inf"),
           "author": {"name": "x"}, "id": 3, "parent": "root"}, {"text": "x" * 20_000}]  # fmt: skip
    told = comments_of({"comments": odd, "comment_count": True}, 100)
    assert [each["text"][:5] for each in told["comments"]] == ["Salam", "xxxxx"]
    first = {"id": "3", "answers": None, "author": None, "time": None, "text": "Salam"}
    assert told["comments"][0] == first and len(told["comments"][1]["text"]) == 10_000
    assert told["commented"] | {"asked": 0} == {
        "asked": 0, "had": 2, "said": None, "cut": 1, "stopped": None
    }  # fmt: skip
    assert comments_of({"comments": "x"}, 3)["commented"]["had"] == 0
    many = comments_of({"comments": [{"text": "a"}] * 9}, 4)["commented"]
    assert many["had"] == 4 and many["stopped"] == "so many were asked for"


@pytest.mark.parametrize("body", [b"[", b"{}", b"[]", b"7", b'{"comments": 4}', b"[" * 100_000,
                                  b'{"comments": [{"text": 4}, 7, {"text": "\\u200b"}]}'])  # fmt: skip
def test_a_file_that_is_none_is_a_sentence(body: bytes) -> None:
    with pytest.raises(ExtractionError, match="comment"):
        extract_remarks(body, url="http://h/")


def test_words_of_a_comment_stand_in_one_line_and_answers_are_told_by_number() -> None:
    said = [{"id": "a", "text": "Bir\n\nsöz.", "author": " Ayan\nƏ. ", "time": "x"},
            {"id": "b", "answers": "a", "text": "İki."}, {"answers": "z", "text": "Üç."}]  # fmt: skip
    article = extract_remarks(json.dumps({"comments": said}).encode(), url="http://h/")
    assert re.split(r"\n\n", article.text) == ["Bir söz.", "İki.", "Üç."]
    assert [(each.author, each.answers) for each in article.remarks] == [
        ("Ayan Ə.", None), (None, 1), (None, None)
    ]  # fmt: skip
    assert REMARKS_TYPE.endswith("+json")
