"""What zoning decides: pure functions on frozen values."""
