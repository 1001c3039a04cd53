"""Reads of tracing: lists of stays, the stays around a case, whom they propose."""
