"""What was seen of a page besides its article: posts, names, pictures, what others hold."""
