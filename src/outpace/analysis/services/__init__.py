"""Working out, keeping and checking."""
