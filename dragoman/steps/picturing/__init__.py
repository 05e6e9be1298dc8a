"""Pictures of what was archived, made after the capture: recorded bytes, shown again offline.

In: pages that are in the archive. Out: records of their pictures and PDFs, and of whether what is
shown is what was captured. Nothing waits for it. Read `picturing.py` first.
"""
