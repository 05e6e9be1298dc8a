"""How a file that goes out is written: whole or not at all, as XML, with characters it may hold.

The border to lxml is here, both ways: what comes back is read as what it may be, hostile. Read
`pending_file.py` first.
"""
