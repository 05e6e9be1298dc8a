"""What tests share: servers on loopback, other programs, archives ready made, and how to look at them.

Begin with `site.py`, a small web site, and `shell.py`, the program as a user runs it.
"""
