"""Another archive's records, taken into this one.

In flows an archive that may come from anybody (`other.py`): a folder, or a WACZ that was made of
one. Out flow the records that are not here yet and are sound (`sound.py`), byte for byte, what its
people decided otherwise than ours (`differing.py`), and the evidence that they came from there: its
ledger and its anchors, which `evidence.py` checks ever after. Read `other.py` first.
"""
