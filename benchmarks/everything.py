"""What `make bench` runs: each claim beside its peer in the same run, and one page with all of it.

    python -m benchmarks.everything [--only search,workers] [--write docs/benchmarks.md]

Each part is a benchmark of this folder in a process of its own, with figures small enough that all
end within twenty minutes; its own docstring says what it does and how to run it longer. `--write`
puts the page between the two marks in a file; with `--only` it leaves what the other parts printed.
A part whose tool or data is missing is said to be.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"
PEERS = (
    "argos-translate-lt",
    "ctranslate2",
    "distributed",
    "fxtranslate",
    "onnxruntime",
    "fastwarc",
    "langdetect",
    "py3langid",
    "trafilatura",
    "warcio",
)


@dataclass(frozen=True)
class Part:
    """A benchmark: its name, what it is given, what it is held against, and its title."""

    name: str
    options: tuple[str, ...]
    title: str


PARTS = (
    Part("startup", ("--runs", "10"), "Starting, beside an empty Python"),
    Part("against_wget", ("--pages", "5000", "--rounds", "3"), "Recording, beside wget"),
    Part("capture_cost", (str(SHARED / "pages"), "--rounds", "15"),
         "The whole capture, beside trafilatura alone"),
    Part("damage", ("--each", "100", "--peers"), "Damage noticed, beside warcio and fastwarc"),
    Part("foreign_records", (),
         "Web archives made elsewhere, beside fastwarc and warcio"),
    Part("listed_beside", (str(SHARED / "warc"),),
         "Pages listed of web archives, beside what pywb, cdxj-indexer and warcio see"),
    Part("detection_speed", (str(SHARED),),
         "Telling the language, beside py3langid and langdetect"),
    Part("translation_speed", ("--rounds", "1"), "Translating, beside Argos's own call"),
    Part("firefox_speed", (str(SHARED / "mt" / "az-en.flores-dev.en"), "--cores", "1", "2"),
         "Firefox models, beside fxtranslate"),
    Part("workers", (), "Two workers, beside one"),
    Part("name_keys", (str(SHARED / "names"),), "Names in any spelling, beside other keys"),
    Part("search", (), "Search and reindex, from ten thousand sentences to a million"),
    Part("review_page", (), "The review page"),
)  # fmt: skip


def machine() -> Iterator[str]:
    """What it ran on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    yield (
        f"{datetime.now(UTC):%Y-%m-%d}; {processor()}, {os.cpu_count()} cores, {memory:.0f} GB; "
        f"{platform.system()}, Python {platform.python_version()}"
    )
    yield ", ".join(f"{name} {version(name)}" for name in PEERS)


def processor() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        found = re.search(r"model name\s*:\s*(.+)", path.read_text(encoding="utf-8"))
        if found:
            return found[1].strip()
    return platform.processor() or platform.machine()


def ran(part: Part) -> str:
    """What a part prints, or why it did not run."""
    command = [sys.executable, "-m", f"benchmarks.{part.name}", *part.options]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        return f"Not measured: {last[0]}"
    return done.stdout.strip()


def sections(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        begun = time.monotonic()
        print(f"{part.name} …", file=sys.stderr, flush=True)
        options = " ".join(part.options).replace(str(SHARED), "../shared/data")
        command = f"python -m benchmarks.{part.name} {options}".rstrip()
        yield f"### {part.title}\n\n`{command}`\n\n{ran(part)}"
        print(f"  {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default=",".join(part.name for part in PARTS))
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    chosen = [part for part in PARTS if part.name in asked.only.split(",")]
    if not chosen:
        parser.error(f"no part is named {asked.only}")
    made = ["\n\n".join(machine()), *sections(chosen)]
    print("\n\n".join(made))
    if asked.write:
        held = asked.write.read_text(encoding="utf-8")
        before, _, rest = held.partition(BEGIN)
        told, _, after = rest.partition(END)
        text = "\n\n".join(made if len(chosen) == len(PARTS) else in_place(told.strip(), made[1:]))
        asked.write.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def in_place(held: str, made: list[str]) -> list[str]:
    """The machine and the sections that are `held`, those that were made anew in their place."""
    machine, *old = held.split("\n\n### ")
    found = {each.partition("\n")[0]: each for each in (f"### {section}" for section in old)}
    found |= {each.partition("\n")[0]: each for each in made}
    return [machine, *found.values()]


if __name__ == "__main__":
    main()
