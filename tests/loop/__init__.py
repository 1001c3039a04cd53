"""The loop as a whole: random histories through every app, and what must hold after each of them."""
