"""Two archives of 200 pages, half of them shared, reviewed by two, merged in either order.

    python -m benchmarks.merging [PAGES]

Prints what came of it: whether lists and states are the same, whether both are sound, how many
anchors of the other still prove, and how many sentences are left for people to settle.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from dragoman.archive import Archive
from dragoman.steps.upkeep import anchor_folder, verify_folder
from tests.merging.test_merge import key_of, seen
from tests.support.told_pages import Told, put

PAGES, SENTENCES = 200, 8


def told(n: int, whose: str) -> Told:
    lines = [(f"Cümlə {n}-{k} deyildi.", f"Sentence {n}-{k} was said.") for k in range(SENTENCES)]
    return Told(lines, url=f"https://example.org/{whose}/{n}", title=f"Xəbər {n}")


def review(folder: Path, who: str, dice: random.Random) -> None:
    with Archive(folder) as archive:
        for page in archive.page_ids():
            found = archive.page(page)
            for n in dice.sample(range(1, SENTENCES + 1), 3):
                archive.decide(found, n, "edited", text=f"{who} {n}", reviewer=who)
            archive.annotate([page], tags=[who])


def settle(folder: Path) -> int:
    """A person decides anew on each sentence on which two decided otherwise."""
    with Archive(folder) as archive:
        disputed = [
            each for each in archive.conflicts("en") if each.to_json()["kind"] == "decision"
        ]
        for each in disputed:
            at = each.to_json()["targets"][0]
            archive.decide(archive.page(at["id"]), at["n"], "approved", reviewer="a judge")
    return len(disputed)


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    with tempfile.TemporaryDirectory() as work:
        folders = [Path(work) / name for name in ("ours", "theirs")]
        with Archive(folders[0]) as archive:
            put(archive, *(told(n, "both") for n in range(pages // 2)))
        shutil.copytree(*folders)
        for folder in folders:
            with Archive(folder) as archive:
                put(archive, *(told(n, folder.name) for n in range(pages // 2)))
            review(folder, folder.name, random.Random(folder.name))
            anchor_folder(folder, key=key_of(folder))
        before = Path(shutil.copytree(folders[0], Path(work) / "before"))
        for folder, other in zip(folders, (folders[1], before), strict=True):
            began = time.process_time()
            with Archive(folder) as archive:
                merged = archive.merge_archive(other)
            report = verify_folder(folder)
            proofs = sum("anchor" in each or "ed25519" in each for each in report.proofs)
            print(
                f"{folder.name}: {merged.records} records, {merged.pages} pages, "
                f"{merged.decisions} decisions, {len(merged.disputes)} to settle, "
                f"{len(merged.left_out)} left out; verify {'ok' if report.ok else 'not ok'}, "
                f"{proofs} anchors prove ({time.process_time() - began:.1f} s of processor)"
            )
        ours, theirs = map(seen, folders)
        same = ours[0] == theirs[0] and ours[1] == theirs[1]
        print(f"{len(ours[0])} pages in each; lists and states the same: {same}")
        assert same
        settled = settle(folders[0])
        with Archive(folders[1]) as archive:
            merged = archive.merge_archive(folders[0])
        left = [sum(each["kind"] == "decision" for each in seen(folder)[2]) for folder in folders]
        ours, theirs = map(seen, folders)
        same = ours[0] == theirs[0] and ours[1] == theirs[1]
        sound = [verify_folder(folder).ok for folder in folders]
        print(
            f"{settled} settled by a person, and merged: {left} left to settle, "
            f"lists and states the same: {same}; verify ok: {sound}"
        )
        assert same and left == [0, 0] and all(sound) and not merged.left_out


if __name__ == "__main__":
    main()
