"""The browser's requests besides those that led to the page, among what the page needed."""

from __future__ import annotations

from dragoman.archiver.records.capture import Originals, keep_exchange
from dragoman.archiver.records.record import Record
from dragoman.archiver.requisites.requisites import Requisites
from dragoman.archiver.web.fetched import Answered


def keep_others(
    others: list[Answered], records: list[Record], originals: Originals, found: Requisites
) -> None:
    """The browser's other requests as records and as entries of the requisites' record."""
    for each in others:
        exchange = each.exchange
        exchanges = [keep_exchange(exchange, records, originals)] if exchange is not None else []
        error = None
        if each.error is not None:
            error = {
                "step": each.error.step,
                "message": each.error.message,
                "seen": each.error.details,
            }
        elif exchange is not None and (exchange.status >= 400 or exchange.truncated):
            said = exchange.shortfall or f"the server answered {exchange.status}"
            error = {"step": exchange.truncated or "status", "message": said, "seen": {}}
        found.entries.append(
            {
                "url": each.url,
                "found": "browser",
                "method": each.method,
                "response": exchanges[0]["response"] if exchanges else None,
                "http_status": exchange.status if exchange is not None else None,
                "error": error,
                "exchanges": exchanges,
            }
        )
