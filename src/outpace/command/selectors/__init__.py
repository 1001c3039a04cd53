"""What command reads."""
