"""What people say: of a sentence, of a page, of how a name is spelled.

In come their words and, for a decision, the sentence that they were said of; out go records that
take the place of earlier ones without removing any, and rows of `names.csv`. Read `deciding.py`
first.
"""
