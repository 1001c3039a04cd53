"""The reads of screening, each scoped to the actor who asks."""
