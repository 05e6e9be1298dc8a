"""What takes longer than a request: orders, and the threads that carry them out one by one.

In goes an order of somebody at the desk, out comes what happened to each page of it. Orders lie in
a folder of the archive, so that one that was interrupted is there when the desk is opened again.
Read `order.py` first, then `runner.py`.
"""
