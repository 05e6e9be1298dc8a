"""The languages of the desk itself: what it says, in the language of who sits at it.

Every message is English where it is written, in templates, scripts and doors, and looked up in the
catalogue (`az.po`, `ru.po`) of the language that was chosen; CONTRIBUTING.md says how one is
mended. What an archive holds, and what its checks and errors say, is not translated here.
Read `spoken.py` first.
"""
