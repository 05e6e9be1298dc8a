"""Articles on printed pages: the text layer of a PDF, in the order in which it is read.

In: a file. Out: the parts of an article. Words with their places become columns, rows and cells,
those become lines, and lines become paragraphs and headings. Read `pdf.py` first, then
`pdf_order.py`.
"""
