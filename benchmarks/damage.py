"""Damages a sound archive in every way we know, and counts what each checker notices.

    python benchmarks/damage.py [--each 1000] [--seed 1]

For each case the archive is copied, one thing in it is changed, and `dragoman verify`, `warcio
check` and `fastwarc check` look at the copy. Whatever is changed is evidence: WARC files and the
ledger; index.db is a view and left alone. Prints a table and exits with 1 where `verify` missed one
or raised an alarm on the sound archive.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

from dragoman.archive import Archive
from dragoman.archiver.store.store import Store
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.ledger import encode_line, read_entries
from dragoman.steps.upkeep import anchor_folder
from dragoman.verify import Report, verify

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.foreign_files import site as foreign_site
from tests.support.site import Answer, Site, page

SENTENCES = (
    "Məhkəmə jurnalistin həbs müddətini üç ay uzadıb.",
    "Vəkil qərardan apellyasiya şikayəti verəcəyini bildirib.",
    "Növbəti iclas 14 dekabr 2025-ci il saat 11:00-a təyin olunub.",
    "Ailə üzvləri onunla görüşə buraxılmadığını deyir.",
)


@dataclass(frozen=True)
class Member:
    """A chained stretch of a file."""

    file: str
    offset: int
    length: int
    id: str


def sound_archive(folder: Path, pages: int = 14) -> None:
    """An archive with records of every kind.

    Captures, redirects, a failure, a 404; articles, translations (by a demo model, far outside its
    world, which is no matter here), decisions; a text and a WARC made elsewhere; an anchor.
    """
    answers = {
        f"/{n}": Answer(page("az", f"Xəbər {n}", *random.Random(n).sample(SENTENCES, 3)))
        for n in range(pages)
    }
    answers["/old"] = Answer(status=301, headers={"Location": "/1"})
    with Site(answers) as site, Archive(folder) as archive:
        options = archive.fetch_options(allow_private=True)
        urls = [site.url(path) for path in answers] + [site.url("/gone"), "http://x.invalid/"]
        list(archive.capture_many(urls, options=options))
        _import(archive, folder.parent / "note.txt", ("Qeyd\n\n" + " ".join(SENTENCES)).encode())
        _import(archive, folder.parent / "elsewhere.warc.gz", foreign_site().content())
        list(archive.translate(engine="demo-model-az-en"))
        for identity in archive.page_ids():
            translated = archive.page(identity)
            if translated.has_translation("en"):
                archive.decide(translated, 1, "edited", text="Read by a person.", reviewer="Heron")
    anchor_folder(folder, key=_key(folder.parent / "key.pem"))


def _import(archive: Archive, path: Path, body: bytes) -> None:
    path.write_bytes(body)
    archive.import_file(path)
    path.unlink()


def _key(path: Path) -> Path:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def members(folder: Path) -> list[Member]:
    return [
        Member(line["file"], line["offset"], line["length"], line["id"])
        for _, line in read_entries(folder / "ledger.jsonl")
        if "offset" in line
    ]


Case = tuple[str, Callable[[Path], None]]


def cases(folder: Path, each: int, rng: random.Random) -> Iterator[Case]:
    """Every damage, as a name and what does it to a copy."""
    held = members(folder)
    files = sorted({member.file for member in held})
    sizes = {name: (folder / name).stat().st_size for name in files}
    for _ in range(each):
        name = rng.choices(files, [sizes[n] for n in files])[0]
        yield "bit flipped", flip(name, rng.randrange(sizes[name]), rng.randrange(8))
    for _ in range(each):
        name = rng.choices(files, [sizes[n] for n in files])[0]
        yield "file cut", cut(name, rng.randrange(sizes[name]))
    for member in held:
        yield "record removed", splice(member, b"")
        yield "record doubled", double(member)
        if member.file.startswith("warc/"):
            yield "header altered, record compressed anew", alter(member)
            yield "the same, and the ledger rewritten to fit (anchor kept)", rewrite(member)
    for first, second in pairwise(held):
        if first.file == second.file:
            yield "two records swapped", swap(first, second)
    for name in files:
        yield "WARC file missing", lambda copy, name=name: (copy / name).unlink()
    yield from ledger_cases(folder, rng, each)


def flip(name: str, position: int, bit: int) -> Callable[[Path], None]:
    def damage(copy: Path) -> None:
        content = bytearray((copy / name).read_bytes())
        content[position] ^= 1 << bit
        (copy / name).write_bytes(content)

    return damage


def cut(name: str, size: int) -> Callable[[Path], None]:
    return lambda copy: (copy / name).write_bytes((copy / name).read_bytes()[:size])


def splice(member: Member, instead: bytes) -> Callable[[Path], None]:
    def damage(copy: Path) -> None:
        path = copy / member.file
        content = path.read_bytes()
        end = member.offset + member.length
        path.write_bytes(content[: member.offset] + instead + content[end:])

    return damage


def double(member: Member) -> Callable[[Path], None]:
    def damage(copy: Path) -> None:
        held = (copy / member.file).read_bytes()[member.offset :][: member.length]
        splice(member, held + held)(copy)

    return damage


def alter(member: Member) -> Callable[[Path], None]:
    """Another date in the record's header, all else as it was: no digest of WARC covers it."""

    def damage(copy: Path) -> None:
        held = (copy / member.file).read_bytes()[member.offset :][: member.length]
        record = gzip.decompress(held)
        at = record.index(b"WARC-Date: 20") + len(b"WARC-Date: 20")
        altered = record[:at] + b"19" + record[at + 2 :]
        splice(member, gzip.compress(altered, 6, mtime=0))(copy)

    return damage


def rewrite(member: Member) -> Callable[[Path], None]:
    """What an attacker does: alter a record, and rewrite offsets, digests and the whole chain."""

    def damage(copy: Path) -> None:
        before = (copy / member.file).stat().st_size
        alter(member)(copy)
        grown = (copy / member.file).stat().st_size - before
        lines: list[bytes] = []
        for _, line in read_entries(copy / "ledger.jsonl"):
            if line.get("file") == member.file and line["offset"] == member.offset:
                line["length"] += grown
                held = (copy / member.file).read_bytes()[line["offset"] :][: line["length"]]
                line["sha256"] = sha256_hex(held)
            elif line.get("file") == member.file and line["offset"] > member.offset:
                line["offset"] += grown
            line["prev"] = sha256_hex(lines[-1]) if lines else ""
            lines.append(encode_line(line))
        (copy / "ledger.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
        (copy / "ledger.head").unlink()
        (copy / "index.db").unlink()

    return damage


def swap(first: Member, second: Member) -> Callable[[Path], None]:
    def damage(copy: Path) -> None:
        path = copy / first.file
        content = path.read_bytes()
        middle = second.offset
        end = middle + second.length
        path.write_bytes(
            content[: first.offset]
            + content[middle:end]
            + content[first.offset : middle]
            + content[end:]
        )

    return damage


def ledger_cases(folder: Path, rng: random.Random, each: int) -> Iterator[Case]:
    lines = (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    size = sum(map(len, lines))

    def written(kept: list[bytes]) -> Callable[[Path], None]:
        return lambda copy: (copy / "ledger.jsonl").write_bytes(b"".join(kept))

    yield "ledger missing", lambda copy: (copy / "ledger.jsonl").unlink()
    yield "ledger emptied", written([])
    for n in range(len(lines)):
        yield "ledger line removed", written(lines[:n] + lines[n + 1 :])
        yield "ledger line doubled", written([*lines[: n + 1], *lines[n:]])
    for n in range(1, len(lines)):
        yield "ledger cut at a line", written(lines[:n])
        yield (
            "ledger lines swapped",
            written([*lines[: n - 1], lines[n], lines[n - 1], *lines[n + 1 :]]),
        )
    for _ in range(max(1, each // 5)):
        yield "ledger bit flipped", flip("ledger.jsonl", rng.randrange(size), rng.randrange(8))
        yield "ledger cut", cut("ledger.jsonl", rng.randrange(size))


def found_by_dragoman(copy: Path) -> Report:
    return verify(Store(copy, software="benchmark"))


def found_by_warcio(copy: Path) -> bool:
    from warcio.checker import Checker

    inputs = [str(path) for path in sorted((copy / "warc").glob("*.warc.gz"))]
    checker = Checker(SimpleNamespace(inputs=inputs, verbose=False))
    with _quiet():
        try:
            checker.process_all()
        except (OSError, ValueError, EOFError):
            return True
        except Exception:  # noqa: BLE001 - whatever it raises, it noticed
            return True
    return bool(checker.exit_value)


def found_by_fastwarc(copy: Path) -> bool:
    from click.testing import CliRunner
    from fastwarc.cli import check

    for path in sorted((copy / "warc").glob("*.warc.gz")):
        result = CliRunner().invoke(check, [str(path)])
        if result.exit_code != 0 or result.exception:
            return True
    return False


def _quiet() -> object:
    import contextlib
    import io

    return contextlib.redirect_stdout(io.StringIO())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=1000, help="flips, and cuts, at random places")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", action="store_true", help="ask warcio and fastwarc as well")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as work:
        original = Path(work) / "sound"
        sound_archive(original)
        return run(original, Path(work) / "copy", arguments.each, rng, peers=arguments.peers)


def run(original: Path, copy: Path, each: int, rng: random.Random, *, peers: bool) -> int:
    counts: dict[str, list[int]] = {}
    missed = 0
    report = found_by_dragoman(original)
    print(f"sound archive: {report.records} records, {len(report.problems)} problems")
    for name, damage in cases(original, each, rng):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(original, copy)
        damage(copy)
        row = counts.setdefault(name, [0, 0, 0, 0])
        row[0] += 1
        row[1] += not found_by_dragoman(copy).ok
        if peers:
            row[2] += found_by_warcio(copy)
            row[3] += found_by_fastwarc(copy)
    heads = (
        ("damage", "cases", "dragoman", "warcio", "fastwarc")
        if peers
        else ("damage", "cases", "dragoman")
    )
    print("| " + " | ".join(heads) + " |")
    print("|---" * len(heads) + "|")
    for name, row in counts.items():
        missed += row[0] - row[1]
        print("| " + " | ".join([name, *map(str, row[: len(heads) - 1])]) + " |")
    return 1 if missed or not report.ok else 0


if __name__ == "__main__":
    sys.exit(main())
