"""Damage whole archives at random and use them, as one that came from somebody else.

    python -m benchmarks.fuzz_received [--minutes 60] [--seed 1]

Each example is a copy of a small archive in which files were damaged, or records of odd shape were
chained, with digests that fit. Commands run in a process of its own whose memory is limited. What
ends in a traceback or takes too long is kept and told, and makes the exit status 1.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SLICE_SECONDS = 60
MEMORY_BYTES = 3 << 30
LONGEST = 20  # seconds that one command may take
CODE = """
import faulthandler, resource, sys
from pathlib import Path
from benchmarks.fuzz_received import fuzz
memory = int(sys.argv[4])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
faulthandler.dump_traceback_later(float(sys.argv[2]) + 60, exit=True)
print(fuzz(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
COMMANDS = (["verify"], ["list"], ["--json", "list"], ["stats"], ["search", "Salam"], ["reindex"],
            ["repair", "--dry-run"], ["anchor"])  # fmt: skip
VALUES: tuple[Any, ...] = (None, True, -1, 1 << 70, 0.5, "", "x", "\ud800", "\0", [], [1], {},
                           {"a": []}, "9999-12-31T23:59:59Z", "urn:x", "a" * 100_000)  # fmt: skip
WORDS = (
    b"{",
    b"}",
    b"\n",
    b'"',
    b"null",
    b"1e999",
    b"../",
    b"[" * 50_000,
    b"\x00",
    b"\xff",
    b"\x1f\x8b",
)


def make_base(folder: Path) -> dict[str, str]:
    """An archive of a page with a translation, a name and an anchor; the ids of its records."""
    from dragoman.archive import Archive
    from tests.support.odd_records import chain, sound_record
    from tests.support.site import AZ_TEXT, Answer, Site, page

    with Site({"/1": Answer(page("az", "Xəbər", AZ_TEXT))}) as site, Archive(folder) as archive:
        kept = archive.capture(site.url("/1"), allow_private=True)
        found = archive.page(kept.id)
        ids = {"capture": found.id, "article": str(found.article_id)}
        ids["response"] = str(found.response_id)
        translation = sound_record("translation", ids)
        ids["translation"] = translation.id
        chain(archive, translation, sound_record("decision", ids))
        archive.add_name("Məmmədov", "Mammadov", "red")
    (folder / "anchors").mkdir(exist_ok=True)
    (folder / "anchors" / "queue.jsonl").write_text(
        '{"roots":[],"statement":"x","url":"http://h/"}\n'
    )
    return ids


def damage_files(chance: random.Random, folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in chance.sample(files, chance.randint(1, 3)):
        data = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 4)):
            _edit(chance, data)
        path.write_bytes(data)


def _edit(chance: random.Random, data: bytearray) -> None:
    at, length = chance.randint(0, len(data)), chance.randint(1, 200)
    edit = chance.randint(0, 4)
    if edit == 0 and at < len(data):
        data[at] ^= 1 << chance.randint(0, 7)
    elif edit == 1:
        del data[at : at + length]
    elif edit == 2:
        data[at:at] = data[at : at + length] * chance.randint(1, 20)
    elif edit == 3:
        data[at:at] = chance.choice(WORDS)
    else:
        del data[at:]


def odd_content(chance: random.Random, content: Any) -> Any:
    """A copy in which one value, at any depth, is another."""
    content = copy.deepcopy(content)
    place = content
    while True:
        key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
        inner = place[key]
        if not isinstance(inner, (dict, list)) or not inner or chance.random() < 0.3:
            place[key] = chance.choice(VALUES)
            return content
        place = inner


def chain_odd(chance: random.Random, folder: Path, ids: dict[str, str]) -> None:
    from dragoman.archive import Archive
    from tests.support.odd_records import SOUND, spelled_record

    with Archive(folder) as archive:
        for kind in chance.choices(list(SOUND), k=4):
            said = json.dumps(odd_content(chance, SOUND[kind]))
            for name, identity in ids.items():
                said = said.replace("{" + name + "}", identity)
            archive.store.append([spelled_record(kind, said)], "derived")


def use(chance: random.Random, folder: Path, ids: dict[str, str], out: Path) -> None:
    from click.testing import CliRunner

    from dragoman.cli import main
    from dragoman.commands.export import FORMATS
    from tests.support.fuzzing import limited

    export = ["export", "--all", "--format", chance.choice(sorted(FORMATS)), "-o", str(out)]
    for command in (
        *COMMANDS,
        ["show", ids["capture"]],
        ["--json", "show", ids["capture"]],
        export,
    ):
        with limited(LONGEST):
            done = CliRunner().invoke(main, ["--archive", str(folder), *command])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(f"{command} in {folder}") from done.exception


def fuzz(base: Path, seconds: float, seed: int) -> int:
    """Damage and use copies for so long; how many. Raises what it finds, and leaves that copy."""
    ids = json.loads((base.parent / "ids").read_text())
    end, tried = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        chance = random.Random(seed + tried)
        work = base.parent / f"example-{seed + tried}"
        folder = Path(shutil.copytree(base, work / "archive"))
        if chance.random() < 0.6:
            chain_odd(chance, folder, ids)
        if chance.random() < 0.6:
            damage_files(chance, folder)
        use(chance, folder, ids, work / "out")
        shutil.rmtree(work)
        tried += 1
    return tried


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="dragoman-received-"))
    os.environ["DRAGOMAN_STATE"] = str(work / "state")  # of this run alone
    (work / "ids").write_text(json.dumps(make_base(work / "base")))
    end, seed = time.monotonic() + 60 * asked.minutes, asked.seed * 1_000_000
    tried = peak = found = 0
    while (left := end - time.monotonic()) > 1:
        done = subprocess.run(
            [sys.executable, "-c", CODE, str(work / "base"), str(min(SLICE_SECONDS, left)),
             str(seed), str(MEMORY_BYTES)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        seed += 10_000
        if done.returncode == 0:
            examples, used = map(int, done.stdout.split()[-2:])
            tried, peak = tried + examples, max(peak, used)
        else:
            found += 1
            print(done.stderr[-5000:], file=sys.stderr, flush=True)
    print(f"{tried:,} archives in {asked.minutes:g} minutes, peak {peak} MB, {found} found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
