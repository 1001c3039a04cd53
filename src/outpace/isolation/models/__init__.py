"""The tables of isolation."""
