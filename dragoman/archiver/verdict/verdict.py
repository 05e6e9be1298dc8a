"""A verdict and what it is given on: values, and nothing that judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

VerdictKind = Literal[
    "article", "listing", "thin", "wall", "challenge", "notice", "redirect", "file", "none"
]
KINDS: tuple[VerdictKind, ...] = get_args(VerdictKind)
# What was wanted, or is what it is; anything else stands in the place of a page.
AS_WANTED: frozenset[str] = frozenset({"article", "listing", "file"})
# Which wall or notice it is: what a second look at a page makes of it depends on that.
Sort = Literal["login", "paywall", "consent", "blocked", "absent", "parked", "out of order"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` names in a sentence what was seen.

    `sort` says which wall or notice, `target` where a redirect leads. `scripted`: the page is
    plainly built by scripts, so that a browser may show more.
    """

    kind: VerdictKind
    reason: str
    sort: Sort | None = None
    target: str | None = None
    scripted: bool = False

    def to_json(self) -> dict[str, Any]:
        """As records have it; what there is nothing of is absent."""
        more = {"sort": self.sort, "target": self.target, "scripted": self.scripted or None}
        said = {key: value for key, value in more.items() if value is not None}
        return {"kind": self.kind, "reason": self.reason, **said}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Verdict:
        return cls(
            said["kind"],
            said["reason"],
            said.get("sort"),
            said.get("target"),
            bool(said.get("scripted")),
        )


def no_page(why: str) -> Verdict:
    """Where nothing came, or nothing could be read out of what came."""
    return Verdict("none", why)


@dataclass(frozen=True, slots=True)
class Answered:
    """How a body came: the status, where it was found and asked for, and its `Refresh` header.

    `url` is None for a file that was handed in, `asked` where it is `url` too.
    """

    url: str | None = None
    asked: str | None = None
    status: int | None = None
    refresh: str | None = None

    @property
    def redirected(self) -> bool:
        return self.asked is not None and self.asked != self.url
