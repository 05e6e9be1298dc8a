"""Commands that have to do with archives of others, and with other places."""
