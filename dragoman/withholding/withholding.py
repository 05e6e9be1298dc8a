"""Texts with marks where something is withheld, and commitments to what stood there.

A mark is `[withheld 3]`, in an address `withheld-3`: a form of line 3 of the list stood there. What
is withheld can be shown later: of each text a commitment goes out, the SHA-256 of 128 random bits
(a salt, as 32 hexadecimal digits) followed by the text, and nobody can try names against that.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from dragoman.withholding.finder import Finder, Found, Setting
from dragoman.withholding.spelled_otherwise import packed_in, unpacked
from dragoman.withholding.withheld_list import WithheldList

SALT_BYTES = 16
MARK = re.compile(r"\[withheld \d+\]|withheld(?:-\d+)+(?:\.\d+)?")
# What has no spaces and names nothing by a capital: addresses, file names, tags of networks.
# Each begins where a run of its letters does, so that a long run is looked through once.
_ADDRESS = re.compile(
    r"://\S+|www\.\S+|urn:\S+|[@#]\w[\w.\-]*|(?<!\S)\S*%[0-9A-Fa-f]{2}\S*"
    r"|(?<![\w.\-])[\w.\-]*%[0-9A-Fa-f]{2}\S*|(?<![\w.%+\-])[\w.%+\-]+@[\w.\-]+"
    r"|(?<![\w.\-])[.\-]*/?\w[\w.\-]*(?:[/_]\w[\w.\-]*)+/?"
    r"|(?<![\w\-])-*\w[\w\-]*\.[A-Za-z]\w{1,4}\b"
    r"|\b[a-z0-9]+(?:-[a-z0-9]+)+\b|xn--\S+"
)
_CUT = re.compile(r"([/?&=#:;,|]+|(?<=\w)\.(?=[A-Za-z0-9]{2,5}$))")
_NOT_OF_IT = ".,;:!?)]}»”’\"'>"  # what a sentence puts behind an address
_PUNYCODE = "xn--"
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TURNED_BACK = {"\u202c": "\u202a\u202b\u202d\u202e", "\u2069": "\u2066\u2067\u2068"}
_Change = tuple[int, int, str, tuple[int, ...]]  # from where to where, what stands there, lines


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a commitment: whoever is shown it can reckon the commitment anew."""

    commitment: str
    salt: str
    text: str
    page: str
    where: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Characters of a text, from `start` to `stop`, that became others, from `begins` on."""

    start: int
    stop: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with its marks, and where it was changed; `lines` are those of the list."""

    text: str
    changes: tuple[Change, ...] = ()
    lines: tuple[int, ...] = ()

    @property
    def touched(self) -> bool:
        return bool(self.lines)

    def moved(self, place: int, *, is_end: bool = False) -> int:
        """Where a character of the text is now; within what is withheld, its beginning or end."""
        shift = 0
        for change in self.changes:
            if place <= change.start:
                break
            if place < change.stop:
                return change.ends if is_end else change.begins
            shift = change.ends - change.stop
        return place + shift


def mark_of(lines: Sequence[int]) -> str:
    return "".join(f"[withheld {each}]" for each in lines)


def commitment_to(salt: str, text: str) -> str:
    """`sha256:` and the SHA-256 of the salt's 32 digits followed by the text, in UTF-8."""
    return f"sha256:{hashlib.sha256((salt + text).encode('utf-8', 'replace')).hexdigest()}"


class Withholding:
    """One export in which something is withheld: what was, and what opens it."""

    def __init__(self, listed: WithheldList) -> None:
        self.finder = Finder(listed)
        self.openings: list[Opening] = []
        self._addresses: dict[tuple[tuple[int, ...], str], str] = {}
        self._counted: dict[tuple[int, ...], int] = {}

    # -- texts ------------------------------------------------------------------------------

    def marked(self, text: str, setting: Setting | None = None) -> Marked:
        """The text with marks; addresses within it have theirs."""
        return self.marked_at(text, self.finder.find(text, setting), setting)

    def marked_together(self, texts: Sequence[str], setting: Setting) -> list[Marked]:
        """The texts of sentences that follow each other; a passage may go over several."""
        between = "\n\n"
        found = self.finder.find(between.join(texts), setting)
        made, begin = [], 0
        for text in texts:
            stop = begin + len(text)
            here = [
                Found(max(f.start, begin) - begin, min(f.stop, stop) - begin, f.number, f.sure)
                for f in found
                if f.start < stop and f.stop > begin
            ]
            made.append(self.marked_at(text, here, setting))
            begin = stop + len(between)
        return made

    def marked_at(
        self, text: str, found: Sequence[Found], setting: Setting | None = None
    ) -> Marked:
        """The text with marks at places that were found, and in its addresses."""
        if not text:
            return Marked(text)
        changes = list(self._in_addresses(text, setting))
        changes += self._in_packed(text, changes, setting)
        changes += [(e.start, e.stop, mark_of([e.number]), (e.number,)) for e in found]
        return _written(text, _apart(changes))

    def whole(self, lines: Sequence[int], text: str) -> Marked:
        """Nothing of a text, and a mark in its place."""
        mark = mark_of(lines)
        return Marked(mark, (Change(0, len(text), 0, len(mark)),), tuple(lines))

    # -- addresses --------------------------------------------------------------------------

    def address(self, text: str, setting: Setting | None = None) -> str:
        """A URL, a file name or the like, with marks that may stand in one."""
        return self._address(text, setting)[0]

    def _in_addresses(
        self, text: str, setting: Setting | None
    ) -> Iterator[tuple[int, int, str, tuple[int, ...]]]:
        for match in _ADDRESS.finditer(text):
            said = match[0].rstrip(_NOT_OF_IT)
            written, lines = self._address(said, setting)
            if lines:
                yield match.start(), match.start() + len(said), written, lines

    def _address(self, text: str, setting: Setting | None) -> tuple[str, tuple[int, ...]]:
        pieces, lines = [], dict[int, None]()
        for piece in _CUT.split(text):
            found = self._in_piece(piece, setting) if piece and not _CUT.fullmatch(piece) else ()
            lines |= dict.fromkeys(found)
            pieces.append(self._counted_mark(found, piece) if found else piece)
        return "".join(pieces), tuple(lines)

    def _in_piece(self, piece: str, setting: Setting | None) -> tuple[int, ...]:
        for said in _readings(piece):
            if found := self.finder.in_one_word(said, setting):
                return tuple(found)
        return ()

    def _counted_mark(self, lines: tuple[int, ...], piece: str) -> str:
        """Two addresses that were two stay two."""
        known = self._addresses.get((lines, piece))
        if known is None:
            count = self._counted[lines] = self._counted.get(lines, 0) + 1
            known = "-".join(["withheld", *map(str, lines)]) + (f".{count}" if count > 1 else "")
            self._addresses[lines, piece] = known
        return known

    # -- as computers write ---------------------------------------------------------------------

    def _in_packed(
        self, text: str, addresses: Sequence[_Change], setting: Setting | None
    ) -> list[_Change]:
        """Escapes, hexadecimal and base64 that say something of the list, in what the marks in
        addresses leave of them."""
        made = []
        for start, stop, said in packed_in(text):
            lines = self._said_in(said, setting)
            here = [each for each in addresses if each[0] < stop and each[1] > start]
            if lines and here:
                rest = _written(text, sorted(here)).text
                cut = len(text) - stop
                left = tuple(unpacked(rest[min(start, here[0][0]) : len(rest) - cut]))
                lines = self._said_in(left, setting)
            if lines:
                made.append((start, stop, mark_of(lines), lines))
        return made

    def _said_in(self, readings: Sequence[str], setting: Setting | None) -> tuple[int, ...]:
        for said in readings:
            found = [each.number for each in self.finder.find(said, setting)]
            if not found and not re.search(r"\s", said):
                found = self.finder.in_one_word(said, setting)
            if found:
                return tuple(dict.fromkeys(found))
        return ()

    # -- commitments ------------------------------------------------------------------------

    def sealed(self, text: str, page: str, where: str, lines: Sequence[int]) -> str:
        """A commitment to a text; what opens it is kept in `openings`."""
        salt = secrets.token_hex(SALT_BYTES)
        commitment = commitment_to(salt, text)
        self.openings.append(Opening(commitment, salt, text, page, where, tuple(lines)))
        return commitment

    @property
    def unmet(self) -> list[int]:
        """The lines of the list that stood nowhere."""
        return [e.number for e in self.finder.listed.entries if e.number not in self.finder.met]


def _apart(changes: Sequence[_Change]) -> list[_Change]:
    """In order, none over another: of two that are, the mark of the one that has the other."""
    made: list[_Change] = []
    for change in sorted(changes, key=lambda each: (each[0], -each[1])):
        if made and change[0] < made[-1][1]:
            start, stop, _, lines = made[-1]
            if change[1] > stop:
                both = tuple(dict.fromkeys((*lines, *change[3])))
                made[-1] = (start, change[1], mark_of(both), both)
        else:
            made.append(change)
    return made


def _written(text: str, changes: Sequence[_Change]) -> Marked:
    pieces, made, lines, place, length = [], [], dict[int, None](), 0, 0
    for start, stop, said, numbers in changes:
        closes, begins = _turns(text[start:stop])
        mark = closes + said + begins
        pieces += [text[place:start], mark]
        length += start - place
        made.append(Change(start, stop, length, length + len(mark)))
        length += len(mark)
        place = stop
        lines |= dict.fromkeys(numbers)
    return Marked("".join([*pieces, text[place:]]), tuple(made), tuple(lines))


def _turns(text: str) -> tuple[str, str]:
    """What ends a turn of the direction of writing that was begun before, and begins one that is
    ended later: without it the mark, and all that follows, would be turned."""
    ends, begins = "", ""
    for letter in _TURNS.findall(text):
        if letter not in _TURNED_BACK:
            begins += letter
        elif begins and begins[-1] in _TURNED_BACK[letter]:
            begins = begins[:-1]
        else:
            ends += letter
    return ends, begins


def _readings(piece: str) -> Iterator[str]:
    """What a piece of an address says: as it stands, and unescaped in what it may be written in."""
    yield piece
    raw = unquote_to_bytes(piece) if "%" in piece else b""
    for encoding in ("utf-8", "cp1251", "cp1254") if raw else ():
        try:
            yield raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    yield from unpacked(piece)
    if _PUNYCODE in piece.lower():
        yield ".".join(map(_from_punycode, piece.split(".")))


def _from_punycode(label: str) -> str:
    try:
        return label.lower().removeprefix(_PUNYCODE).encode().decode("punycode")
    except (UnicodeError, ValueError):
        return label
