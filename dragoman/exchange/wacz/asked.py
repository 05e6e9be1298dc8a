"""How a browser asks for what is in the records of pages: in which form of its URL, and how."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from urllib.parse import quote, urlsplit, urlunsplit

from dragoman.archiver.web.urls import normalise, written_target
from dragoman.errors import FetchError
from dragoman.exchange.evidence.evidence import Evidence

# What browsers leave as it is, beside letters, digits and "-._~"; escapes stay as they are.
PATH, QUERY = "!$%&'()*+,/:;=@[\\]", "!$%&()*+,/:;=?@[\\]^`{|}"
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def as_browsers_ask(url: str) -> str:
    """An absolute URL in the form in which a browser asks for it, without its fragment.

    >>> as_browsers_ask("http://site.example:80/%d1%81|ə.png?a[b]='1'")
    'http://site.example/%d1%81|%C9%99.png?a[b]=%271%27'

    FetchError where it is none that can be asked for.
    """
    clean = urlsplit(normalise(url))
    netloc = clean.netloc.removesuffix(DEFAULT_PORTS.get(clean.scheme, ""))
    parts = urlsplit(url.strip().partition("#")[0])
    path = quote(parts.path.replace("\\", "/"), safe=PATH, errors="replace")
    query = quote(parts.query, safe=QUERY, errors="replace")
    return urlunsplit((clean.scheme, netloc, path or "/", query, ""))


def findable(url: str) -> str:
    """The URL of a page that another program recorded, as readers look for it: readers take its
    letters for latin-1 where it has any. Its fragment stays, since scripts may go by it."""
    bare, mark, fragment = url.partition("#")
    try:
        return as_browsers_ask(bare) + mark + fragment
    except (FetchError, ValueError):
        return url


class Asked:
    """Takes the evidence on pages; says then what a browser will ask for that is in it.

    `methods` are those of answers to something else than GET, by the ids of their records. Of the
    records in `copied` a copy is asked for in their place.
    """

    def __init__(self) -> None:
        self.methods: dict[str, str] = {}
        self.copied: set[str] = set()
        self._forms: dict[str, dict[str, None]] = {}

    def take(self, evidence: Evidence) -> None:
        for url in _urls(evidence):
            with contextlib.suppress(FetchError, ValueError):  # a page may name what is no URL
                ours, asked = normalise(url), as_browsers_ask(url)
                if asked != ours:
                    self._forms.setdefault(ours, {})[asked] = None
        for entry in _requisites(evidence):
            if entry.get("method", "GET") != "GET" and entry["response"]:
                self.methods[str(entry["response"])] = str(entry["method"])

    def forms(self, url: str) -> list[str]:
        """The URL of a record, and the other forms in which it will be asked for."""
        if not url.startswith(("http:", "https:")):
            return [url]
        bare = url.partition("#")[0]  # which nobody asks for; other programs record it
        found = {bare: None}
        with contextlib.suppress(FetchError, ValueError):
            found[as_browsers_ask(bare)] = None
        return list(found | self._forms.get(bare, {}))


def _urls(evidence: Evidence) -> Iterator[str]:
    """URLs as they were written: by the operator, by pages, and by servers that redirect."""
    yield str(evidence.facts["requested_url"])
    for entry in _requisites(evidence):
        yield str(entry["url"])
    for held in evidence.records():
        if held.location:
            with contextlib.suppress(ValueError):
                yield written_target(held.uri, held.location)


def _requisites(evidence: Evidence) -> Iterator[dict[str, object]]:
    for held in evidence.beside:
        yield from (held.content or {}).get("requisites") or []
