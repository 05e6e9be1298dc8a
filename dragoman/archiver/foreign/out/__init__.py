"""Records of files made elsewhere on their way out: as they came, to the byte.

In: pages that lie in such a file. Out: the records that go along with them (the answers, their
requests, redirects, revisits and what they are of, what the pages show), each as it stands in the
file. Read `raw_record.py` first, then `along.py`.
"""
