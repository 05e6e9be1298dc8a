"""Archives with something wrong in them, and what five commands say of each.

A mutant is a small archive, with a record of every kind, in which a few things were changed: bytes
of any of its files, values in its ledger, its records or its index, whole files. It comes from a
number alone. Every command must answer in sentences, leave what is evidence as it was, and `verify`
must not call it sound where anything differs that it vouches for: WARC files, imports, the ledger,
anchors, and what the tables of the index say.

`test_mutated_archives.py` looks at some hundreds, `python -m benchmarks.mutated_archives` at ten
thousand.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import random
import shutil
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from dragoman.archive import Archive
from dragoman.cli import main
from dragoman.steps.upkeep import anchor_folder
from tests.support.evidence_archive import evidence_archive
from tests.support.foreign_files import site as foreign_site
from tests.support.fuzzing import limited
from tests.support.site import AZ_TEXT, Answer, Site, page

SECONDS_A_COMMAND = 60
VOUCHED = ("warc", "imports")
# What an archive is refused with that has a folder, say, in the place of a file.
REFUSED = "an archive's own files are ordinary ones"
WORDS = (
    b"\n", b"{", b"}", b"[", b'"n":', b"null", b"1e999", b"\x00", b"\xff\xfe", b"\x1f\x8b\x08", b"WARC/1.1\r\n",
    b"\r\n\r\n", b"Content-Length: 99999999999\r\n", b"../", b"\xed\xa0\x80", b"SQLite format 3\x00",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 1.5, 1 << 63, 10**30, "", "x", "../../etc/passwd", "/etc/passwd", "warc/..", [], {}, [[]],
    {"a": None}, "a" * 3000, "\n", "\u202e", "0" * 64, "9999-99-99T99:99:99Z", [None], [{}], ["x"],
)  # fmt: skip
NAMES = (
    b"captures-29991231235959-00000.warc.gz", b"derived-20200101000000-00000.warc.gz", b"x.warc.gz",
    b"\xff\xfe.warc.gz", b"a\nb.json", b"....", b" ", b"1-2-ed25519.json", b"-rf", "ə".encode() * 100,
)  # fmt: skip


# -- the archive that is mutated -------------------------------------------------------------


@dataclass(frozen=True)
class Base:
    """A sound archive, what lies in it, and what its index says."""

    folder: Path
    files: dict[str, bytes]
    tables: dict[str, list[str]]


def base(work: Path) -> Base:
    """Pages with what they show, redirects, revisits and failures; articles, a translation,
    decisions; files made elsewhere; a name, an anchor over the last line, and a stamp that waits."""
    folder = work / "archive"
    with evidence_archive(folder):
        pass
    shown = page("az", "Xəbər", AZ_TEXT).replace(
        b"</head>", b"<link rel=stylesheet href=/s></head>"
    )
    answers = {"/1": Answer(shown), "/s": Answer(b"p {}", headers={"Content-Type": "text/css"})}
    note, made = work / "note.txt", work / "made.warc.gz"
    note.write_text("Qeyd\n\nBu gün iclas oldu.", encoding="utf-8")
    made.write_bytes(foreign_site(1).content())
    with Site(answers) as site, Archive(folder) as archive:
        for _ in range(2):
            archive.capture(site.url("/1"), allow_private=True)
        archive.import_file(note)
        archive.import_file(made)
        archive.add_name("Nağızadə", "Naghizade", "us")
    (folder / "dragoman.toml").write_text("[limits]\nmax_redirects = 5\n", encoding="utf-8")
    anchor_folder(folder, key=_key(work / "key.pem"))
    anchor_folder(folder, tsas=["http://127.0.0.1:1/"])
    with contextlib.closing(sqlite3.connect(folder / "index.db")) as index:
        index.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        index.execute("PRAGMA journal_mode = DELETE")
    tables = said(folder / "index.db")
    assert tables is not None
    return Base(folder, contents(folder), tables)


def _key(path: Path) -> Path:
    from benchmarks.damage import _key as written

    return written(path)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file, by its name below the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def said(path: Path) -> dict[str, list[str]] | None:
    """All rows of all tables of an index, and what a search finds; None where it cannot be read."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as index:
            names = [row[0] for row in index.execute("SELECT name FROM sqlite_master ORDER BY 1")]
            found = {"": [str(row) for row in index.execute("SELECT sql FROM sqlite_master")]}
            for name in names:
                with contextlib.suppress(sqlite3.OperationalError):  # an index, or a trigger
                    rows = index.execute(f"SELECT * FROM {name}")
                    # `built` says where it was built: one from elsewhere is built anew when opened.
                    if not name.startswith("search_") and name != "built":
                        found[name] = sorted(repr(tuple(row)) for row in rows)
            for word in ("a*", "m*", "s*", "x*", "n*"):
                hits = index.execute("SELECT rowid FROM search WHERE search MATCH ?", (word,))
                found[f"search {word}"] = sorted(str(row[0]) for row in hits)
            return found
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


# -- what is done to it ----------------------------------------------------------------------


@dataclass
class Mutant:
    """An archive of its own, and what was done to it, in words."""

    folder: Path
    dice: random.Random
    done: list[str] = field(default_factory=list)

    def files(self, *rooms: str) -> list[Path]:
        """Files of the archive, or of some of its rooms."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return [path for path in found if not rooms or self.name(path).startswith(rooms)]

    def name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def say(self, what: str) -> None:
        self.done.append(what.encode("utf-8", "backslashreplace").decode())


def edited(data: bytes, dice: random.Random) -> bytes:
    """Bits flipped, pieces cut, moved, said again, words put in, the end taken off."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        at, length = dice.randrange(len(changed) + 1), dice.randint(1, dice.choice((1, 8, 300)))
        match dice.randrange(7):
            case 0 | 1 if at < len(changed):
                changed[at] ^= 1 << dice.randrange(8)
            case 2:
                del changed[at : at + length]
            case 3:
                changed[at:at] = changed[at : at + length] * dice.randint(1, 20)
            case 4:
                changed[at:at] = dice.choice(WORDS)
            case 5:
                changed[at : at + length] = dice.randbytes(length)
            case 6:
                del changed[at:]
    return bytes(changed)


def bytes_of_a_file(mutant: Mutant) -> None:
    path = mutant.dice.choice(mutant.files() or [mutant.folder / "x"])
    path.write_bytes(edited(path.read_bytes(), mutant.dice))
    mutant.say(f"bytes of {mutant.name(path)}")


def bytes_of_the_ledger(mutant: Mutant) -> None:
    for path in mutant.files("ledger.jsonl"):
        path.write_bytes(edited(path.read_bytes(), mutant.dice))
        mutant.say("bytes of ledger.jsonl")


def bytes_of_the_index(mutant: Mutant) -> None:
    for path in mutant.files("index.db"):
        path.write_bytes(edited(path.read_bytes(), mutant.dice))
        mutant.say("bytes of index.db")


def lines_of_the_ledger(mutant: Mutant) -> None:
    """Lines removed, doubled, swapped, or put in that are none."""
    dice = mutant.dice
    lines = _lines(mutant)
    if not lines:
        return
    at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            none = (b"[" * 100_000, b"null", b"", b"{" * 5000, b"x" * 5_000_000, b"\xff\xfe" * 50)
            lines.insert(at, dice.choice(none))
        case 4:
            lines = lines[:at]
    mutant.say(f"lines of the ledger at {at}")
    _write_lines(mutant, lines)


def a_value_of_a_line(mutant: Mutant) -> None:
    """Any value for any field, sometimes in a chain that was made anew to fit."""
    lines = [json.loads(line) for line in _lines(mutant, sound=True)]
    if not lines:
        return
    line = mutant.dice.choice(lines)
    name = mutant.dice.choice([*line, "later"])
    if mutant.dice.random() < 0.2:
        line.pop(name, None)
    else:
        line[name] = mutant.dice.choice(VALUES)
    mutant.say(f"{name} of line {lines.index(line)} of the ledger is {line.get(name)!r:.40}")
    _write_lines(mutant, _chained(lines) if mutant.dice.random() < 0.5 else map(_spell, lines))


def a_value_in_a_record(mutant: Mutant) -> None:
    """A record of ours says anything, and its digests and the whole chain were made to fit."""
    lines = [json.loads(line) for line in _lines(mutant, sound=True)]
    held = [line for line in lines if line.get("type") in ("metadata", "conversion")]
    if not held:
        return
    line = mutant.dice.choice(held)
    path = mutant.folder / str(line.get("file"))
    with contextlib.suppress(Exception):  # what was damaged before is no record any more
        whole = path.read_bytes()
        start, stop = line["offset"], line["offset"] + line["length"]
        head, _, rest = gzip.decompress(whole[start:stop]).partition(b"\r\n\r\n")
        content = json.loads(rest[:-4])
        where = _change_within(content, mutant.dice)
        block = json.dumps(content, ensure_ascii=mutant.dice.random() < 0.5).encode(
            "utf-8", "replace"
        )
        data = gzip.compress(_with_digests(head, block), 1, mtime=0)
        path.write_bytes(whole[:start] + data + whole[stop:])
        for each in lines:
            if each.get("file") == line["file"] and each["offset"] > start:
                each["offset"] += len(data) - (stop - start)
        line |= {"length": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        mutant.say(f"{where} in {line['type']} {line['id']}")
        _write_lines(mutant, _chained(lines))
        (mutant.folder / "index.db").unlink(missing_ok=True)


def _change_within(content: Any, dice: random.Random) -> str:
    """Change one value somewhere in an object; where."""
    where = ""
    while isinstance(content, (dict, list)) and content:
        key = dice.choice(list(content) if isinstance(content, dict) else range(len(content)))
        where += f"/{key}"
        if not (isinstance(content[key], (dict, list)) and content[key] and dice.random() < 0.8):
            if isinstance(content, dict) and dice.random() < 0.2:
                del content[key]
            else:
                content[key] = dice.choice(VALUES)
            return where
        content = content[key]
    return where


def _with_digests(head: bytes, block: bytes) -> bytes:
    digest = b"sha256:" + hashlib.sha256(block).hexdigest().encode()
    said = {b"WARC-Block-Digest": digest, b"WARC-Payload-Digest": digest,
            b"Content-Length": str(len(block)).encode()}  # fmt: skip
    lines = [line for line in head.split(b"\r\n") if line.partition(b":")[0] not in said]
    return b"\r\n".join(
        [*lines, *(b": ".join(each) for each in said.items()), b"", block, b"", b""]
    )


def a_record(mutant: Mutant) -> None:
    """Bytes of a record before they were packed, packed anew."""
    lines = [json.loads(line) for line in _lines(mutant, sound=True)]
    held = [line for line in lines if str(line.get("file")).startswith("warc/")]
    if not held:
        return
    line = mutant.dice.choice(held)
    path = mutant.folder / line["file"]
    with contextlib.suppress(Exception):  # what was damaged before is no record any more
        whole = path.read_bytes()
        start, stop = line["offset"], line["offset"] + line["length"]
        plain = edited(gzip.decompress(whole[start:stop]), mutant.dice)
        path.write_bytes(whole[:start] + gzip.compress(plain, 6, mtime=0) + whole[stop:])
        mutant.say(f"{line['type']} {line['id']}, packed anew")


def files(mutant: Mutant) -> None:
    """A file removed, cut, emptied, doubled, exchanged, put where a folder was, or the other way."""
    dice, found = mutant.dice, mutant.files()
    path = dice.choice(found)
    content = path.read_bytes()
    match dice.randrange(6):
        case 0:
            path.unlink()
            mutant.say(f"{mutant.name(path)} is gone")
        case 1:
            path.write_bytes(content[: dice.choice((0, 1, len(content) // 2, len(content) - 1))])
            mutant.say(f"{mutant.name(path)} is cut")
        case 2:
            room = dice.choice(("warc", "imports", "anchors", "set-aside", "spool", "."))
            new = mutant.folder.joinpath(
                room, dice.choice(NAMES).decode("utf-8", "surrogateescape")
            )
            new.parent.mkdir(exist_ok=True)
            new.write_bytes(content)
            mutant.say(f"{mutant.name(path)} is {mutant.name(new)!r} too")
        case 3:
            other = dice.choice(found)
            path.write_bytes(other.read_bytes())
            other.write_bytes(content)
            mutant.say(f"{mutant.name(path)} is {mutant.name(other)}")
        case 4:
            path.unlink()
            path.mkdir()
            mutant.say(f"{mutant.name(path)} is a folder")
        case 5:
            room = mutant.folder / dice.choice(("warc", "imports", "anchors", "spool"))
            shutil.rmtree(room, ignore_errors=True)
            if dice.random() < 0.5:
                room.write_bytes(content) if not room.exists() else None
            mutant.say(f"{mutant.name(room)}/ is gone")


def rows_of_the_index(mutant: Mutant) -> None:
    """Any value in any column; rows and tables that are gone."""
    dice = mutant.dice
    path = mutant.folder / "index.db"
    with (
        contextlib.suppress(sqlite3.Error, OverflowError),
        contextlib.closing(sqlite3.connect(path)) as index,
    ):
        rows = index.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        tables = [row[0] for row in rows]
        if not tables:
            return
        table = dice.choice(tables)
        columns = [row[1] for row in index.execute(f"PRAGMA table_info({table})")]
        column = dice.choice(columns)
        one = f"{columns[0]} = (SELECT {columns[0]} FROM {table} ORDER BY random() LIMIT 1)"
        value = dice.choice([each for each in VALUES if not isinstance(each, (list, dict))])
        match dice.randrange(5):
            case 0:
                index.execute(f"DELETE FROM {table} WHERE {one}")
            case 1 | 2:
                index.execute(f"UPDATE {table} SET {column} = ? WHERE {one}", (value,))
            case 3:
                index.execute(f"UPDATE {table} SET {column} = ?", (dice.randbytes(9),))
            case 4:
                index.execute(f"DROP TABLE {table}")
        index.commit()
        mutant.say(f"{table}.{column} of the index, such as {value!r:.40}")


MUTATIONS: tuple[Callable[[Mutant], None], ...] = (
    bytes_of_a_file, bytes_of_a_file, bytes_of_the_ledger, bytes_of_the_index, lines_of_the_ledger,
    a_value_of_a_line, a_value_of_a_line, a_value_in_a_record, a_value_in_a_record, a_record, files,
    rows_of_the_index,
)  # fmt: skip


def _lines(mutant: Mutant, *, sound: bool = False) -> list[bytes]:
    """The ledger's lines; with `sound` none where there is one that is no object any more."""
    path = mutant.folder / "ledger.jsonl"
    lines = path.read_bytes().splitlines() if path.is_file() else []
    if not sound:
        return lines
    with contextlib.suppress(ValueError, RecursionError):
        if all(isinstance(json.loads(line), dict) for line in lines):
            return lines
    return []


def _write_lines(mutant: Mutant, lines: Any) -> None:
    (mutant.folder / "ledger.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def _spell(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _chained(lines: list[dict[str, Any]]) -> Iterator[bytes]:
    previous = ""
    for line in lines:
        raw = _spell(line | {"prev": previous})
        previous = hashlib.sha256(raw).hexdigest()
        yield raw


# -- what must be noticed --------------------------------------------------------------------


def damage(sound: Base, folder: Path) -> list[str]:
    """What differs of what `verify` vouches for."""
    now = contents(folder)
    found = [
        name
        for name in sound.files.keys() | now.keys()
        if name.startswith(VOUCHED) or name == "ledger.jsonl"
        if sound.files.get(name, b"") != now.get(name, b"") or (name not in now)
    ]
    found += [
        name for name, data in now.items() if _is_anchor(name) and data not in _anchors(sound)
    ]
    return found + (["index.db"] if _index_differs(sound, folder) else [])


def _is_anchor(name: str) -> bool:
    """What lies there as an anchor; whether one was removed no archive can know by itself."""
    base_name = name.rpartition("/")[2]
    return name.startswith("anchors/") and not (
        base_name.startswith(".") or base_name.endswith(".new") or base_name == "queue.jsonl"
    )


def _anchors(sound: Base) -> list[bytes]:
    return [data for name, data in sound.files.items() if _is_anchor(name)]


def _index_differs(sound: Base, folder: Path) -> bool:
    """A view may be missing, and one of an older version is built anew by the next command."""
    path = folder / "index.db"
    if not path.is_file() or path.read_bytes() == sound.files["index.db"]:
        return False
    with (
        contextlib.suppress(sqlite3.DatabaseError),
        contextlib.closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as index,
        contextlib.closing(sqlite3.connect(sound.folder / "index.db")) as other,
    ):
        version = index.execute("PRAGMA user_version").fetchone()
        if 0 < version[0] < other.execute("PRAGMA user_version").fetchone()[0]:
            return False
    return said(path) != sound.tables


# -- one mutant ------------------------------------------------------------------------------


class Finding(AssertionError):
    """A mutant to which a command did not answer, or that was called sound."""


def look(sound: Base, number: int, work: Path) -> bool:
    """Make mutant `number` and ask about it; whether it was called sound. Raises a `Finding`."""
    folder = work / "mutant"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sound.folder, folder)
    mutant = Mutant(folder, random.Random(number))
    for mutation in mutant.dice.choices(MUTATIONS, k=mutant.dice.choice((1, 1, 1, 2, 3))):
        mutation(mutant)
    wrong, before = damage(sound, folder), contents(folder)
    try:
        ok = _ask(folder, work)
        if ok and wrong:
            raise Finding(f"called sound, although it differs in {wrong}")
        changed = [name for name, data in before.items() if _was_changed(folder, name, data)]
        if changed:
            raise Finding(f"{changed} changed while it was only looked at")
    except Finding as finding:
        raise Finding(f"mutant {number} ({'; '.join(mutant.done)}): {finding}") from None
    return ok


def _was_changed(folder: Path, name: str, data: bytes) -> bool:
    path = folder / name
    passing = name.startswith(("index.db", "spool/", ".lock"))
    return not passing and (not path.is_file() or path.read_bytes() != data)


def _ask(folder: Path, work: Path) -> bool:
    """What `verify` says, once all the others were asked too."""
    status, output = _run(folder, "--json", "verify")
    if status == 1 and REFUSED in output:
        return False  # something else under a name of the archive's own: nothing is looked at then
    if status not in (0, 3) and not _is_no_archive(folder):
        raise Finding(f"verify ends with {status}: {output[-300:]}")
    for command in (
        ["list"],
        ["repair", "--dry-run"],
        ["export", "--all", "--format", "report", "-o", str(work / "x.html")],
        ["export", "--all", "--format", "wacz", "-o", str(work / "x.wacz")],
    ):
        ended, said_of_it = _run(folder, *command)
        if ended not in (0, 1, 2):  # 2: there is no page that could be exported
            raise Finding(f"{command[:4]} ends with {ended}: {said_of_it[-300:]}")
    return status == 0


def _is_no_archive(folder: Path) -> bool:
    return not (folder / "ledger.jsonl").exists() and not (folder / "warc").is_dir()


def _run(folder: Path, *command: str) -> tuple[int, str]:
    with limited(SECONDS_A_COMMAND):
        done = CliRunner().invoke(main, ["--archive", str(folder), *command])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        frames = traceback.extract_tb(done.exception.__traceback__)
        where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames[-8:]))
        error = f"{type(done.exception).__name__}: {str(done.exception)[:200]}"
        raise Finding(f"{' '.join(command[:4])}: {error} at {where}")
    return done.exit_code, done.output
