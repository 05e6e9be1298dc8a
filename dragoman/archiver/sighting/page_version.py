"""A page at two times, the look between them, and what was found: values, and nothing that decides.

`sighting` compares them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from dragoman.archiver.verdict.verdict import Sort, Verdict
from dragoman.provenance.digest import sha256_hex

Finding = Literal["present", "changed", "moved", "gone", "blocked", "unreachable"]
# What of the two versions was held against each other: the bytes, the article's text, that of the
# article as a browser showed it, all the visible text where no article was read, or nothing.
Compared = Literal["bytes", "article", "rendered", "text", "nothing"]
Said = Literal["blocked", "gone", "out of order"]
EMPTY = sha256_hex(b"")


@dataclass(frozen=True, slots=True)
class Version:
    """A page at one time. `page` is all its visible text, `article` that of the article alone.

    `url` is where it was, after redirects, `asked` where it was asked for; `payload` the digest of
    its bytes, None where no page was there. `unread` says why no article was read out of it, `cut`
    that its answer was cut short, `verdict` what stands there. `rendered` says that all this is of
    what a browser showed, and `settled` that it had come to rest by then.
    """

    url: str
    title: str | None = None
    article: str = ""
    page: str = ""
    html: str = ""
    canonical: str | None = None
    payload: str | None = None
    asked: str | None = None
    unread: str | None = None
    cut: bool = False
    verdict: Verdict | None = None
    rendered: bool = False
    settled: bool = True

    @property
    def is_empty(self) -> bool:
        return self.payload == EMPTY

    @property
    def named(self) -> str:
        """What its article is called where the two are compared."""
        return "the rendered article" if self.rendered else "the article"

    @property
    def compared(self) -> Compared:
        """What is compared where its article is."""
        return "rendered" if self.rendered else "article"

    @property
    def says(self) -> Said | None:
        """What stands in the place of the article, as far as a finding depends on it."""
        if self.verdict is None:
            return None
        if self.verdict.kind in ("wall", "challenge"):
            return "blocked"
        return _SAID.get(self.verdict.sort) if self.verdict.kind == "notice" else None


# What a notice says of the page, by its sort.
_SAID: dict[Sort | None, Said] = {
    "blocked": "blocked", "absent": "gone", "parked": "gone", "out of order": "out of order",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking again: the answer's status, the failure's step, the page where one came.

    `trouble` says the failure in a sentence. `redirected` where the page came from another URL than
    it was asked for, `led_to` that URL where nothing came from there; `relayed` where an HTTP proxy
    passed the answer on, and may have written it itself. `other` is what a browser showed, where
    `version` is the server's answer, and the other way round; `unshown` says why no browser showed
    a page whose text only scripts write, so that `version` cannot be compared with what was
    captured.
    """

    http_status: int | None
    step: str | None
    version: Version | None
    redirected: bool = False
    relayed: bool = False
    trouble: str | None = None
    led_to: str | None = None
    other: Version | None = None
    unshown: str | None = None

    @property
    def status(self) -> int:
        return self.http_status or 0

    @property
    def answers(self) -> str:
        """Who answered, and with which status."""
        who = "the server, or the proxy," if self.relayed else "the server"
        return f"{who} answers {self.status}"


@dataclass(frozen=True, slots=True)
class Sighting:
    """`reason` says in a sentence why, `difference` what is different in the text `compared`."""

    finding: Finding
    reason: str
    compared: Compared = "nothing"
    difference: list[str] = field(default_factory=list)
