"""Anchors: the ledger's last line signed with a key, or time-stamped by an authority (RFC 3161).

In come a line of the ledger and a key or an authority's address; out go files that prove the line
to somebody who trusts nobody here, and the check of them, offline. Read `anchor.py` first, then
`seal.py`.
"""
