"""What zoning reads."""
