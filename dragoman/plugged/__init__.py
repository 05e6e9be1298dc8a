"""What other packages put in: an engine, a check, a reader of articles for a site.

They are found by entry points of installed packages, and nothing of them is loaded before it is
needed. One that breaks is said in a sentence, and costs nothing that was captured. Read
`entry_points.py`; what each kind has to be is told where it is used (docs/plug-ins.md).
"""
