"""Text that a machine reads from pictures: scans, and pictures that a page was saved with.

In come pages whose bytes are here; out go records of sheets, each kept once it is read, and what
an article is made of. What reads is in `archiver/scans/`, in processes of `reader/`.
Read `scanning.py` first.
"""
