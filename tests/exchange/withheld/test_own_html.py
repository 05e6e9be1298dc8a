"""A page's own HTML with names withheld, as a WACZ: nothing of them, nothing of the records."""

from __future__ import annotations

import base64
import gzip
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.errors import ArchiveError, UsageError
from dragoman.exchange.withheld.openings import opened
from dragoman.exchange.withheld.parts import parts_of
from dragoman.exchange.withheld.searched import left_in
from dragoman.withholding.withheld_list import parse
from dragoman.withholding.withholding import Withholding
from tests.support.replaywebpage import reading, replaywebpage
from tests.support.shell import typed
from tests.support.translated_pages import Line, add_page

LIST = ("Elçin Məmmədov", "Onu dekabrda azad etdilər.")
NAME = "Elçin Məmmədov"
PACKED = base64.b64encode(NAME.encode()).decode()
DOWN = "".join(f"<div>{letter}</div>" for letter in "Məmmədov")
ROWS = "".join(f"<tr><td>{letter}</td></tr>" for letter in "Mamedov")
HIDDEN = f"""<html lang="az" data-name="{NAME}"><head><title>{NAME}un işi</title>
<meta name="author" content="{NAME}"><meta property="og:title" content="Mamedov">
<link rel="canonical" href="https://a.az/mammadov"><script>var who = "{NAME}";</script>
<script type="application/ld+json">{{"author": "{NAME}"}}</script>
<style>.mammadov::after {{ content: "{NAME}" }}</style></head>
<body class="mammadov" onload="x('{NAME}')"><!-- {NAME} -->
<h1 id="mammadov">{NAME} azad edildi</h1>
<p>El<b>çin</b> <i>Məm</i><span>mə</span>dov gəldi. Vəkil getdi.</p>
<p>M&#601;mm&#x259;dov, M&amp;#601;mm&amp;#601;dov, Məm&shy;mə&#8203;dov, М<wbr>амедову.</p>
<p>{PACKED} və {"Мамедов".encode().hex()} və \\u041c\\u0430\\u043c\\u0435\\u0434\\u043e\\u0432</p>
<p>vodəmməM, M ə m m ə d o v, Ⓜⓐⓜⓜⓐⓓⓞⓥ, Ｍａｍｍａｄｏｖ, M-a-m-m-a-d-o-v</p>{DOWN}<hr>
<p>Onu <em>dekabrda</em> azad</p><p>etdilər. Bakıda yağış yağır.</p>
<p hidden>Gizli: Mamedova</p><p style="display:none">Мамедовым</p>
<img src="/i/mammadov.jpg" alt="{NAME} məhkəmədə" title="Мамедов">
<svg><text>{NAME}</text></svg><iframe srcdoc="{NAME}"></iframe><noscript>Мамедова</noscript>
<input value="{NAME}"><textarea>{NAME}</textarea><template>{NAME}</template>
<a href="https://social.example/profile/1000234">{NAME}</a>
<a href="https://b.az/{PACKED}/x">keçid</a> <a href="https://b.az/elcin-mammadov">bura</a>
<a href="/xeber/1?who=mammadov#mammadov">xəbər</a> <a href="javascript:x('{NAME}')">düymə</a>
<a href="mailto:mammadov@a.az">yazın</a> <time datetime="mammadov">dünən</time>
<table><tr><td>Məm</td><td>mədov</td></tr><tr><td>Bakı</td><td></td></tr>
{ROWS}</table>
<bdo dir="rtl">yağış</bdo> Elçin Quliyev də gəldi. elçi getdi.
</body></html>"""
LINES = (
    Line(f"{NAME} azad edildi.", "Elchin Mammadov was freed."),
    Line("Onu dekabrda azad etdilər.", "He was released in December."),
    Line("Filankəs də gəldi.", "Mammadov's brother came as well.", block=2),
    Line("Bakıda yağış yağır.", "It rains in Baku.", block=2),
)
KNOWN = (
    "məmmədov", "mammadov", "мамедов", "mamedov", "vodəmməm", PACKED.casefold(), "d09cd0b0d0bc",
    "azad etdilər", "filankəs", "mammadov"[::-1], "1000234", "social.example",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Path, Path]]:
    folder = tmp_path_factory.mktemp("own")
    names = folder / "names.txt"
    names.write_text("\n".join(LIST), encoding="utf-8")
    with Archive(folder / "archive") as archive:
        add_page(archive, folder, LINES, name="elcin-mammadov.html", title=f"{NAME}un işi",
                 html=f"{HIDDEN}<p>Filankəs də gəldi.</p>")  # fmt: skip
        add_page(archive, folder, LINES, name="rain.html", title="Yağış")
        archive.export(None, "wacz", folder / "o.wacz", withhold=names)
        yield archive, folder, folder / "o.wacz"


def everything(path: Path) -> str:
    """All that is in a WACZ, unpacked."""
    with zipfile.ZipFile(path) as held:
        parts = [(name, held.read(name)) for name in held.namelist()]
    unpacked = [gzip.decompress(raw) if name.endswith(".gz") else raw for name, raw in parts]
    return "\n".join([*(n for n, _ in parts), *(raw.decode("utf-8") for raw in unpacked)])


def test_nothing_of_a_name_is_left_however_a_page_spells_it(
    made: tuple[Archive, Path, Path],
) -> None:
    said = everything(made[2])
    folded = re.sub("[\u00ad\u200b]", "", re.sub(r"<[^>]*>", "", said)).casefold()
    assert [each for each in KNOWN if each in folded or each in said.casefold()] == []
    assert "Elçin Quliyev də gəldi. elçi getdi." in said and "Bakıda yağış yağır." in said
    assert 'href="https://b.az/' not in said and "javascript:" not in said and "mailto:" not in said
    assert (
        "<script" not in said and "<img" not in said and "[picture left out: [withheld 1]" in said
    )
    assert left_in([made[2]], Withholding(parse(LIST, "n")), _commitments(made[2])) == []


def _commitments(path: Path) -> set[str]:
    return {each.opening.commitment for each in opened(_keys(path), path)}


def _keys(path: Path) -> Path:
    return path.with_name(f"{path.name}.openings.jsonl")


def test_no_digest_in_it_is_of_anything_but_what_is_in_it(
    made: tuple[Archive, Path, Path],
) -> None:
    archive, _, path = made
    said = everything(path)
    commitments = {each.rpartition(":")[2] for each in _commitments(path)}
    here = set[str]().union(*(each.digests for each in parts_of(path)))
    with zipfile.ZipFile(path) as held:
        html = [held.read(name) for name in held.namelist() if name.startswith("html/")]
        warc = gzip.decompress(held.read("archive/withheld.warc.gz"))
    for found in set(re.findall(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", said)):
        assert found in commitments | here
    assert all(block in warc for block in html) and len(html) == 2
    for page in archive.pages():
        record = page.response()
        assert record.headers["WARC-Block-Digest"].rpartition(":")[2] not in said
        assert page.response_id not in said
    assert "ledger" not in said and "WARC-Type: response" not in said


def test_nothing_in_it_tells_how_long_a_name_is(made: tuple[Archive, Path, Path]) -> None:
    """Eight letters in as many paragraphs are one mark, and one commitment."""
    with zipfile.ZipFile(made[2]) as held:
        html = held.read("html/1.html").decode()
    assert re.findall(r"<(\w+)></\1>", html) == ["td"]  # that was empty before
    assert "<tr><td>Bakı</td><td></td></tr>" in html
    down = [each.opening for each in opened(_keys(made[2])) if "\n\n" in each.opening.text]
    assert sorted(re.sub(r"\s", "", each.text) for each in down) == [
        "Mamedov", "Məmmədov", "Məmmədov", "OnudekabrdaazadetdilərBakıdayağışyağır.".replace("rB", "r.B"),
    ]  # fmt: skip


def test_commitments_open_and_stand_in_it(made: tuple[Archive, Path, Path]) -> None:
    lines = list(opened(_keys(made[2]), made[2]))
    assert lines and all(each.opens and each.stands for each in lines)
    texts = [each.opening.text for each in lines]
    assert "Onu dekabrda azad etdilər." in texts and "Filankəs də gəldi." in texts
    assert f"{NAME} azad edildi" in texts


def test_a_sentence_that_is_withheld_for_its_translation_takes_the_page_where_it_is_not_found(
    made: tuple[Archive, Path, Path], tmp_path: Path
) -> None:
    archive, folder, _ = made
    with Archive(tmp_path / "a") as other:
        add_page(other, tmp_path, LINES, html="<p>Filan kəs də gəldi. Bakıda yağış yağır.</p>")
        page = add_page(other, tmp_path, LINES[3:], name="rain.html", title="Yağış")
        path = tmp_path / "o.wacz"
        done = typed(
            "--archive", str(other.folder), "export", "--all", "--format", "wacz", "-o", str(path),
            "--withhold", str(folder / "names.txt"),
        )  # fmt: skip
        assert done.status == 1 and "pages left out" in done.err, done.err
        assert page.id in everything(path) and "Filan" not in everything(path)
    del archive


def test_pages_without_html_are_said_and_none_is_a_wacz(
    made: tuple[Archive, Path, Path], tmp_path: Path
) -> None:
    with Archive(tmp_path / "a") as archive:
        (tmp_path / "a.txt").write_text("Bakıda yağış yağır.", encoding="utf-8")
        archive.import_file(tmp_path / "a.txt")
        with pytest.raises(UsageError, match="none of these pages has HTML"):
            archive.export(
                None, "wacz", tmp_path / "o.wacz", withhold=made[1] / "names.txt",
            )  # fmt: skip
    assert not (tmp_path / "o.wacz").exists()


def test_where_a_name_is_still_there_nothing_is_handed_out(
    made: tuple[Archive, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "dragoman.exchange.withheld.own_html.escape", lambda text: text + " Мамедов"
    )
    with pytest.raises(ArchiveError, match=r"html/1.html: “Мамедов"):
        made[0].export(None, "wacz", tmp_path / "o.wacz", withhold=made[1] / "names.txt")
    assert list(tmp_path.iterdir()) == []


def test_it_opens_in_replaywebpage(made: tuple[Archive, Path, Path]) -> None:
    with (
        reading(replaywebpage()) as readers,
        readers.opened(made[2]) as reader,
    ):
        listed = reader.pages()
        assert len(listed) == 2
        for url, timestamp in listed:
            assert "Bakıda yağış yağır." in reader.show(url, timestamp).text
