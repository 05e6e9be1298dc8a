"""A locked or broken `index.db` stops no capture: what is recorded is read into it later."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dragoman.archive import Archive
from dragoman.cli import main
from dragoman.errors import ArchiveError, IndexUnusable
from dragoman.index.building import view
from dragoman.index.building.makeshift import Makeshift
from dragoman.index.building.view import Index
from dragoman.steps.models import install_model
from dragoman.steps.upkeep import verify_folder
from tests.support.argos_package import pack, random_package
from tests.support.places import ROOT
from tests.support.site import AZ_TEXT, RU_TEXT, Answer, Site, page
from tests.support.told_pages import Told, put
from tests.support.translated_pages import add_page

resource = pytest.importorskip("resource", reason="limits and locks of POSIX systems")

HTML = {"Content-Type": "text/html; charset=utf-8"}
BODIES = {
    "/0": page("az", "Məhkəmə iclası", AZ_TEXT),
    "/1": page("ru", "Заседание суда", RU_TEXT),
    "/2": page("az", "Vəkilin bəyanatı", AZ_TEXT.replace("11:00", "12:00")),
    "/empty": b"<html><body></body></html>",
}
LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA locking_mode = " + sys.argv[2])
connection.execute("BEGIN EXCLUSIVE")
connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({path: Answer(body, headers=HTML) for path, body in BODIES.items()}) as served:
        yield served


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "BRIEF", 0.2)
    monkeypatch.setattr(view, "PATIENT", 0.3)


# -- what may be wrong with it ---------------------------------------------------------------


@contextmanager
def _locked_by(path: Path, mode: str) -> Iterator[None]:
    command = [sys.executable, "-c", LOCKER, str(path), mode]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield
        process.stdin.close()
        process.wait(20)


def locked(folder: Path) -> AbstractContextManager[None]:
    """Another program writes for long; it may be read all the while."""
    return _locked_by(folder / "index.db", "NORMAL")


def closed(folder: Path) -> AbstractContextManager[None]:
    """Another program lets nobody read either."""
    return _locked_by(folder / "index.db", "EXCLUSIVE")


@contextmanager
def a_folder(folder: Path) -> Iterator[None]:
    for path in folder.glob("index.db*"):
        path.unlink()
    (folder / "index.db").mkdir()
    yield
    (folder / "index.db").rmdir()


@contextmanager
def no_room(folder: Path) -> Iterator[None]:
    """None for the index, that is: what is recorded is smaller."""
    assert (folder / "index.db").stat().st_size > 100_000
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def no_database(folder: Path) -> Iterator[None]:
    for path in folder.glob("index.db*"):
        path.write_bytes(b"no database at all, " * 500)
    yield


@contextmanager
def _without(folder: Path, table: str) -> Iterator[None]:
    with closing(sqlite3.connect(folder / "index.db", isolation_level=None)) as connection:
        connection.execute(f"DROP TABLE {table}")
    yield


def no_payloads(folder: Path) -> AbstractContextManager[None]:
    return _without(folder, "payloads")


def no_meta(folder: Path) -> AbstractContextManager[None]:
    return _without(folder, "meta")


@contextmanager
def _zeroed(folder: Path, table: str) -> Iterator[None]:
    with closing(sqlite3.connect(folder / "index.db", isolation_level=None)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray((folder / "index.db").read_bytes())
    data[(root - 1) * size : root * size] = bytes(size)
    (folder / "index.db").write_bytes(data)
    yield


def torn_payloads(folder: Path) -> AbstractContextManager[None]:
    return _zeroed(folder, "payloads")


def torn_pages(folder: Path) -> AbstractContextManager[None]:
    return _zeroed(folder, "pages")


def torn_meta(folder: Path) -> AbstractContextManager[None]:
    return _zeroed(folder, "meta")


Trouble = Callable[[Path], AbstractContextManager[None]]
LASTING: list[Trouble] = [locked, closed, a_folder, no_room]
MENDED: list[Trouble] = [no_database, no_payloads, no_meta, torn_payloads, torn_pages, torn_meta]


# -- capturing from the command line ---------------------------------------------------------


@dataclass(frozen=True)
class Ran:
    result: Result

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.result.stdout.splitlines()]

    @property
    def said(self) -> list[str]:
        return self.result.stderr.splitlines()


def run(folder: Path, *arguments: str, stdin: str | None = None) -> Ran:
    shell = ["--archive", str(folder), "--json", *arguments]
    result = CliRunner().invoke(main, shell, input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Ran(result)


CAPTURE = ("capture", "--allow-private", "--delay", "0", "--no-requisites")


def begun(folder: Path, site: Site) -> None:
    done = run(folder, *CAPTURE, "--no-translate", site.url("/0"))
    assert done.result.exit_code == 0


def sound(folder: Path) -> dict[str, bytes]:
    """The pages of an archive that is sound, its index with it, by their paths."""
    report = verify_folder(folder)
    assert report.problems == []
    with Archive(folder) as archive:
        pages = [archive.page(each) for each in archive.page_ids()]
        return {each.url[each.url.rindex("/") :]: each.response().body for each in pages}


@pytest.mark.parametrize("concurrency", ["1", "4"])
@pytest.mark.parametrize("trouble", LASTING + MENDED)
def test_pages_are_captured_and_reported(
    tmp_path: Path, site: Site, trouble: Trouble, concurrency: str
) -> None:
    folder = tmp_path / "archive"
    begun(folder, site)
    urls = [site.url(path) for path in BODIES]
    with trouble(folder):
        done = run(folder, *CAPTURE, "--no-translate", "--concurrency", concurrency, *urls)
    assert done.result.exit_code == 0, done.said
    assert [each["url"] for each in done.lines] == urls
    assert [each["http_status"] for each in done.lines] == [200] * 4
    assert [each["language"] for each in done.lines] == ["az", "ru", "az", None]
    assert [each["title"] for each in done.lines[:3]] == [
        "Məhkəmə iclası", "Заседание суда", "Vəkilin bəyanatı",
    ]  # fmt: skip
    assert all(each["segments"] > 1 for each in done.lines[:3])
    notices = [each for each in done.said if "what is recorded is kept all the same" in each]
    rebuilt = [each for each in done.said if "built anew" in each]
    assert len(notices) == 1 if trouble in LASTING else len(rebuilt) == 1, done.said
    listed = run(folder, "list")
    assert listed.result.exit_code == 0
    assert {each["id"] for each in listed.lines} >= {each["id"] for each in done.lines}
    assert len(listed.lines) == 5
    assert sound(folder) == BODIES


@pytest.mark.parametrize("trouble", [closed, a_folder, no_room])
def test_no_page_is_a_revisit_while_nobody_can_look(
    tmp_path: Path, site: Site, trouble: Trouble
) -> None:
    """But of what this very run has kept."""
    folder = tmp_path / "archive"
    begun(folder, site)
    with trouble(folder), Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        first, second = (archive.capture(site.url("/0"), options=options) for _ in range(2))
        kept = [each.record(each.response_id or "") for each in (first, second)]
        assert [each.type for each in kept] == ["response", "revisit"]
        assert second.response().body == BODIES["/0"] and second.text == first.text
    sound(folder)


@pytest.mark.parametrize("trouble", LASTING)
def test_what_is_not_translated_for_it_is_said(
    tmp_path: Path, site: Site, trouble: Trouble
) -> None:
    folder = tmp_path / "archive"
    begun(folder, site)
    urls = [site.url("/1"), site.url("/2")]
    with trouble(folder):
        done = run(folder, *CAPTURE, *urls)
        wished = run(folder, *CAPTURE, "--to", "en", *urls)
    assert [each["translation"]["state"] for each in done.lines] == ["pending"] * 2
    assert (done.result.exit_code, wished.result.exit_code) == (0, 1)
    for each in (done, wished):
        assert [x for x in each.said if x.startswith("captured, not translated: index.db ")]
    assert len(run(folder, "list").lines) == 5


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real model of random weights."""
    folder = tmp_path_factory.mktemp("model")
    package = pack(random_package(folder / "package"), folder / "az_en.argosmodel")
    install_model(str(package), models_dir=folder / "models")
    return folder / "models"


@pytest.mark.parametrize("table", ["targets", "decisions", "translations", "segments", "articles"])
def test_damage_that_translating_comes_upon_stops_no_capture(
    tmp_path: Path, site: Site, models: Path, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_MODELS", str(models))
    folder = tmp_path / "archive"
    begun(folder, site)
    urls = [site.url("/0"), site.url("/2"), site.url("/1")]
    with _zeroed(folder, table):
        done = run(folder, *CAPTURE, *urls)
    assert done.result.exit_code == 0, done.said
    assert [each["url"] for each in done.lines] == urls
    assert all(
        each["translation"]["state"] in ("machine", "refused", "pending") for each in done.lines
    )
    assert any("is built anew" in each for each in done.said) or table == "decisions"
    assert run(folder, "reindex").result.exit_code == 0  # nobody had to look at the decisions
    assert sound(folder) == {path: BODIES[path] for path in ("/0", "/1", "/2")}


def test_where_nothing_can_be_looked_up_the_pages_are_kept_and_that_is_said(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No room for what this run recorded itself either."""

    def full(_: Makeshift) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Makeshift, "catch_up", full)
    folder = tmp_path / "archive"
    begun(folder, site)
    urls = [site.url("/1"), site.url("/2")]
    with a_folder(folder):
        done = run(folder, *CAPTURE, "-f", "-", stdin="\n".join(urls))
    assert done.result.exit_code == 1, done.said
    assert [each["url"] for each in done.lines] == urls
    assert all(each["error"]["kind"] == "index" for each in done.lines)
    assert len(run(folder, "list").lines) == 3
    assert sound(folder) == {path: BODIES[path] for path in ("/0", "/1", "/2")}


@pytest.mark.parametrize("trouble", LASTING)
def test_a_list_is_captured_whole_where_nobody_knows_how_far_it_got(
    tmp_path: Path, site: Site, trouble: Trouble
) -> None:
    folder = tmp_path / "archive"
    begun(folder, site)
    listed = "\n".join(site.url(path) for path in BODIES)
    with trouble(folder):
        done = run(folder, *CAPTURE, "--no-translate", "-f", "-", stdin=listed)
    assert done.result.exit_code == 0
    unknown = [each for each in done.said if "all of its 4 pages are captured" in each]
    assert bool(unknown) == (trouble is not locked)  # which may be read, and is complete
    assert sound(folder) == BODIES


def test_it_is_waited_for_once_and_not_for_each_page(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    bring_up = Index._bring_up

    def noted(self: Index, patience: float, *arguments: Any, **more: Any) -> None:
        try:
            bring_up(self, patience, *arguments, **more)
        except IndexUnusable:
            waited.append(patience)
            raise

    monkeypatch.setattr(Index, "_bring_up", noted)
    folder = tmp_path / "archive"
    begun(folder, site)
    waited.clear()
    with locked(folder):
        done = run(folder, *CAPTURE, "--no-translate", *(site.url(f"/{n}") for n in range(3)))
    assert len(done.lines) == 3
    assert len(waited) > 1 and sum(waited) == view.BRIEF


def test_an_index_that_is_free_again_catches_up_in_the_same_run(tmp_path: Path, site: Site) -> None:
    folder = tmp_path / "archive"
    begun(folder, site)
    with Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        with locked(folder):
            during = archive.capture(site.url("/1"), options=options)
            assert archive.index.trouble is not None
            with pytest.raises(IndexUnusable, match="in use by another program"):
                archive.page_ids()
        after = archive.capture(site.url("/2"), options=options)
        assert archive.index.trouble is None
        assert len(archive.page_ids()) == 3
        assert during.pairs() and archive.page(during.id).pairs() == during.pairs()
        assert after.title == "Vəkilin bəyanatı"
        assert archive.search("Ахадова")


def test_an_index_that_is_lost_in_the_middle_of_a_run(tmp_path: Path, site: Site) -> None:
    """The first page was reported before, the second is being fetched, the third comes after."""
    folder = tmp_path / "archive"
    begun(folder, site)
    with Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        outcomes = archive.capture_many([site.url(f"/{n}") for n in range(3)], options=options)
        pages = [next(outcomes).page]
        with closed_from_now(archive, folder):
            pages += [each.page for each in outcomes]
    assert [each and each.title for each in pages] == [
        "Məhkəmə iclası", "Заседание суда", "Vəkilin bəyanatı",
    ]  # fmt: skip
    sound(folder)


@contextmanager
def closed_from_now(archive: Archive, folder: Path) -> Iterator[None]:
    archive.index._close()
    with a_folder(folder):
        yield


@pytest.mark.parametrize("trouble", LASTING)
def test_whoever_reads_is_told(tmp_path: Path, site: Site, trouble: Trouble) -> None:
    """Rather than shown a part; and what is readable, and whole, is read."""
    folder = tmp_path / "archive"
    begun(folder, site)
    with Archive(folder) as archive:
        put(archive, Told([("Xəbər.", None)]))
        identity = archive.page_ids()[0]
    with trouble(folder):
        for command in (["list"], ["show", identity], ["search", "Nigar"]):
            done = run(folder, *command)
            if trouble is locked:  # it is complete, and may be read
                assert done.result.exit_code == 0 and done.lines
            else:
                assert (done.result.exit_code, done.lines) == (1, [])
                assert "index.db" in done.said[-1]


@pytest.mark.parametrize("trouble", MENDED)
def test_whoever_reads_is_told_of_damage_or_it_is_mended(
    tmp_path: Path, site: Site, trouble: Trouble
) -> None:
    folder = tmp_path / "archive"
    begun(folder, site)
    with trouble(folder):
        done = run(folder, "list")
        if done.result.exit_code:
            assert 'reindex" builds it anew' in done.said[-1]
        else:
            assert len(done.lines) == 1
        assert run(folder, "reindex").result.exit_code == 0
    assert sound(folder) == {"/0": BODIES["/0"]}


def test_damage_that_somebody_came_upon_is_mended_before_anything_is_added(
    tmp_path: Path, site: Site
) -> None:
    """Also where what is added does not come near it."""
    folder = tmp_path / "archive"
    begun(folder, site)
    with _zeroed(folder, "links"), Archive(folder) as archive:
        links = "SELECT * FROM links"
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        assert archive.index.ask(lambda source: source.connection.execute(links).fetchall()) == []
        assert archive.index.trouble is not None
        archive.capture(site.url("/1"), options=options)
        assert any("is built anew" in each for each in archive.store.notices)
        assert archive.index.trouble is None
        assert archive.index.connection.execute(links).fetchall() == []
    assert sound(folder) == {path: BODIES[path] for path in ("/0", "/1")}


# -- others who record -----------------------------------------------------------------------


@pytest.mark.parametrize("trouble", LASTING)
def test_a_file_is_taken_in(tmp_path: Path, site: Site, trouble: Trouble) -> None:
    folder, note = tmp_path / "archive", tmp_path / "note.txt"
    begun(folder, site)
    note.write_text(AZ_TEXT, encoding="utf-8")
    with trouble(folder):
        done = run(folder, "import", "--no-translate", str(note))
    assert done.result.exit_code == 0
    assert done.lines[0]["language"] == "az" and done.lines[0]["segments"] == 4
    assert done.lines[0]["id"] in {each["id"] for each in run(folder, "list").lines}


def test_a_decision_is_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    with Archive(folder) as archive:
        translated = add_page(archive, tmp_path)
        with locked(folder):
            archive.decide(translated, 2, "edited", text="Tural is free.", reviewer="r")
            assert any("read into the index" in each for each in archive.store.notices)
        assert archive.page(translated.id).pair(2, "en")[1].target == "Tural is free."
        assert archive.verify().ok


def test_a_look_back_is_recorded(tmp_path: Path, site: Site) -> None:
    folder = tmp_path / "archive"
    begun(folder, site)
    with Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
        site.answers["/0"] = Answer(BODIES["/2"], headers=HTML)
        with locked(folder):
            (look,) = archive.watch(options=options)
        assert look.finding == "changed" and look.captured is not None
        new = archive.page(look.captured)
        assert new.title == "Vəkilin bəyanatı"
        assert archive.verify().ok


# -- one that cannot be written --------------------------------------------------------------

AS_NOBODY = """
import json, os, sys
from dragoman.archive import Archive
with Archive(sys.argv[2]) as archive:  # so that all is loaded: another user may not read it
    archive.capture(sys.argv[3], allow_private=True)
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
with Archive(sys.argv[1]) as archive:
    options = archive.fetch_options(allow_private=True, requisites=False, delay=0)
    for outcome in archive.capture_many(sys.argv[3:], options=options):
        page = outcome.page
        print(json.dumps([outcome.url, page.http_status, page.title, str(outcome.error)]))
    print("; ".join(archive.store.notices), file=sys.stderr)
"""


@pytest.mark.parametrize("mode", [0o444, 0o000])
@pytest.mark.parametrize("behind", [False, True])
def test_an_index_without_the_right_to_write_or_read(site: Site, mode: int, behind: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "archive"
        begun(folder, site)
        if behind:
            old = (folder / "index.db").read_bytes()
            begun(folder, site)
            (folder / "index.db").write_bytes(old)
        for path in [*folder.rglob("*"), folder]:
            path.chmod(0o777 if path.is_dir() else 0o666)
        (folder / "index.db").chmod(mode)
        urls = [site.url("/1"), site.url("/2")]
        ended = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(folder), f"{name}/warm", *urls],
            capture_output=True, text=True, check=False, encoding="utf-8",
            cwd=ROOT, env=os.environ | {"PYTHONUTF8": "1", "HOME": name},
        )  # fmt: skip
        (folder / "index.db").chmod(0o666)
        assert ended.returncode == 0, ended.stderr
        assert [json.loads(line) for line in ended.stdout.splitlines()] == [
            [urls[0], 200, "Заседание суда", "None"],
            [urls[1], 200, "Vəkilin bəyanatı", "None"],
        ]
        assert ended.stderr.count("what is recorded is kept all the same") == 1
        assert sound(folder) == {path: BODIES[path] for path in ("/0", "/1", "/2")}


# -- what is said of it ----------------------------------------------------------------------


def test_opening_says_nothing_and_what_is_asked_says_why(tmp_path: Path, site: Site) -> None:
    folder = tmp_path / "archive"
    begun(folder, site)
    with a_folder(folder):
        with Archive(folder) as archive:
            assert archive.store.notices == []
            with pytest.raises(ArchiveError, match="cannot be used") as caught:
                archive.page_ids()
            assert caught.value.kind == "index"
        done = run(folder, "reindex")
        assert done.result.exit_code == 1 and "cannot be removed" in done.said[0]
    shutil.rmtree(folder / "index.db", ignore_errors=True)
    assert sound(folder) == {"/0": BODIES["/0"]}


def test_damage_that_sqlite_cannot_even_tell_of_is_mended(tmp_path: Path, site: Site) -> None:
    """Its complaint quotes a name that is no text any more, of which Python makes another error."""
    folder = tmp_path / "archive"
    begun(folder, site)
    data = bytearray((folder / "index.db").read_bytes())
    name, statement = data.index(b"tablepagespages") + 5, data.index(b"CREATE TABLE pages")
    data[name] = data[statement] = 0xCE
    (folder / "index.db").write_bytes(data)
    with pytest.raises(UnicodeDecodeError), closing(sqlite3.connect(folder / "index.db")) as held:
        held.execute("SELECT * FROM pages")
    assert not verify_folder(folder).ok
    done = run(folder, *CAPTURE, "--no-translate", site.url("/1"))
    assert done.result.exit_code == 0
    assert any("is built anew" in each for each in done.said)
    assert sound(folder) == {path: BODIES[path] for path in ("/0", "/1")}


def test_a_text_that_is_none_is_told_or_mended(tmp_path: Path, site: Site) -> None:
    folder = tmp_path / "archive"
    begun(folder, site)
    with closing(sqlite3.connect(folder / "index.db", isolation_level=None)) as connection:
        connection.execute("UPDATE meta SET value = CAST(x'ff' AS TEXT) WHERE name = 'line'")
    done = run(folder, *CAPTURE, "--no-translate", site.url("/1"))
    assert done.result.exit_code == 0 and any("is built anew" in each for each in done.said)
    with closing(sqlite3.connect(folder / "index.db", isolation_level=None)) as connection:
        connection.execute("UPDATE articles SET title = CAST(x'ff' AS TEXT)")
    listed = run(folder, "list")
    assert listed.result.exit_code == 1 and 'reindex" builds it anew' in listed.said[-1]
    assert not verify_folder(folder).ok
    assert run(folder, "reindex").result.exit_code == 0
    assert sound(folder) == {path: BODIES[path] for path in ("/0", "/1")}
