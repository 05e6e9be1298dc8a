"""SQLite as it is: what its errors mean for the index, and what a question may cost.

It knows no table of ours. Read `trouble.py` first.
"""
