"""What a terminal and another program read: tables, two columns, objects for `--json`.

In come pages, outcomes, hits, reports and models; out go lines of text and dictionaries. Everything
that came out of a page is made plain before it reaches a terminal, and `terminal.py` is the one way
there. A file a kind of thing: read `outcomes.py` first, `columns.py` has what they share.
"""
