"""Speech: words that a model hears in a recording. The borders to faster-whisper and PyAV.

In: a recording's bytes, a model that somebody installed from a folder. Out: what is said in each
stretch of it, when, and how sure the machine was. Nothing is fetched, no record is known here.
Read `stretch.py` first.
"""
