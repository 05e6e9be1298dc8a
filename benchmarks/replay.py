"""Measures whether a replay proves itself: what is noticed, and what is called broken for nothing.

    python -m benchmarks.replay [--pages 200] [--browser 20] [--seed 1]

A site of invented pages on loopback is captured twice. Of the one archive each page loses one
answer, or has it exchanged for one with digests that fit: a style sheet, a picture, a script, a
font, the page's own body. Of the other nothing is touched; half of its pages have a clock, random
numbers, an animation, or a request that failed at the capture. So many of each are captured by a
browser, the others plainly. Then pictures are made of all. Each that was not noticed, and each that
was called broken for nothing, is named.
"""

from __future__ import annotations

import argparse
import io
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.replay_site import KINDS, replay_site
from dragoman.archive import Archive
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.records.record import Record, compress, urn
from dragoman.archiver.replay.finding import WHOLE
from dragoman.provenance.digest import warc_digest

ALTERED = "warc/derived-altered.warc.gz"


def captured(
    folder: Path, pages: int, browser: int, seed: int, *, troubled: bool
) -> dict[str, str]:
    """An archive of the site's pages; by id what is unlike about each."""
    with replay_site(pages, seed, troubled=troubled) as unlike, Archive(folder) as archive:
        urls = list(unlike)
        for shown in (True, False):
            some = urls[:browser] if shown else urls[browser:]
            options = archive.fetch_options(allow_private=True, delay=0, browser=shown)
            list(archive.capture_many(some, options=options, concurrency=2 if shown else 4))
        return {page.id: unlike[page.url] for page in archive.pages()}


def damaged(folder: Path, seed: int) -> dict[str, str]:
    """Take one answer of each page away, or exchange it; by id what was done to it."""
    chance, done = random.Random(seed), {}
    with Archive(folder) as archive:
        targets = {page.id: _answers(archive, page.id) for page in archive.pages()}
        bodies = {kind: [held[kind] for held in targets.values() if kind in held] for kind in KINDS}
        altered = io.BytesIO()
        rows: list[tuple[str, int, int, str]] = []
        for n, (page, held) in enumerate(targets.items()):
            kind = KINDS[n % len(KINDS)]
            record = held[kind]
            away = chance.random() < 0.5
            done[page] = f"{kind} {'taken away' if away else 'exchanged'}"
            if away:
                rows.append(("", 0, 0, record.id))
                continue
            other = chance.choice([each for each in bodies[kind] if each.body != record.body])
            member = _member(archive, record, other.body)
            rows.append((ALTERED, altered.tell(), len(member), record.id))
            altered.write(member)
        (folder / ALTERED).write_bytes(altered.getvalue())
    with closing(sqlite3.connect(folder / "index.db", isolation_level=None)) as connection:
        for file, offset, length, identity in rows:
            if file:
                said = "UPDATE records SET file = ?, offset = ?, length = ? WHERE id = ?"
                connection.execute(said, (file, offset, length, identity))
            else:
                connection.execute("DELETE FROM records WHERE id = ?", (identity,))
    return done


def _answers(archive: Archive, page: str) -> dict[str, StoredRecord]:
    """An answer of each kind that a page has; bodies are each page's own."""
    own = archive.page(page)
    found = {"body": own.answer(own.response_id or "")}
    with closing(sqlite3.connect(archive.folder / "index.db")) as connection:
        ids = connection.execute("SELECT id FROM requisites WHERE page_id = ?", (page,)).fetchall()
    for (identity,) in ids:
        for entry in own.record(identity).json()["requisites"]:
            record = own.record(entry["response"]) if entry["response"] else None
            kind = next((each for each in KINDS if f"/{each}" in entry["url"]), None)
            if record is not None and kind and record.type == "response" and not entry["error"]:
                found.setdefault(kind, record)
    return found


def _member(archive: Archive, record: StoredRecord, body: bytes) -> bytes:
    """The record with another body, and digests that fit it."""
    import hashlib

    head = record.block[: len(record.block) - len(record.body)]
    head = b"\r\n".join(
        each for each in head.split(b"\r\n") if not each.lower().startswith(b"content-length")
    )
    block = head + body
    digests = {
        "WARC-Block-Digest": warc_digest(hashlib.sha256(block).digest()),
        "WARC-Payload-Digest": warc_digest(hashlib.sha256(body).digest()),
    }
    fields = [(k, v) for k, v in record.headers.items() if k.startswith("WARC-")]
    fields = [(k, digests.get(k, v)) for k, v in fields if k != "WARC-Record-ID"]
    whole = Record(
        record.id, "response", (("WARC-Record-ID", urn(record.id)), *fields), io.BytesIO(block),
        len(block), "application/http; msgtype=response",
    )  # fmt: skip
    return compress(whole, archive.store.spool_dir).stream.read()


def judged(folder: Path, unlike: dict[str, str], *, sound: bool) -> float:
    """Make the pictures, name what was judged wrongly, and say the share that was not."""
    wrong: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    began, processor = time.monotonic(), time.process_time()
    with Archive(folder) as archive:
        for each in archive.picture(list(unlike)):
            what = unlike[each.page.id]
            asked[what] += 1
            word = ((each.content or {}).get("replay") or {}).get("word")
            if (word == WHOLE) != sound:
                wrong[what] += 1
                print(f"  {each.page.url} ({what}): {word}; {each.error or ''}")
    took = time.monotonic() - began
    share = 1 - wrong.total() / max(1, asked.total())
    name = "sound ones called whole" if sound else "broken ones noticed"
    print(f"{name}: {asked.total() - wrong.total()} of {asked.total()} ({share:.1%})")
    for what, count in sorted(asked.items()):
        print(f"  {what}: {count - wrong[what]} of {count}")
    print(
        f"  {took / max(1, asked.total()):.2f} s a page, "
        f"{(time.process_time() - processor) / max(1, asked.total()):.2f} of our own processor time"
    )
    return share


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--browser", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        sound = Path(work) / "sound"
        unlike = captured(sound, asked.pages, asked.browser, asked.seed, troubled=True)
        well = judged(sound, unlike, sound=True)
        broken = Path(work) / "broken"
        captured(broken, asked.pages, asked.browser, asked.seed + 1, troubled=False)
        noticed = judged(broken, damaged(broken, asked.seed), sound=False)
    sys.exit(0 if well >= 0.98 and noticed >= 0.95 else 1)


if __name__ == "__main__":
    main()
