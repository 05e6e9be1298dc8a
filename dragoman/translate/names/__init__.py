"""The spelling authority: how names and terms are to be written, and who says so.

In: `names.csv`, a source and its translation. Out: the translation with names put right, flags
where one is wrong or missing; suggestions for names that the file does not have. Read `names.py`
first.
"""
