"""What people made of the sentences of an article: other ones cut out of its text, what they said
of them, and which can be approved together.

In come rows of the index, or what records say; out go sentences with their places in the text. Read
`segmentation.py` first.
"""
