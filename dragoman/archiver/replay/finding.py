"""The words in which it is said how a replay compares with what was captured."""

from __future__ import annotations

WHOLE = "replays whole"
# By kind, one of them and several.
NAMES = {
    "picture": ("picture", "pictures"),
    "style": ("style sheet", "style sheets"),
    "script": ("script", "scripts"),
    "font": ("font", "fonts"),
    "frame": ("frame", "frames"),
    "media": ("film or sound", "films and sounds"),
    "other": ("other answer", "other answers"),
}
