"""Other processes that decode: those of this machine, and a Dask scheduler's.

In: an order (which model, by its digest, and how) and batches of text. Out: the outputs that one
process would have made. Only plain text and outputs pass between them. Read `orders.py` first, then
`spread.py`; `answering.py` is the worker's side.
"""
