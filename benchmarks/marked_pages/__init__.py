"""Real pages with what people marked on them: sets that others published, read from their folders.

Nothing of those sets is kept here but a list of publishers whose pages are not looked at.
"""
