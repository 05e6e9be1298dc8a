"""The web as it is spoken to: one URL, fetched under the guard of addresses.

In: a URL and `FetchOptions`. Out: a `Fetch` with its exchanges, each kept to the byte, and why it
ended where it did. Names, sockets, TLS, proxies, HTTP/1.x and its framing, cookies, limits. Knows
no records. Read `fetch.py` first, then `transport.py`, `connection.py` and `http1.py`.
"""
