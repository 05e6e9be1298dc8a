"""What of a page is not in its article is counted in its record, and `show --left-out` says it."""

from __future__ import annotations

from pathlib import Path

from dragoman.archive import Archive
from tests.archiver.article.test_layouts import SENTENCES, TITLE, page, paragraphs
from tests.support.shell import Shell
from tests.support.site import Answer, Site

TABLE = "<table><tr><th>Ad</th><th>Cəza</th></tr><tr><td>Lalə</td><td>30 sutka</td></tr></table>"
RELATED = "".join(
    f'<li><a href="/{n}">Başqa xəbər {n}: yolun təmiri yenə uzanır</a></li>' for n in range(60)
)
BODY = (
    f"<article><h1>{TITLE}</h1>{paragraphs(SENTENCES[:4])}<h2>Cəzalar</h2>{TABLE}"
    f"<blockquote><p>{SENTENCES[4]}</p></blockquote><ul><li>Birinci tələb</li><li>İkinci tələb</li></ul>"
    f"{paragraphs(SENTENCES[5:])}<div class=ad><p>Reklam: soyuducu alın.</p></div>"
    f'<div class="related"><ul>{RELATED}</ul></div></article>'
)


def captured(site: Site, archive: Archive) -> str:
    options = archive.fetch_options(allow_private=True, requisites=False)
    return archive.capture(site.url("/a"), options=options).id


def test_a_record_says_what_was_left_out_and_what_each_block_is(tmp_path: Path) -> None:
    answers = {"/a": Answer(page(BODY), headers={"Content-Type": "text/html"})}
    with Site(answers) as site, Archive(tmp_path / "archive") as archive:
        kept = archive.page(captured(site, archive))
        record = kept.record(kept.article_id or "").json()
        blocks = [
            (each["kind"], record["articleBody"][each["start"] : each["stop"]])
            for each in record["dragoman"]["blocks"]
        ]
        for block in (
            ("heading", "Cəzalar"), ("cell", "Lalə"), ("cell", "30 sutka"),
            ("quotation", SENTENCES[4]), ("item", "Birinci tələb"), ("paragraph", SENTENCES[0]),
        ):  # fmt: skip
            assert block in blocks
        told = {each["kind"]: each for each in kept.left_out() or []}
        assert record["dragoman"]["left_out"] == list(told.values())
        assert told["links"]["blocks"] == 60
        assert told["links"]["begins"][0] == "Başqa xəbər 0: yolun təmiri yenə uzanır"
        assert len(told["links"]["begins"]) == 40  # the rest is counted only
        assert told["advertisement"]["begins"] == ["Reklam: soyuducu alın."]
        assert "Ana səhifə" in told["menu"]["begins"]
        shown = " ".join(text for _, text in blocks)
        assert all(sentence in shown for sentence in SENTENCES)
        assert archive.verify().problems == []


def test_show_says_it_where_it_is_asked_for(shell: Shell) -> None:
    answers = {"/a": Answer(page(BODY), headers={"Content-Type": "text/html"})}
    with Site(answers) as site:
        done = shell("capture", "--allow-private", "--no-translate", site.url("/a"), json=True)
    identity = done.lines[0]["id"]
    told = shell("show", identity, "--left-out", json=True).lines[0]["left_out"]
    assert "left_out" not in shell("show", identity, json=True).lines[0]
    assert {each["kind"] for each in told} == {"menu", "links", "advertisement"}
    assert "What was left out" not in shell("show", identity).out
    out = shell("show", identity, "--left-out").out
    assert "links: 60 blocks" in out and "… and 20 more" in out
    assert "Reklam: soyuducu alın." in out


def test_a_text_and_a_record_that_did_not_count_are_said_so(shell: Shell, tmp_path: Path) -> None:
    text = tmp_path / "qeyd.txt"
    text.write_text("\n\n".join(SENTENCES), encoding="utf-8")
    (line,) = shell("import", "--no-translate", str(text), json=True).lines
    assert shell("show", line["id"], "--left-out", json=True).lines[0]["left_out"] is None
    assert "not known: it was not counted" in shell("show", line["id"], "--left-out").out
