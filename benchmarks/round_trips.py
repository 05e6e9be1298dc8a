"""Web archives made elsewhere, in and out again, replayed in ReplayWeb.page beside the original.

    python -m benchmarks.round_trips FILE|FOLDER...

Each file is imported, all its pages are exported as WACZ, and every page is shown out of both: the
pictures that are there, those that are broken, and the text. A line a page that is not the same,
and a count; exit status 1 where a page shows less than the original did. ReplayWeb.page is named
by DRAGOMAN_TEST_REPLAYWEBPAGE; needs Chromium.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.listed_beside import SUFFIXES
from dragoman import Archive
from dragoman.errors import DragomanError
from tests.support.replaywebpage import Reader, Reading, Shown, reading, replaywebpage

MOST_PAGES = 12  # of one file
TWICE = "not the same twice out of the original"
MORE = "more is shown, with the answer to"


def both(path: Path, folder: Path, readers: Reading) -> Iterator[tuple[str, bool, str]]:
    """Each page of a file, whether the file shows it, and what its export shows less."""
    with Archive(folder / "archive") as archive:
        pages = [each.page for each in archive.import_file(path) if each.page is not None]
        shown = [each for each in pages if _shown(archive, each)][:MOST_PAGES]
        if not shown:
            return
        archive.export([each.id for each in pages], "wacz", folder / "out.wacz")
    out = folder / "out.wacz"
    with readers.opened(path, listing=False) as before, readers.opened(out) as after:
        for page in shown:
            url, when = page.final_url or page.url, page.captured_at
            stamp = "".join(filter(str.isdigit, when))[:14]
            yield _page(url, before, after, stamp)


def _page(url: str, before: Reader, after: Reader, stamp: str) -> tuple[str, bool, str]:
    """The page, whether it is shown out of the original, and what is less; shown once more where
    something is: some pages tell the time, and some come slowly."""
    one = before.show(url, stamp)
    why = less(one, after.show(url, stamp))
    if why:
        again = before.show(url, stamp)
        if less(one, again):
            return url, one.found, TWICE
        why = less(again, after.show(url, stamp))
    return url, one.found, why


def _shown(archive: Archive, page: Any) -> bool:
    foreign = archive.record(page.id).json()["foreign"]
    return page.url.startswith("http") and not foreign["method"]


def less(before: Shown, after: Shown) -> str:
    """What a page shows less than the original; empty where nothing."""
    if not before.found:
        return ""
    if not after.found:
        return "not found"
    whole = before.pictures - len(before.broken), after.pictures - len(after.broken)
    if whole[1] < whole[0]:
        return f"{whole[1]} pictures of {whole[0]}"
    plain = [each.text.split() for each in (before, after)]
    if plain[0] == plain[1]:
        return ""
    more = set(after.answered) - set(before.answered)
    if more and set(before.answered) <= set(after.answered):
        return f"{MORE} {len(more)} that the reader did not find in the original"
    at = next((n for n, (a, b) in enumerate(zip(*plain, strict=False)) if a != b), -3)
    return "other words: " + " | ".join(" ".join(each[at:][:3]) for each in plain)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    asked = parser.parse_args()
    files = [
        file
        for path in asked.paths
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if file.is_file() and file.name.lower().endswith(SUFFIXES)
    ]
    count = bad = found_before = 0
    with reading(replaywebpage()) as readers:
        for file in files:
            try:
                with tempfile.TemporaryDirectory() as folder:
                    for url, found, why in both(file, Path(folder), readers):
                        count += 1
                        found_before += found
                        bad += bool(why) and not why.startswith((TWICE, MORE))
                        print(f"{file.name}  {url[:80]}: {why or 'the same'}", flush=True)
            except DragomanError as error:
                print(f"{file.name}: {error.message[:150]}")
            except Exception as error:  # noqa: BLE001 - the reader cannot open the original
                said = str(error).splitlines()[0][:100]
                print(f"{file.name}: the reader does not open it ({said})")
    print(f"{count:,} pages, {found_before:,} of them shown out of the original; less: {bad:,}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
