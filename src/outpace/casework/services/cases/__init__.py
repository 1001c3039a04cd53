"""What casework writes about cases: opening, class, clocks, itinerary, contacts, letters and chain."""
