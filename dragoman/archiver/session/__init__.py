"""Programs that use `requests` record what they ask for: our transport as an adapter of theirs.

In: a request of a `requests.Session`. Out: its answer, as it comes or once it is stored, and the
exchange for whoever records it. The border to requests and urllib3. Read `session_adapter.py`
first, then `session_body.py`.
"""
