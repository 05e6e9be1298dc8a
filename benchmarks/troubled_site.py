"""The site of `benchmarks/pictures.py`: sixty invented pages, each with trouble of its own."""

from __future__ import annotations

import gzip
import io
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from tests.support.every_kind import UTF8, picture
from tests.support.raw_server import Client, RawServer, answer, path_of
from tests.support.site import AZ_TEXT, RU_TEXT, Answer, Site

# What pages ask of others when they are shown; nobody may be asked for any of it.
ELSEWHERE = """<script>
fetch("https://tracker.example/hit?" + Math.random()).catch(() => 0);
fetch("http://192.0.2.7/hit").catch(() => 0); fetch("http://[2001:db8::7]/hit").catch(() => 0);
navigator.sendBeacon && navigator.sendBeacon("https://beacon.example/b", "seen");
try { new WebSocket("wss://socket.example/live"); } catch (e) {}
try { new EventSource("https://events.example/stream"); } catch (e) {}
try {
  const call = new RTCPeerConnection({iceServers: [{urls: "stun:stun.example:3478"},
    {urls: "stun:192.0.2.9:3478"}]});
  call.createDataChannel("x"); call.createOffer().then(o => call.setLocalDescription(o));
} catch (e) {}
const i = new Image(); i.src = "//pictures.example/1.png"; document.body.append(i);
const s = document.createElement("script"); s.src = "https://code.example/x.js";
document.head.append(s);
</script><link rel=dns-prefetch href=//looked-up.example>
<link rel=preconnect href=https://connected.example>
<link rel=prefetch href=https://fetched.example/next><iframe src=https://framed.example/></iframe>"""


def _page(
    title: str, inside: str, *, head: str = "", body: str = "", language: str = "az"
) -> bytes:
    text = RU_TEXT if language == "ru" else AZ_TEXT
    article = f"<article><h1>{title}</h1><p>{text}</p><p>{text}</p></article>"
    return (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>{title}</title>"
        f"<link rel=stylesheet href=/site.css>{head}</head><body {body}><nav><a href=/>Ana səhifə"
        f"</a></nav>{article}{inside}<img src=/picture.png alt='' width=60 height=40></body></html>"
    ).encode()


def _script(text: str) -> str:
    return f"<script>{text}</script>"


SCRIPTS = {
    "clock": "setInterval(() => document.title = new Date(), 50)",
    "random": "document.body.append(Math.random(), crypto.randomUUID())",
    "animation": "const b = document.body; let n = 0; (function turn() {"
    "b.style.paddingLeft = n++ % 90 + 'px'; requestAnimationFrame(turn); })()",
    "emptied": "document.body.textContent = ''",
    "emptied later": "setTimeout(() => document.body.textContent = '', 800)",
    "written over": "addEventListener('load', () => { document.open(); document.write('<p>x');"
    "document.close(); })",
    "endless loop": "addEventListener('load', () => { for (;;); })",
    "endless loop at once": "for (;;);",
    "dialogs": "alert('1'); confirm('2'); prompt('3'); addEventListener('beforeunload', e => {"
    "e.preventDefault(); e.returnValue = 'x'; })",
    "windows": "window.open('/plain'); window.open('https://popup.example/'); print()",
    "sent on by a script": "location.href = 'https://elsewhere.example/'",
    "sent on within": "setTimeout(() => location.replace('/plain'), 300)",
    "reloads itself": "setTimeout(() => location.reload(), 200)",
    "route": "history.pushState({}, '', '/az/route/2#there')",
    "form sends itself": "const f = document.createElement('form'); f.method = 'post';"
    "f.action = 'https://form.example/'; document.body.append(f); f.submit()",
    "service worker": "navigator.serviceWorker && navigator.serviceWorker.register('/worker.js')",
    "grows for ever": "setInterval(() => { const p = document.createElement('p');"
    "p.textContent = 'Daha bir sətir '.repeat(40); document.body.append(p); }, 10)",
    "hungry": "const held = []; setInterval(() => held.push(new Uint8Array(4e6).fill(1)), 5)",
    "fails": "undefined.thing()",
    "storage": "localStorage.setItem('a', 'b'); document.cookie = 'a=b'; indexedDB.open('x');"
    "document.body.append(localStorage.getItem('a'))",
    "drawn": "const c = document.createElement('canvas'); document.body.append(c);"
    "c.getContext('2d').fillRect(10, 10, 200, 90); const g = document.createElement('canvas')"
    ".getContext('webgl'); document.body.append(g ? 'webgl' : 'no webgl')",
    "cache breaker": "fetch('/data.json?_=' + Date.now()).then(r => r.text()).then(t =>"
    "document.body.append(t)).catch(() => 0)",
}  # fmt: skip

MARKUP = {
    "others asked": ELSEWHERE,
    "tall": "<div style='height:30000px;background:linear-gradient(#fff,#36c)'></div><p>Son.</p>",
    "taller than is drawn": "<div style='height:300000px'></div><p>Son.</p>",
    "wide": "<div style='width:6000px;background:#cde'>Enli cədvəl</div>",
    "banner over all": "<div style='position:fixed;inset:0;background:#000c;color:#fff;z-index:9'>"
    "<h2>Kukilərə razısınız?</h2><button>Bəli</button></div>",
    "bar that stays": "<div style='position:fixed;top:0;left:0;right:0;height:90px;"
    "background:#c33;color:#fff'>Sayt</div>",
    "scrolls inside": "<style>html,body{height:100%;margin:0;overflow:hidden}article{height:100vh;"
    "overflow:auto}</style><article>" + f"<p>{AZ_TEXT}</p>" * 30 + "<p>Son cümlə.</p></article>",
    "lazy": "<div style='height:4000px'></div><img src=/late.png loading=lazy width=200 height=99>"
    "<img data-src=/later.png class=later width=200 height=99><script>new IntersectionObserver("
    "(es, o) => es.forEach(e => { if (e.isIntersecting) e.target.src = e.target.dataset.src; }))"
    ".observe(document.querySelector('.later'))</script>",
    "frames": "<iframe src=/frame width=500 height=200></iframe>"
    "<iframe srcdoc='&lt;p&gt;İçəridə&lt;/p&gt;'></iframe>",
    "shadow": "<div><template shadowrootmode=open><p>Kölgədə yazılan söz.</p></template></div>",
    "hidden on paper": "<style>@media print { body { display: none } }</style>",
    "dark": "<style>html{background:#111;color:#eee}</style>",
    "right to left": f"<div dir=rtl lang=fa><p>دادگاه امروز برگزار شد.</p></div><p>{RU_TEXT}</p>",
    "letters without a font": "<style>body{font-family:Gone}@font-face{font-family:Gone;"
    "src:url(/gone.woff2)}</style><p>Ə ə Ğ ğ Ö ö Ş ş Ç ç I ı İ i — ქართული 漢字 😀</p>",
    "film": "<video src=/film.mp4 poster=/late.png autoplay controls width=300></video>",
    "pictures gone": "<img src=/gone/1.png alt='şəkil'><img src=/gone/2.png><img src=/slow.png>",
    "style gone": "<link rel=stylesheet href=/gone.css><link rel=stylesheet href=/broken.css>",
    "deep": "<div>" * 3000 + "dərin" + "</div>" * 3000,
    "many": "".join(f"<p>{n}. Sətir ə</p>" for n in range(20_000)),
    "sent on by its head": "<meta http-equiv=refresh content='1;url=https://moved.example/'>",
    "policy": "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">",
    "broken markup": "<table><p><b><i><div></b></table></p><script><!-- <![CDATA[ </script",
    "other base": "<base href=https://base.example/x/><img src=relative.png><a href=y>y</a>",
    "snapshot of letters": "<p>" + "ə" * 400_000 + "</p>",
}  # fmt: skip


def _answers() -> dict[str, Answer]:
    large = io.BytesIO()
    Image.new("RGB", (9000, 7000), (90, 130, 60)).save(large, "JPEG")
    utf8, plain = UTF8, _page("Sadə xəbər", "")
    squeezed, script = {"Content-Encoding": "gzip"}, {"Content-Type": "text/javascript"}
    found = {f"/az/{n}": Answer(_page(n, _script(it)), headers=utf8) for n, it in SCRIPTS.items()}
    found |= {f"/az/{name}": Answer(_page(name, it), headers=utf8) for name, it in MARKUP.items()}
    attached = {"Content-Disposition": "attachment; filename=x.html"}
    sandboxed = {"Content-Security-Policy": "sandbox", "X-Frame-Options": "DENY"}
    feed = "<?xml version='1.0'?><rss version='2.0'><channel><title>Lent</title></channel></rss>"
    strict = "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>Yarımçıq</body></html>"
    found |= {
        "/plain": Answer(plain, headers=utf8),
        "/az/attached": Answer(plain, headers=utf8 | attached),
        "/az/sandboxed": Answer(plain, headers=utf8 | sandboxed),
        "/az/not there": Answer(plain, 404, utf8),
        "/az/broken server": Answer(b"<h1>500</h1>", 500, utf8),
        "/az/who are you": Answer(b"<h1>401</h1>", 401, utf8 | {"WWW-Authenticate": "Basic"}),
        "/az/nothing in it": Answer(b"", headers=utf8),
        "/az/broken gzip": Answer(
            gzip.compress(plain)[:-300], headers=utf8 | {"Content-Encoding": "gzip"}
        ),
        "/az/not gzip": Answer(plain, headers=utf8 | squeezed),
        "/az/deflate": Answer(zlib.compress(plain), headers=utf8 | {"Content-Encoding": "deflate"}),
        "/az/wrong letters": Answer(plain, headers={"Content-Type": "text/html; charset=koi8-r"}),
        "/az/feed": Answer(feed.encode(), headers={"Content-Type": "application/rss+xml"}),
        "/az/strict": Answer(strict.encode(), headers={"Content-Type": "application/xhtml+xml"}),
        "/az/text": Answer(AZ_TEXT.encode(), headers={"Content-Type": "text/plain; charset=utf-8"}),
        "/az/turned round": Answer(b"", 302, {"Location": "/az/turned%20round"}),
        "/az/leads nowhere": Answer(b"", 302, {"Location": "http://127.0.0.1:9/"}),
        "/az/huge picture": Answer(_page("böyük şəkil", "<img src=/huge.jpg>"), headers=utf8),
    }
    other = {
        "/site.css": Answer(b"body { font-family: serif }", headers={"Content-Type": "text/css"}),
        "/broken.css": Answer(b"p { color: } } { @import", headers={"Content-Type": "text/css"}),
        "/huge.jpg": Answer(large.getvalue(), headers={"Content-Type": "image/jpeg"}),
        "/frame": Answer(_page("Çərçivə", ELSEWHERE), headers=utf8),
        "/worker.js": Answer(b"fetch('https://worker.example/')", headers=script),
        "/data.json": Answer(b'{"a": 1}', headers={"Content-Type": "application/json"}),
        "/film.mp4": Answer(b"not a film", headers={"Content-Type": "video/mp4"}),
    }  # fmt: skip
    image = {"Content-Type": "image/png"}
    for n, name in enumerate(("/picture.png", "/late.png", "/later.png")):
        other[name] = Answer(picture(60 * n, 90, 160), headers=image)
    return found | other


def _raw(client: Client) -> None:
    """Answers that break off, come too slowly, or are none."""
    while request := client.read_request():
        path = path_of(request)
        whole = answer(_page("Kəsilən", ""), "Content-Type: text/html; charset=utf-8")
        if path == "/cut":
            client.send(whole[:-250])
        elif path == "/reset":
            client.send(whole[:300])
            client.reset()
        elif path == "/noise":
            client.send(b"\x00\xff no HTTP at all\r\n\r\n")
        elif path == "/slow":
            client.send(whole[:400])
            time.sleep(1.5)
            client.send(whole[400:])
            continue
        else:
            client.send(whole)
            continue
        return


RAW = ("/cut", "/reset", "/noise", "/slow")


@contextmanager
def troubled_site() -> Iterator[tuple[list[str], list[int]]]:
    """Serves it: the addresses of its pages, and the ports on which it is asked."""
    with Site(_answers()) as site, RawServer(_raw) as raw:
        own = [
            site.url(each.replace(" ", "%20")) for each in site.answers if each.startswith("/az/")
        ]
        ports = [site.port, int(raw.url("/").rpartition(":")[2].strip("/"))]
        yield [*own, *(raw.url(each) for each in RAW)], ports
