"""Translation models on this machine: which there are, and exactly which one is meant.

In: the folders that models lie in. Out: a `Package` for a pair of languages, and a `Model` that
says what it is by its digest. Loads no weights. Read `model.py` first, then `package.py`.
"""
