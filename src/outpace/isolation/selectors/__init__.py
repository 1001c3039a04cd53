"""What isolation reads."""
