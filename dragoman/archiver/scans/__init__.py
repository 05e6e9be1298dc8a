"""Text that is a picture: a scanned page of a PDF, a photographed letter.

In come the bytes of a PDF or a picture; out come its sheets, each with the words that tesseract
read on it, their places and how sure it was, and out of these an article. It runs in a process
that may be lost, since pictures are hostile. Read `sheet.py` first, then `sheet_reading.py`.
"""
