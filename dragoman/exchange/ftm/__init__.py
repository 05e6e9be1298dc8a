"""followthemoney: pages and who is named on them, for OpenAleph and other tools of investigators.

In: pages with their translations, and the people and organisations that they name. Out: a line of
JSON for each article, what was captured, each person and organisation, and each mention. Read
`entities.py` first.
"""
