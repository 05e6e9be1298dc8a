"""What an XLIFF gives a translator to take: targets, candidates and alternatives."""

from __future__ import annotations

from pathlib import Path

from lxml import etree


def candidates(path: Path) -> list[str]:
    """Every text that stands as a target, each once, in order."""
    found = etree.parse(path).xpath("//*[local-name() = 'target']/text()")
    return list(dict.fromkeys(str(each) for each in found))
