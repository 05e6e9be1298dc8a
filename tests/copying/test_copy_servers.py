"""Copies to real servers on loopback: S3 and SFTP of rclone, and OpenSSH."""

from __future__ import annotations

import getpass
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.steps.elsewhere.copying import copy_folder
from dragoman.steps.upkeep import verify_folder
from tests.copying.test_copy import changed, grow, held, key, made
from tests.support import copy_servers
from tests.support.copy_servers import SECRET, Served, cut_line
from tests.support.evidence_archive import SENTENCES
from tests.support.shell import Shell, shell

__all__ = ["key", "made", "shell"]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the servers are started as POSIX has it")
HAS = {
    "s3": copy_servers.rclone() is not None,
    "rclone_sftp": copy_servers.rclone() is not None,
    "openssh": copy_servers.sshd() is not None,
}
EVERY = [
    pytest.param(name, marks=pytest.mark.skipif(not there, reason=f"{name} cannot be had"))
    for name, there in HAS.items()
]


@pytest.fixture(params=EVERY)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """A server, and the environment that this process speaks to it in."""
    pytest.importorskip("paramiko" if request.param != "s3" else "s3fs")
    (tmp_path / "server").mkdir()
    with getattr(copy_servers, request.param)(tmp_path / "server") as found:
        yield found


@pytest.fixture
def evidence(shell: Shell, made: Path, served: Served) -> Path:
    shell.environment |= served.environment
    return Path(shutil.copytree(made, shell.folder / "evidence"))


def test_it_is_copied_goes_on_and_is_checked(shell: Shell, served: Served, evidence: Path) -> None:
    done = shell("copy", served.url)
    assert done.status == 0, done.err
    assert "go over the network" in done.err and "readable by whoever" in done.err
    assert held(served.folder) == held(evidence)
    grow(evidence, 2)
    assert shell("copy", "--check", served.url).status == 0
    done = shell("copy", served.url, json=True)
    assert held(served.folder) == held(evidence) and verify_folder(served.folder).ok
    assert shell("copy", served.url, json=True).lines[-1]["written"] == 0
    assert shell("copy", served.url, "--restore", str(shell.folder / "back")).status == 0
    assert held(shell.folder / "back") == held(evidence)
    changed(next((served.folder / "warc").glob("captures*")))
    assert shell("copy", "--check", served.url).status == 3
    assert SECRET not in done.out + done.err
    for path in evidence.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


def test_encrypted_it_says_nothing_there(
    shell: Shell, served: Served, evidence: Path, key: tuple[Path, str]
) -> None:
    assert shell("copy", served.url, "--encrypt", key[1]).status == 0
    grow(evidence)
    done = shell("copy", served.url, "--encrypt", key[1])
    assert done.status == 0 and "encrypted" in done.err
    seen = b"".join(name.encode() + content for name, content in held(served.folder).items())
    assert not any(word.encode() in seen for pair in SENTENCES for word in pair)
    there = ("copy", served.url, "--identity", str(key[0]))
    assert shell(*there, "--check").status == 0
    assert shell(*there, "--restore", str(shell.folder / "back")).status == 0
    assert held(shell.folder / "back") == held(evidence)
    assert shell("verify", archive="back").status == 0


def test_where_the_line_is_cut_it_is_gone_on_with(
    shell: Shell, served: Served, evidence: Path
) -> None:
    cuts = 0
    for until in (2_000, 16_000):
        grow(evidence)
        with cut_line(served.port, until) as port:
            url = served.url.replace(f":{served.port}", f":{port}")
            environment = {
                name: value.replace(f":{served.port}", f":{port}")
                for name, value in served.environment.items()
            }
            shell.environment |= environment | {"AWS_MAX_ATTEMPTS": "1"}
            if "HOME" in served.environment:
                copy_servers.known(
                    Path(served.environment["HOME"]), evidence.parent / "server" / "host_key", port
                )
            done = shell("copy", url)
        assert done.status in (0, 1) and "Traceback" not in done.err
        cuts += done.status
        assert done.status == 0 or "the same command goes on" in done.err, done.err
    assert cuts > 0
    shell.environment |= served.environment
    done = shell("copy", served.url)
    assert done.status == 0, done.err
    assert held(served.folder) == held(evidence) and verify_folder(served.folder).ok


@pytest.mark.skipif(not HAS["openssh"], reason="no sshd")
def test_a_server_whose_key_is_not_known_gets_nothing(
    shell: Shell, made: Path, tmp_path: Path
) -> None:
    """fsspec by itself trusts whatever key a server shows."""
    (tmp_path / "server").mkdir()
    shutil.copytree(made, shell.folder / "evidence")
    with copy_servers.openssh(tmp_path / "server") as served:
        shell.environment |= served.environment
        (Path(served.environment["HOME"]) / ".ssh" / "known_hosts").write_text("")
        done = shell("copy", served.url)
    assert done.status == 1 and "known_hosts" in done.err
    assert not served.folder.exists()


@pytest.mark.parametrize(
    "url", [f"sftp://{getpass.getuser()}:{SECRET}@127.0.0.1:9/x", f"sftp://u:{SECRET}@[::1:9/x"]
)
def test_no_password_is_told(shell: Shell, made: Path, url: str) -> None:
    pytest.importorskip("paramiko")
    shutil.copytree(made, shell.folder / "evidence")
    done = shell("copy", url)
    assert done.status in (1, 2) and SECRET not in done.out + done.err
    assert "[Errno" not in done.err


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://127.0.0.1:9/evidence", "--encrypt"),
        ("http://host.invalid/evidence", "--encrypt"),
        ("memory://x/y", "a folder, or a URL"),
        ("simplecache::sftp://h/x", "a folder, or a URL"),
        ("nothing-of-the-kind://h/x", "speaks"),
    ],
)
def test_what_is_no_place_or_can_be_read_on_the_way(
    shell: Shell, made: Path, url: str, said: str
) -> None:
    pytest.importorskip("fsspec")
    shutil.copytree(made, shell.folder / "evidence")
    done = shell("copy", url)
    assert done.status == 2 or (done.status == 1 and said == "--encrypt"), done.err
    if "127.0.0.1" not in url:
        assert said in done.err


def test_a_store_of_objects_without_encryption_on_the_way_is_refused(
    shell: Shell, made: Path
) -> None:
    shutil.copytree(made, shell.folder / "evidence")
    shell.environment["AWS_ENDPOINT_URL"] = "http://store.invalid"
    done = shell("copy", "s3://bucket/evidence")
    assert done.status == 2 and "--encrypt" in done.err


def test_the_copy_is_its_owners_alone(made: Path, tmp_path: Path) -> None:
    evidence = shutil.copytree(made, tmp_path / "evidence")
    copy_folder(evidence, str(tmp_path / "copy"))
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
