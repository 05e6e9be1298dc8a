"""Copies to real servers, killed at random and gone on with: at the end equal to the byte.

    python -m benchmarks.copies_elsewhere [KILLS]

Servers of rclone on loopback, over S3 and over SFTP, plain and encrypted. The archive grows between
the tries. Prints how many tries were killed before they ended, and what came of it.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record
from dragoman.archiver.store.store import Store
from dragoman.steps.upkeep import verify_folder
from tests.copying.test_copy import held
from tests.support import copy_servers
from tests.support.copy_servers import Served
from tests.support.told_pages import Told, put

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


def copy(folder: Path, served: Served, options: list[str], until: float | None) -> int | None:
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
    if process.returncode:
        print(said.decode())
    return process.returncode


def measure(kind: str, kills: int, encrypted: bool, work: Path) -> None:
    import pyrage

    folder, server = work / "evidence", work / "server"
    server.mkdir(parents=True)
    make(folder)
    key = pyrage.x25519.Identity.generate()
    (work / "key.txt").write_text(f"{key}\n")
    options = ["--encrypt", str(key.to_public())] if encrypted else []
    killed, failed, dice = 0, 0, random.Random(kind)
    with getattr(copy_servers, kind)(server) as served:
        began = time.perf_counter()
        for n in range(kills):
            status = copy(folder, served, options, dice.uniform(0.4, 3.0))
            killed, failed = killed + (status is None), failed + bool(status)
            grow(folder, 1_000 + n, 20_000)
        assert copy(folder, served, options, None) == 0
        seen = b"".join(name.encode() + data for name, data in held(served.folder).items())
        assert not encrypted or (SENTENCE.encode() not in seen and b"captures-" not in seen)
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
        f"{name}: {kills} tries, {killed} killed, {failed} failed; then equal by bytes: {equal}; "
        f"verify: {sound} ({time.perf_counter() - began:.0f} s)"
    )
    assert equal


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    for kind, encrypted in (("s3", False), ("rclone_sftp", False), ("rclone_sftp", True)):
        with tempfile.TemporaryDirectory() as work:
            measure(kind, kills, encrypted, Path(work))


if __name__ == "__main__":
    main()
