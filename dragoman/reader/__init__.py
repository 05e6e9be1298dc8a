"""Reading a body in a process of its own, within limits on time and memory.

In come the bytes of a page (`archiver/` says how they are read, `translate/` tells languages); out
come an article, its languages and its sentences, as JSON that is put together again here. A page
that is too much ends that process and nothing else. Read `page_reader.py` first;
`confined.py` knows nothing of pages.
"""
