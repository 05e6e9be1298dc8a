"""Files that come in pieces before the form that is about them; each lies in a folder of its own.

No order is written for them yet, so the next desk clears them where this one is killed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dragoman.desk.languages.spoken import _
from dragoman.desk.work.handed import add_piece
from dragoman.desk.work.order import Order
from dragoman.errors import UsageError

if TYPE_CHECKING:
    from flask import Flask

MOST_HELD = 8  # of a kind; what came first goes


class HeldFiles:
    """`new` makes the folder; a file has at most `largest` bytes, and `command` takes larger ones.

    Threads may share it.
    """

    def __init__(self, new: Callable[[], Order], largest: int, command: str) -> None:
        self._new = new
        self._largest = largest
        self._command = command
        self._orders: dict[str, Order] = {}

    def add_door(self, app: Flask, address: str, name: str) -> None:
        app.add_url_rule(address, name, self._piece, methods=["POST"])

    def _piece(self) -> dict[str, Any]:
        """A piece of a file that is being handed over; answers how much of it is here."""
        from flask import request

        form, sent = request.form, request.files.get("piece")
        if sent is None:
            raise UsageError(_("no piece of a file came"))
        order = self._found(form["order"]) if form.get("order") else self._begun()
        told = add_piece(
            order, form.get("name", ""), sent.stream,
            form.get("at", 0, type=int) or 0, form.get("whole", type=int),
            largest=self._largest, command=self._command,
        )  # fmt: skip
        return {"order": order.id, "name": told.name, "size": told.size}

    def _begun(self) -> Order:
        order = self._new()
        self._orders[order.id] = order
        for old in list(self._orders)[:-MOST_HELD]:
            self._orders.pop(old).remove()
        return order

    def _found(self, identity: str) -> Order:
        order = self._orders.get(identity)
        if order is None:
            raise UsageError(_("the file is not here any more; hand it over again"))
        return order

    def take(self, identity: str) -> Order:
        """The folder with one whole file, which is the caller's from now on."""
        order = self._found(identity)
        del self._orders[identity]
        if len(order.files) != 1:
            order.remove()
            raise UsageError(_("the files did not come whole; hand them over again"))
        return order
