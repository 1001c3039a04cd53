"""The closed lists of isolation, with their labels."""
