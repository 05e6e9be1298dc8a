"""The ledger's lines and the checkpoint beside it, read by other means than our own."""

from __future__ import annotations

import hashlib
import io
import json
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
    chain,
    first_line,
    follow,
    read_backwards,
    read_entries,
    read_head,
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


def begin(path: Path, count: int = 0) -> Head:
    path.write_bytes(first_line() + b"\n")
    head = read_head(path)
    data, head = chain(head, [fields(number) for number in range(count)])
    with path.open("ab") as stream:
        stream.write(data)
    return head


@given(st.lists(st.text(max_size=20), max_size=6))
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
    st.lists(st.sampled_from([b"\n", b"ab", b"{}", b'{"a":1}', b"x" * 30]), max_size=20).map(
        b"".join
    ),
    st.data(),
    st.sampled_from([1, 2, 7, 4096]),
)
@FOLDER
def test_lines_backwards(tmp_path: Path, data: bytes, draw: st.DataObject, block: int) -> None:
    end = draw.draw(st.integers(0, len(data)))
    path = tmp_path / "lines"
    path.write_bytes(data)
    expected, after = [], 0
    for line in data[:end].splitlines(keepends=True):
        after += len(line)
        if line.endswith(b"\n"):
            expected.append((line[:-1], after))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger_module, "TAIL_BLOCK", block)
        found = list(ledger_module._lines_backwards(io.BytesIO(data), end))
        assert found == expected[::-1]
        objects = [json.loads(line) for line, _ in expected if line in (b"{}", b'{"a":1}')]
        assert list(read_backwards(path, end)) == objects[::-1]


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
