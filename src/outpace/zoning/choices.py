"""The closed lists of zoning, with their labels."""
