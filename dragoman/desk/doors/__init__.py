"""The addresses of the desk: what a browser may ask for, and what it is answered.

One file a place of the bar; each adds its addresses by one function that `app.py` calls. A GET
only reads; what acts is a POST, which the guard in `app.py` has looked at before a door is opened.
Read `library.py` first, then `deciding.py`.
"""
