"""What programs ask the desk: the same archive as JSON, to be read only.

In come requests that `app.py` let through, by the token; out go answers as the OpenAPI says, which
is served beside them. Nothing here acts. Read `openapi.py` first, then `api.py`.
"""
