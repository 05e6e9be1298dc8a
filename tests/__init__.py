"""The tests, by room: `tests/archiver/web/` has those of `dragoman/archiver/web/`.

`tests/archive/` is about an archive as a whole, whoever made or broke it; `tests/house/` about the
code as a whole: its plan, its documents, its dependencies. What tests share is in `tests/support/`,
what they read in `tests/data/`, and what every one of them is given in `conftest.py`.
"""
