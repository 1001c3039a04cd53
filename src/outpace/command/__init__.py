"""Tasks: instructions with a subject, an owner post and a deadline, from first action to evidence."""
