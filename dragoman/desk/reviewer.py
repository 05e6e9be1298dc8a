"""The name under which somebody decides: theirs to choose, a pseudonym where they do not."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from urllib.parse import unquote

COOKIE = "dragoman_reviewer"
MAX_LENGTH = 60
_FIRST = (
    "amber", "autumn", "blue", "bright", "calm", "copper", "early", "evening", "gentle", "golden",
    "green", "hidden", "ivory", "late", "little", "long", "morning", "northern", "patient", "quiet",
    "red", "silver", "slow", "southern", "steady", "still", "tall", "white", "winter", "young",
)  # fmt: skip
_SECOND = (
    "badger", "crane", "dolphin", "falcon", "finch", "fox", "gull", "hare", "heron", "ibis", "jay",
    "kestrel", "lark", "lynx", "marten", "otter", "owl", "pelican", "plover", "quail", "raven",
    "robin", "seal", "sparrow", "stork", "swallow", "swift", "thrush", "tortoise", "wren",
)  # fmt: skip


def pseudonym() -> str:
    """A name that says nothing about anybody."""
    return f"{secrets.choice(_FIRST)}-{secrets.choice(_SECOND)}"


def clean_name(name: str | None) -> str:
    """A name on one line, without what would turn or hide the text around it; may be empty."""
    kept = "".join(
        " " if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else char
        for char in name or ""
    )
    return " ".join(kept.split())[:MAX_LENGTH].strip()


def reviewer_of(cookies: Mapping[str, str]) -> str:
    """The name that was chosen in this browser; empty where none was."""
    return clean_name(unquote(cookies.get(COOKIE, "")))
