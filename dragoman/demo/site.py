"""What the demo site answers at each address. Its files are written by tools/demo_site/build.py."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

HTML = "text/html; charset=utf-8"
ORIGIN = b"{{origin}}"  # stands in the files for http://127.0.0.1:PORT

Framing = Literal["length", "chunked", "gzip"]


@dataclass(frozen=True, slots=True)
class Resource:
    """One address: the file behind it, or where it moved to.

    `framing` says how the body is sent: with a Content-Length, in chunks, or compressed (with a
    Content-Length too).
    """

    path: str
    file: str | None
    content_type: str = HTML
    status: int = 200
    location: str | None = None
    framing: Framing = "length"

    def body(self, origin: str) -> bytes:
        """Return the bytes of the page, its absolute links filled in with `origin`."""
        if self.file is None:
            return b""
        data = files("dragoman.demo").joinpath("site", *self.file.split("/")).read_bytes()
        return data.replace(ORIGIN, origin.encode("ascii")) if "html" in self.content_type else data


RESOURCES = (
    Resource("/", "index.html"),
    Resource("/az/xeber/101", "az/xeber/101.html"),
    Resource("/az/xeber/102", "az/xeber/102.html"),
    Resource("/az/xeber/103", "az/xeber/103.html", framing="chunked"),
    Resource("/az/xeber/104", "az/xeber/104.html"),
    Resource("/az/kohne/77", None, status=301, location="/az/xeber/104"),
    Resource("/az/senedler/beyanat.pdf", "az/senedler/beyanat.pdf", "application/pdf"),
    Resource("/ru/news/201", "ru/news/201.html", framing="gzip"),
    # The header names no charset: the page's own meta says windows-1251.
    Resource("/ru/news/202", "ru/news/202.html", "text/html"),
    Resource("/en/news/301", "en/news/301.html"),
    Resource("/static/style.css", "static/style.css", "text/css; charset=utf-8"),
    Resource("/static/nar.svg", "static/nar.svg", "image/svg+xml"),
)

NOT_FOUND = Resource("", "404.html", status=404)

# What the demo captures, in order: an old address leads to the fourth page, the last is not there.
PAGES = (
    "/az/xeber/101",
    "/az/xeber/102",
    "/az/xeber/103",
    "/az/kohne/77",
    "/az/senedler/beyanat.pdf",
    "/ru/news/201",
    "/ru/news/202",
    "/en/news/301",
    "/ru/news/999",
)


def find(path: str) -> Resource:
    """Return what stands at `path` (without query), or the page that says 404."""
    return next((each for each in RESOURCES if each.path == path), NOT_FOUND)
