"""Whom did a case expose, among a province's billions of stays? The same question, with the same rows, on Apache Spark.

Modules: `partitions` (what runs inside a partition, Arrow in and Arrow out: needs no Spark), `frames` (who goes to which partition),
`tracing` (`SparkTracer`, the door), `session` (a Spark of one's own on this machine, and what is said where Spark or Java is missing).
Spark is an optional part: `pip install outpace[distributed]`, and Java 17 or newer. Only `frames`, `tracing` and `session` import it.
See docs/science/tracing-distributed.md for the plan, its limits, and how it runs on a cluster.
"""
