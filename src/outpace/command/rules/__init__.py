"""What command decides: pure functions on frozen values."""
