"""Many pages: which is fetched when, when again, and which URLs name the same one.

In: a list of URLs, the site's mirrors, what came of each try. Out: the next page to visit, a pause
for its host, another try or none; and the records of a job's beginning and end. Read `frontier.py`
first, then `host_clock.py` and `politeness.py`.
"""
