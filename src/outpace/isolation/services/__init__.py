"""What isolation writes: permission, change, audit and event in one unit."""
