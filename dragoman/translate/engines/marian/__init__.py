"""Marian's models, as Firefox has them, decoded here: on onnxruntime, or in numpy.

In: the files of a model (`models/marian_model.py` reads them) and texts in batches of equal length.
Out: their words, with log-probabilities and alignment. Read `decoder.py` first, then `greedy.py`;
`numpy_network.py` says in numpy what the graphs compute that `onnx_network.py` has made.
"""
