"""What is done with an archive, one verb a file: capturing, reading, translating, deciding.

In comes `Holdings`, an open archive's parts, and what was asked for; out go records, appended, and
objects that say what became of a page (`outcome.py`). A step takes from the rooms below it and is
called by `archive.py`, or by the commands where no archive is opened (`upkeep.py`, `models.py`).
Read `capturing.py` first, then `keeping.py`: that is the way of a page from its URL to the disk.
"""
