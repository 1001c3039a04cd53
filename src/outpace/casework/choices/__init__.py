"""The closed lists of casework, with their labels."""
