"""Whether what the desk said was kept is in the records of the archive, read without its index."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from tests.support.windows import Posted

# A word that nobody else wrote: each text that is typed has one.
WORD = re.compile(r"zq\d+x")
SAID = re.compile(r"/page/[\w-]+/(?:\d+|\d+/comment|say)")
KEPT = (200, 303)


def promised(posted: Iterable[Posted]) -> set[str]:
    """The words that the desk said it had kept."""
    return {word for each in posted if each.status in KEPT for word in WORD.findall(_kept(each))}


def _kept(each: Posted) -> str:
    """What of a form is kept where it is answered by a yes."""
    fields = {name: values[-1] for name, values in each.fields.items()}
    if not SAID.fullmatch(each.path):
        return fields.get("source", "") if each.path == "/name" else ""
    if each.path.endswith("/say"):
        return fields.get("note", "") if fields.get("note") != fields.get("had_note") else ""
    if each.path.endswith("/comment"):
        return fields.get("text", "")
    written = fields.get("text", "") if fields.get("action") in ("approve", "edit") else ""
    # Taking back the machine's words records no comment where there is nothing to take back.
    said = fields.get("comment", "") if fields.get("action") != "undo" else ""
    return f"{written} {said}"


def written_in(folder: Path) -> set[str]:
    """Such words in the records and in names.csv."""
    found = {word for text in _texts(folder) for word in WORD.findall(text)}
    names = folder / "names.csv"
    return found | set(WORD.findall(names.read_text(encoding="utf-8") if names.exists() else ""))


def addresses_in(folder: Path) -> set[str]:
    """What was captured, or failed to be."""
    found = set()
    for kind, content in _documents(folder):
        if kind in ("capture", "failure"):
            found.add(str(content.get("requested_url") or content.get("url")))
    return found


def _documents(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((folder / "warc").glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                address = record.rec_headers.get_header("WARC-Target-URI") or ""
                if address.startswith("urn:dragoman:") and record.rec_type != "resource":
                    yield address.split(":")[2], _json(record.content_stream().read())


def _json(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _texts(folder: Path) -> Iterator[str]:
    for kind, content in _documents(folder):
        if kind in ("decision", "comment", "annotation"):
            yield json.dumps(content, ensure_ascii=False)
