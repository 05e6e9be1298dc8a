"""What archives of others hold."""
