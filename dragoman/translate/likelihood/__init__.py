"""How likely a translation is right, as far as its words, its flags and a second engine's tell.

In: a source, a translation, what the checks found, and what a witness made of the same sentence.
Out: `Likely`: a word, an estimate and the reasons, or nothing where nothing honest can be said.
Read `likely.py` first.
"""
