"""Programs that capture one list at once share it: no page is fetched twice, and none is left."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.visits.shared_list import SharedList
from dragoman.provenance.digest import sha256_hex
from tests.support.shell import Shell, shell  # noqa: F401 - a fixture
from tests.support.site import AZ_TEXT, Answer, Site, page

QUICK = "[politeness]\ndelay = 0\nretries = 0\n"
DIGEST = "ab" * 32


def lists(folder: Path) -> tuple[SharedList, SharedList]:
    return SharedList(folder, DIGEST), SharedList(folder, DIGEST)


def test_a_page_is_taken_by_one(tmp_path: Path) -> None:
    first, second = lists(tmp_path)
    with first.beginning() as others:
        assert not others
    with second.beginning() as others:
        assert others
    assert first.take("a") and not second.take("a") and second.take("b")
    first.release("a")
    assert second.take("a") and not first.take("a")
    second.close()
    assert first.take("a") and first.take("b")
    with SharedList(tmp_path, "cd" * 32).beginning() as others:
        assert not others  # of another list
    first.close()
    assert list(tmp_path.glob("list-abab*")) == []


def test_what_a_dead_program_left_keeps_nobody(tmp_path: Path) -> None:
    first, second = lists(tmp_path)
    (tmp_path / f"list-{DIGEST[:32]}.at-0011223344556677").write_bytes(b"")
    with first.beginning() as others:
        assert not others
    assert not list(tmp_path.glob("*0011223344556677"))
    second.close()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_in_the_place_of_a_lock_is_not_followed(tmp_path: Path) -> None:
    """An archive may be anybody's: what a link leads to is not emptied."""
    kept = tmp_path / "kept"
    kept.write_bytes(b"precious")
    first, _ = lists(tmp_path)
    for name in ("begin", f"{DIGEST[:32]}.{sha256_hex(b'a')[:32]}", f"{DIGEST[:32]}.at-00"):
        (tmp_path / f"list-{name}").symlink_to(kept)
    with first.beginning() as others:
        assert not others
    assert first.take("a")
    assert kept.read_bytes() == b"precious"
    first.close()


class SlowSite(Site):
    """Answers no page before it was let."""

    def __init__(self, count: int) -> None:
        self.go = threading.Event()
        super().__init__({f"/{n}": Answer(page("az", f"Xəbər {n}", AZ_TEXT)) for n in range(count)})

    def answer(self, path: str) -> Answer | None:
        self.go.wait(60)
        return super().answer(path)

    @property
    def counted(self) -> Counter[str]:
        return Counter(path for path, _ in self.asked)


@contextmanager
def running(shell: Shell, listed: Path) -> Iterator[subprocess.Popen[bytes]]:  # noqa: F811
    words = ("--archive", "evidence", "--json", "capture", "--allow-private", "--record-only")
    process = subprocess.Popen(
        shell.command(*words, "--no-requisites", "--concurrency", "2", "-f", str(listed)),
        cwd=shell.folder, env=shell.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def begun(shell: Shell, site: SlowSite, count: int) -> Path:  # noqa: F811
    folder = shell.folder / "evidence"
    folder.mkdir()
    (folder / "dragoman.toml").write_text(QUICK, encoding="utf-8")
    listed = shell.folder / "urls.txt"
    dead = "http://127.0.0.1:9/dead"
    urls = [*(site.url(f"/{n}") for n in range(count)), dead]
    listed.write_text("\n".join(urls), encoding="utf-8")
    return listed


def waited(condition: threading.Event, of: SlowSite, asked: int) -> None:
    while len(of.asked) < asked:
        assert not condition.wait(0.02)


@pytest.mark.timeout(240)
def test_two_programs_with_one_list_share_it(shell: Shell) -> None:  # noqa: F811
    count = 12
    with SlowSite(count) as site:
        listed = begun(shell, site, count)
        with running(shell, listed) as first, running(shell, listed) as second:
            waited(threading.Event(), site, 3)  # one of them has taken two, and the other is at it
            site.go.set()
            done = [each.communicate(timeout=120) for each in (first, second)]
        assert [each.returncode for each in (first, second)].count(
            1
        ) == 1  # the dead one is told once
        assert site.counted == Counter({f"/{n}": 1 for n in range(count)})
    told = [out.decode().count('"id"') for out, _ in done]
    assert sum(told) == count + 1 and min(told) >= 1
    assert sum(err.count(b"another program is at this list too") for _, err in done) == 1
    with Archive(shell.folder / "evidence") as archive:
        assert len(archive.page_ids()) == count + 1
        assert archive.verify().ok
        assert not list((shell.folder / "evidence" / "spool").glob("list-*.*[0-9a-f]-*"))


@pytest.mark.timeout(240)
@pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")
def test_what_a_killed_program_had_taken_is_done_by_the_other(shell: Shell) -> None:  # noqa: F811
    count = 6
    with SlowSite(count) as site:
        listed = begun(shell, site, count)
        with running(shell, listed) as first:
            waited(threading.Event(), site, 2)
            with running(shell, listed) as second:
                waited(threading.Event(), site, 4)
                first.send_signal(signal.SIGKILL)
                site.go.set()
                _, err = second.communicate(timeout=120)
        assert second.returncode in (0, 1)  # the dead address may have been the first one's
        with Archive(shell.folder / "evidence") as archive:
            assert Counter(row["url"] for row in archive.list_pages()) == Counter(
                listed.read_text(encoding="utf-8").split()
            )
        assert b"another program is at this list too" in err
