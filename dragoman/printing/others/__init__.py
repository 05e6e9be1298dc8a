"""What commands print that have to do with archives of others."""
