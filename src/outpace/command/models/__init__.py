"""The tables of command."""
