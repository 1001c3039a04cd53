"""The closed lists of command, with their labels."""
