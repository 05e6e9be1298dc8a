"""Looking at originals again: `watching.py` asks, `versions.py` puts then beside now.

In come ids of captured pages and the connections to ask over; out go observations, each recorded
before it is handed out (`observation.py` is its shape). Comparing itself is in `archiver/`.
Read `watching.py` first.
"""
