"""What a module script imports, and the pictures of a web manifest.

A script is not run and not parsed: the forms in which a module names another by its address are
looked for. A word in a string or a comment that looks like one costs a request that brings a 404.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from dragoman.archiver.requisites.link import MOST_LINKS, Kind, Link, resolved

LONGEST = 2_000_000  # characters of one script that are read
# `import a from "x"`, `export * from "x"`, `import "x"`: what stands between is not looked at.
_STATIC = re.compile(r"""(?<![\w$.])(?:from|import)[ \t\r\n]{0,100}["']([^"'\n]{1,2000})["']""")
_CALLED = re.compile(r"""\bimport\(\s*["'`]([^"'`$\n]{1,2000})["'`]\s*\)""")
_BESIDE = re.compile(
    r"""\bnew\s+URL\(\s*["'`]([^"'`$\n]{1,2000})["'`]\s*,\s*import\.meta\.url\s*\)"""
)
# A bare name (`import "vue"`) means what an import map says it does, and none is read.
_ADDRESS = re.compile(r"\.{0,2}/|https?://")


def module_links(script: str, base: str) -> list[Link]:
    """The modules and files that a module at `base` names; none twice, and never an error."""
    text = script[:LONGEST]
    found: list[tuple[str, Kind, str]] = []
    if "import" in text or "export" in text:
        found += [(each, "module", "import") for each in _STATIC.findall(text)]
        found += [(each, "module", "import()") for each in _CALLED.findall(text)]
        found += [(each, "other", "new URL") for each in _BESIDE.findall(text)]
    addresses = [(each, kind, how) for each, kind, how in found if _ADDRESS.match(each)]
    return _links(addresses, base)


def manifest_links(manifest: str, base: str) -> list[Link]:
    """The icons and screenshots of a web manifest; none where it is no JSON."""
    try:
        content = json.loads(manifest[:LONGEST])
    except (ValueError, RecursionError):
        return []
    return _links([(each, "icon", "manifest") for each in _pictures(content)], base)


def _pictures(content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        return
    shortcuts = content.get("shortcuts")
    holders = [content, *(shortcuts if isinstance(shortcuts, list) else [])]
    for holder in holders:
        for name in ("icons", "screenshots"):
            pictures = holder.get(name) if isinstance(holder, dict) else None
            for each in pictures if isinstance(pictures, list) else []:
                if isinstance(each, dict) and isinstance(each.get("src"), str):
                    yield each["src"]


def _links(references: list[tuple[str, Kind, str]], base: str) -> list[Link]:
    links: dict[str, Link] = {}
    for reference, kind, how in references:
        url = resolved(base, reference)
        if url is not None and len(links) < MOST_LINKS:
            links.setdefault(url, Link(url, kind, how))
    return list(links.values())
