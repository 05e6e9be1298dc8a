"""The local page where people read a translation beside its original, and decide.

It is handed a `Desk`: a connection to the index, and a callable for each thing that can be done.
Out go pages of HTML on loopback, to whoever has the token, and decisions through those callables.
The border to Flask is `app.py`, that to waitress `server.py`; the addresses are in `doors/`. Read
`desk.py` first, then `app.py`.
"""

from __future__ import annotations

from dragoman.desk.desk import Desk
from dragoman.desk.server import ReviewServer

__all__ = ["Desk", "ReviewServer"]
