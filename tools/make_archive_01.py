"""Makes `tests/data/archive-0.1.tar.xz`: an archive of 0.1.0, with every kind of record it wrote.

    git worktree add ../dragoman-0.1 0e20548
    PYTHONPATH=../dragoman-0.1 python tools/make_archive_01.py -o tests/data/archive-0.1.tar.xz

It runs on the code of that commit (and on its tests' helpers) alone, never on today's: archives of
0.1 stay readable for ever, and this one is what tests hold that to. It was made once; making it
anew gives other ids and dates. Needs Chromium for the page that scripts build.

The pages are those of the demo site, and a few more like them, at names that end in `.example`;
one server on loopback answers for all of them. People, places and events are invented.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import socket
import tarfile
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from dragoman.upkeep import anchor_folder
from tests.foreign_files import DATE, WarcFile, html, wacz
from tests.whole_site import PIXEL

import dragoman
from dragoman.archive import Archive
from dragoman.demo.site import RESOURCES
from dragoman.demo.walk import DEMO_ENGINES

HTML = "text/html; charset=utf-8"
SITE, COPY, SHUT = "nar.example", "guzgu.example", "bagli.example"
# In Azerbaijani (one in chunks, one behind a redirect, a PDF), Russian (one packed, one in
# windows-1251) and English.
PAGES = (
    "/az/xeber/101", "/az/xeber/103", "/az/kohne/77", "/az/senedler/beyanat.pdf",
    "/ru/news/201", "/ru/news/202", "/en/news/301",
)  # fmt: skip
REVIEWER = "reviewer-3"
NAMES = (
    "source,target,authority\n"
    "Rəşad Çinarov,Rashad Chinarov,passport\n"
    "Лейла Нарлыева,Leyla Narliyeva,her own site\n"
)
# A page that a script builds out of what it has asked for by POST.
BUILT = """<!doctype html><html lang="az"><head><meta charset="utf-8"><title>...</title></head>
<body><main></main><script>
fetch("/api/meqale", {method: "POST", headers: {"Content-Type": "application/json"},
                      body: JSON.stringify({n: 7})})
  .then(answer => answer.json()).then(said => {
    document.title = said.title;
    document.querySelector("main").innerHTML = "<article><h1>" + said.title + "</h1>"
      + said.text.map(each => "<p>" + each + "</p>").join("") + "</article>";
  });
</script></body></html>"""
TEXT = (
    "Ağnarlı məhkəməsində jurnalist Rəşad Çinarovun işi üzrə iclas keçirilib.",
    "Vəkil Leyla Narlıyeva onun azad edilməsini istəyib, hakim vəsatəti rədd edib.",
    "Növbəti iclas 14 dekabr 2025-ci il saat 11:00-a təyin olunub.",
)


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": HTML})
    framing: str = "length"


def demo_pages() -> dict[tuple[str, str], Answer]:
    """The demo site, at a name of its own."""
    answers = {}
    for each in RESOURCES:
        headers = {"Content-Type": each.content_type}
        if each.location:
            headers["Location"] = each.location
        answer = Answer(each.body(f"http://{SITE}"), each.status, headers, each.framing)
        answers[SITE, each.path] = answer
    return answers


def pictured() -> bytes:
    """A page with a style sheet that imports another, and pictures: two of them are one."""
    text = "".join(f"<p>{each}</p>" for each in TEXT)
    return f"""<!doctype html><html lang="az"><head>
<meta charset="utf-8"><title>Şəkilli xəbər</title>
<link rel="stylesheet" href="/css/esas.css"></head>
<body><article><h1>Şəkilli xəbər</h1>{text}
<img src="/img/bir.png" alt=""><img src="/img/iki.png" alt=""><img src="/img/bir-daha.png" alt="">
<img src="/img/yoxdur.png" alt=""></article></body></html>""".encode()


def more_pages() -> dict[tuple[str, str], Answer]:
    picture = {"Content-Type": "image/png"}
    css = {"Content-Type": "text/css"}
    answers = demo_pages()
    same = answers[SITE, "/ru/news/202"]
    return answers | {
        (COPY, "/ru/news/202"): same,  # the same bytes at another address
        (COPY, "/az/sekilli"): Answer(pictured()),
        (COPY, "/css/esas.css"): Answer(
            b'@import "rengler.css"; h1 { background: url(/img/bir.png) }',
            headers=css,
            framing="gzip",
        ),
        (COPY, "/css/rengler.css"): Answer(b"p { color: #222 }", headers=css),
        (COPY, "/img/bir.png"): Answer(PIXEL, headers=picture),
        (COPY, "/img/bir-daha.png"): Answer(PIXEL, headers=picture),
        (COPY, "/img/iki.png"): Answer(PIXEL + b"2", headers=picture),
        (COPY, "/az/yarimciq"): Answer(
            pictured(), headers={"Content-Type": HTML, "Content-Length": "9000"}
        ),
        (COPY, "/az/deyisen"): Answer(article("Dəyişən xəbər", *TEXT)),
        (COPY, "/az/silinen"): Answer(article("Silinən xəbər", *reversed(TEXT))),
        (COPY, "/az/qurulan"): Answer(BUILT.encode()),
    }  # fmt: skip


def article(title: str, *paragraphs: str) -> bytes:
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f'<!doctype html><html lang="az"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    ).encode()


@contextmanager
def server(answers: Mapping[tuple[str, str], Answer]) -> Iterator[None]:
    """One server for all names; the resolver leads each of them to it while it runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            path = self.path.partition("?")[0]
            self._send(answers.get((host, path), Answer(b"<p>404</p>", 404)))

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            said = {"title": "Skriptlə qurulan xəbər", "n": asked["n"], "text": TEXT}
            body = json.dumps(said, ensure_ascii=False).encode()
            self._send(Answer(body, headers={"Content-Type": "application/json"}))

        def _send(self, answer: Answer) -> None:
            body = answer.body
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.framing == "gzip":
                body = gzip.compress(body, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            if answer.framing == "chunked":
                self.send_header("Transfer-Encoding", "chunked")
                body = b"".join(
                    b"%x\r\n%s\r\n" % (len(piece), piece)
                    for piece in [body[n : n + 1000] for n in range(0, len(body), 1000)] + [b""]
                )
            elif "Content-Length" in answer.headers:
                self.close_connection = True  # it says more than it sends
            else:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def version_string(self) -> str:
            return "invented"

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    ports = {SITE: listening.server_port, COPY: listening.server_port, SHUT: 9}
    looked_up = socket.getaddrinfo

    def lookup(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host not in ports:
            return looked_up(host, port, *rest, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", ports[host]))]

    socket.getaddrinfo = lookup
    try:
        yield
    finally:
        socket.getaddrinfo = looked_up
        listening.shutdown()
        listening.server_close()


# -- what a year's work leaves, in a minute --------------------------------------------------------


def capture_all(archive: Archive) -> None:
    options = archive.fetch_options(allow_private=True)
    first = [f"http://{SITE}{path}" for path in PAGES]
    list(
        archive.capture_many(first, note="siyahıdan", tags=["court"], options=options, resume=True)
    )
    told = archive.fetch_options(allow_private=True, headers={"X-Asked": "archive"})
    list(archive.capture_many([f"http://{COPY}/ru/news/202"], options=told))
    rest = [
        "/az/sekilli",
        "/az/sekilli",
        "/az/yarimciq",
        "/az/deyisen",
        "/az/silinen",
        "/az/yoxdur",
    ]
    for path in rest:
        list(archive.capture_many([f"http://{COPY}{path}"], options=options))
    list(archive.capture_many([f"http://{SHUT}/az/1"], options=options))
    shown = archive.fetch_options(allow_private=True, browser=True)
    list(archive.capture_many([f"http://{COPY}/az/qurulan"], options=shown))


def import_all(archive: Archive, work: Path) -> None:
    saved = work / "saxlanmis.html"
    saved.write_bytes(article("Saxlanmış səhifə", *TEXT))
    archive.import_file(saved, note="göndərilib")
    elsewhere = WarcFile()
    elsewhere.warcinfo()
    body = html("Notice 1", "Pier 1 is closed until the ice has gone.")
    elsewhere.page("https://harbour.example/1", body)
    elsewhere.record(
        "revisit", "https://harbour.example/again", b"",
        warc={"WARC-Date": "2021-03-05T05:06:07Z", "WARC-Refers-To-Target-URI":
              "https://harbour.example/1", "WARC-Refers-To-Date": DATE, "WARC-Profile":
              "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"},
        http=("200 OK", [("Content-Type", HTML)]),
    )  # fmt: skip
    warc = work / "harbour.warc.gz"
    warc.write_bytes(elsewhere.content())
    archive.import_file(warc, tags=["harbour"])
    packed = work / "harbour.wacz"
    page = ("https://harbour.example/1", DATE)
    packed.write_bytes(wacz({"data.warc.gz": elsewhere.content()}, [page]))
    archive.import_file(packed)


def review(archive: Archive) -> None:
    list(archive.translate(engine=DEMO_ENGINES))
    pages = [
        page for each in archive.page_ids() if (page := archive.page(each)).has_translation("en")
    ]
    first = next(page for page in pages if page.url.endswith("/az/xeber/101"))
    archive.decide(first, 5, "approved", reviewer=REVIEWER)
    archive.decide(first, 1, "edited", text="The court sentenced him.", reviewer=REVIEWER)
    archive.decide(first, 2, "approved", reviewer=REVIEWER, comment="read twice")
    archive.decide(first, 3, "rejected", reviewer="reviewer-4", comment="another name")
    archive.decide(first, 4, "approved", reviewer="reviewer-4")
    archive.decide(first, 4, "machine", reviewer=REVIEWER, comment="taken back")
    (archive.folder / "names.csv").write_text(NAMES, encoding="utf-8")
    list(archive.translate([first.id], engine=DEMO_ENGINES, again=True))
    russian = next(page for page in pages if page.url == f"http://{SITE}/ru/news/201")
    archive.link(russian, first)


def watch_all(archive: Archive, answers: dict[tuple[str, str], Answer]) -> None:
    said = [*TEXT[:2], "Hakim qərarı dekabrın 20-də açıqlayacaq."]
    answers[COPY, "/az/deyisen"] = Answer(article("Dəyişən xəbər", *said))
    answers[COPY, "/az/silinen"] = Answer(b"<p>404</p>", 404)
    urls = {f"http://{COPY}/az/deyisen", f"http://{COPY}/az/silinen", f"http://{SITE}/en/news/301"}
    wanted = [row["id"] for row in archive.list_pages() if row["url"] in urls]
    list(archive.watch(wanted, options=archive.fetch_options(allow_private=True)))


def sign(folder: Path, work: Path) -> str:
    """Anchor the ledger; the public key as OpenSSH writes it."""
    private = ed25519.Ed25519PrivateKey.generate()
    key = work / "key.pem"
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    key.write_bytes(private.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    anchor_folder(folder, key=key)
    ssh = serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    return private.public_key().public_bytes(*ssh).decode() + "\n"


def make(work: Path) -> tuple[Path, str]:
    folder = work / "archive"
    folder.mkdir()
    settings = "[politeness]\ndelay = 0\nretries = 0\n[limits]\nbrowser_timeout = 20\n"
    (folder / "dragoman.toml").write_text(settings, encoding="utf-8")
    answers = more_pages()
    with server(answers), Archive(folder) as archive:
        capture_all(archive)
        import_all(archive, work)
        review(archive)
        public = sign(folder, work)
        watch_all(archive, answers)
        report = archive.verify()
        assert report.ok, [each.message for each in report.problems]
    return folder, public


def pack(folder: Path, public: str, path: Path) -> None:
    """The archive below `archive/`, the key that signed it beside it."""
    (folder.parent / "signer.pub").write_text(public, encoding="ascii")
    with tarfile.open(path, "w:xz") as packed:
        for each in [*sorted(folder.rglob("*")), folder.parent / "signer.pub"]:
            if each.is_file() and not each.name.endswith((".lock", "-wal", "-shm")):
                packed.add(each, each.relative_to(folder.parent).as_posix(), filter=_nobody)


def _nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the name and number of whoever made it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def main() -> None:
    assert dragoman.__version__ == "0.1.0", "run it on the code of 0.1.0"
    parser = argparse.ArgumentParser()
    parser.add_argument("-o", type=Path, required=True)
    wanted = parser.parse_args()
    work = Path(tempfile.mkdtemp())
    try:
        pack(*make(work), wanted.o)
    finally:
        shutil.rmtree(work)
    print(f"{wanted.o}: {wanted.o.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
