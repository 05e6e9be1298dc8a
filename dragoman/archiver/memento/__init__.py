"""What other web archives hold of a page (Memento, RFC 7089), by what they answer.

In come addresses of archives and what they answered; out go the mementos that they name, and
whether an answer is one. Nothing here asks anybody. Read `web_archive.py` first.
"""
