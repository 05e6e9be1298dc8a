"""A second copy of an archive: taken while it is in use, gone on with after an interruption, read
back at the other end, and checked later.

In flows the archive as it is at one moment (`snapshot.py`, read that first), out flow its files, as
they are (`plain_copy.py`) or encrypted under names that say nothing (`sealed_copy.py`), to a folder
or to a server (`place.py`, `remote.py`). `listing.py` has the list that lies beside a copy.
"""
