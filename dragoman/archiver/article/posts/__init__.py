"""Posts of a channel or an account: each an article of its own, out of one page that shows several.

In: a page's bytes and its address. Out: a `PostsPage`, recognised by how the page is built and
never by its host, with its posts in order and where the older ones are. Read `post.py` first.
"""
