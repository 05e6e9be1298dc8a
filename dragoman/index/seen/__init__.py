"""What was seen of a page besides its article: posts, names, what others hold."""
