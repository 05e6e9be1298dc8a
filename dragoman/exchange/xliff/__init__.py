"""XLIFF 1.2 and 2.1: sentences out to translators' programs, and back from them.

In come documents (`bilingual/`); out go files, and out of files that come back, sentences by the
names they bore. Read `xliff2.py` first.
"""
