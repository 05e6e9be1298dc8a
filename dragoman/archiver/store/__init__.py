"""The files of an archive: appended to under a lock, recovered, repaired.

In: records. Out: members in `warc/` and lines in the ledger, both on the disk before it is said so;
after a crash, what was whole is found again and what was cut is set aside. Read `store.py` first,
then `recovery.py` and `repair.py`.
"""
