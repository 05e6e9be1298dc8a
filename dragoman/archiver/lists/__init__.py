"""Lists of pages as people have them: a text, a table, a workbook.

In come the bytes of a file, all of which is read before anything is asked for; out go URLs with
what is to be noted of each, and what is wrong with which row. Nothing here fetches, and nothing in
a file is run or looked up elsewhere. Read `url_list.py` first, then `table.py`.
"""
