"""What goes out of an archive with names and passages left off: pages, evidence, what opens it.

In come documents and evidence as they are, and a `Withholding`; out go the same with marks, and
with nothing by which names could be tried: no digest, no length, no score of what holds something
withheld. `searched.py` looks through the finished file. Read `withheld_document.py` first.
"""
