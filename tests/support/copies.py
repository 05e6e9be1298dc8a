"""A copy of an archive that was made file by file while others captured into it, and all it must do."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from dragoman.archive import Archive
from dragoman.cli import main
from dragoman.errors import ArchiveError
from dragoman.provenance.ledger import read_entries
from dragoman.steps.upkeep import repair_folder, verify_folder
from dragoman.verify import Report
from tests.support.site import AZ_TEXT, Answer, page

# What is copied one after the other: names of files begin so. SQLite's log is a file of its own.
GROUPS = {
    "captures": "warc/captures",
    "derived": "warc/derived",
    "ledger": "ledger.jsonl",
    "head": "ledger.head",
    "index": "index.db",
    "log": "index.db-wal",
}
SHOWN = 12  # of an archive that may have grown large
# Content by name below the folder.
Moment = dict[str, bytes]


def pages() -> dict[str, Answer]:
    """Some share their bytes, so that the later ones are kept as revisits; all share a style sheet."""
    found = {"/s.css": Answer(b"p { color: red }", headers={"Content-Type": "text/css"})}
    for n in range(6):
        body = page("az", f"Xəbər {n % 4}", AZ_TEXT)
        body = body.replace(b"</head>", b"<link rel=stylesheet href=/s.css></head>")
        found[f"/{n}"] = Answer(body)
    return found


def is_of(name: str, group: str) -> bool:
    return name.startswith(GROUPS[group]) and (group != "index" or name == "index.db")


def copied(moments: Sequence[Moment], order: Sequence[str], times: Sequence[int]) -> Moment:
    """Each group as it was at the moment when its turn came."""
    return {
        name: content
        for group, at in zip(order, times, strict=True)
        for name, content in moments[at].items()
        if is_of(name, group)
    }


@dataclass(frozen=True)
class Copy:
    """A copy; the pages that every record and line came along of; whether any did not."""

    folder: Path
    whole: frozenset[str]
    lost: bool


def written(state: Moment, folder: Path) -> Copy:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "warc").mkdir(parents=True)
    for name, content in state.items():
        (folder / name).write_bytes(content)
    lines = [line for _, line in read_entries(folder / "ledger.jsonl") if "offset" in line]
    there = {line["id"] for line in lines if _has(state, line)}
    whole = frozenset(line["id"] for line in lines if _is_page(state, line, there))
    return Copy(folder, whole, len(there) < len(lines) or "ledger.head" not in state)


def _has(state: Moment, line: dict[str, Any]) -> bool:
    return len(state.get(line["file"], b"")) >= line["offset"] + line["length"]


def _is_page(state: Moment, line: dict[str, Any], there: set[str]) -> bool:
    """A capture's record that is there, with those that hold what came and their originals."""
    if line["type"] != "metadata" or line["id"] not in there:
        return False
    data = state[line["file"]][line["offset"] :][: line["length"]]
    content = json.loads(gzip.decompress(data).partition(b"\r\n\r\n")[2][:-4])
    exchanges = content.get("exchanges", [])
    needed = [each[name] for each in exchanges for name in ("response", "revisit_of")]
    return "requested_url" in content and there.issuperset(filter(None, needed))


def look(copy: Copy, url: str, known: set[str]) -> None:
    """All that a copy must do; `known` are the records of the archive that was copied."""
    before = verify_folder(copy.folder)
    if copy.lost:
        assert not before.ok
    if any(each.kind != "index" for each in before.problems):
        assert any("copied while" in note and "repair" in note for note in before.notes)
    try:
        new = captured(copy.folder, url)
    except ArchiveError as error:
        assert "copied while" in error.message
        assert "dragoman repair" in error.message
        repair_folder(copy.folder)
        new = captured(copy.folder, url)
    after = verify_folder(copy.folder)
    assert _depending(after, known) == [], "what is new depends on what is not there"
    kinds = {each.kind for each in after.problems}
    assert kinds <= {"record_changed", "file_missing", "reference", "index"}
    if "index" in kinds:
        repair_folder(copy.folder)
    with Archive(copy.folder) as archive:
        for identity in (new, *sorted(copy.whole)[:SHOWN]):
            assert "127.0.0.1" in _shown(copy.folder, identity)
            assert AZ_TEXT.encode() in archive.page(identity).response().body


def captured(folder: Path, url: str) -> str:
    with Archive(folder) as archive:
        return archive.capture(url, allow_private=True).id


def _depending(report: Report, known: set[str]) -> list[str]:
    """What is wrong with records that were not in the archive that was copied."""
    return [
        each.message
        for each in report.problems
        if each.record_id is not None and each.record_id not in known
    ]


def _shown(folder: Path, identity: str) -> str:
    done = CliRunner().invoke(main, ["--archive", str(folder), "show", identity])
    assert done.exit_code == 0, done.output
    return done.output
