"""Whether bytes and lines are what the ledger says, computed anew from the files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from dragoman.errors import ArchiveError
from dragoman.exchange.evidence.places import Place
from dragoman.provenance.anchors.anchor_check import AnchorCheck
from dragoman.provenance.digest import CHUNK
from dragoman.provenance.ledger import read_lines
from dragoman.provenance.own_files import open_own


def chain_holds(ledger: Path) -> bool:
    """Whether each line of a ledger holds the digest of the line before it."""
    previous = ""
    for line in read_lines(ledger):
        try:
            if line.parse()["prev"] != previous:
                return False
        except ArchiveError:
            return False
        previous = line.sha256
    return True


def covering(ledger: Path, anchors: Sequence[AnchorCheck]) -> tuple[AnchorCheck, ...]:
    """The anchors that cover the lines before theirs: none where the chain does not hold."""
    return tuple(anchors) if chain_holds(ledger) else ()


def intact(place: Place, folder: Path) -> bool:
    """Whether the bytes at a place have the digest that its line of the ledger has."""
    digest, left = hashlib.sha256(), place.length
    try:
        with open_own(folder / place.file) as stream:
            stream.seek(place.offset)
            while left and (piece := stream.read(min(left, CHUNK))):
                digest.update(piece)
                left -= len(piece)
    except OSError:
        return False
    return not left and digest.hexdigest() == place.sha256
