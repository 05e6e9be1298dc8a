"""What `index.db` is made of."""
