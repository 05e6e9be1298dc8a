"""Installing models: found in a list, downloaded, unpacked, tried, and then there.

In: a pair of languages, a file or a folder. Out: a model that is whole and loads, or nothing and
one sentence. Model files are hostile archives; nothing of them leaves its folder. Read `install.py`
first.
"""
