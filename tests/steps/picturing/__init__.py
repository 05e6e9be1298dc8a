"""Pictures made of pages, and pictures in pages."""
