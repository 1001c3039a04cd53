"""Rooms and beds, who is placed where, and closed-loop transfers between them."""
