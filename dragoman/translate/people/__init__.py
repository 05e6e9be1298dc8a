"""Who is named in a text: people and organisations, where they stand, and what found each.

In: the sentences of an article with their languages, or a list of names that are watched for. Out:
mentions with their places, and which sentences nobody could look at. Mentions of one person over
spellings and scripts come together in `same.py`. Read `finding.py` first.
"""
