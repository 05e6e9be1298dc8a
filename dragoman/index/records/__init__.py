"""What records of ours say before it becomes rows: their shapes, their references, their order.

In come the JSON of derived records; out go values that were checked, or what is wrong with them.
Read `documents.py` first, then `record_shapes.py`.
"""
