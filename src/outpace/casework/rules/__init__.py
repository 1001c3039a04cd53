"""What casework decides: pure functions on frozen values."""
