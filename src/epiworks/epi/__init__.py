"""What is the outbreak doing? Analysis on arrays, each function with its equation and its paper.

Modules: `curve` (epidemic curve, series breaks), `delays` (with right truncation), `interval`, `incidence`, `rt`, `rt_uncertain` (Cori),
`links` (who infected whom, from dirty pairs), `serial`, `families`, `tails`, `offspring`, `attribution` (whose infection it was, and what
is still to come), `likelihood` (fits with profile intervals),
`ending` and `undetected` (is it over, does a hidden chain run), `progress` (social face, share under control, 7-1-7), `pooled` (what
pooling costs, which pool finds most), `trees` (who infected whom, over all trees), `windows` (what the pack allows), `simulated`;
`growth`, `nowcast`, `forecast` (with its past scores).
Nothing here reads a clock, a database or a global random state: days and generators are arguments.
"""
