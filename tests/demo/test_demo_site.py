"""The demo site: every address answers as its table says, and the variety is really on the wire."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from dragoman.demo.server import DemoSite
from dragoman.demo.site import PAGES, RESOURCES, Resource, find
from tests.support.places import ROOT

FILES = ROOT / "dragoman" / "demo" / "site"


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    with DemoSite() as serving:
        yield serving


def fetch(site: DemoSite, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(site.url("/")).netloc, timeout=5)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def raw(site: DemoSite, request: bytes) -> bytes:
    host, port = urlsplit(site.url("/")).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=5) as wire:
        wire.sendall(request)
        return b"".join(iter(lambda: wire.recv(65536), b""))


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.path)
def test_each_address_answers_as_the_table_says(site: DemoSite, resource: Resource) -> None:
    response, body = fetch(site, resource.path)
    assert response.status == resource.status
    assert response.headers["Content-Type"] == resource.content_type
    assert response.headers.get("Location") == resource.location
    assert body == resource.body(site.url("")) or resource.framing == "gzip"


def test_every_file_of_the_site_has_an_address() -> None:
    on_disk = {path.relative_to(FILES).as_posix() for path in FILES.rglob("*") if path.is_file()}
    assert on_disk == {each.file for each in RESOURCES if each.file} | {"404.html"}


def test_pages_hold_what_the_demo_must_show() -> None:
    found = [find(path) for path in PAGES]
    assert [each.status for each in found].count(404) == 1
    assert [each.location for each in found if each.status == 301] == ["/az/xeber/104"]
    assert [each.content_type for each in found].count("application/pdf") == 1
    assert {each.framing for each in found} == {"length", "chunked", "gzip"}


def test_an_unknown_address_is_a_404_with_a_page(site: DemoSite) -> None:
    response, body = fetch(site, "/ru/news/999?from=front")
    assert response.status == 404
    assert "Такой страницы нет" in body.decode("utf-8")


def test_the_query_is_not_part_of_the_address(site: DemoSite) -> None:
    assert fetch(site, "/az/xeber/101?utm_source=x")[0].status == 200


def test_one_page_is_windows_1251_and_only_its_meta_says_so(site: DemoSite) -> None:
    response, body = fetch(site, "/ru/news/202")
    assert response.headers.get_content_charset() is None
    assert b'<meta charset="windows-1251">' in body
    text = body.decode("windows-1251")
    assert "Суд отклонил жалобу Рашада Чинарова" in text
    assert "№ 57" in text
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_one_page_comes_in_chunks(site: DemoSite) -> None:
    answer = raw(site, b"GET /az/xeber/103 HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head.lower()
    assert b"content-length" not in head.lower()
    assert body.startswith(b"400\r\n")
    assert body.endswith(b"\r\n0\r\n\r\n")


def test_one_page_is_compressed_for_those_who_take_it(site: DemoSite) -> None:
    packed, body = fetch(site, "/ru/news/201", **{"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    plain, text = fetch(site, "/ru/news/201")
    assert plain.headers.get("Content-Encoding") is None
    assert gzip.decompress(body) == text


def test_a_connection_serves_several_pages(site: DemoSite) -> None:
    connection = http.client.HTTPConnection(urlsplit(site.url("/")).netloc, timeout=5)
    for path in (*PAGES, *PAGES):
        connection.request("GET", path)
        sock = connection.sock
        connection.getresponse().read()
        assert connection.sock is sock, f"{path} closed the connection"
    connection.close()


def test_head_has_no_body(site: DemoSite) -> None:
    answer = raw(site, b"HEAD /az/xeber/101 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n")


def test_links_are_of_this_server_and_lead_somewhere(site: DemoSite) -> None:
    for path in PAGES:
        response, body = fetch(site, path)
        if response.status != 200 or "html" not in response.headers["Content-Type"]:
            continue
        text = body.decode("windows-1251" if path.endswith("202") else "utf-8")
        assert f'<link rel="canonical" href="{site.url(path)}">' in text
        assert "{{" not in text
        for link in set(re.findall(r'(?:href|src)="(/[^"#]*)', text)):
            assert find(link).status in (200, 301), f"{path} links to {link}"


def test_no_server_software_is_told(site: DemoSite) -> None:
    assert fetch(site, "/")[0].headers["Server"] == "DragomanDemo"


def test_stop_closes_the_socket_and_may_be_called_again() -> None:
    serving = DemoSite()
    host, port = urlsplit(serving.url("/")).netloc.split(":")
    serving.stop()
    serving.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=2)


def test_the_pdf_has_a_text_layer_with_every_letter(site: DemoSite) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(fetch(site, "/az/senedler/beyanat.pdf")[1])
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert [text.splitlines()[-1] for text in pages] == ["1", "2"]
    text = "\n".join(pages)
    assert set("əşçğıöüƏİÇ") <= set(text) | {"Ə"}
    # PDFium marks a hyphen at the end of a line by U+FFFE and joins the lines around it.
    assert "nout\ufffebuk" in text or "nout-\r\nbuk" in text
    assert "Polis Rəşad Çinarovu 12\r\nmart 2025-ci ildə" in text


def test_people_are_spelled_in_several_ways() -> None:
    texts = [
        path.read_bytes().decode("windows-1251" if path.name == "202.html" else "utf-8")
        for path in FILES.rglob("*.html")
    ]
    for spelling in ("Göyçəyeva", "Гёйчаева", "Гейчаева", "Goychaeva", "Çinarov", "Чинаров"):
        assert any(spelling in text for text in texts), spelling


def test_the_files_are_what_their_script_writes() -> None:
    script = ROOT / "tools" / "demo_site" / "build.py"
    done = subprocess.run(
        [sys.executable, "-B", str(script), "--check"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
