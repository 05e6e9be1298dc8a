"""The version of this program, and how it calls itself in what it writes."""

from __future__ import annotations

VERSION = "0.2.0"
SOFTWARE = f"dragoman/{VERSION}"
