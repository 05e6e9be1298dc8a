"""The words in which it is said how a replay compares with what was captured."""

from __future__ import annotations

WHOLE = "replays whole"
# No digest of it is known, and it has no text and nothing else that could be missing.
NOTHING = "it is shown, and there is nothing to hold it against"
# It is shown, and whoever looks at it sees nothing of what its bytes hold.
BLANK = "no text and no picture is to be seen"
# It leads whoever opens it on to another address, which is in no picture of it.
LEADS_ON = "it leads on to {url}"
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
