"""The engine of a language model on this machine: a server that speaks as OpenAI's does.

In: clean sentences, those before them, and listed names. Out: an `Output` for each, in order; what
is no translation is asked for again by itself and then refused. Nothing leaves this machine:
`loopback.py` connects, and to nothing else. Slow, and it invents; it is never chosen by itself.
Read `llm.py` first, then `answers.py`.
"""
