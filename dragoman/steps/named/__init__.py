"""Who is named in the articles of an archive: looking for them, and for names that are watched for.

In: what is held. Out: a record for each article that was looked at, and the people and
organisations that the records name, over spellings and scripts. Read `looking_for_people.py` first.
"""
