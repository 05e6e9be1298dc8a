"""What a model hears."""
