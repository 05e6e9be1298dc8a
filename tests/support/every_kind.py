"""A site with every kind of answer that a page can be, for programs that replay what was captured.

Invented, and served on loopback. Every page shares a style sheet that imports another, in which the
colour of its text stands: a page in that colour has got both.
"""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import brotli

from dragoman.archiver.body.content_coding import zstd_module
from tests.archiver.article.test_pdf import BODY, column, make_pdf
from tests.support.raw_server import Client, RawServer, answer
from tests.support.site import AZ_TEXT, RU_TEXT, Answer, Site

COLOUR = "rgb(10, 90, 60)"
UTF8 = {"Content-Type": "text/html; charset=utf-8"}


@dataclass(frozen=True)
class Kind:
    """A page: how it is asked for, a word that is in its text, its pictures, and how it is shown.

    Some programs make more pictures of a page; `kind` is the media type of the document that a browser makes of it; `at` is where it is in the
    end, where that is another path; `browser`: only scripts write it. `misread` says why
    ReplayWeb.page shows other letters, whoever made the file.
    """

    name: str
    path: str
    word: str
    pictures: int = 1
    kind: str = "text/html"
    at: str | None = None
    status: int = 200
    browser: bool = False
    misread: str = ""


def picture(red: int, green: int, blue: int, side: int = 24) -> bytes:
    """A real PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        end = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + end

    rows = b"".join(b"\0" + bytes((red, green, blue)) * side for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + packed + chunk(b"IEND", b"")


def svg(colour: str) -> bytes:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='24' height='24'><rect id='x' width='24' "
        f"height='24' fill='{colour}'/><text y='20'>çertyoj</text></svg>"
    ).encode()


def _html(language: str, title: str, text: str, more: str = "", *, charset: str = "") -> str:
    return (
        f"<!doctype html><html lang={language}><head>{charset}<title>{title}</title>"
        "<link rel=stylesheet href=/css/site.css><link rel=icon href=/icon.png></head><body>"
        f"<article><h1>{title}</h1><p>{text}</p><p>{text}</p>{more}"
        "<img src=/img/logo.png alt='' width=24 height=24></article></body></html>"
    )


def az(word: str, more: str = "", *, charset: str = "") -> str:
    return _html("az", f"Xəbər {word}", f"{word} barədə. {AZ_TEXT}", more, charset=charset)


def ru(word: str, more: str = "", *, charset: str = "") -> str:
    return _html("ru", f"Новость {word}", f"О том, что {word}. {RU_TEXT}", more, charset=charset)


SITE_CSS = b"""@import "/css/more.css"; @import url(print.css) print;
@font-face { font-family: A; src: url("../font/a.woff2") format("woff2") }
h1 { font-family: A, serif; background: url(/img/h1.png) }"""
MORE_CSS = f"@import 'deep.css'; article {{ background-image: url('/img/article.png') }} body {{ color: {COLOUR} }}"
GALLERY = """<img srcset="/img/one.png 1x, /img/two.png 2x" alt="">
<picture><source srcset="/img/wide.png 800w, /img/wider.png 1600w" sizes="100vw"><img src="/img/narrow.png" alt=""></picture>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/img/lazy.png" class="later" alt="">
<img src="/img/far.png" loading="lazy" alt=""><img src="/img/moved.png" alt="" id="moved">
<img src="/img/drawing.svg" alt=""><input type="image" src="/img/button.png" alt="x">
<div style="background-image: url('/img/inline.png'); height: 9px"></div>
<video poster="/img/poster.png" controls></video><object data="/img/object.svg" type="image/svg+xml"></object>
<iframe src="/frame.html"></iframe><iframe srcdoc="&lt;img src='/img/srcdoc.png'&gt;"></iframe>
<div style="height: 4000px"></div><img src="/img/end.png" loading="lazy" alt="">
<script>for (const img of document.querySelectorAll("img.later")) img.src = img.dataset.src;</script>"""
# Names in the forms that pages write, and the path under which we ask for each: browsers ask for
# some of them in another.
ODD_NAMES = {
    "/img/%d1%81%d1%83%d0%b4.png": "/img/%D1%81%D1%83%D0%B4.png",
    "/img/şəkil 1.png": "/img/%C5%9F%C9%99kil%201.png",
    "/img/a|b.png": "/img/a%7Cb.png",
    "/img/it's.png?n='1'": "/img/it's.png",
    "/img/a%7Eb.png": "/img/a~b.png",
    "/img/[1].png?a[b]=1": "/img/%5B1%5D.png",
    "/img/{x}.png": "/img/%7Bx%7D.png",
    "/img/a^b.png": "/img/a%5Eb.png",
    "/img/../img/up.png": "/img/up.png",
    "/img/%41.png": "/img/A.png",
    "/img/q.png?n=məhkəmə&amp;m=%d1%81": "/img/q.png",
}
ODD = "".join(f'<img src="{each}" alt="">' for each in ODD_NAMES)
OLD = '<img src="/img/q.png?n=Суд" alt="">'
BUILDS = """fetch("/api/article.json").then(r => r.json()).then(said => {
  const main = document.createElement("article");
  main.innerHTML = `<h1>${said.title}</h1>` + said.text.map(p => `<p>${p}</p>`).join("") + "<img src=/img/late.png alt=''>";
  document.title = said.title; document.body.append(main);
  const style = document.createElement("link"); style.rel = "stylesheet"; style.href = "/css/site.css";
  document.head.append(style);
});"""
# Bodies that tools write in different ways: true, null, a fraction, a repeated name, other letters.
QUESTION = {
    "q": "məhkəmə",
    "all": True,
    "none": None,
    "n": 1.0,
    "in": [{"q": "суд"}, {"q": "x~y*z"}],
}
SENDS = f"""const ask = async (path, body, kind) => (await fetch(path, {{method: "POST", body, headers: {{"Content-Type": kind}}}})).text();
const later = body => ask("/api/ask", JSON.stringify(body), "application/json");
Promise.all([
  later({json.dumps(QUESTION)}), later({json.dumps(QUESTION | {"q": "başqa", "all": False})}),
  ask("/api/form", "ad=Türkan&söz=a%26b", "application/x-www-form-urlencoded"), ask("/api/raw", "xam", "application/octet-stream"),
  fetch("/api/ask").then(r => r.text()),
]).then(said => {{
  const main = document.createElement("article");
  main.innerHTML = "<h1>Cavablar</h1>" + said.map(p => `<p>${{p}}</p>`).join("") + "<img src=/img/late.png alt=''>";
  document.body.append(main);
  document.body.style.color = "{COLOUR}";
}});"""


def shell(script: str) -> bytes:
    return (
        "<!doctype html><html lang=az><head><meta charset=utf-8><title>...</title></head><body>"
        f"<script>{script}</script></body></html>"
    ).encode()


KINDS = (
    Kind("plain", "/az/duz", "sadəlik"),
    Kind("gzip", "/ru/gzip", "сжатие"),
    Kind("deflate", "/az/deflate", "sıxılma", misread="it undoes gzip and br only"),
    Kind("deflate without its wrapper", "/az/deflate-raw", "çılpaqlıq", misread="the same"),
    Kind("zstd", "/az/zstd", "zstdlik", misread="the same"),
    Kind("brotli", "/az/brotli", "brotlilik"),
    Kind("chunked", "/ru/chunked", "кусками"),
    Kind("chunked and gzip", "/az/parcalar", "parçalanma"),
    Kind("windows-1251 by its header", "/ru/cp1251", "кодировка", 2),
    Kind("windows-1254 by its meta", "/az/cp1254", "kodlaşdırma"),
    Kind("utf-16", "/az/utf16", "ikibaytlıq", misread="it writes UTF-8 without saying so"),
    Kind("redirect 301", "/kohne", "köçürülmə", at="/az/yeni"),
    Kind("redirects 302 and 307", "/ru/old", "переадресация", at="/ru/new"),
    Kind("redirect to a name with small escapes", "/ru/small", "строчные", at="/ru/%D1%81%D1%83%D0%B4"),
    Kind("PDF", "/docs/qerar.pdf", "balıqçı", 0, "application/pdf"),
    Kind("text", "/qeyd.txt", "qeydlər", 0, "text/plain"),
    Kind("picture", "/img/logo.png", "", 1, "image/png"),
    Kind("drawing", "/img/drawing.svg", "", 0, "image/svg+xml"),
    Kind("gallery", "/az/qalereya", "qalereyalar", 11),
    Kind("odd names", "/az/adlar", "adlandırma", 1 + len(ODD_NAMES)),
    Kind("query", "/axtar?q=m%C9%99hk%C9%99m%C9%99&n=1", "axtarışlar"),
    Kind("other letters in its path", "/az/şəhər/xəbər", "şəhərlilər", at="/az/%C5%9F%C9%99h%C9%99r/x%C9%99b%C9%99r"),
    Kind("fragment", "/az/hisse#ikinci", "hissələr", at="/az/hisse"),
    Kind("status 404", "/yoxdur", "tapılmadı", 0, status=404),
    Kind("the same bytes elsewhere", "/az/kopya", "sadəlik"),
    Kind("HTTP/1.0", "raw:/az/http10", "köhnəlik", 0),
    Kind("after early hints", "raw:/az/erken", "tezlik", 0),
    Kind("scripts", "/az/qurulan", "qurulma", browser=True),
    Kind("scripts that send", "/az/gonderen", "Cavablar", browser=True),
)  # fmt: skip


def _packed(text: str, coding: str, **more: Any) -> Answer:
    raw = text.encode()
    bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    body = {
        "gzip": lambda: gzip.compress(raw, mtime=0),
        "deflate": lambda: zlib.compress(raw),
        "raw": lambda: bare.compress(raw) + bare.flush(),
        "br": lambda: brotli.compress(raw),
        "zstd": lambda: zstd_module().compress(raw),
    }[coding]()
    said = "deflate" if coding == "raw" else coding
    return Answer(body, headers=UTF8 | {"Content-Encoding": said}, **more)


def _of(kind: str, body: bytes) -> Answer:
    return Answer(body, headers={"Content-Type": kind})


def _to(location: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": location})


def _pictures() -> dict[str, Answer]:
    plain = (
        "logo h1 article deep one two wide wider narrow lazy far button inline poster end "
        "framed print late srcdoc"
    ).split()
    paths = [f"/img/{name}.png" for name in plain] + list(ODD_NAMES.values())
    return {path: _of("image/png", picture(7 * n % 256, 90, n)) for n, path in enumerate(paths)} | {
        "/img/drawing.svg": _of("image/svg+xml", svg("red")),
        "/img/object.svg": _of("image/svg+xml", svg("green")),
        "/img/moved.png": _to("/img/one.png"),
        "/icon.png": _of("image/png", picture(200, 0, 0, 16)),
    }


def _pages() -> dict[str, Answer]:
    same = az("sadəlik").encode()
    article = {"title": "Skriptlə qurulma", "text": AZ_TEXT.split(". ")}
    pdf = make_pdf([column(BODY, 760)], title="Qərar")
    frame = "<img src='/img/framed.png'>"
    return {
        "/az/duz": Answer(same, headers=UTF8),
        "/az/kopya": Answer(same, headers=UTF8),
        "/ru/gzip": _packed(ru("сжатие"), "gzip"),
        "/az/deflate": _packed(az("sıxılma"), "deflate"),
        "/az/deflate-raw": _packed(az("çılpaqlıq"), "raw"),
        "/az/zstd": _packed(az("zstdlik"), "zstd"),
        "/az/brotli": _packed(az("brotlilik"), "br"),
        "/ru/chunked": Answer(ru("кусками").encode(), headers=UTF8, chunked=True),
        "/az/parcalar": _packed(az("parçalanma"), "gzip", chunked=True),
        "/ru/cp1251": _of("text/html; charset=windows-1251", ru("кодировка", OLD).encode("cp1251")),
        "/az/cp1254": _of(
            "text/html",
            az("kodlaşdırma", charset="<meta charset=windows-1254>")
            .replace("ə", "&#601;").replace("Ə", "&#399;").encode("cp1254"),
        ),
        "/az/utf16": _of("text/html", b"\xff\xfe" + az("ikibaytlıq").encode("utf-16-le")),
        "/kohne": _to("/az/yeni", 301),
        "/az/yeni": Answer(az("köçürülmə").encode(), headers=UTF8),
        "/ru/old": _to("/ru/older"),
        "/ru/older": _to("/ru/new", 307),
        "/ru/new": Answer(ru("переадресация").encode(), headers=UTF8),
        "/ru/small": _to("/ru/%d1%81%d1%83%d0%b4"),
        "/ru/%D1%81%D1%83%D0%B4": Answer(ru("строчные").encode(), headers=UTF8),
        "/docs/qerar.pdf": _of("application/pdf", pdf),
        "/qeyd.txt": _of("text/plain; charset=utf-8", f"Xəbər üçün qeydlər\n\n{AZ_TEXT}\n".encode()),
        "/az/qalereya": Answer(az("qalereyalar", GALLERY).encode(), headers=UTF8),
        "/az/adlar": Answer(az("adlandırma", ODD).encode(), headers=UTF8),
        "/axtar": Answer(az("axtarışlar").encode(), headers=UTF8),
        "/az/%C5%9F%C9%99h%C9%99r/x%C9%99b%C9%99r": Answer(az("şəhərlilər").encode(), headers=UTF8),
        "/az/hisse": Answer(az("hissələr", "<h2 id=ikinci>İkinci</h2>").encode(), headers=UTF8),
        "/yoxdur": Answer(_html("az", "Yoxdur", "Belə səhifə tapılmadı.").encode(), 404, UTF8),
        "/az/qurulan": Answer(shell(BUILDS), headers=UTF8),
        "/az/gonderen": Answer(shell(SENDS), headers=UTF8),
        "/api/article.json": _of("application/json", json.dumps(article).encode()),
        "/frame.html": _of("text/html", frame.encode()),
        "POST /api/ask": _of("application/json", b"cavab: "),
        "POST /api/form": _of("text/plain", b"forma: "),
        "POST /api/raw": _of("text/plain", b"bayt: "),
        "/api/ask": _of("text/plain", b"GET"),
        "/css/site.css": _of("text/css", SITE_CSS),
        "/css/more.css": Answer(
            gzip.compress(MORE_CSS.encode(), mtime=0),
            headers={"Content-Type": "text/css", "Content-Encoding": "gzip"},
        ),
        "/css/deep.css": _of("text/css", b"p { background: url(/img/deep.png) } @import 'site.css';"),
        "/css/print.css": _of("text/css", b"p { background: url(/img/print.png) }"),
        "/font/a.woff2": _of("font/woff2", b"wOF2 not really a font"),
    }  # fmt: skip


def bare(word: str) -> str:
    """A page that needs nothing."""
    text = f"<h1>{word}</h1><p>{word}. {AZ_TEXT}</p><p>{AZ_TEXT}</p>"
    style = f"<style>body{{color:{COLOUR}}}</style>"
    return f"<!doctype html><html lang=az><title>{word}</title>{style}{text}</html>"


def _raw(client: Client) -> None:
    """Answers that no library would send."""
    kind = "Content-Type: text/html; charset=utf-8"
    while request := client.read_request():
        if b"/az/http10" in request:
            client.send(f"HTTP/1.0 200 OK\r\n{kind}\r\n\r\n{bare('köhnəlik')}".encode())
            return
        hints = b"HTTP/1.1 103 Early Hints\r\nLink: </css/site.css>; rel=preload\r\n\r\n"
        client.send(hints + answer(bare("tezlik").encode(), kind))


@dataclass
class EveryKind:
    """The site while it is served; `url` is of a path, or of one that the raw server answers."""

    site: Site
    raw: RawServer

    def url(self, path: str) -> str:
        if path.startswith("raw:"):
            return self.raw.url(path.removeprefix("raw:"))
        return self.site.url(path)


@contextmanager
def every_kind() -> Iterator[EveryKind]:
    with Site(_pictures() | _pages()) as site, RawServer(_raw) as raw:
        yield EveryKind(site, raw)
