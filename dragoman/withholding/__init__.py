"""Names and passages that are not to go out, found in whatever spelling, script and ending.

In come a list that people wrote and texts of pages; out go the places where something of the list
stands, the texts with marks in these places, and commitments by which it can be shown later what
stood there. Nothing here knows of records or formats. Read `withholding.py` first.
"""
