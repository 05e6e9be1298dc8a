"""A small real web site on loopback, for tests of what stands on the transport."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import unquote


@dataclass(frozen=True)
class Answer:
    """What a path answers; `headers` besides Content-Length, which may be set to a wrong one."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    chunked: bool = False


class Site:
    """Serves `answers` by path, and counts what it was asked for in `asked`.

    What is sent to it is answered by `POST /path`, with what was sent behind its body.
    """

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = dict(answers)
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                answer = site.answer(self.path) or Answer(b"<p>no such page</p>", 404)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.chunked:
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    for start in range(0, len(answer.body), 1000):
                        piece = answer.body[start : start + 1000]
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                    self.wfile.write(b"0\r\n\r\n")
                    return
                if "Content-Length" not in answer.headers:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)
                if "Content-Length" in answer.headers:
                    self.close_connection = True

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"]))
                site.asked.append((f"POST {self.path}", dict(self.headers)))
                answer = site.answer(f"POST {self.path}") or Answer(status=404)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body + sent)))
                self.end_headers()
                self.wfile.write(answer.body + sent)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL,), daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._server.server_port)

    def answer(self, path: str) -> Answer | None:
        """What a path answers, whichever of its characters are escaped."""
        path = path.partition("?")[0]
        if path in self.answers:
            return self.answers[path]
        known = {unquote(each): answer for each, answer in self.answers.items()}
        return known.get(unquote(path))

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class HeldSite(Site):
    """Answers what is in `free` at once; everything else waits until `gate` is set."""

    PATIENCE = 60.0  # a test that fails must not leave a thread behind for good

    def __init__(self, answers: Mapping[str, Answer], free: Collection[str] = ()) -> None:
        super().__init__(answers)
        self.free = frozenset(free)
        self.gate = threading.Event()

    def answer(self, path: str) -> Answer | None:
        found = super().answer(path)
        if found is not None and path not in self.free:
            self.gate.wait(self.PATIENCE)
        return found


POLL = 0.02  # seconds in which a server sees that it is over; half a second by itself
AZ_TEXT = (
    "Bakı Ağır Cinayətlər Məhkəməsində jurnalist Tural Səlimzadənin işi üzrə növbəti iclas "
    "keçirilib. Vəkil Nigar Əhədova müdafiə etdiyi şəxsin sərbəst buraxılmasını istəyib. "
    "Hakim vəsatəti rədd edib. Növbəti iclas 14 dekabr 2025-ci il saat 11:00-a təyin olunub."
)
RU_TEXT = (
    "Суд в Баку продлил на три месяца срок ареста журналиста Турала Салимзаде. Адвокат "
    "Нигяр Ахадова подала апелляционную жалобу. Заседание прошло в закрытом режиме."
)
EN_TEXT = (
    "A court in the capital has extended the detention of the journalist Tural Salimzade by three "
    "months. His lawyer said that she would appeal against the decision."
)


def page(language: str, title: str, *paragraphs: str) -> bytes:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}'
        f"</title></head><body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}"
        "</article><footer>Invented News</footer></body></html>"
    ).encode()


def news_site() -> Site:
    """One page each in Azerbaijani, Russian and English, and the ways in which a fetch can go."""
    utf8 = {"Content-Type": "text/html; charset=utf-8"}
    return Site(
        {
            "/az": Answer(page("az", "Məhkəmə iclası", AZ_TEXT), headers=utf8),
            "/ru": Answer(page("ru", "Заседание суда", RU_TEXT), headers=utf8, chunked=True),
            "/en": Answer(page("en", "A hearing", EN_TEXT), headers=utf8),
            "/old": Answer(status=301, headers={"Location": "/az"}),
            "/empty": Answer(b"<html><body></body></html>"),
            "/short": Answer(
                page("az", "Yarımçıq", AZ_TEXT), headers=utf8 | {"Content-Length": "100000"}
            ),
            "/huge": Answer(b"x" * 1000, headers={"Content-Length": "300000000"}),
        }
    )
