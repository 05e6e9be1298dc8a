"""What bytes say: content codings undone, files and charsets told, characters that are kept.

In: the body of a page and what its headers say of it. Out: bytes without their coding, what they
are, and text. Knows nothing of pages or of where the bytes came from. Read `content_coding.py`,
`first_bytes.py` and `charset.py` first.
"""
