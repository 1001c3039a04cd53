"""Who was where with whom? Stays (person, place, begin, end) of a fortnight, and the people that a case exposed.

Modules: `stays` (columns and Arrow schemas of stays and places), `question` (cases with their windows in, exposures and evidence out),
`brute_force` (the slow and obvious reference that every other way must equal), `index` (the fast way: `open_index`). It is made of
`numbering` (dense numbers for ids), `build` and `sorting` (a day's stays into a segment), `layout` (a segment on disk), `files` (the
manifest), `scanning`, `gathering`, `meeting`, `folding` and `answers` (the compiled loops that answer), `replies` (their rows as columns).
`distributed` is the same on a cluster, with the index inside each partition.
Times are whole minutes UTC since 1970-01-01; an interval holds its begin and not its end. Nothing here reads a clock, a network or a
global state, and files only where the caller names them.
"""
