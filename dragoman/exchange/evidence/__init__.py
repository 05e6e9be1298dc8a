"""Where pages are from and what became of them, for a court: PROV, and a report one can check.

In come the records themselves, found by the index; out go a PROV document, a page of HTML with the
commands that check it, and what `wacz/` packs. Read `evidence.py` first.
"""
