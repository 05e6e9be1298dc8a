"""Records as they may be told of: addresses and headers with marks, no place, and digests only of
what holds nothing that is withheld."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dragoman.exchange.evidence.evidence import Exchanged, Foreign, Held
from dragoman.exchange.withheld.withheld_content import Told
from dragoman.provenance.anchors.certificates import describe
from dragoman.provenance.digest import one_form, read_digest

NO_DIGEST = frozenset({"WARC-Block-Digest", "WARC-Payload-Digest", "Content-Length"})
Facts = Mapping[str, Any]


class Records:
    """The records of one page; `allowed` are the digests that may go out of it, and grows."""

    def __init__(self, told: Told, allowed: set[str]) -> None:
        self._told = told
        self.allowed = allowed
        self.pictures = 0

    def held(self, held: Held, content: Mapping[str, Any] | None = None) -> Held:
        """With marks in its address; its place is masked."""
        return replace(
            held,
            uri=self._told.text(held.uri),
            headers={name: self._told.text(value) for name, value in held.headers.items()
                     if name not in ("WARC-Filename",)},
            content=content,
            location=held.location and self._told.text(held.location),
            place=held.place and replace(held.place, masked=True),
        )  # fmt: skip

    def without_digests(self, held: Held) -> Held:
        return replace(held, headers={k: v for k, v in held.headers.items() if k not in NO_DIGEST})

    def allowing(self, held: Held) -> Held:
        for name in NO_DIGEST:
            digest = held.headers.get(name)
            raw = read_digest(digest) if digest else None
            if digest and raw is not None:
                self.allowed |= {digest, raw.hex(), one_form(digest) or digest}
        return held

    def exchange(
        self, exchanged: Exchanged, of: Callable[[Held], Held], facts: Callable[[Facts], Facts]
    ) -> Exchanged:
        request = exchanged.request and of(exchanged.request)
        return Exchanged(of(exchanged.response), request, dict(facts(exchanged.facts)))

    def foreign(self, foreign: Foreign) -> Foreign:
        where = {**self._told.value(foreign.where), "offset": "-"}
        self.name_digest(str(where.get("file")))
        file = foreign.file and replace(foreign.file, masked=True)
        return Foreign(file, where, None)

    def bare(self, held: Held, of: Callable[[Held], Held]) -> Held:
        """Of what shows the page to the eye no more is said than that it is there."""
        return self.without_digests(of(held)) if self._is_picture(held) else of(held)

    def _is_picture(self, held: Held) -> bool:
        """What shows the page to the eye: nobody can take a name out of it."""
        kind = held.headers.get("Content-Type", "")
        shown = held.type == "resource" and kind.startswith(("image/", "application/pdf"))
        self.pictures += shown
        return shown

    def may_go(self, certificate: Mapping[str, Any]) -> bool:
        try:
            facts = describe(str(certificate["pem"]))
        except (ValueError, LookupError):
            return False
        said = " ".join((facts.subject, facts.issuer, *facts.names))
        if self._told.withholding.marked(said, self._told.setting).touched:
            return False
        self.allowed.add(facts.sha256)
        return True

    def name_digest(self, text: str) -> None:
        """Names of things in PROV are digests of their marked texts."""
        self.allowed.add(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
