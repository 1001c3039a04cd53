"""The published figures: one module per number, all on one world, printed and written to docs/benchmarks.md by `make bench`."""
