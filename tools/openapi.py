"""Writes docs/openapi.json anew, out of what the desk serves.

python -m tools.openapi
"""

from __future__ import annotations

import json
from pathlib import Path

from dragoman.desk.doors.openapi import document

PATH = Path(__file__).resolve().parents[1] / "docs" / "openapi.json"


def text() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
