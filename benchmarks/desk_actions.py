"""Presses and clicks whatever the desk shows, by chance: did anything break, or was it lost?

    python -m benchmarks.desk_actions [--actions 20000] [--seed 1] [--windows 12] [--keep FOLDER]

Two real Chromiums, each of another person, with half of the windows each, act on a desk in a
process of its own, which is ended and killed now and then and begun again on the same port. Pages
are captured from a site on loopback (dead ones and walls among them), files are handed over,
sentences are decided on, cut, merged, replaced and talked about, a second person approves, files
go out and come back. At the end what was interrupted is gone on with, and then there may be: no
answer of 500 and up, no failure of a script, nothing in the desk's log that is a fault, no page
that never came, nothing that was said to be kept and is not in a record, and nothing that `verify`
finds. Prints a table; exits with 1 where anything of it is otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
import openpyxl

from dragoman.archive import Archive
from tests.support.argos_package import dictionary_package
from tests.support.desk_kept import addresses_in, promised, written_in
from tests.support.desk_process import DeskProcess
from tests.support.desk_walker import Bag, Walker
from tests.support.review_client import Browser
from tests.support.site import Answer, Site, page
from tests.support.translated_pages import LINES, Line, add_page
from tests.support.windows import Heard, Hung, Windows

SEEDED, SITE_PAGES, FILES = 12, 120, 20
LONGEST_REST = 240  # seconds in which what was interrupted is carried out at the end
UTF8 = {"Content-Type": "text/html; charset=utf-8"}
SHORT = {"Content-Length": "90000"}
WALL = page("az", "Daxil olun", "<form><input name=user><input type=password name=p></form>")
NUMBERS = re.compile(r"(?<=/)[0-9a-f-]{16,36}(?=/|$)|(?<=/)\d+(?=/|$)")
TWO_APPROVALS = "[review]\napprovals = 2\n[politeness]\ndelay = 0\nretries = 0\n"


@dataclass(slots=True)
class Walk:
    """A walk by chance, and what came of it."""

    folder: Path
    actions: int
    seed: int
    windows: int = 12
    every: int = 1000  # actions after which the desk is ended or killed
    heard: Heard = field(default_factory=Heard)
    faults: list[str] = field(default_factory=list)
    ends: int = 0
    kills: int = 0
    begun: set[str] = field(default_factory=set)
    seconds: float = 0.0
    acted: dict[str, int] = field(default_factory=dict)
    kept: int = 0
    addresses: int = 0
    records: int = 0

    def run(self) -> None:
        began = time.monotonic()
        with site() as served:
            bag = self._seeded(served)
            environment = {
                "DRAGOMAN_MODELS": str(self.folder / "models"),
                "DRAGOMAN_STATE": str(self.folder / "state"),
                "DRAGOMAN_PICTURES": "never",
            }
            desk = DeskProcess(self.folder / "archive", self.folder / "desk.log", environment)
            try:
                walkers = self._walk(desk, bag)
                self._carried_out(desk)
            finally:
                if desk.end():
                    self.faults.append("Ctrl-C did not end the desk, or not with 0")
        self.acted = dict(bag.acted)
        self._judge(desk, walkers)
        self.seconds = time.monotonic() - began

    # -- before ------------------------------------------------------------------------------

    def _seeded(self, served: Site) -> Bag:
        folder = self.folder
        for each in ("files", "downloads", "worked"):
            (folder / each).mkdir(parents=True)
        dictionary_package(folder / "models" / "argos-az-en")
        with Archive(folder / "archive") as archive:
            for n in range(SEEDED):
                add_page(archive, folder / "files", _lines(n), name=f"seeded-{n}.html",
                         title=f"Xəbər {n}", translate=n % 4 != 3)  # fmt: skip
        (folder / "archive" / "dragoman.toml").write_text(TWO_APPROVALS, encoding="utf-8")
        files = []
        for n in range(FILES):
            path = folder / "files" / f"handed-{n}.html"
            path.write_bytes(page("az", f"Sənəd {n}", *_sentences(1000 + n)))
            files.append(path)
        pages = [served.url(path) for path in served.answers] + [
            "http://127.0.0.1:9/dead", "no address", served.url("/not-here"),
        ]  # fmt: skip
        return Bag(pages, files, folder / "downloads")

    # -- meanwhile ---------------------------------------------------------------------------

    def _walk(self, desk: DeskProcess, bag: Bag) -> list[Walker]:
        walkers: list[Walker] = []
        threads = [
            threading.Thread(target=self._person, args=(number, desk, bag, walkers))
            for number in range(2)
        ]
        for thread in threads:
            thread.start()
        chance = random.Random(self.seed)
        for at in range(self.every, self.actions, self.every):
            while sum(bag.acted.values()) < at and any(each.is_alive() for each in threads):
                time.sleep(0.05)
            if not any(each.is_alive() for each in threads):
                break
            self._again(desk, kill=chance.random() < 0.5 if at > self.every else True)
        for thread in threads:
            thread.join()
        return walkers

    def _again(self, desk: DeskProcess, *, kill: bool) -> None:
        if kill:
            self.kills += 1
            desk.kill()
        else:
            self.ends += 1
            if desk.end():
                self.faults.append("Ctrl-C did not end the desk, or not with 0")
        desk.begin()

    def _person(self, number: int, desk: DeskProcess, bag: Bag, walkers: list[Walker]) -> None:
        chance = random.Random(self.seed * 10 + number)
        heard = Heard()
        try:
            with Windows(
                self.folder / f"profile-{number}", heard, lambda: chance.random() < 0.7
            ) as browser:
                browser.keep_downloads(bag.downloads)
                windows = [browser.window() for _ in range(max(1, self.windows // 2))]
                walker = Walker(
                    browser, windows, chance, bag, lambda: desk.url, f"person-{number}", heard,
                    self._worked_on,
                )  # fmt: skip
                walkers.append(walker)
                while walker.actions < self.actions // 2:
                    walker.step()
                walker.end()
        except (Hung, AssertionError) as error:
            heard.faults.append(f"{type(error).__name__}: {error}"[:1500])
        self.heard.faults += heard.faults
        self.heard.posted += heard.posted
        self.heard.dialogues += heard.dialogues

    def _worked_on(self, path: Path, word: str) -> Path | None:
        """A file that the desk made, with a word more in its first translation; None for others."""
        out = self.folder / "worked" / f"{word}{path.suffix}"
        if path.suffix == ".xlsx":
            return out if _in_sheet(path, out, word) else None
        if path.suffix == ".docx":
            return out if _in_table(path, out, word) else None
        return None

    # -- after -------------------------------------------------------------------------------

    def _carried_out(self, desk: DeskProcess) -> None:
        """What was interrupted or stopped is gone on with, until nothing is left."""
        browser = Browser(desk.port)
        browser.get("/?" + desk.url.partition("?")[2])
        end = time.monotonic() + LONGEST_REST
        went_on: set[str] = set()
        while time.monotonic() < end:
            told = json.loads(browser.get("/work", Accept="application/json").text)
            again = set(_orders(told["works"], "go-on")) - went_on
            for each in again:
                browser.post(f"/work/{each}/go-on", {"csrf": browser.csrf()})
            went_on |= again
            if not told["busy"] and not again:
                return
            time.sleep(0.2)
        self.faults.append(f"work was not over {LONGEST_REST} seconds after the last action")

    def _judge(self, desk: DeskProcess, walkers: list[Walker]) -> None:
        archive = self.folder / "archive"
        self.faults += self.heard.faults
        self.faults += [f"the log says: {line}" for line in desk.faults()]
        said = promised(self.heard.posted).union(*(each.taken for each in walkers))
        here = written_in(archive)
        away = {order for each in walkers for order in each.put_away()}
        self.kept = len(said)
        self.faults += [f"{word} was said to be kept, and is not" for word in sorted(said - here)]
        begun = {
            url: order for each in walkers for url, order in each.begun_addresses(away).items()
        }
        self.addresses = len(begun)
        self.faults += [
            f"{url} was begun by the order {begun[url]}, and nothing of it is here"
            for url in sorted(begun.keys() - addresses_in(archive))
        ]
        with Archive(archive) as opened:
            report = opened.verify()
        self.records = report.records
        self.faults += [f"verify: {each.message}" for each in report.problems]

    def _forms(self) -> Counter[tuple[str, int]]:
        """What was sent, by its kind and by what was answered."""
        return Counter((NUMBERS.sub("…", each.path), each.status) for each in self.heard.posted)

    def told(self) -> Iterator[str]:
        yield "| what | how many |"
        yield "|---|---|"
        yield f"| actions | {sum(self.acted.values()):,} |"
        for what, count in sorted(self.acted.items(), key=lambda each: -each[1]):
            yield f"| … {what} | {count:,} |"
        yield f"| dialogues of the browser answered | {self.heard.dialogues:,} |"
        yield f"| forms sent | {len(self.heard.posted):,} |"
        for (what, status), count in sorted(self._forms().items()):
            yield f"| … {what}: {status} | {count:,} |"
        yield f"| ended and begun again | {self.ends} |"
        yield f"| killed and begun again | {self.kills} |"
        yield f"| texts that were said to be kept | {self.kept:,} |"
        yield f"| addresses that were begun | {self.addresses:,} |"
        yield f"| records in the archive | {self.records:,} |"
        yield f"| faults | {len(self.faults)} |"
        yield f"| seconds | {self.seconds:.0f} |"


def _orders(html: str, do: str) -> list[str]:
    parts = html.split(f'/{do}"')[:-1]
    return [part.rpartition("/work/")[2] for part in parts]


def _sentences(n: int) -> list[str]:
    return [
        f"Hakim {n + each} saylı qərarı oxudu. Vəkil {each} etirazını bildirdi və məhkəmə iclası "
        f"{each + 2} gün sonraya təyin olundu."
        for each in range(4)
    ]


def _lines(n: int) -> list[Line]:
    more = [
        Line(f"Məhkəmə {n * 100 + each} saylı işə baxdı.",
             f"The court heard the case {n * 100 + each}.", block=10 + each)
        for each in range(6)
    ]  # fmt: skip
    return [*LINES, *more]


@contextlib.contextmanager
def site() -> Iterator[Site]:
    """Pages, a few of which are walls, slow, moved, or broken off."""
    answers = {
        f"/{n}": Answer(page("az", f"Məqalə {n}", *_sentences(n * 10)), headers=UTF8)
        for n in range(SITE_PAGES)
    }
    answers |= {
        "/wall": Answer(WALL, headers=UTF8),
        "/gone": Answer(b"<p>gone</p>", 410),
        "/broken": Answer(b"<p>broken</p>", 500),
        "/moved": Answer(status=301, headers={"Location": "/1"}),
        "/short": Answer(page("az", "Yarı", *_sentences(7)), headers=UTF8 | SHORT),
        "/empty": Answer(b"<html><body></body></html>", headers=UTF8),
    }  # fmt: skip
    with Site(answers) as served:
        yield served


def _in_sheet(path: Path, out: Path, word: str) -> bool:
    book = openpyxl.load_workbook(path)
    if "Sentences" not in book.sheetnames:
        return False
    for number in itertools.count(2):
        cell = book["Sentences"].cell(number, 3)
        if cell.value or number > 50:
            cell.value = f"{cell.value or ''} {word}".strip()
            break
    book.save(out)
    return True


def _in_table(path: Path, out: Path, word: str) -> bool:
    document = docx.Document(str(path))
    if not document.tables or len(document.tables[0].columns) < 5:
        return False
    rows = document.tables[0].rows
    chosen = next((row for row in rows[1:] if row.cells[2].text.strip()), None)
    if chosen is None:
        return False
    chosen.cells[2].text = f"{chosen.cells[2].text} {word}"
    document.save(str(out))
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--actions", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--windows", type=int, default=12)
    parser.add_argument("--every", type=int, default=1000)
    parser.add_argument("--keep", type=Path, help="the folder to leave everything in")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name) / "walk"
        walk = Walk(folder, asked.actions, asked.seed, asked.windows, asked.every)
        walk.run()
    print("\n".join(walk.told()))
    for fault in walk.faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if walk.faults else 0)


if __name__ == "__main__":
    main()
