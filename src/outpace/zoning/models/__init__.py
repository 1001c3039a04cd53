"""The tables of zoning."""
