"""What others hold of a page: web archives (Memento), and the archives of colleagues.

In come a page and whom to ask; out goes what each of them holds of it, with all that was asked.
Nothing here is a capture of our own.
"""
