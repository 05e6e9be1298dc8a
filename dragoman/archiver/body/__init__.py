"""What bytes say: content codings undone, charsets told, characters that are kept.

In: the body of a page and what its headers say of it. Out: bytes without their coding, and text.
Knows nothing of pages or of where the bytes came from. Read `content_coding.py` and `charset.py`
first.
"""
