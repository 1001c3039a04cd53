"""Whom did a case expose, among a province's billions of stays? The same question, with the same rows, on Apache Spark.

Modules: `given` (the stays of the cases, and to which partitions they go) and `partitions` (what runs inside a partition), Arrow in and
Arrow out, which need no Spark; `needs` (what is missing, and how to install it), `session` (a Spark of one's own on this machine) and
`tracing` (`SparkTracer`, the door), which do. Spark is an optional part: `pip install outpace[distributed]`, and Java 17 or newer; the
three import it through `needs` alone, which says so where it is not there.
See docs/science/tracing-distributed.md for the plan, its limits, and how it runs on a cluster.
"""
