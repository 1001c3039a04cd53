"""Changes of tracing: lists of stays taken in and forgotten, looks at the records, decisions about whom they propose."""
