"""Questions on what came from elsewhere and went there: files made by other programs, other
archives, custody.

In flow a connection and what is asked for, out flow rows. Read `handed.py` first.
"""
