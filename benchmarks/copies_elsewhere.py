"""Copies to real servers, killed at random and gone on with: at the end equal to the byte.

    python -m benchmarks.copies_elsewhere [KILLS]

Servers on loopback: rclone's over S3 and SFTP, and OpenSSH's, plain and encrypted. The archive
grows between the tries, and each third try has a line that ends after some bytes. Prints how many
tries were killed or cut before they ended, and what came of it; of an encrypted copy also how many
names, addresses, ids and sentences were looked for in each byte of it, as they are and as bases of
16 and 64 write them.
"""

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record
from dragoman.archiver.store.store import Store
from dragoman.steps.upkeep import verify_folder
from tests.copying.test_copy import held
from tests.support import copy_servers
from tests.support.copy_servers import Served
from tests.support.told_pages import Told, put

KINDS = (
    ("s3", False), ("s3", True), ("rclone_sftp", False), ("rclone_sftp", True),
    ("openssh", False), ("openssh", True),
)  # fmt: skip
KILLS = 50
PIECES, PIECE = 24, 1_000_000
SENTENCE = "Bir cümlə ki, heç kim görməməlidir."


def make(folder: Path) -> None:
    with Archive(folder) as archive:
        put(archive, Told([(SENTENCE, "A sentence that nobody is to see.")]))
    for n in range(PIECES):
        grow(folder, n)


def grow(folder: Path, n: int, size: int = PIECE) -> None:
    said = {"job": f"job-{n}", "list_sha256": "ab", "state": "begun", "stamp": None}
    noise = random.Random(n).randbytes(size).hex()
    record = json_record("job", "urn:list", said | {"noise": noise})
    Store(folder, software="benchmark").append([record], "captures")


def copy(folder: Path, served: Served, options: list[str], until: float | None, *,
         quiet: bool = False) -> int | None:  # fmt: skip
    """The exit status of a copy; None where it was killed before it ended."""
    command = [sys.executable, "-m", "dragoman", "--archive", str(folder), "copy", served.url]
    environment = os.environ | served.environment
    process = subprocess.Popen(
        [*command, *options], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        said = process.communicate(timeout=until)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    if process.returncode and not quiet:
        print(said.decode())
    return process.returncode


@contextmanager
def line_to(served: Served, dice: random.Random, keys: Path, *, cut: bool) -> Iterator[Served]:
    """The server as it is, or by a line that ends for good once some bytes went over it."""
    if not cut:
        yield served
        return
    with copy_servers.cut_line(served.port, dice.randrange(5_000, 3_000_000)) as port:
        if "HOME" in served.environment:
            copy_servers.known(Path(served.environment["HOME"]), keys, port)
        there, here = f":{served.port}", f":{port}"
        environment = {n: v.replace(there, here) for n, v in served.environment.items()}
        environment["AWS_MAX_ATTEMPTS"] = "1"
        yield Served(served.url.replace(there, here), served.folder, environment, port)


def known_of(folder: Path) -> set[str]:
    """What nobody at the other end is to see of an archive."""
    known = {SENTENCE, "A sentence that nobody is to see.", "example.org", "Xəbər", folder.name}
    with Archive(folder) as archive:
        known |= {page.url for page in archive.pages()} | {page.id for page in archive.pages()}
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in ("README.txt", ".lock"):
            known.add(path.name)
    for line in (folder / "ledger.jsonl").read_text().splitlines():
        said = json.loads(line)
        known |= {str(said[name]) for name in ("id", "sha256") if name in said}
    return known


def seen_in(folder: Path, known: set[str]) -> set[str]:
    """What of it stands in a name or a byte below a folder."""
    every = b"\0".join(name.encode() + b"\0" + data for name, data in held(folder).items())
    found = set()
    for word in known:
        raw = word.encode()
        forms = {raw, raw.lower(), raw.hex().encode(), base64.b64encode(raw).rstrip(b"=")[:-1],
                 word.encode("utf-16-le")}  # fmt: skip
        if any(form in every for form in forms):
            found.add(word)
    return found


def measure(kind: str, kills: int, encrypted: bool, work: Path) -> None:
    import pyrage

    folder, server = work / "evidence-of-ours", work / "server"
    server.mkdir(parents=True)
    make(folder)
    key = pyrage.x25519.Identity.generate()
    (work / "key.txt").write_text(f"{key}\n")
    options = ["--encrypt", str(key.to_public())] if encrypted else []
    killed, failed, dice = 0, 0, random.Random(kind)
    with getattr(copy_servers, kind)(server) as served:
        began = time.perf_counter()
        for n in range(kills):
            with line_to(served, dice, server / "host_key", cut=n % 3 == 2) as line:
                status = copy(folder, line, options, dice.uniform(0.4, 6.0), quiet=True)
            killed, failed = killed + (status is None), failed + bool(status)
            grow(folder, 1_000 + n, 20_000)
        assert copy(folder, served, options, None) == 0
        known = known_of(folder) if encrypted else set()
        seen = seen_in(served.folder, known)
        assert not seen, seen
        back = work / "back"
        command = [sys.executable, "-m", "dragoman", "copy", served.url, "--restore", str(back)]
        told = ["--identity", str(work / "key.txt")] if encrypted else []
        subprocess.run(
            [*command, *told], env=os.environ | served.environment, check=True, capture_output=True
        )
    equal = held(back) == held(folder)
    name = f"{kind}, encrypted" if encrypted else kind
    sound = "ok" if verify_folder(back).ok else "not ok"
    print(
        f"{name}: {kills} tries, {killed} killed, {failed} cut off; then equal by bytes: {equal}; "
        f"verify: {sound} ({time.perf_counter() - began:.0f} s)", flush=True
    )  # fmt: skip
    if encrypted:
        print(f"  looked for: {len(known):,} names, addresses, ids, sentences; found: {len(seen)}")
    assert equal


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    for kind, encrypted in KINDS:
        with tempfile.TemporaryDirectory() as work:
            measure(kind, kills, encrypted, Path(work))


if __name__ == "__main__":
    main()
