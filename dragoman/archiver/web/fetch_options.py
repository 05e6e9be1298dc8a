"""What the operator asked for, for all fetches of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.archiver.web.limits import Limits, Politeness
from dragoman.archiver.web.proxy import ProxyAddress


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What the operator asked for. `cookies` is a file in Netscape format.

    `requisites` asks for what a page needs to be shown, `documents` for those that it links to,
    `browser` for a page that a browser has shown (None: where nothing is to be read without one).
    `wait` are the seconds that a browser stays on a page at least. An empty `user_agent` is the
    browser's own.
    """

    user_agent: str
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Path | None = None
    allow_private: bool = False
    requisites: bool = True
    documents: bool = False
    limits: Limits = field(default_factory=Limits)
    politeness: Politeness = field(default_factory=Politeness)
    ca_file: Path | None = None
    proxy: ProxyAddress | None = None
    allow_bad_certificate: bool = False
    browser: bool | None = None
    wait: float = 0.0

    def disclosed(self) -> dict[str, Any]:
        """What of this the server was told that came from the operator; names, never values."""
        return {"cookies": self.cookies is not None, "headers": sorted(self.headers)}
