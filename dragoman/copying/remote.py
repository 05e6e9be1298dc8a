"""The border to fsspec: a place on a server, as SFTP, S3 or whatever else it speaks.

Credentials come from where each protocol keeps them (an agent or key of ssh, `AWS_…` or
`~/.aws`), or out of the URL; they are used, and neither kept nor told. A server of SFTP whose key
is not among `known_hosts` is not spoken with, which fsspec by itself would do.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from dragoman.errors import CopyFailed, UsageError
from dragoman.provenance.digest import CHUNK

SFTP, S3 = ("sftp", "ssh"), ("s3", "s3a")
# Whatever goes there can be read on the way.
CLEAR = frozenset({"ftp", "http", "webdav", "dav"})
# Protocols of fsspec that are no place elsewhere, or that lead on to another.
NO_PLACE = frozenset({"memory", "data", "reference", "github", "git", "dask", "jupyter", "cached"})
CONNECT_SECONDS, READ_SECONDS = 20, 60
SHOWN = 200
_NUMBER = re.compile(r"^\[Errno (?:None|-?\d+)\] ")  # which says nothing to who reads it
# What the libraries raise, by the module that is loaded where they do.
RAISED = (
    ("paramiko", "SSHException"),
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("aiohttp", "ClientError"),
)


class Remote:
    """A folder, or the beginning of names, on a server that fsspec reaches."""

    remote = True

    def __init__(self, system: Any, root: str, shown: str, secret: str | None, kind: str) -> None:
        self._system = system
        self._root = root.rstrip("/")
        self._secret = secret
        self.shown = shown
        self.appends = self._renames = kind in SFTP

    def sizes(self) -> dict[str, int]:
        with self._told():
            self._system.invalidate_cache()
            try:
                found = self._system.find(self._root, detail=True)
            except FileNotFoundError:
                return {}
            return {
                name[len(self._root) :].lstrip("/"): int(each["size"])
                for name, each in found.items()
                if each["type"] == "file"
            }

    def read(self, name: str, start: int = 0) -> Iterator[bytes]:
        with self._told(), self._open(name, "rb") as stream:
            stream.seek(start)
            while piece := stream.read(CHUNK):
                yield piece

    def write(self, name: str, pieces: Iterable[bytes], *, whole: bool = False) -> None:
        with self._told():
            self._make_room(name)
            # Stores of objects show one once it is whole; a file is renamed to its name.
            target = f"{name}.part" if whole and self._renames else name
            self._write(target, "wb", pieces)
            if target != name:
                self._system.mv(f"{self._root}/{target}", f"{self._root}/{name}")

    def append(self, name: str, pieces: Iterable[bytes]) -> None:
        with self._told():
            self._write(name, "ab", pieces)

    def remove(self, name: str) -> None:
        with self._told():
            self._system.rm_file(f"{self._root}/{name}")

    def _make_room(self, name: str) -> None:
        if self._renames:
            folder = f"{self._root}/{name}".rpartition("/")[0]
            self._system.makedirs(folder, exist_ok=True)

    def _write(self, name: str, mode: str, pieces: Iterable[bytes]) -> None:
        with self._open(name, mode) as stream:
            if hasattr(stream, "set_pipelined"):
                stream.set_pipelined(True)  # SFTP would wait for an answer to each piece
            for piece in pieces:
                stream.write(piece)

    def _open(self, name: str, mode: str) -> Any:
        return self._system.open(f"{self._root}/{name}", mode)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except _raised() as error:
            raise _failed(self.shown, error, self._secret) from error


def open_remote(url: str) -> Remote:
    """See `open_place`."""
    kind, shown, secret = _understood(url)
    try:
        import fsspec  # noqa: F401
    except ImportError as error:
        raise _missing("fsspec", error) from error
    try:
        if kind in SFTP:
            system, root = _sftp(url)
        else:
            system, root = _by_fsspec(url, kind)
    except ImportError as error:
        raise _missing(f"what speaks {kind}", error) from error
    except _raised() as error:
        raise _failed(shown, error, secret) from error
    return Remote(system, root, shown, secret, kind)


def is_clear(url: str) -> bool:
    """Whether what goes there could be read on the way to another machine."""
    kind = url.partition("://")[0].lower()
    if kind in S3:
        url = next((v for n in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                    if (v := os.environ.get(n))), "https://")  # fmt: skip
        kind = url.partition("://")[0].lower()
    return kind in CLEAR and not _is_here(urlsplit(url).hostname or "")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _understood(url: str) -> tuple[str, str, str | None]:
    """The protocol, how the place is spoken of, and the password in the URL; UsageError."""
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    except ValueError as error:
        raise UsageError(f"the place to copy to is not understood: {error}") from error
    kind = parts.scheme.lower()
    if "::" in url or not kind or kind in NO_PLACE or not host:
        raise UsageError(
            "a place to copy to is a folder, or a URL such as sftp://host/folder or s3://bucket/name"
        )
    return kind, f"{kind}://{host}{parts.path}", unquote(parts.password) if parts.password else None


def _sftp(url: str) -> tuple[Any, str]:
    import paramiko
    from fsspec.implementations.sftp import SFTPFileSystem

    class KnownHosts(SFTPFileSystem):  # type: ignore[misc]
        """Speaks with servers alone whose keys the operator's ssh knows."""

        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            self.client.load_system_host_keys()
            self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()
            self.ftp.get_channel().settimeout(READ_SECONDS)

    parts = urlsplit(url)
    given = {"port": parts.port, "username": parts.username, "password": parts.password}
    said = {n: unquote(v) if isinstance(v, str) else v for n, v in given.items() if v}
    system = KnownHosts(parts.hostname, skip_instance_cache=True, timeout=CONNECT_SECONDS, **said)
    return system, unquote(parts.path) or "/"


def _by_fsspec(url: str, kind: str) -> tuple[Any, str]:
    import fsspec

    options: dict[str, Any] = {}
    if kind in S3:
        # Without this a machine that has no credentials asks 169.254.169.254 for some.
        os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
        waits = {"connect_timeout": CONNECT_SECONDS, "read_timeout": READ_SECONDS}
        # Other makers' stores do not know the checksums of newer clients; what is written is read
        # back anyway.
        sums = "when_required"
        checks = {"request_checksum_calculation": sums, "response_checksum_validation": sums}
        options = {"config_kwargs": {**waits, **checks}, "use_listings_cache": False}
    try:
        system, root = fsspec.core.url_to_fs(url, skip_instance_cache=True, **options)
    except ValueError as error:
        raise UsageError(f"nothing is known that speaks {kind}://") from error
    return system, str(root)


def _missing(what: str, error: ImportError) -> CopyFailed:
    return CopyFailed(
        f"{what} is not installed ({error.name or error}): pip install 'dragoman[copy]' brings "
        "what copies to SFTP and S3"
    )


def _raised() -> tuple[type[BaseException], ...]:
    loaded = (getattr(sys.modules[m], n) for m, n in RAISED if m in sys.modules)
    return (OSError, EOFError, TimeoutError, *loaded)


def _failed(shown: str, error: BaseException, secret: str | None) -> CopyFailed:
    said = _NUMBER.sub("", " ".join(str(error).split())) or type(error).__name__
    for spelled in filter(None, (secret, secret and quote(secret, safe=""))):
        said = said.replace(spelled, "…")
    if "not found in known_hosts" in said:
        said = "its key is not among those that ssh knows (~/.ssh/known_hosts); compare and add it"
    return CopyFailed(
        f"{shown}: {said[:SHOWN]}; what was copied before is there, and the same command goes on",
        subject=shown,
    )
