"""Tests of zoning."""
