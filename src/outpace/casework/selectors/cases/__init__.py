"""What casework reads about cases."""
