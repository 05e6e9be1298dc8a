"""Anchors checked, offline: each against its signer, its archive and the ledger's line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import ArchiveError
from dragoman.provenance.anchors.anchor import FOLDER, LONGEST_QUEUE, QUEUE, read_waiting
from dragoman.provenance.anchors.ots_check import OtsSeal, is_proof, judge
from dragoman.provenance.anchors.ots_proof import OTS
from dragoman.provenance.anchors.seal import Seal, SealBroken, Trust, read_seal
from dragoman.provenance.anchors.statement import naming_line
from dragoman.provenance.ledger import Line, read_lines
from dragoman.provenance.own_files import read_own

LEDGER = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class AnchorCheck:
    """What was found of one anchor.

    Where `ok`, `message` says what it proves; else `problem` is its kind (`anchor_unreadable`,
    `anchor_changed`, `anchor_signature`, `anchor_timestamp`, `anchor_archive`, `anchor_ledger`,
    `anchor_queue`), and `file` and `offset` are where the damage is: for `anchor_ledger` the
    ledger, at the line in question. `anchor` names the anchor's own file.
    """

    ok: bool
    anchor: str
    message: str
    problem: str | None = None
    file: str = ""
    offset: int | None = None
    record_id: str | None = None
    kind: str | None = None
    line: int | None = None
    line_sha256: str | None = None
    time: str | None = None
    by: str | None = None
    pinned: bool = False

    @property
    def covers(self) -> bool:
        """Whether it shows that the lines up to its own are those that were written."""
        return self.ok and self.line is not None and self.time is not None


@dataclass(frozen=True, slots=True)
class _Line:
    offset: int
    sha256: str
    record_id: str | None
    end: int


def check_anchors(
    folder: Path, *, trust: Trust | None = None, elsewhere: Sequence[Path] = ()
) -> Iterator[AnchorCheck]:
    """Check every anchor in the archive, and copies that were kept elsewhere. Opens no socket.

    The ledger is read once, in constant memory. It is the caller who checks its chain.
    """
    found: list[tuple[str, Seal]] = []
    proofs: list[tuple[str, OtsSeal]] = []
    paths = [(f"{FOLDER}/{path.name}", path) for path in _files(folder / FOLDER)]
    for name, path in [*paths, *((each.name, each) for each in elsewhere)]:
        try:
            if is_proof(path):
                proofs.append((name, judge(path, (trust or Trust()).headers)))
            else:
                found.append((name, read_seal(path, trust or Trust())))
        except SealBroken as wrong:
            yield AnchorCheck(False, name, wrong.message, problem=wrong.problem, file=name)
    yield from _check_queue(folder)
    yield from _against_ledger(folder / LEDGER, found)
    yield from _proofs_against_ledger(folder / LEDGER, proofs)


def verify_anchor(path: Path, ledger: Path, *, trust: Trust | None = None) -> AnchorCheck:
    """Check one anchor, wherever its file lies, against a ledger."""
    trust = trust or Trust()
    try:
        if is_proof(path):
            proof = [(path.name, judge(path, trust.headers))]
            (check,) = _proofs_against_ledger(ledger, proof)
            return check
        seal = read_seal(path, trust)
    except SealBroken as wrong:
        return AnchorCheck(False, path.name, wrong.message, problem=wrong.problem, file=path.name)
    (check,) = _against_ledger(ledger, [(path.name, seal)])
    return check


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = (each for each in folder.iterdir() if not each.name.startswith("."))
    return sorted(each for each in found if each.name != QUEUE and each.suffix != ".new")


def _check_queue(folder: Path) -> Iterator[AnchorCheck]:
    path = folder / FOLDER / QUEUE
    if not path.is_file():
        return
    name = f"{FOLDER}/{QUEUE}"
    offset = 0
    try:
        data = read_own(path, LONGEST_QUEUE)
    except OSError as error:
        message = f"the queue of time stamps cannot be read: {error.strerror}"
        yield AnchorCheck(False, name, message, "anchor_queue", name)
        return
    for raw in data.splitlines(keepends=True):
        if read_waiting(raw.decode("utf-8", "replace").removesuffix("\n")) is None:
            message = "a line of the queue of time stamps to ask for is not as it was written"
            yield AnchorCheck(False, name, message, "anchor_queue", name, offset)
        offset += len(raw)


def _against_ledger(ledger: Path, found: Sequence[tuple[str, Seal]]) -> Iterator[AnchorCheck]:
    if not found:
        return
    archive, lines = _read(ledger, {seal.statement.ledger_line for _, seal in found})
    for name, seal in found:
        yield _compare(name, seal, archive, lines.get(seal.statement.ledger_line))


def _proofs_against_ledger(
    ledger: Path, found: Sequence[tuple[str, OtsSeal]]
) -> Iterator[AnchorCheck]:
    """Each proof held against the line whose digest it is about, wherever that is."""
    wanted = {seal.digest for _, seal in found if seal.digest is not None}
    lines = _with_digests(ledger, wanted) if wanted else {}
    for name, seal in found:
        if seal.digest is None:
            yield AnchorCheck(True, name, seal.proves, file=name, kind=OTS)
        elif seal.digest not in lines:
            message = (
                f"no line of the ledger has the SHA-256 that {name} is about: "
                "it was rewritten since, cut or replaced"
            )
            yield AnchorCheck(False, name, message, "anchor_ledger", LEDGER, kind=OTS)
        else:
            number, line = lines[seal.digest]
            message = f"line {number} of the ledger, and so every line before it: {seal.proves}"
            yield AnchorCheck(
                True, name, message, None, name, line.start, None, OTS, number, seal.digest,
                seal.time, seal.by, seal.time is not None,
            )  # fmt: skip


def _with_digests(ledger: Path, wanted: set[str]) -> dict[str, tuple[int, Line]]:
    found: dict[str, tuple[int, Line]] = {}
    if ledger.exists():
        for number, line in enumerate(read_lines(ledger)):
            if line.whole and line.sha256 in wanted:
                found[line.sha256] = (number, line)
                if len(found) == len(wanted):
                    break
    return found


def _compare(name: str, seal: Seal, archive: str | None, line: _Line | None) -> AnchorCheck:
    said = seal.statement
    if archive is not None and said.archive != archive:
        message = f"the anchor is about the archive {said.archive}, and this one is {archive}"
        return _problem("anchor_archive", name, seal, message, name)
    if archive is None or line is None:
        message = (
            f"{name} says that the ledger has a line {said.ledger_line}, and it has none: "
            "it was cut or replaced"
        )
        return _problem("anchor_ledger", name, seal, message, LEDGER)
    if line.sha256 != said.ledger_sha256 or line.end != said.ledger_size:
        message = (
            f"line {said.ledger_line} is not the one that {name} is about "
            f"({seal.kind}, {seal.time}): it, or lines before it, were rewritten since"
        )
        return _problem("anchor_ledger", name, seal, message, LEDGER, line)
    message = f"line {said.ledger_line} of the ledger, and so every line before it: {seal.proves}"
    return AnchorCheck(
        True,
        name,
        message,
        file=name,
        offset=line.offset,
        kind=seal.kind,
        line=said.ledger_line,
        line_sha256=said.ledger_sha256,
        time=seal.time,
        by=seal.by,
        pinned=seal.pinned,
    )


def _problem(
    problem: str, name: str, seal: Seal, message: str, file: str, line: _Line | None = None
) -> AnchorCheck:
    return AnchorCheck(
        False,
        name,
        message,
        problem,
        file,
        line.offset if line else None,
        line.record_id if line else None,
        seal.kind,
        seal.statement.ledger_line,
        seal.statement.ledger_sha256,
        seal.time,
        seal.by,
        seal.pinned,
    )


def _read(ledger: Path, wanted: set[int]) -> tuple[str | None, dict[int, _Line]]:
    """The archive that a ledger names, and the lines asked for, counted from 0."""
    try:
        archive = str(naming_line(ledger)["archive"])
    except ArchiveError:
        return None, {}
    found: dict[int, _Line] = {}
    last = max(wanted)
    for number, line in enumerate(read_lines(ledger)):
        if number > last or not line.whole:
            break
        if number in wanted:
            found[number] = _Line(line.start, line.sha256, _record_id(line), line.end)
    return archive, found


def _record_id(line: Line) -> str | None:
    try:
        return line.parse().get("id")
    except ArchiveError:
        return None
