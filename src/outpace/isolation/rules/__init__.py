"""What isolation decides: pure functions on frozen values."""
