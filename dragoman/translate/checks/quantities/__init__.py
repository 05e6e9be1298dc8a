"""Numbers and what they count, read out of a sentence.

In: a source or a translation, and its language. Out: `Quantity`s: values with units, dates and
times of day, and whether two of them are the same. `checks/numbers.py` compares them. Read
`quantity.py` first, then `quantities.py`.
"""
