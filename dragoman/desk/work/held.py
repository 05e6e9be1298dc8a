"""Files that come in pieces before the form that is about them; each lies in a folder of its own.

No order is written for them yet, so they go when the desk is closed, and the next one clears them
where this one is killed. One that nobody goes on with goes when another one begins.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.desk.languages.spoken import _
from dragoman.desk.work.handed import add_piece
from dragoman.desk.work.order import Order
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from flask import Flask

MOST_HELD = 8  # of a kind; what came first goes
LONGEST_REST = 3_600.0  # seconds after which what is not whole is not waited for


@dataclass(slots=True, eq=False)
class _Held:
    """`turn` is whose piece is being written; `at` when the last one was."""

    order: Order
    turn: threading.Lock
    at: float


class HeldFiles:
    """`new` makes the folder; a file has at most `largest` bytes, and `command` takes larger ones.

    Threads may share it.
    """

    def __init__(self, new: Callable[[], Order], largest: int, command: str) -> None:
        self._new = new
        self._largest = largest
        self._command = command
        self._held: dict[str, _Held] = {}
        self._turn = threading.Lock()

    def add_door(self, app: Flask, address: str, name: str) -> None:
        app.add_url_rule(address, name, self._piece, methods=["POST"])

    def _piece(self) -> dict[str, Any]:
        """A piece of a file that is being handed over; answers how much of it is here."""
        from flask import request

        form, sent = request.form, request.files.get("piece")
        if sent is None:
            raise UsageError(_("no piece of a file came"))
        with self._going_on(form["order"]) if form.get("order") else self._begun() as held:
            told = add_piece(
                held.order, form.get("name", ""), sent.stream,
                form.get("at", 0, type=int) or 0, form.get("whole", type=int),
                largest=self._largest, command=self._command,
            )  # fmt: skip
            held.at = time.monotonic()
        return {"order": held.order.id, "name": told.name, "size": told.size}

    @contextmanager
    def _going_on(self, identity: str) -> Iterator[_Held]:
        held = self._found(identity)
        with held.turn:
            self._found(identity)  # it may have gone while another piece was written
            yield held

    @contextmanager
    def _begun(self) -> Iterator[_Held]:
        """A new one. Whoever comes after waits with removing it until its first piece is here;
        nobody waits for one that came later."""
        held = _Held(self._new(), threading.Lock(), time.monotonic())
        with held.turn:
            self._make_room_for(held)
            yield held

    def _make_room_for(self, held: _Held) -> None:
        with self._turn:
            given_up = time.monotonic() - LONGEST_REST
            before = list(self._held.values())
            kept = [each for each in before if each.at > given_up][1 - MOST_HELD :]
            self._held = {each.order.id: each for each in (*kept, held)}
        for old in before:
            if old not in kept:
                with old.turn:
                    old.order.remove()

    def _found(self, identity: str) -> _Held:
        held = self._held.get(identity)
        if held is None:
            raise UsageError(_("the file is not here any more; hand it over again"))
        return held

    def take(self, identity: str) -> Order:
        """The folder with one whole file, which is the caller's from now on, and of no other."""
        with self._turn:
            held = self._found(identity)
            del self._held[identity]
        with held.turn:
            if len(held.order.files) != 1:
                held.order.remove()
                raise UsageError(_("the files did not come whole; hand them over again"))
        return held.order
