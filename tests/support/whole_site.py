"""A site whose page needs things of every kind, on two hosts; invented, and served on loopback."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.site import AZ_TEXT, Answer, Site

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'>"
    b"<rect id='x' width='8' height='8'/></svg>"
)


def _of(kind: str, body: bytes, **more: str) -> Answer:
    return Answer(body, headers={"Content-Type": kind, **more})


def pixel(number: int) -> Answer:
    """A picture unlike the others: bytes after the end of a PNG count for nothing."""
    return _of("image/png", PIXEL + str(number).encode())


def article(other: str) -> bytes:
    return f"""<!doctype html><html lang="az"><head><meta charset="utf-8"><title>Bütöv səhifə</title>
<link rel="stylesheet" href="/css/main.css"><link rel="icon" href="/icon.png">
<link rel="preload" as="font" href="/font/a.woff2" crossorigin>
<meta property="og:image" content="/img/og.png">
<style>@import "/css/inline.css"; h1 {{ background: url("/img/h1.png") }}</style>
<script src="/js/main.js"></script><script type="module" src="/js/module.js"></script>
<script type="module">import five from "/js/inline.js";</script><link rel="manifest" href="/site.webmanifest">
</head><body><article><h1>Bütöv səhifə</h1><p>{AZ_TEXT}</p>
<img src="/img/plain.png" alt=""><img src="/img/same-1.png" alt=""><img src="/img/same-2.png" alt="">
<img srcset="/img/one.png 1x, /img/two.png 2x" alt="">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/img/lazy.png" loading="lazy" alt="">
<picture><source srcset="/img/wide.png 800w, /img/wider.png 1600w" sizes="100vw">
<img src="{other}/img/other-host.png" alt=""></picture>
<div style="background-image: url('/img/inline-style.png'); height: 9px"></div>
<div data-bg="/img/lazy-bg.png" class="later"></div>
<noscript><img src="/img/noscript.png" alt=""></noscript>
<svg width="9" height="9"><image href="/img/in-svg.svg" width="9" height="9"/><use href="/img/use.svg#x"/></svg>
<video poster="/img/poster.png" controls><source src="/media/clip.mp4" type="video/mp4">
<track src="/media/clip.vtt" kind="subtitles"></video>
<iframe src="/frame.html"></iframe><iframe srcdoc="&lt;img src='/img/srcdoc.png'&gt;"></iframe>
<object data="/img/object.svg" type="image/svg+xml"></object>
<form><input type="image" src="/img/button.png" alt="x"></form>
<a href="/docs/senedler.pdf">PDF</a> <a href="/az/basqa">Başqa xəbər</a>
<img src="/img/gone.png" alt=""><img src="/img/moved.png" alt="">
</article></body></html>""".encode()


MAIN_CSS = b"""@charset "utf-8"; @import url("more.css") screen; @namespace svg url(http://www.w3.org/2000/svg);
@font-face { font-family: A; src: url("/font/a.woff2") format("woff2"), url('../font/b.woff') format("woff") }
body { font-family: A, serif; background: url( ../img/body.png ) }
.x { background-image: image-set("/img/set-1.png" 1x, url(/img/set-2.png) 2x) }"""
MODULE_JS = b"""import { b, c as d } from "./part.js";
import("./late.js").then(() => {});
const picture = new URL("../img/beside-module.png", import.meta.url);
document.body && (new Image().src = picture);
export const a = b + d;"""
MANIFEST = b"""{"name": "x", "icons": [{"src": "/img/app.png", "sizes": "48x48"}, {"no": 1}, "x"],
 "shortcuts": [{"icons": [{"src": "img/shortcut.png"}]}]}"""
LATER_JS = b"""document.addEventListener("DOMContentLoaded", () => {
  for (const img of document.querySelectorAll("img[data-src]")) img.src = img.dataset.src;
  for (const div of document.querySelectorAll("[data-bg]"))
    div.style.backgroundImage = "url(" + div.dataset.bg + ")";
});"""


@contextmanager
def whole_site() -> Iterator[tuple[Site, Site]]:
    """Yields the site and the other host, from which one picture comes."""
    with Site({"/img/other-host.png": pixel(90)}) as other:
        pictures = (
            "og h1 plain one two lazy wide wider inline-style lazy-bg noscript poster srcdoc button "
            "body set-1 set-2 more in-frame framed inline-css"
        ).split()
        answers = {f"/img/{name}.png": pixel(n) for n, name in enumerate(pictures)}
        css = "text/css"
        answers |= {
            "/az/1": _of("text/html; charset=utf-8", article(other.url("").rstrip("/"))),
            "/az/2": _of("text/html; charset=utf-8", article(other.url("").rstrip("/"))),
            "/css/main.css": _of(css, gzip.compress(MAIN_CSS), **{"Content-Encoding": "gzip"}),
            "/css/more.css": _of(css, b"p { background: url(/img/more.png) } @import 'main.css';"),
            "/css/inline.css": _of(css, b"li { background: url(/img/inline-css.png) }"),
            "/icon.png": pixel(91),
            "/font/a.woff2": _of("font/woff2", b"wOF2 not really a font"),
            "/font/b.woff": _of("font/woff", b"wOFF not really a font"),
            "/js/main.js": _of("text/javascript", LATER_JS),
            "/js/module.js": _of("text/javascript", MODULE_JS),
            "/js/part.js": _of(
                "text/javascript", b"export{c}from'./parts/deep.js';export const b=2"
            ),
            "/js/parts/deep.js": _of("text/javascript", b"export const c = 3;"),
            "/js/late.js": _of("text/javascript", b"export default 4;"),
            "/js/inline.js": _of("text/javascript", b"export default 5;"),
            "/img/beside-module.png": pixel(93),
            "/site.webmanifest": _of("application/manifest+json", MANIFEST),
            "/img/app.png": pixel(94),
            "/img/shortcut.png": pixel(95),
            "/img/same-1.png": pixel(92),
            "/img/same-2.png": pixel(92),
            "/img/in-svg.svg": _of("image/svg+xml", SVG),
            "/img/use.svg": _of("image/svg+xml", SVG + b"\n"),
            "/img/object.svg": _of("image/svg+xml", SVG + b"\n\n"),
            "/media/clip.mp4": _of("video/mp4", b"\0\0\0 ftypisom nothing to be seen"),
            "/media/clip.vtt": _of("text/vtt", b"WEBVTT\n"),
            "/frame.html": _of(
                "text/html", b"<img src='/img/in-frame.png'><iframe src='/inner.html'></iframe>"
            ),
            "/inner.html": _of("text/html", b"<p>inner</p><img src='/img/framed.png'>"),
            "/docs/senedler.pdf": _of("application/pdf", b"%PDF-1.4 nothing"),
            "/img/moved.png": Answer(status=302, headers={"Location": "/img/plain.png"}),
        }
        with Site(answers) as site:
            yield site, other
