"""From the ledger to the tables: brought up to date, built anew, compared with the records.

In come lines of the ledger and the records they are about; out goes a database at the state of one
line. Read `view.py` first, then `following.py` and `apply.py`.
"""
