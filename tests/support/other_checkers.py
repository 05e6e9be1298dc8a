"""What other programs say of our WARC files: `warcio check` and `fastwarc check`."""

from __future__ import annotations

import re
from pathlib import Path

from dragoman.archiver.records.checking import check_record
from dragoman.archiver.records.reader import read_record
from dragoman.archiver.web.framing import is_chunked
from tests.support.pywb_server import run

RECORD = re.compile(r"offset (\d+) WARC-Record-ID \S+ \S+")
FINE = ("digest pass", "digest present but not checked (revisit)")


def objections(path: Path) -> list[tuple[int, str]]:
    """What `warcio check` objects to: the offset of the record, and its words."""
    found: list[tuple[int, str]] = []
    offset = 0
    for line in map(str.strip, run("warcio", "check", "-v", str(path)).stdout.splitlines()):
        if match := RECORD.fullmatch(line):
            offset = int(match[1])
        elif line not in (*FINE, str(path)):
            found.append((offset, line))
    return found


def pass_elsewhere(path: Path) -> int:
    """Both programs find nothing wrong; how many responses came in chunks.

    warcio takes the payload digest of such a one with its chunks, which the standard does not. It
    may say so of nothing else, and of none for which our own check does not pass.
    """
    done = run("fastwarc", "check", str(path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verified successfully" in done.stdout
    wrong = objections(path)
    for offset, said in wrong:
        record = read_record(path, offset)
        assert said.startswith("payload digest failed"), (offset, said)
        assert record.type == "response" and is_chunked(list(record.http_headers.items())), said
        check_record(path, offset)
    return len(wrong)
