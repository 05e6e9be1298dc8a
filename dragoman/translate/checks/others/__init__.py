"""Checks that are not ours.

In come a sentence and its translation as they stand, with their languages; out come flags whose
codes name the package that they are from. What breaks there breaks nothing here.
Read `plugged.py`, which is all there is.
"""
