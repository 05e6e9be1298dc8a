"""What a reader sees of a page, block by block, and which of it is the article.

The whole page is taken apart once; nothing is left away before it is known what it was.
Read `blocks.py` first, then `names.py` for what a container is called, `extent.py` for where the
article begins and ends, and `standfirst.py` for what stands above it.
"""
