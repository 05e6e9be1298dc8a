"""What the commands share: how they are handed an archive, and how they speak to a person.

`context.py` is the border to click's context and turns our errors into a sentence and an exit
status; the others are the options and the lines that more than one command has.
"""
