"""What the figures are: pure functions of a snapshot and a seed."""
