"""Settings of an archive that came from somebody else: taken once the operator agreed, and said."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.archive import Archive
from dragoman.cli import main
from dragoman.errors import UsageError
from dragoman.settings import read_settings
from tests.support.proxy_servers import HttpProxy
from tests.support.raw_server import Authority
from tests.support.site import AZ_TEXT, Answer, Site, page

QUICK = "[politeness]\ndelay = 0\nretries = 0\n"


def dragoman(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *arguments])


def received(folder: Path, settings: str) -> Path:
    """An archive as somebody else might hand it over, with settings of theirs."""
    with Archive(folder):
        pass
    (folder / "dragoman.toml").write_text(QUICK + settings, encoding="utf-8")
    return folder


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port that notes whoever connects."""
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        done = threading.Event()

        def accept() -> None:
            while not done.is_set():
                try:
                    client, _ = server.accept()
                except TimeoutError:
                    continue
                came.append(b"connected")
                client.close()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1], came
        finally:
            done.set()
            thread.join()


@pytest.mark.parametrize("command", ["capture", "watch"])
def test_a_proxy_that_came_with_an_archive_is_sent_nothing(tmp_path: Path, command: str) -> None:
    with Site({"/a": Answer(page("az", "Xəbər", AZ_TEXT))}) as site:
        folder = received(tmp_path / "a", "")
        dragoman(folder, "capture", "--no-translate", "--allow-private", site.url("/a"))
        with listening() as (port, came):
            received(folder, f'[network]\nproxy = "http://127.0.0.1:{port}"\n')
            asked = len(site.asked)
            arguments = [command, "--allow-private", *([site.url("/a")] * (command == "capture"))]
            done = dragoman(folder, *arguments)
            assert done.exit_code == 2
            assert f"http://127.0.0.1:{port}" in done.stderr and "settings --agree" in done.stderr
            assert "Traceback" not in done.output
            # Neither through it, nor past it, which whoever set a proxy may not want either.
            assert came == [] and len(site.asked) == asked


def test_what_was_agreed_to_is_taken_and_said_on_every_run(tmp_path: Path) -> None:
    with (
        Site({"/a": Answer(page("az", "Xəbər", AZ_TEXT))}) as site,
        HttpProxy({"site.example": int(site.url("").rsplit(":", 1)[1])}) as proxy,
    ):
        folder = received(tmp_path / "a", f'[network]\nproxy = "{proxy.url()}"\n')
        assert dragoman(folder, "settings", "--agree").exit_code == 0
        for _ in range(2):
            done = dragoman(folder, "capture", "--no-translate", "http://site.example/a")
            assert done.exit_code == 0, done.output
            assert f"requests go through the proxy {proxy.url()}" in done.stderr
        assert {host for host, _ in proxy.asked} == {"site.example"}


SETTINGS = {
    "a proxy": '[network]\nproxy = "socks5h://127.0.0.1:9050"\n',
    "a mirror": '[mirrors]\n"news.example" = ["other.example"]\n',
    "roots": '[tls]\nca_file = "root.pem"\n',
}


@pytest.mark.parametrize("what", SETTINGS)
def test_agreeing_is_for_these_very_files_of_this_archive(tmp_path: Path, what: str) -> None:
    one = received(tmp_path / "one", SETTINGS[what])
    Authority().write_root(one / "root.pem")
    with Archive(one) as archive:
        assert not archive.agreement.given
        with pytest.raises(UsageError, match="nobody on this machine has agreed"):
            archive.fetch_options()
        archive.agreement.give()
        archive.fetch_options()
        assert any("by the settings of this archive" in each for each in archive.store.notices)
    with Archive(received(tmp_path / "other", SETTINGS[what])) as other:
        assert not other.agreement.given  # the same settings, but another archive's
    changed = one / ("root.pem" if what == "roots" else "dragoman.toml")
    with changed.open("a", encoding="utf-8") as stream:
        stream.write("# \n")
    with Archive(one) as archive:
        assert not archive.agreement.given


def test_settings_that_send_nothing_anywhere_need_no_agreement(tmp_path: Path) -> None:
    with Archive(received(tmp_path / "a", "[limits]\nmax_body = 5\n")) as archive:
        assert archive.agreement.said == () and archive.agreement.given
        archive.fetch_options()
        assert archive.store.notices == []
    done = dragoman(tmp_path / "a", "settings")
    assert done.exit_code == 0 and "change nothing" in done.stderr


def test_reading_an_archive_asks_for_no_agreement(tmp_path: Path) -> None:
    folder = received(tmp_path / "a", SETTINGS["a proxy"])
    for command in (["list"], ["verify"], ["search", "x"], ["reindex"], ["settings"]):
        done = dragoman(folder, *command)
        assert done.exit_code == 0, done.output


def test_settings_says_what_is_not_agreed_to(tmp_path: Path) -> None:
    folder = received(tmp_path / "a", SETTINGS["a mirror"])
    done = dragoman(folder, "settings")
    assert "pages of news.example may be asked of other.example" in done.stdout
    assert "nobody agreed" in done.stderr
    assert "was agreed to" in dragoman(folder, "settings", "--agree").stderr
    assert dragoman(tmp_path / "none", "settings").exit_code == 1
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "name", ["/etc/ssl/cert.pem", "../root.pem", "a/../../root.pem", "link.pem"]
)
def test_roots_are_taken_from_the_archive_alone(tmp_path: Path, name: str) -> None:
    folder = received(tmp_path / "a", f'[tls]\nca_file = "{name}"\n')
    root = Authority().write_root(tmp_path / "root.pem")
    (folder / "link.pem").symlink_to(root)
    with pytest.raises(UsageError, match=r"tls\.ca_file must be a file in the archive's folder"):
        read_settings(folder)


def test_without_a_home_agreeing_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = received(tmp_path / "a", SETTINGS["a proxy"])
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("DRAGOMAN_STATE", str(tmp_path / "file"))
    done = dragoman(folder, "settings", "--agree")
    assert done.exit_code == 1 and "cannot be written" in done.stderr
    assert dragoman(folder, "list").exit_code == 0
