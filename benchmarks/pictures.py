"""Pictures of a site with all kinds of trouble: is there one of each, and is anybody else asked.

    python -m benchmarks.pictures [--browser 8] [--keep DIR]

Sixty-odd invented pages on loopback are captured, so many of them by a browser as well. Then the
site goes, and their pictures are made in a network namespace of its own, where the ports on which
the site was asked are listened to and nothing else is to be reached. Counted there: connections to
those ports, datagrams that were sent (of which names are looked up), and whatever was to go where
there is no way. Each capture has to have its picture, or a sentence that says why not. With --keep
the pictures are written there, to be looked at. Needs Chromium and `unshare -rn`.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from threading import Thread
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.troubled_site import troubled_site
from dragoman.archive import Archive

# Makes the pictures where there is no network, and says last what was sent.
ALONE = 'ip link set lo up && exec "$@"'
COUNTERS = ("Udp OutDatagrams", "Ip OutNoRoutes", "Ip6OutNoRoutes", "Udp6OutDatagrams")


def captured(folder: Path, browser: int) -> list[int]:
    """The archive of the site; on which ports it was asked."""
    with troubled_site() as (urls, ports), Archive(folder) as archive:
        for shown, some in ((False, urls), (True, urls[:: max(1, len(urls) // browser)])):
            options = archive.fetch_options(allow_private=True, delay=0, browser=shown)
            for each in archive.capture_many(some, options=options, concurrency=4):
                if each.page is None:
                    print(f"  {each.url}: {each.error}")
    return ports


def counters() -> dict[str, int]:
    """What the kernel counted in this namespace."""
    lines = Path("/proc/net/snmp").read_text().splitlines()
    found: dict[str, int] = {}
    for names, values in zip(lines[::2], lines[1::2], strict=True):
        kind, *keys = names.split()
        found |= {
            f"{kind[:-1]} {key}": int(n) for key, n in zip(keys, values.split()[1:], strict=True)
        }
    six = Path("/proc/net/snmp6")
    pairs = (each.split() for each in six.read_text().splitlines()) if six.exists() else ()
    found |= {name: int(value) for name, value in pairs}
    return {each: found[each] for each in COUNTERS if each in found}


def listened(port: int, asked: list[int]) -> None:
    """Count who connects to a port on which the site was."""
    server = socket.create_server(("127.0.0.1", port))

    def accept() -> None:
        while True:
            connection, _ = server.accept()
            asked.append(port)
            connection.close()

    Thread(target=accept, daemon=True).start()


def alone(folder: Path, ports: list[int]) -> None:
    """In the namespace: a line for each picture, and last what was sent."""
    asked: list[int] = []
    for port in ports:
        listened(port, asked)
    with Archive(folder) as archive:
        began = time.monotonic()
        for each in archive.picture([page.id for page in archive.pages()]):
            took, began = time.monotonic() - began, time.monotonic()
            print(json.dumps(each.to_json() | {"seconds": round(took, 1)}), flush=True)
        ours = archive.verify()
    print(json.dumps({"connections": len(asked), **counters(), "sound": ours.ok}))


def made(folder: Path, ports: list[int]) -> list[dict[str, Any]]:
    own = [sys.executable, "-m", "benchmarks.pictures", "--alone", str(folder), *map(str, ports)]
    done = subprocess.run(
        ["unshare", "-rn", "sh", "-c", ALONE, "sh", *own],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def kept(folder: Path, told: list[dict[str, Any]], place: Path) -> None:
    """Write the pictures and PDFs there."""
    place.mkdir(parents=True, exist_ok=True)
    with Archive(folder, create=False) as archive:
        for n, each in enumerate(told):
            name = f"{n:02}-{each['url'].rpartition('/')[2].replace('%20', '-')[:40]}"
            for part, one in enumerate(each["pictures"] or []):
                (place / f"{name}-{part}.png").write_bytes(archive.record(one["record"]).body)
            if each["pdf"]:
                (place / f"{name}.pdf").write_bytes(archive.record(each["pdf"]["record"]).body)


def said(folder: Path, told: list[dict[str, Any]]) -> None:
    by_id = {each["id"]: each for each in told}
    counts: Counter[str] = Counter()
    with Archive(folder, create=False) as archive:
        for page in archive.pages():
            each = by_id.get(page.id, {})
            trouble = (each.get("error") or page.error or {}).get("message")
            kind = "with a picture" if each.get("pictures") else "a sentence why not"
            if not each.get("pictures") and not trouble:
                kind = "NEITHER"
            counts[kind] += 1
            word = (each.get("replay") or {}).get("word")
            why = "; ".join(
                str(it) for it in (each.get("why"), each.get("left_out"), trouble) if it
            )
            print(f"  {kind}: {page.url} ({each.get('seconds')} s): {word}; {why}")
    for kind, count in counts.items():
        print(f"{kind}: {count}")


def main() -> None:
    if sys.argv[1:2] == ["--alone"]:
        alone(Path(sys.argv[2]), [int(each) for each in sys.argv[3:]])
        return
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--browser", type=int, default=8)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = (asked.keep or Path(name)) / "archive"
        *told, sent = made(folder, captured(folder, asked.browser))
        said(folder, told)
        print(", ".join(f"{what}: {count}" for what, count in sent.items()))
        if asked.keep:
            kept(folder, told, asked.keep / "pictures")


if __name__ == "__main__":
    main()
