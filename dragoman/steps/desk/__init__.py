"""What the desk is handed: looking at lists, and the acts that take longer than a request.

In go the wishes of somebody at the desk, out comes what happened to each page, as `Happened`.
Read `housing.py` first, then `acts.py`.
"""
