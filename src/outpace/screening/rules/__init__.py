"""The pure decisions of screening: how facts move a tube, what the ledger owes it, who counts as covered, what a pool result triggers."""
