"""Archives that came from somebody else: a table of what they may hold, and what must not happen.

Each is checked, looked at, captured into and handed on. Whatever it holds, every command ends with a
sentence and the right status, nothing beside the archive is read, changed or connected to, and
`verify` says no "ok" of what is not.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from dragoman.archive import Archive
from dragoman.cli import main
from dragoman.provenance.own_files import FILES, FOLDERS
from tests.support import odd_records
from tests.support.fuzzing import limited
from tests.support.site import AZ_TEXT, Answer, Site, page

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the links and special files are of POSIX")

HUNG = 60  # seconds: far more than any of it takes on a busy machine
QUICK = "[politeness]\ndelay = 0\nretries = 0\n"
SECRET = "what nobody was to see"
LONG_AGO = 10**18  # a time of reading that the next reading changes


@dataclass(frozen=True)
class Place:
    """An archive that was received, what lies beside it, and a port that nobody asked for."""

    folder: Path
    outside: Path
    port: int
    ids: dict[str, str]


Make = Callable[[Place], object]


@dataclass(frozen=True)
class Case:
    """`verify`: whether it has to say "ok" (True), must not (False), or may do either (None).

    `refused`: no command gets past what is there. `captures`: whether a page can be captured.
    """

    make: Make
    verify: bool | None = False
    refused: bool = False
    captures: bool | None = True


# -- links and special files -------------------------------------------------------------------


def emptied(path: Path) -> Path:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    return path


def _link_to_file(path: Path, place: Place) -> None:
    emptied(path).symlink_to(place.outside / "secret.pem")


def _link_to_folder(path: Path, place: Place) -> None:
    emptied(path).symlink_to(place.outside / "folder", target_is_directory=True)


def _dangling(path: Path, place: Place) -> None:
    emptied(path).symlink_to(place.outside / "not-there")


def _relative(path: Path, place: Place) -> None:
    target = os.path.relpath(place.outside / "secret.pem", path.parent)
    emptied(path).symlink_to(target)


def _chain(path: Path, place: Place) -> None:
    between = place.folder / "between"
    between.symlink_to(place.outside / "folder" / "archive" / path.name)
    emptied(path).symlink_to("between")


def _circle(path: Path, _: Place) -> None:
    emptied(path).symlink_to(path.name)


def _fifo(path: Path, _: Place) -> None:
    os.mkfifo(emptied(path))


def _socket(path: Path, _: Place) -> None:
    before = Path.cwd()
    emptied(path)
    os.chdir(path.parent)  # a socket's name has to be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def _device(path: Path, _: Place) -> None:
    try:
        os.mknod(emptied(path), 0o020600, os.makedev(1, 5))  # /dev/zero
    except PermissionError:
        pytest.skip("only root makes devices")


def _other_kind(path: Path, _: Place) -> None:
    """A folder in a file's place, or a file in a folder's."""
    if path.name in FOLDERS:
        emptied(path).write_text(SECRET)
    else:
        emptied(path).mkdir()


WAYS: dict[str, Callable[[Path, Place], None]] = {
    "a link to a file": _link_to_file,
    "a link to a folder": _link_to_folder,
    "a dangling link": _dangling,
    "a relative link": _relative,
    "a chain of links": _chain,
    "a link to itself": _circle,
    "a FIFO": _fifo,
    "a socket": _socket,
    "a device": _device,
    "another kind": _other_kind,
}


def _at(name: str, way: str) -> Make:
    return lambda place: WAYS[way](place.folder / name, place)


def _instead(way: str) -> Make:
    """In the place of a file that the ledger speaks of."""

    def make(place: Place) -> None:
        path = min((place.folder / "warc").glob("captures-*"))
        shutil.copy(path, place.outside / "folder" / "kept.warc.gz")
        os.utime(place.outside / "folder" / "kept.warc.gz", ns=(LONG_AGO, LONG_AGO + 1))
        WAYS[way](path, place)

    return make


OWN_NAMES = [*FILES, *FOLDERS, "anchors/1-20260101-ed25519.json", "anchors/queue.jsonl"]
NOBODYS = ["names.csv.new", "ledger.jsonl.new", "warc/x.warc.gz", "warc/captures-2.warc.gz.new",
           "imports/x.wacz", "spool/x", "set-aside/x", "notes.txt"]  # fmt: skip

LINKS = {
    **{f"{name}: a folder": Case(_at(name, "another kind"), verify=None, captures=True)
       for name in FILES if name.startswith("index.db")},
    **{f"{name}: {way}": Case(_at(name, way), refused=True, captures=False)
       for name in OWN_NAMES for way in WAYS if not (way == "another kind" and name.startswith("index.db"))},
    **{f"{name}: {way}": Case(_at(name, way), verify=None) for name in NOBODYS
       for way in ("a link to a file", "a link to a folder", "a dangling link", "a FIFO")},
    **{f"a WARC file: {way}": Case(_instead(way)) for way in WAYS if way != "another kind"},
}  # fmt: skip


# -- an index that somebody made -----------------------------------------------------------------


def sql(*statements: str) -> Make:
    def make(place: Place) -> None:
        with closing(sqlite3.connect(place.folder / "index.db", isolation_level=None)) as database:
            for statement in statements:
                database.execute(statement)

    return make


INVENTED = "Invented by somebody"
APPROVED = f"UPDATE targets SET state = 'approved', target = '{INVENTED}', reviewer = 'nobody'"


def _view_for(table: str, columns: str = "*") -> Make:
    return sql(
        f"ALTER TABLE {table} RENAME TO held",
        f"CREATE VIEW {table} AS SELECT {columns} FROM held",
    )


def _endless(place: Place) -> None:
    _view_for("links")(place)
    sql(
        "DROP VIEW links",
        "CREATE VIEW links AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
        "SELECT id, id AS translation_page, id AS original_page, id AS made_at FROM n",
    )(place)


def _content(name: str, data: bytes) -> Make:
    return lambda place: (place.folder / name).write_bytes(data)


def _sparse(name: str, size: int = 1 << 40) -> Make:
    def make(place: Place) -> None:
        with (place.folder / name).open("ab") as stream:
            stream.truncate(size)

    return make


def _log_with_content(place: Place) -> None:
    """Rows that stand in the write-ahead log alone."""
    path = place.folder / "index.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute(APPROVED)
        log = path.with_name("index.db-wal").read_bytes()
        held = path.read_bytes()
    path.write_bytes(held)
    path.with_name("index.db-wal").write_bytes(log)


def _recovered(place: Place) -> None:
    """A table that is hidden from `sqlite_master` by a name that is no text."""
    sql(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = cast(x'435245415445ff' AS TEXT) WHERE name = 'links'",
    )(place)


INDEXES = {
    "a view for pages": Case(_view_for("pages")),
    "a view for targets that says approved": Case(_view_for("targets")),
    "a view without an end": Case(_endless),
    "a trigger": Case(sql("CREATE TRIGGER t AFTER INSERT ON pages BEGIN DELETE FROM decisions; END")),
    "a trigger on meta": Case(sql(f"CREATE TRIGGER t AFTER UPDATE ON meta BEGIN {APPROVED}; END")),
    "another table": Case(sql("CREATE TABLE more (a)")),
    "another virtual table": Case(sql("CREATE VIRTUAL TABLE more USING fts5(a)")),
    "another index": Case(sql("CREATE INDEX more ON pages (note)")),
    "a generated column": Case(
        sql("ALTER TABLE pages ADD COLUMN more TEXT GENERATED ALWAYS AS (upper(url)) VIRTUAL")),
    "a column more": Case(sql("ALTER TABLE pages ADD COLUMN more TEXT DEFAULT 'x'")),
    "a table less": Case(sql("DROP TABLE links")),
    "rows that say approved": Case(sql(APPROVED)),
    "rows of decisions": Case(sql(
        "INSERT INTO decisions (id, translation_id, n, made_at, state, text, reviewer, ordered_at) "
        "SELECT 'x', id, 1, '2030', 'approved', 'x', 'nobody', '2030' "
        "FROM translations")),
    "payloads of other records": Case(sql("UPDATE payloads SET record_id = (SELECT min(id) FROM pages)")),
    "payloads of nothing": Case(sql("UPDATE payloads SET record_id = 'nothing'")),
    "records that lie outside": Case(sql("UPDATE records SET file = '../outside/secret.pem'")),
    "records at no place": Case(sql("UPDATE records SET offset = -1")),
    "pages of other records": Case(sql("UPDATE pages SET response_id = id")),
    "a page that is nowhere": Case(sql(
        "INSERT INTO pages (id, url, captured_at, note) VALUES ('a', 'http://h/', '2030', 'Invented by somebody')")),
    "no rows": Case(sql("DELETE FROM pages")),
    "values of other types": Case(sql("UPDATE pages SET tags = x'ff', http_status = 'x', url = x'00'")),
    "tags that are no JSON": Case(sql("UPDATE pages SET tags = '[', foreign_place = '{'")),
    "an older version": Case(sql("PRAGMA user_version = 3"), verify=None),
    "a version to come": Case(sql("PRAGMA user_version = 99")),
    "no version": Case(sql("PRAGMA user_version = 0")),
    "a place that is none": Case(sql("UPDATE meta SET value = 'x' WHERE name = 'position'")),
    "a place before the beginning": Case(sql("UPDATE meta SET value = '-5' WHERE name = 'position'")),
    "a log with content": Case(_log_with_content),
    "a schema that is no text": Case(_recovered),
    "a sparse index": Case(_sparse("index.db")),
    "a sparse log": Case(_sparse("index.db-wal", 1 << 34), verify=None),
    "no database": Case(_content("index.db", b"what is this\n" * 1000)),
    "an empty index": Case(_content("index.db", b"")),
    "the head of a database": Case(_content("index.db", b"SQLite format 3\0" + b"\xff" * 5000)),
}  # fmt: skip


# -- settings, queue, names and anchors ----------------------------------------------------------


def setting(text: str, **more: Any) -> Case:
    def make(place: Place) -> None:
        said = text.replace("PORT", str(place.port)).replace("OUTSIDE", str(place.outside))
        (place.folder / "dragoman.toml").write_bytes(said.encode("utf-8", "surrogateescape"))

    return Case(make, **{"verify": None, "captures": None} | more)


NOT_AGREED: dict[str, Any] = {"captures": False}
SETTINGS = {
    "a proxy": setting(QUICK + '[network]\nproxy = "http://127.0.0.1:PORT"', **NOT_AGREED),
    "a SOCKS proxy": setting(QUICK + '[network]\nproxy = "socks5h://127.0.0.1:PORT"', **NOT_AGREED),
    "a proxy with a password": setting('[network]\nproxy = "http://a:b@127.0.0.1:PORT"', **NOT_AGREED),
    "a proxy that is a list": setting("[network]\nproxy = [1]", **NOT_AGREED),
    "a network that is text": setting('network = "x"', **NOT_AGREED),
    "roots outside": setting('[tls]\nca_file = "OUTSIDE/secret.pem"', **NOT_AGREED),
    "roots outside, relative": setting('[tls]\nca_file = "../outside/secret.pem"', **NOT_AGREED),
    "roots inside": setting('[tls]\nca_file = "ledger.jsonl"', **NOT_AGREED),
    "roots that are a list": setting("[tls]\nca_file = []", **NOT_AGREED),
    "mirrors": setting('[mirrors]\n"127.0.0.1" = ["localhost:PORT"]', **NOT_AGREED),
    "mirrors that are text": setting('[mirrors]\n"127.0.0.1" = "localhost"', **NOT_AGREED),
    "mirrors that are a path": setting('[mirrors]\n"a/b" = ["c"]', **NOT_AGREED),
    "limits of 10^30": setting("[limits]\n" + "".join(
        f"{name} = 1e30\n" for name in ("max_body", "max_decoded", "connect_timeout", "read_timeout",
                                        "total_timeout", "max_requisites")), **NOT_AGREED),
    "a limit that is infinite": setting("[limits]\nread_timeout = inf", **NOT_AGREED),
    "a limit that is no number": setting("[limits]\nmax_body = nan", **NOT_AGREED),
    "a limit below 0": setting("[limits]\nmax_body = -1", **NOT_AGREED),
    "a limit of 10,000 digits": setting("[limits]\nmax_body = 1" + "0" * 10_000, **NOT_AGREED),
    "a pause of 10^30": setting("[politeness]\ndelay = 1e30", **NOT_AGREED),
    "a setting that is not known": setting("x = 1", **NOT_AGREED),
    "no text": setting("\udcff\udcfe", **NOT_AGREED),
    "no TOML": setting("= = =", **NOT_AGREED),
    "a target that is a list": setting("target = [1, 2]"),
    "a target of many letters": setting(f'target = "{"x" * 100_000}"'),
    "a large file": setting("# " + "x" * 30_000_000, **NOT_AGREED),
    "a sparse file": Case(_sparse("dragoman.toml"), verify=None, captures=False),
}  # fmt: skip
QUEUED = '{"roots":[],"sha256":"00","statement":"x","url":"http://127.0.0.1:PORT/"}\n'


def queue(text: str) -> Case:
    def make(place: Place) -> None:
        (place.folder / "anchors").mkdir(exist_ok=True)
        said = text.replace("PORT", str(place.port))
        (place.folder / "anchors" / "queue.jsonl").write_text(said, encoding="utf-8")

    return Case(make)


def _queued_elsewhere(place: Place) -> None:
    """A line of the queue as it is written, that another machine was to ask for."""
    from dragoman.provenance.anchors.anchor import FOLDER, Waiting, _queue_line
    from dragoman.provenance.anchors.statement import state

    statement = state(place.folder / "ledger.jsonl").encode()
    waiting = Waiting(statement, f"http://127.0.0.1:{place.port}/tsa", ())
    (place.folder / FOLDER).mkdir(exist_ok=True)
    (place.folder / FOLDER / "queue.jsonl").write_text(_queue_line(waiting) + "\n")


def anchor(data: bytes, name: str = "1-20260101-ed25519.json") -> Case:
    def make(place: Place) -> None:
        (place.folder / "anchors").mkdir(exist_ok=True)
        (place.folder / "anchors" / name).write_bytes(data)

    return Case(make)


def names(data: bytes) -> Case:
    return Case(_content("names.csv", data), verify=True, captures=None)


def ledger(change: Callable[[bytes], bytes], **more: Any) -> Case:
    def make(place: Place) -> None:
        path = place.folder / "ledger.jsonl"
        path.write_bytes(change(path.read_bytes()))

    return Case(make, **{"captures": None} | more)


NESTED = b"[" * 100_000 + b"]" * 100_000
OTHERS = {
    "a queue of another machine": Case(_queued_elsewhere, verify=True),
    "a queue with a wrong digest": queue(QUEUED),
    "a queue that is no JSON": queue("x\n" * 1000),
    "a queue nested 100,000 deep": queue(NESTED.decode() + "\n"),
    "a queue of other types": queue('{"roots":7,"sha256":[],"statement":{},"url":null}\n'),
    "a sparse queue": Case(lambda place: ((place.folder / "anchors").mkdir(exist_ok=True),
                                          _sparse("anchors/queue.jsonl")(place)), captures=None),
    "an anchor that is no JSON": anchor(b"\xff\xfe\x00"),
    "an anchor that is a list": anchor(b"[]"),
    "an anchor nested 100,000 deep": anchor(NESTED),
    "an anchor of another format": anchor(b'{"format":"x"}'),
    "an anchor with a name of ours": anchor(b"{}", "\u202egnp.json"),
    "an anchor of a TB": Case(lambda place: ((place.folder / "anchors").mkdir(exist_ok=True),
                                             _sparse("anchors/1-1-rfc3161.json")(place))),
    "names that are no text": names(b"\xff\xfe\x00\x01" * 100),
    "names with a formula": names("source,target,authority\n=1+1,\u202eX,red\n".encode()),
    "names without a header": names(b"a,b,c\n"),
    "names with zeros": names(b"source,target,authority\n\0,\0,\0\n"),
    "names of a long line": names(b"source,target\n" + b"a" * 2_000_000 + b",b\n"),
    "names in one quote": names(b'source,target\n"' + b"a\n" * 100_000),
    "sparse names": Case(_sparse("names.csv", 1 << 40), verify=None, captures=None),
    "a ledger of nothing": ledger(lambda _: b""),
    "a ledger that is no text": ledger(lambda _: b"\xff\n" * 1000),
    "a ledger nested 100,000 deep": ledger(lambda held: held + NESTED + b"\n"),
    "a ledger turned round": ledger(lambda held: b"".join(held.splitlines(True)[::-1])),
    "a ledger cut short": ledger(lambda held: b"".join(held.splitlines(True)[:-2])),
    "a ledger that names a file outside": ledger(
        lambda held: held.replace(b'"file":"warc/', b'"file":"../outside/')),
    "a sparse ledger": Case(_sparse("ledger.jsonl"), refused=True, captures=False),
    "a sparse WARC file": Case(_sparse("warc/captures-9.warc.gz"), refused=True, captures=False),
    "a head that is none": Case(_content("ledger.head", b"x"), verify=None, captures=None),
    "a head nested 100,000 deep": Case(_content("ledger.head", NESTED), verify=None, captures=None),
    "a head of numbers": Case(
        _content("ledger.head", b'{"n":1e999,"sha256":"x","size":-1}'), verify=None, captures=None),
    "a sparse head": Case(_sparse("ledger.head"), verify=None, captures=None),
}  # fmt: skip


# -- records of odd shape ------------------------------------------------------------------------


def _odd(name: str) -> Make:
    def make(place: Place) -> None:
        with Archive(place.folder) as archive:
            archive.store.append([odd_records.odd_record(name, place.ids)], "derived")

    return make


RECORDS = {
    f"a record: {name}": Case(_odd(name))
    for name in (
        "a note that is an object", "no date", "exchanges that are text", "a status of 2^70",
        "an address of 10 MB", "a foreign place outside", "a page that is a capture",
        "a sentence out of range", "approved by a machine", "a decision after all others",
        "nested 100,000 deep", "a number that is none", "a name twice", "nothing",
    )
}  # fmt: skip

CASES: dict[str, Case] = LINKS | INDEXES | SETTINGS | OTHERS | RECORDS


# -- what is looked at ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(
        {"/1": Answer(page("az", "Xəbər", AZ_TEXT)), "/2": Answer(page("az", "Bir", AZ_TEXT))}
    ) as made:
        yield made


@pytest.fixture(scope="module")
def ids() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, site: Site, ids: dict[str, str]) -> Path:
    """An archive that was made on another machine: its index has no seal of this one."""
    work = tmp_path_factory.mktemp("theirs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DRAGOMAN_STATE", str(work / "state"))
        with Archive(work / "archive") as archive:
            (archive.folder / "dragoman.toml").write_text(QUICK, encoding="utf-8")
            kept = archive.capture(site.url("/1"), allow_private=True)
            found = archive.page(kept.id)
            ids |= {"capture": found.id, "article": str(found.article_id)}
            ids["response"] = str(found.response_id)
            translation = odd_records.sound_record("translation", ids)
            ids["translation"] = translation.id
            odd_records.chain(archive, translation)
    return work / "archive"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where nobody is to be asked; whoever connects is heard of by `connections`."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def place(base: Path, tmp_path: Path, ids: dict[str, str], port: int) -> Place:
    folder, outside = tmp_path / "archive", tmp_path / "outside"
    shutil.copytree(base, folder)
    for name in ("secret.pem", "folder/secret.pem", "folder/archive/ledger.jsonl",
                 "folder/archive/names.csv", "folder/archive/dragoman.toml"):  # fmt: skip
        path = outside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{SECRET} {name}\n", encoding="utf-8")
    for path in outside.rglob("*"):
        if path.is_file():
            os.utime(path, ns=(LONG_AGO, LONG_AGO + 1))
    return Place(folder, outside, port, ids)


def seen(outside: Path) -> dict[str, tuple[int, ...]]:
    """What lies beside an archive: sizes, times of change and of reading, numbers, modes."""
    found = {}
    for path in sorted(outside.rglob("*")):
        state = path.lstat()
        read = state.st_atime_ns if path.is_file() else 0
        found[str(path)] = (
            state.st_ino, state.st_size, state.st_mtime_ns, state.st_mode, state.st_nlink, read,
        )  # fmt: skip
    return found


_connections: list[Any] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        _connections.append(arguments[1])


sys.addaudithook(_hear)


@pytest.fixture
def connections() -> list[Any]:
    _connections.clear()
    return _connections


def dragoman(folder: Path, *arguments: str) -> Result:
    with limited(HUNG):
        done = CliRunner().invoke(main, ["--archive", str(folder), *arguments])
    odd = None if isinstance(done.exception, SystemExit) else done.exception
    assert odd is None, (arguments, repr(odd))
    assert done.exit_code in (0, 1, 2, 3), (arguments, done.output)
    assert "Traceback" not in done.output
    if done.exit_code:
        assert done.output.strip(), arguments
    assert all(len(line) < 3000 for line in done.stderr.splitlines()), arguments
    return done


def commands(place: Place, site: Site) -> Iterator[tuple[str, Result]]:
    out = place.folder.parent / "out.wacz"
    export = ["export", "--all", "--format", "wacz", "-o", str(out)]
    capture = ["capture", "--allow-private", "--no-translate", "--no-requisites", site.url("/2")]
    for arguments in (["--json", "verify"], ["--json", "list"], ["repair", "--dry-run"], export,
                      capture, ["reindex"], ["--json", "search", "Salam"], ["anchor"],
                      ["--json", "list"]):  # fmt: skip
        yield (
            next(each for each in arguments if each != "--json"),
            dragoman(place.folder, *arguments),
        )
    if out.exists():
        assert SECRET.encode() not in out.read_bytes()


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 80
    assert {len(each) > 10 for each in (LINKS, INDEXES, SETTINGS, OTHERS, RECORDS)} == {True}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.long(one_in=3)
def test_a_received_archive(place: Place, site: Site, connections: list[Any], name: str) -> None:
    case = CASES[name]
    case.make(place)
    before = seen(place.outside)
    done = list(commands(place, site))
    assert seen(place.outside) == before
    asked = {address[1] for address in connections if isinstance(address, tuple)}
    assert asked <= {urlsplit(site.url("")).port}, name
    by_command = dict(done)
    status = {command: result.exit_code for command, result in done}
    if case.refused:
        assert all(status[each] in (1, 2, 3) for each in status if each != "repair"), status
    else:
        assert case.verify is None or (status["verify"] == 0) == case.verify, done[0][1].output
        assert case.captures is None or (status["capture"] == 0) == case.captures, by_command[
            "capture"
        ].output
    for command, result in done:
        assert SECRET not in result.output, command
        assert command == "verify" or INVENTED not in result.output, command


# -- what the operating system was asked ---------------------------------------------------------

STRACED = ("names.csv: a link to a file", "anchors: a link to a folder", "spool/x: a link to a file",
           "a WARC file: a link to a file", "records that lie outside", "roots outside, relative",
           "a ledger that names a file outside", "a record: a foreign place outside")  # fmt: skip
CALLS = "openat,open,creat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,truncate"


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.timeout(11 * HUNG)
@pytest.mark.parametrize("name", STRACED)
@pytest.mark.long(one_in=2)
def test_nothing_outside_is_opened(place: Place, name: str) -> None:
    """As the kernel saw it, whatever opened it: `verify` and an export in a process of their own."""
    CASES[name].make(place)
    before = seen(place.outside)
    log = place.folder.parent / "calls"
    script = (
        "from click.testing import CliRunner; from dragoman.cli import main\n"
        "for command in (['verify'], ['list'], ['export', '--all', '--format', 'wacz', '-o', 'out.wacz']):"
        f" CliRunner().invoke(main, ['--archive', {str(place.folder)!r}, *command])"
    )
    traced = ["strace", "-f", "-y", "-e", f"trace={CALLS}", "-o", str(log)]
    done = subprocess.run(
        [*traced, sys.executable, "-c", script], cwd=place.folder.parent, capture_output=True,
        timeout=10 * HUNG, check=False,
    )  # fmt: skip
    if done.returncode and b"ptrace" in done.stderr:
        pytest.skip("tracing is not allowed here")
    assert done.returncode == 0, done.stderr
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    looked = any(str(place.folder / "ledger.jsonl") in line for line in lines)
    assert looked != CASES[name].refused  # nothing of a folder that is refused is opened
    opened = [line for line in lines if str(place.outside) in line and " = -1 " not in line]
    assert opened == []
    assert seen(place.outside) == before


def test_what_is_looked_for_would_be_seen(place: Place) -> None:
    """Else the tests above would pass whatever was read."""
    before = seen(place.outside)
    (place.outside / "secret.pem").read_bytes()
    after = seen(place.outside)
    if before == after:
        pytest.skip("this file system notes no time of reading")
    assert {name for name in after if after[name] != before[name]} == {
        str(place.outside / "secret.pem")
    }
