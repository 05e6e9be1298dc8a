"""What stands in shadow roots and in frames is read where a reader sees it, in a real Chromium."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dragoman.archive import Archive
from dragoman.archiver.browser.document import flatten
from dragoman.archiver.browser.snapshot import documents
from dragoman.page import Page
from tests.archiver.browser.test_browser import QUICK, needs_chromium, of, opened
from tests.support.pywb_server import pywb, shown
from tests.support.site import AZ_TEXT, Answer, Site

SENTENCES = [f"{each.rstrip('.')}." for each in AZ_TEXT.split(". ")]
SETTINGS = QUICK.replace("20", "60")


def html(text: str) -> Answer:
    return of("text/html; charset=utf-8", text.encode())


def captured(archive: Archive, url: str) -> tuple[Page, dict[str, Any]]:
    page = archive.capture(url, options=archive.fetch_options(allow_private=True, browser=True))
    said: dict[str, Any] = archive.record(page.id).json()["browser"]
    assert archive.verify().ok
    return page, said


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(each) for each in parts]
    return -1 not in places and places == sorted(places)


SHADOWS = f"""<!doctype html><html lang=az><head><meta charset=utf-8><title>Kölgələr</title></head><body>
<article><h1>Kölgələr</h1>
<p>{SENTENCES[0]}</p>
<news-body><p>{SENTENCES[1]}</p><p slot=end>{SENTENCES[2]}</p></news-body>
<section><template shadowrootmode=open><p>Deklarativ kökdə olan abzas burada bitir.</p><slot></slot>
<p>Yuvanın ardınca gələn abzas burada bitir.</p></template><p>{SENTENCES[3]}</p></section>
<div id=closed><p>Kölgənin örtdüyü bu abzası heç kim görmür.</p></div>
<p>Axırıncı abzas ən sonda gəlir.</p></article>
<script>
customElements.define("news-body", class extends HTMLElement {{
  constructor() {{
    super();
    this.attachShadow({{mode: "open"}}).innerHTML = "<style>p {{ color: red }}</style>"
      + "<p>Kölgənin birinci abzası burada bitir.</p><slot></slot>"
      + "<p>Kölgənin ikinci abzası burada bitir.</p><slot name=end></slot>"
      + "<slot name=none><p>Boş yuvanın öz abzası burada bitir.</p></slot>";
  }}
}});
document.getElementById("closed").attachShadow({{mode: "closed"}}).innerHTML =
  "<p>Bağlı kökdə olan abzas burada bitir.</p>";
</script></body></html>"""
SHADOWED = (
    SENTENCES[0], "Kölgənin birinci abzası burada bitir.", SENTENCES[1],
    "Kölgənin ikinci abzası burada bitir.", SENTENCES[2], "Boş yuvanın öz abzası burada bitir.",
    "Deklarativ kökdə olan abzas burada bitir.", SENTENCES[3],
    "Yuvanın ardınca gələn abzas burada bitir.", "Bağlı kökdə olan abzas burada bitir.",
    "Axırıncı abzas ən sonda gəlir.",
)  # fmt: skip


@needs_chromium
def test_text_in_shadow_roots_is_read_in_its_place_and_the_bytes_replay(tmp_path: Path) -> None:
    with Site({"/az/1": html(SHADOWS)}) as site, opened(tmp_path / "a", SETTINGS) as archive:
        page, said = captured(archive, site.url("/az/1"))
        assert in_order(page.text or "", *SHADOWED), page.text
        seen = archive.record(said["text"]).body.decode()
        document = archive.record(said["rendered"]).body.decode()
        for text in (page.text or "", seen, document):
            assert "heç kim görmür" not in text and text.count(SENTENCES[1]) == 1
        assert "color: red" not in document.partition("<script>")[0]
        assert in_order(seen, *SHADOWED)
        # What is kept of the page are the bytes as they came, and they make the same page again.
        assert page.response().body == SHADOWS.encode()
        plain = archive.fetch_options(allow_private=True, requisites=False)
        (again,) = archive.watch([page.id], options=plain)
        assert (again.finding, again.compared) == ("present", "rendered")
        site.answers["/az/1"] = html(SHADOWS.replace(SENTENCES[1], ""))
        (again,) = archive.watch([page.id], options=plain)
        assert again.finding == "changed" and any(SENTENCES[1] in each for each in again.difference)
        moment = "".join(filter(str.isdigit, page.captured_at))[:14]
        warcs = sorted((tmp_path / "a" / "warc").iterdir())
    home = tmp_path / "pywb"
    home.mkdir()
    with pywb(warcs, home) as address:
        replayed = shown(address, moment, page.url)
    assert "shadowrootmode" not in replayed.text and SENTENCES[0] in replayed.text
    assert "Axırıncı abzas" in replayed.text and replayed.elsewhere == []


@needs_chromium
def test_text_in_frames_is_read_in_its_place_and_each_frame_is_named(tmp_path: Path) -> None:
    far = html(f"<title>Sənəd</title><h2>Sənəd</h2><p>{SENTENCES[1]} <a href=more>Davamı</a></p>")
    deep = html("<title>İç</title><p>Çərçivənin içindəki çərçivə burada bitir.</p>")
    near = html(f"<title>Əlavə</title><p>{SENTENCES[2]}</p><iframe src=/deep title=iç></iframe>")
    with Site({"/doc": far}) as other:
        elsewhere = other.url("/doc").replace("127.0.0.1", "localhost")  # of another site
        body = f"""<!doctype html><meta charset=utf-8><title>Çərçivələr</title>
        <article><h1>Çərçivələr</h1><p>{SENTENCES[0]}</p>
        <iframe src="{elsewhere}" width=600 height=300></iframe><p>Araya düşən abzas burada bitir.</p>
        <iframe src=/near name=near width=600 height=300></iframe>
        <iframe srcdoc="<p>Çərçivə elə səhifədə yazılıb.</p>" width=300></iframe>
        <iframe src=/hidden style="display:none"></iframe><iframe src=/pixel width=1 height=1></iframe>
        <p>Axırıncı abzas ən sonda gəlir.</p></article>"""
        pages = {
            "/az/1": html(body), "/near": near, "/deep": deep,
            "/hidden": html("<p>Gizli çərçivə.</p>"), "/pixel": html("<p>Bir nöqtə.</p>"),
        }  # fmt: skip
        with Site(pages) as site, opened(tmp_path / "a", SETTINGS) as archive:
            page, said = captured(archive, site.url("/az/1"))
            wanted = (
                SENTENCES[0], SENTENCES[1], "Araya düşən abzas burada bitir.", SENTENCES[2],
                "Çərçivənin içindəki çərçivə burada bitir.", "Çərçivə elə səhifədə yazılıb.",
                "Axırıncı abzas ən sonda gəlir.",
            )  # fmt: skip
            assert in_order(page.text or "", *wanted), page.text
            assert in_order(archive.record(said["text"]).body.decode(), *wanted)
            document = archive.record(said["rendered"]).body.decode()
            assert f'href="{elsewhere.replace("/doc", "/more")}"' in document
            for text in (page.text or "", document):
                assert "Gizli çərçivə" not in text and "Bir nöqtə" not in text
            frames = {each["url"]: each for each in said["frames"]}
            assert set(frames) == {
                elsewhere, site.url("/near"), site.url("/deep"), "about:srcdoc",
                site.url("/hidden"), site.url("/pixel"),
            }  # fmt: skip
            assert frames[elsewhere]["title"] == "Sənəd" and frames[elsewhere]["unread"] is None
            assert frames[site.url("/near")]["name"] == "near"
            assert frames[site.url("/deep")]["characters"] >= 40
            assert frames[site.url("/hidden")]["unread"] == "hidden"
            assert frames[site.url("/pixel")]["unread"] == "hidden"


@needs_chromium
def test_a_page_that_is_a_set_of_frames_is_read(tmp_path: Path) -> None:
    pages = {
        "/": html('<html><title>Köhnə sayt</title><frameset cols="20%,80%"><frame src="/menu">'
                  '<frame src="/main" name="main"></frameset></html>'),
        "/menu": html("<a href=/1>Xəbərlər</a> <a href=/2>Əlaqə</a>"),
        "/main": html("<h1>Məhkəmə iclası</h1>" + "".join(f"<p>{e}</p>" for e in SENTENCES)),
    }  # fmt: skip
    with Site(pages) as site, opened(tmp_path / "a", SETTINGS) as archive:
        page, said = captured(archive, site.url("/"))
        assert in_order(page.text or "", *SENTENCES), page.text
        assert [each["name"] for each in said["frames"]] == [None, "main"]


@needs_chromium
def test_an_archive_from_before_frames_were_read_is_compared_as_it_was_read(tmp_path: Path) -> None:
    """What such a record says is read by the same rule: what it does not say is no fault."""
    from dragoman.archiver.records.rendered import rendered_records
    from dragoman.steps import keeping

    def as_before(rendered: Any, url: str, *more: Any) -> Any:
        rendered.html = rendered.unflattened
        records, said = rendered_records(rendered, url, *more)
        known = (
            "engine",
            "viewport",
            "url",
            "settled",
            "trouble",
            "rendered",
            "text",
            "screenshot",
        )
        return records, {key: said[key] for key in known}

    body = (
        "<article>" + "".join(f"<p>{each}</p>" for each in SENTENCES) + "<iframe src=/f></iframe>"
    )
    pages = {"/": html(f"<title>T</title>{body}</article>"), "/f": html("<p>Çərçivədə olan.</p>")}
    import pytest

    with Site(pages) as site, opened(tmp_path / "a", SETTINGS) as archive:
        patch = pytest.MonkeyPatch()
        patch.setattr(keeping, "rendered_records", as_before)
        page, said = captured(archive, site.url("/"))
        patch.undo()
        assert "frames" not in said and "Çərçivədə" not in (page.text or "")
        plain = archive.fetch_options(allow_private=True, requisites=False)
        (seen,) = archive.watch([page.id], options=plain)
        assert seen.finding == "present", seen.reason


# -- the tree by itself ---------------------------------------------------------------------------


def snapshot(*nodes: tuple[int, int, str, str, dict[str, str]]) -> dict[str, Any]:
    """Of nodes with their parent, type, name, value and attributes; all are laid out."""
    strings: list[str] = []

    def put(text: str) -> int:
        strings.append(text)
        return len(strings) - 1

    attributes = [[put(e) for pair in each[4].items() for e in pair] for each in nodes]
    columns = {
        "parentIndex": [each[0] for each in nodes], "nodeType": [each[1] for each in nodes],
        "nodeName": [put(each[2]) for each in nodes], "nodeValue": [put(each[3]) for each in nodes],
        "backendNodeId": list(range(len(nodes))), "attributes": attributes,
    }  # fmt: skip
    styles = [
        [put("block" if each[1] == 1 else ""), put("visible"), put("collapse")] for each in nodes
    ]
    layout = {
        "nodeIndex": list(range(len(nodes))), "text": [put(each[3]) for each in nodes],
        "styles": styles, "bounds": [[0, 0, 100, 100]] * len(nodes),
    }  # fmt: skip
    place = {"documentURL": put("https://a.example/"), "baseURL": -1, "title": put("T")}
    return {"strings": strings, "documents": [{**place, "nodes": columns, "layout": layout}]}


def test_what_is_written_is_read_again_as_it_was() -> None:
    """Text that looks like markup, names that are none, and more depth than Python recurses."""
    deep = [(n + 1, 1, "DIV", "", {}) for n in range(5000)]
    nodes = [
        (-1, 9, "#document", "", {}), (0, 1, "HTML", "", {"lang": 'a"z'}), (1, 1, "BODY", "", {"on<x>": "1"}),
        *deep, (5002, 3, "#text", "<b>&amp; </div>", {}), (2, 1, "X Y", "", {}), (2, 8, "#comment", " --> <p>", {}),
        (2, 1, "SCRIPT", "", {}), (5006, 3, "#text", "a < b && c", {}),
    ]  # fmt: skip
    (document,) = documents(snapshot(*nodes))
    whole = flatten(document)
    assert whole.html.startswith('<html lang="a&quot;z"><body><div>')
    assert whole.html.count("</div>") == 5000
    assert "&lt;b&gt;&amp;amp; &lt;/div&gt;" in whole.html and "<p>" not in whole.html
    assert "<script>a < b && c</script>" in whole.html and "<span></span>" in whole.html
    assert "<b>&amp; </div>" in whole.text
    assert json.dumps(whole.frames) == "[]"
