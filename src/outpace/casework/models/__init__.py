"""The tables of casework."""
