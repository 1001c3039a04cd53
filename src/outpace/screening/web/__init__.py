"""Pages of screening; their addresses are collected in `urls`."""
