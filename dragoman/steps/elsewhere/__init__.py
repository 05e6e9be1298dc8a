"""What goes to other places and comes from other archives: copies, and what is merged.

In flow an archive's folder and the other place, out flow a report and, where the archive is opened,
records of what was done. Read `copying.py` first.
"""
