"""The writes of screening: each is permission, change, counters, audit and event in one transaction."""
