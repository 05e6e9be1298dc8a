"""A real review server on loopback, and a browser without a screen that speaks to it by sockets."""

from __future__ import annotations

import http.client
import json
import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from dragoman.archive import Archive
from dragoman.archiver.body.charset import decode
from dragoman.desk import Desk, ReviewServer
from dragoman.steps.desk.housing import house_of
from dragoman.steps.desk.reviewing import SentenceWork
from dragoman.steps.told_page import page_json, pairs_json, provenance_read

ADDRESS = "127.0.0.1"


def desk_of(archive: Archive, target: str = "en") -> Desk:
    """What `Archive.review` hands over."""

    def connection() -> sqlite3.Connection:
        archive.index.catch_up()
        return archive.index.connection

    def decide(
        page: str, n: int, state: str, *, text: str | None, reviewer: str, comment: str | None
    ) -> object:
        return archive.decide(
            archive.page(page), n, state, text=text, reviewer=reviewer, to=target, comment=comment
        )

    def archived(page: str) -> tuple[str | None, str | None]:
        found = archive.page(page)
        if found.mime != "text/html":
            return found.mime, None
        return found.mime, decode(found.response().body, found.mime).text

    return Desk(
        target=target,
        connection=connection,
        decide=decide,
        carry=lambda page: len(archive.carry(archive.page(page), to=target)),
        provenance=lambda page: provenance_read(archive.page(page), target),
        told=lambda page, to: page_json(archive.page(page), to, archive.since(page)),
        pairs=lambda page, to: pairs_json(archive.page(page), to),
        archived=archived,
        alignments=lambda page: archive.page(page).alignments(target),
        names=archive.names,
        add_name=archive.add_name,
        work=SentenceWork(archive._holdings, target),
        approvals=archive.settings.approvals,
        broken=archive.index.broken,
        house=house_of(archive._holdings, target, allow_private=True),
    )


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Browser:
    """Keeps cookies and sends the headers that a browser sends; follows no redirect by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://{ADDRESS}:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        return self._send("GET", path, None, headers)

    def post(
        self, path: str, fields: Mapping[str, str] | Sequence[tuple[str, str]], **headers: str
    ) -> Answer:
        body = urlencode(fields)
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        return self._send("POST", path, body, sent | headers)

    def upload(
        self, path: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]
    ) -> Answer:
        """As a form with files: by the name of the field what the file is called, and its bytes."""
        edge = "----desk-of-a-test"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        for name, (called, data) in files.items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; '
            head += f'filename="{called}"\r\nContent-Type: application/octet-stream\r\n\r\n'
            parts.append(head.encode() + data + b"\r\n")
        parts.append(f"--{edge}--\r\n".encode())
        sent = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Origin": self.origin,
            "Accept": "application/json",
        }
        return self._send("POST", path, b"".join(parts), sent)

    def _send(
        self, method: str, path: str, body: str | bytes | None, headers: dict[str, str]
    ) -> Answer:
        connection = http.client.HTTPConnection(ADDRESS, self.port, timeout=20)
        sent = {"Host": f"{ADDRESS}:{self.port}", "Accept": "text/html"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            if value:
                connection.putheader(name, value)
        data = body if isinstance(body, bytes) else (body or "").encode()
        if method == "POST":
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data or None)
        response = connection.getresponse()
        set_cookies = tuple(response.msg.get_all("Set-Cookie") or ())
        answer = Answer(response.status, dict(response.headers), set_cookies, response.read())
        connection.close()
        for each in set_cookies:
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/").text)
        assert found is not None
        return found[1]

    def decide(self, page: str, n: int, action: str, **fields: str) -> Answer:
        """As the page's script does it, seeing the sentence as it is now unless told otherwise."""
        editor = self.get(f"/page/{page}/{n}?part=editor").text
        seen = dict(re.findall(r'name="(csrf|translation|version)" value="([^"]*)"', editor))
        sent = seen | {"action": action} | fields
        return self.post(f"/page/{page}/{n}", sent, Accept="application/json")


@contextmanager
def serving(archive: Archive, language: str = "") -> Iterator[ReviewServer]:
    server = ReviewServer(replace(desk_of(archive), language=language))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(timeout=10)
        assert not thread.is_alive()


def opened(server: ReviewServer, name: str | None = "quiet-heron") -> Browser:
    """A browser in which the printed address was opened, and a name chosen."""
    browser = Browser(server.access.port)
    parts = urlsplit(server.url)
    assert browser.get(f"{parts.path}?{parts.query}").status == 303
    if name:
        fields = {"csrf": browser.csrf(), "reviewer": name, "back": "/"}
        assert browser.post("/who", fields).status == 303
    return browser
