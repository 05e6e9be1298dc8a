"""The ledger's lines and the checkpoint beside it, read by other means than our own."""

from __future__ import annotations

import hashlib
import io
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import ArchiveError
from dragoman.provenance import ledger as ledger_module
from dragoman.provenance.checkpoint import SLOT, read_checkpoint, write_checkpoint
from dragoman.provenance.ledger import (
    ORIGIN,
    Entry,
    Head,
    Line,
    chain,
    first_line,
    follow,
    parse_line,
    read_backwards,
    read_entries,
    read_head,
    read_lines,
)

FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def fields(number: int, **more: Any) -> dict[str, Any]:
    return {
        "file": "warc/x.warc.gz",
        "offset": number * 10,
        "length": 10,
        "id": f"id-{number}",
        "type": "metadata",
        "sha256": "0" * 64,
        **more,
    }


LINES = [
    first_line() + b"\n",
    chain(Head(300, 0, "0" * 64), [fields(0)])[0],
    chain(Head(600, 1, "1" * 64), [fields(1)])[0],
]


def begin(path: Path, count: int = 0) -> Head:
    path.write_bytes(first_line() + b"\n")
    head = read_head(path)
    data, head = chain(head, [fields(number) for number in range(count)])
    with path.open("ab") as stream:
        stream.write(data)
    return head


WORDS = st.text("abcXYZ019:-./+~!", min_size=1, max_size=40)


@given(st.lists(WORDS, max_size=6))
@FOLDER
def test_the_chain_by_hand(tmp_path: Path, ids: list[str]) -> None:
    path = tmp_path / "ledger.jsonl"
    head = begin(path)
    data, head = chain(head, [fields(number, id=each) for number, each in enumerate(ids)])
    path.write_bytes(path.read_bytes() + data)
    previous = ""
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1]):
        found = json.loads(line)
        assert found["n"] == number
        assert found["prev"] == previous
        assert (
            line
            == json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        )
        previous = hashlib.sha256(line).hexdigest()
    assert (head.n, head.sha256) == (len(ids), previous)
    assert head.size == path.stat().st_size
    assert read_head(path) == head
    assert follow(path, ORIGIN) == head
    entries = [Entry.from_json(line) for _, line in list(read_entries(path))[1:]]
    assert [entry.id for entry in entries] == ids


def test_an_entry_there_and_back() -> None:
    line = fields(3, n=4, mark="recovered")
    assert Entry.from_json(line).to_json() == line
    assert Entry.from_json(line).end == 40
    for broken in ({}, {**line, "offset": None}, {**line, "n": "x"}):
        with pytest.raises(ArchiveError):
            Entry.from_json(broken)


@given(st.binary(max_size=40).map(lambda raw: raw.replace(b"\n", b"")))
@FOLDER
def test_a_torn_last_line_does_not_count(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "ledger.jsonl"
    head = begin(path, 3)
    path.write_bytes(path.read_bytes() + torn)
    assert read_head(path) == head
    assert follow(path, ORIGIN) == head
    assert len(list(read_entries(path))) == 4


@given(
    st.lists(st.sampled_from([b"\n", b"ab", b"{}", b"x" * 30, *LINES]), max_size=20).map(b"".join),
    st.data(),
    st.sampled_from([1, 2, 7, 4096]),
    st.sampled_from([3, 40, 10_000]),
)
@FOLDER
def test_lines_both_ways(
    tmp_path: Path, data: bytes, draw: st.DataObject, block: int, longest: int
) -> None:
    """Where each begins and ends and what its digest is, however long it is."""
    end = draw.draw(st.integers(0, len(data)))
    path = tmp_path / "lines"
    path.write_bytes(data)
    expected, after = [], 0
    for line in data.splitlines(keepends=True):
        start, after = after, after + len(line)
        digest = hashlib.sha256(line.removesuffix(b"\n")).hexdigest()
        expected.append((start, after, line.endswith(b"\n"), digest))
    ended = [each for each in expected if each[2] and each[1] <= end]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger_module, "TAIL_BLOCK", block)
        patch.setattr(ledger_module, "LONGEST_LINE", longest)
        assert list(map(facts, read_lines(path))) == expected
        backwards = list(ledger_module._lines_backwards(io.BytesIO(data), end))
        assert list(map(facts, backwards)) == ended[::-1]
        held = {line.removesuffix(b"\n") for line in LINES} if longest > 40 else set()
        whole = [data[start : stop - 1] for start, stop, _, _ in ended]
        objects = [json.loads(line) for line in whole if line in held]
        assert [found for _, found in read_backwards(path, end)] == objects[::-1]


def facts(line: Line) -> tuple[int, int, bool, str]:
    return line.start, line.end, line.whole, line.sha256


NO_LINES: dict[str, Any] = {
    "no number": {"n": None},
    "a text for a number": {"n": "x"},
    "a fraction for a number": {"n": 1.0},
    "a truth for a number": {"n": True},
    "a negative number": {"n": -1},
    "a number too large": {"n": 1 << 63},
    "a negative offset": {"offset": -1},
    "an offset past any file": {"offset": 10**30},
    "an end past any file": {"offset": (1 << 63) - 1},
    "a negative length": {"length": -812},
    "a length of text": {"length": "10"},
    "an infinite length": {"length": float("inf")},
    "no id": {"id": ""},
    "an id of two lines": {"id": "a\nb"},
    "an id without end": {"id": "a" * 10_000},
    "an id that is none": {"id": ["a"]},
    "no type": {"type": None},
    "no file": {"file": 7},
    "a file above": {"file": "warc/.."},
    "a file outside": {"file": "warc/../../etc/passwd"},
    "a file elsewhere": {"file": "/etc/passwd"},
    "a file in a folder": {"file": "warc/a/b"},
    "a file beside": {"file": "index.db"},
    "a file without end": {"file": "warc/" + "a" * 5000},
    "no digest": {"sha256": "0" * 63},
    "a digest in capitals": {"sha256": "A" * 64},
    "a digest that is none": {"sha256": 0},
    "another digest before": {"prev": "x"},
    "a mark of objects": {"mark": {}},
    "an archive without a name": {"type": "archive"},
    "a repair at no time": {"type": "repair"},
}


@pytest.mark.parametrize("case", NO_LINES)
def test_what_no_line_says(tmp_path: Path, case: str) -> None:
    told = fields(1, n=1, prev="0" * 64) | NO_LINES[case]
    raw = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    with pytest.raises(ArchiveError, match="a line of the ledger"):
        parse_line(raw)
    path = tmp_path / "ledger.jsonl"
    head = begin(path, 2)
    path.write_bytes(path.read_bytes() + raw + b"\n")
    assert list(read_entries(path))[-1] == (path.stat().st_size, {})
    assert follow(path, ORIGIN) == head
    if not {"n", "prev"} & NO_LINES[case].keys() and told["type"] not in ("archive", "repair"):
        with pytest.raises(ArchiveError):
            chain(head, [told])


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"n":' + b"9" * 10_000 + b"}",
        LINES[1][:-1].replace(b":", b": ", 1),  # spaces
        LINES[1][:-1].replace(b'"n":1,', b'"n":1,"n":1,'),  # a key twice
        LINES[1][:-1].replace(b"metadata", rb"metadat\u0061"),  # another spelling
        LINES[1][:-1].replace(b"id-0", b"id-\xed\xa0\x80"),  # a lone surrogate
        LINES[1][:-1].replace(b"id-0", rb"\ud800"),
        LINES[1][:-1].decode().encode("utf-16"),
        LINES[1][:-1].replace(b'"n":1', b'"n":1,"new":NaN'),
        b'"archive"',
        b"null",
    ],
)
def test_what_is_no_line_as_it_would_be_written(raw: bytes) -> None:
    parse_line(LINES[1][:-1])
    with pytest.raises(ArchiveError, match="a line of the ledger"):
        parse_line(raw)


def parsed_or_none(line: bytes) -> dict[str, Any] | None:
    try:
        return parse_line(line)
    except ArchiveError:
        return None


def test_a_usual_line_is_told_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """By one look at its spelling; whatever is changed in it, what it says is what JSON says."""
    line = LINES[1][:-1]
    told = parse_line(line)
    changed = [line[:at] + piece + line[at + 1 :] for at in range(len(line))
               for piece in (b"", b"0", b"/", b"..", b'"', b"\\", b"\x00", b"\n", b" ", b"\xc3\xa9")]  # fmt: skip
    changed += [line.replace(b'"n":1', b'"n":' + each) for each in (b"01", b"9" * 18, b"9" * 19)]
    changed += [
        line.replace(b"metadata", each) for each in (b"archive", b"repair", b"repairs", b"")
    ]
    changed += [
        line.replace(b"warc/x.warc.gz", each)
        for each in (b"warc/..", b"warc/.", b"warc/...", b"imports/y")
    ]
    changed += [line.replace(b',"n"', b',"mark":"merged","n"')]
    found = [parsed_or_none(each) for each in changed]
    with monkeypatch.context() as without_json:
        without_json.setattr(ledger_module, "json", None)
        assert parse_line(line) == told
        assert list(parse_line(line)) == list(told)
    monkeypatch.setattr(ledger_module, "_USUAL", re.compile("(?!)"))
    assert parse_line(line) == told
    assert found == [parsed_or_none(each) for each in changed]
    assert 100 < sum(each is None for each in found) < len(found)


def test_lines_that_are_written(tmp_path: Path) -> None:
    """Names of files in any script, numbers as large as can be, and what later versions add."""
    told = [
        fields(1, file="imports/məqalə (1).warc.gz"),
        fields(2, offset=(1 << 63) - 11, mark="rechained"),
        fields(3, later={"any": ["thing", 1.5, None]}),
        {"type": "repair", "time": "2026-11-22T03:00:00Z", "found": ["x" * 100_000, "\u2028«»"]},
    ]
    path = tmp_path / "ledger.jsonl"
    head = begin(path)
    data, head = chain(head, told)
    path.write_bytes(path.read_bytes() + data)
    assert follow(path, ORIGIN) == read_head(path) == head
    assert all(found for _, found in read_entries(path))


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"{}\n", b"[]\n", b"no json\n", b'{"n":"x"}\n', b"{"]
)
def test_a_ledger_that_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(content)
    with pytest.raises(ArchiveError):
        read_head(path)
    assert follow(path, ORIGIN) == ORIGIN


def test_following_ends_where_the_chain_does(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    begin(path, 5)
    lines = path.read_bytes().splitlines(keepends=True)
    third = read_head(path, sum(map(len, lines[:3])))
    assert third.n == 2
    for broken in (
        lines[:3] + lines[4:],  # one removed
        [*lines[:3], lines[4], lines[3], *lines[5:]],  # two swapped
        [*lines[:3], lines[3].replace(b"id-2", b"id-9"), *lines[4:]],  # the next shows it
        [*lines[:3], b"\0" * len(lines[3]), *lines[4:]],
        [*lines[:3], lines[2], *lines[3:]],  # one doubled
    ):
        path.write_bytes(b"".join(broken))
        found = follow(path, third)
        assert found.n in (2, 3)
        assert found.size <= third.size + len(lines[3])
        assert follow(path, ORIGIN) == found


# -- the checkpoint --------------------------------------------------------------------------


def test_the_checkpoint_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "ledger.head"
    assert read_checkpoint(path) is None
    for number in (0, 7, 10**12):
        head = Head(number * 300, number, "f" * 64)
        write_checkpoint(path, head)
        assert read_checkpoint(path) == head
        assert path.stat().st_size == 2 * SLOT


def test_the_checkpoint_is_what_version_01_wrote(tmp_path: Path) -> None:
    """Two notes of 256 bytes, each with its digest, whatever this version would choose."""
    body = b'{"n":7,"sha256":"' + b"f" * 64 + b'","size":2100}'
    note = (body + b" " + hashlib.sha256(body).hexdigest().encode()).ljust(255) + b"\n"
    path = tmp_path / "ledger.head"
    path.write_bytes(note + b"\n" * 256)
    assert read_checkpoint(path) == Head(2100, 7, "f" * 64)
    write_checkpoint(path, Head(2400, 8, "e" * 64))
    data = path.read_bytes()
    assert len(data) == 512 and data[:256] == note
    assert read_checkpoint(path) == Head(2400, 8, "e" * 64)


def test_a_torn_checkpoint_knows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.head"
    for content in (b"", b"\0" * SLOT, b"\n" * 2 * SLOT, b"{}" * SLOT, b"\xff" * 2 * SLOT):
        path.write_bytes(content)
        assert read_checkpoint(path) == ORIGIN
        write_checkpoint(path, Head(300, 1, "a" * 64))
        assert read_checkpoint(path) == Head(300, 1, "a" * 64)


def test_a_write_that_was_torn_leaves_the_note_before_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.head"
    heads = [Head(number * 300, number, f"{number:064x}") for number in (1, 3, 4, 9, 120)]
    write_checkpoint(path, heads[0])
    for before, after in pairwise(heads):
        old = path.read_bytes()
        write_checkpoint(path, after)
        new = path.read_bytes()
        for place in range(0, 2 * SLOT, 29):
            for torn in (new[:place] + old[place:], old[:place] + new[place:]):
                path.write_bytes(torn)
                assert read_checkpoint(path) in (before, after)
        path.write_bytes(new)


@given(st.binary(max_size=300))
@FOLDER
def test_any_bytes_for_a_checkpoint(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.head"
    path.write_bytes(content)
    assert read_checkpoint(path) == ORIGIN
