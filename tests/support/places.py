"""Where the checkout is, and what lies in it and beside it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
# Real pages, sentences and damaged files, where they are at hand.
SHARED = ROOT.parent / "shared" / "data"
