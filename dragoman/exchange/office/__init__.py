"""Documents that people open: Word files, spreadsheets and plain text.

In come documents (`bilingual/`); out go the translation alone (`bilingual/alone.py` says what it
holds) and tables of sentences for people who review in an office program (`table.py`).
`docx_rows.py` and `xlsx_rows.py` read such tables when they come back. Read `table.py` first.
"""
