"""Whether commands say the same as at another commit, byte for byte but for times and ids.

    git worktree add ../before COMMIT
    python -m benchmarks.same_output -o now.txt
    PYTHONPATH=../before python benchmarks/same_output.py -o before.txt
    diff before.txt now.txt

Writes down what a fixed set of commands prints (stdout, stderr, exit status) and what the exports
hold, over the archive that 0.1 left and over one of the demo site. Asks nothing of the network but
the demo's own server on loopback.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import dragoman

PACKAGE = Path(dragoman.__file__).parent
STORED = Path(__file__).parent.parent / "tests" / "data" / "archive-0.1.tar.xz"
FORMATS = ("html", "csv", "jsonl", "tmx", "xliff", "xliff12", "wacz", "prov", "report")
GROUPS = ("", "models", "names")
COMMANDS = (
    "capture", "import", "translate", "list", "show", "search", "review", "export",
    "import-review", "watch", "verify", "repair", "reindex", "anchor", "compare", "link", "names",
    "names suggest", "models", "models list", "models install", "models info", "models evaluate",
    "models remove", "settings", "demo",
)  # fmt: skip
READING = (
    "list", "search Mammadov", "search məhkəmə --lang az --limit 3", "search суд --exact",
    "search nothingofthekind", "search a --since yesterday", "verify", "repair --dry-run",
    "names suggest --least 1", "models list", "models info az-en", "models info xx-yy", "settings",
)  # fmt: skip
OF_A_PAGE = ("show {}", "compare {}", "compare {} --changed", "translate {}")
REFUSED = (
    "show 00000000", "capture", "capture --record-only --to en http://127.0.0.1:9/",
    "capture http://127.0.0.1:9/ not-a-url", "import nothing.pdf", "translate --pending abcd",
    "translate --engine none", "export --format csv -o out.csv", "link {0} {0}", "anchor",
    "export --all --key k --format csv -o o", "export --all --omegat --format csv -o o",
    "import-review nothing.csv --reviewer me", "nonsense",
    "capture --header nonsense http://127.0.0.1:9/",
    "watch 00000000", "verify --nonsense",
)  # fmt: skip
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?|\d{14,17}|\d{8}T\d{6}Z"
)
DIGEST = re.compile(
    r"(sha256:)?[0-9a-f]{64}|sha-256:[\w+/=-]+|SHA-256 [0-9a-f]{16}|(?<=web:)[0-9a-f]{32}"
)
LOOPBACK = re.compile(r"((?:127\.0\.0\.1|localhost|\[::1\]):|\) port )\d+")
# Lengths of records depend on their dates and ids, and so do the places after them.
PLACE = re.compile(
    r'("(?:dragoman:)?(?:offset|length|size|bytes|recordCompressedLength)": ?)"?\d+"?'
    r"|(head -c |tail -c \+|\.gz )\d+(?: \d+)?|()\d+ bytes at \d+"
)
TOOK = re.compile(r'("(?:dns|tcp|tls|first_byte|total|[a-z_]*seconds)": )[\d.e-]+')


@dataclass
class Notebook:
    """What was said, with the ids numbered in the order in which they came up."""

    folder: Path
    lines: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)

    def write(self, text: str) -> None:
        for identity in UUID.findall(text):
            self.ids.setdefault(identity, f"<id {len(self.ids) + 1}>")
        for identity, name in self.ids.items():
            text = text.replace(identity, name).replace(identity[:8], name)
        text = text.replace(str(self.folder), "<folder>").replace(str(PACKAGE), "<package>")
        for pattern, put in (
            (DIGEST, "<digest>"), (TIME, "<time>"), (LOOPBACK, r"\1<port>"),
            (PLACE, r"\1\2\3<n>"), (TOOK, r"\1<seconds>"),
        ):  # fmt: skip
            text = pattern.sub(put, text)
        self.lines.append(text)


def run(book: Notebook, words: str, archive: str | None = None, *, json: bool = False) -> str:
    named = ["--archive", str(book.folder / archive)] if archive else []
    command = [*named, *(["--json"] if json else []), *words.split()]
    environment = {key: value for key, value in os.environ.items() if "DRAGOMAN" not in key}
    environment |= {
        "HOME": str(book.folder), "DRAGOMAN_STATE": str(book.folder / "state"),
        "DRAGOMAN_MODELS": str(book.folder / "models"), "COLUMNS": "240",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "dragoman", *command],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=book.folder,
        env=environment, stdin=subprocess.DEVNULL, timeout=600,
    )  # fmt: skip
    said = f"{done.stdout}-- stderr\n{done.stderr}-- status {done.returncode}\n"
    book.write(f"\n$ dragoman {' '.join(command)}\n{said}")
    return done.stdout


def read(book: Notebook, archive: str) -> None:
    """Everything that only reads, and every export."""
    for words in READING:
        run(book, words, archive, json=True)
        run(book, words, archive)
    pages = UUID.findall(run(book, "list", archive, json=True))
    for words in OF_A_PAGE:
        for page in pages:
            run(book, words.format(page), archive, json=True)
        run(book, words.format(pages[0]), archive)
    for format_ in FORMATS:
        where = book.folder / f"{archive}.{format_}"
        run(book, f"export --all --format {format_} -o {where}", archive, json=True)
        for path in sorted(book.folder.glob(f"{archive}*.{format_}")):
            book.write(f"\n== {path.name}\n{_content(path)}")


def _content(path: Path) -> str:
    if not zipfile.is_zipfile(path):
        return path.read_text(encoding="utf-8", errors="replace")
    with zipfile.ZipFile(path) as packed:
        texts = [
            f"-- {name}\n"
            + (packed.read(name).decode() if name.endswith((".jsonl", ".json")) else "")
            for name in packed.namelist()
        ]
    return "\n".join(texts)


def refused(book: Notebook, archive: str) -> None:
    page = UUID.findall(run(book, "list", archive, json=True))[0]
    for words in REFUSED:
        run(book, words.format(page), archive)
    run(book, "list", "missing")


def act(book: Notebook, archive: str) -> None:
    """What appends: a file taken in, a table that was worked on, a link, a look again."""
    notes = book.folder / "notes.txt"
    notes.write_text("Məhkəmə iclası keçirildi.\n\nŞahid ifadə verdi.\n", encoding="utf-8")
    run(book, f"import {notes} --note why --tag court", archive, json=True)
    run(book, f"import {notes}", archive)
    table = book.folder / "worked-on.csv"
    run(book, f"export --all --format csv -o {table}", archive)
    text = table.read_text(encoding="utf-8-sig")
    table.write_text(re.sub(r"([a-z]{4})\.", r"\1, so they say.", text, count=3), encoding="utf-8")
    run(book, f"import-review {table} --reviewer reviewer-9", archive, json=True)
    pages = list(dict.fromkeys(UUID.findall(run(book, "list", archive, json=True))))
    run(book, f"link {pages[1]} {pages[0]}", archive)
    run(book, f"translate {pages[0]} --again --carry", archive, json=True)
    run(book, "translate --pending", archive)
    run(book, "reindex", archive)
    run(book, "list", archive, json=True)
    run(book, "verify", archive, json=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    output: Path = parser.parse_args().output
    with tempfile.TemporaryDirectory() as name:
        book = Notebook(Path(name).resolve())
        for words in (*GROUPS, *COMMANDS):
            run(book, f"{words} --help")
        with tarfile.open(STORED) as packed:
            packed.extractall(book.folder, filter="data")
        (book.folder / "archive" / "index.db").unlink()
        read(book, "archive")
        run(book, "demo", "demo", json=True)
        read(book, "demo")
        run(book, "watch --allow-private --concurrency 1", "demo", json=True)
        run(book, "watch --concurrency 1", "demo")
        for archive in ("archive", "demo"):
            refused(book, archive)
            act(book, archive)
        output.write_text("".join(book.lines), encoding="utf-8")


if __name__ == "__main__":
    main()
