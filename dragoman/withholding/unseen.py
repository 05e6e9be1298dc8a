"""A text as it is read: without what nobody sees in it, and with letters for their like."""

from __future__ import annotations

import re
import unicodedata

from dragoman.withholding.name_forms import LOOK_ALIKE

_UNSEEN = re.compile(  # what fills or joins, and marks that strike a letter out or under
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u0640\u064b-\u065f\u0670"  # marks of vowels in Arabic, and what makes its letters long
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff\u0332-\u0338\u20d0-\u20f0]"
)
# Letters in circles and squares, which are a word to who reads them.
_FRAMED = re.compile(
    "[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]"
)
_FRAMES = (0x24B6, 0x24D0, 0x1F130, 0x1F150, 0x1F170)


# Letters that names are not looked for in: Hebrew, the scripts of India and the East, and others.
_NOT_READ = re.compile(
    "[\u0590-\u05ff\u0700-\u074f\u0780-\u089f\u0900-\u109f\u1100-\u1c7f\u1cd0-\u1cff\u2c00-\u2c5f"
    "\u2d30-\u2ddf\u2e80-\ua63f\ua6a0-\ua6ff\ua800-\ua8ff\ua900-\uab2f\uabc0-\ud7ff\uf900-\ufaff"
    "\ufb1d-\ufb4f\uff66-\uff9f\U00010300-\U0001cfff\U00020000-\U0003ffff]"
)


def scripts_not_read(text: str) -> set[str]:
    """The scripts of a text in which no name is looked for."""
    letters = set(_NOT_READ.findall(text))
    names = {unicodedata.name(each, "").partition(" ")[0] for each in letters if each.isalpha()}
    return {name if name == "CJK" else name.title() for name in names if name}


def seen(text: str) -> tuple[str, list[int] | None]:
    """The text without what nobody sees in it, and where each of its letters was."""
    text = _FRAMED.sub(_unframed, text).translate(LOOK_ALIKE)
    if not _UNSEEN.search(text):
        return text, None
    places = [place for place, letter in enumerate(text) if not _UNSEEN.match(letter)]
    return "".join(text[each] for each in places), places


def _unframed(letter: re.Match[str]) -> str:
    number = ord(letter[0])
    return chr(ord("a") + number - max(each for each in _FRAMES if each <= number))
