"""Snapshots, and runs that were kept."""
