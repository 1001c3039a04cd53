"""Sizing and allocation: can a round end in time, how to pool, what published figures mean, how long results take.

Modules: `feasibility` (round, bottleneck, lifts), `standards` (staff by the guides), `pooling` (Dorfman), `turnaround` (histogram
quantiles), `reconcile` and `plausible` (checks on published and imported figures, as message keys), `counts` (reading 万 and 以上).
"""
