"""The door of isolation."""

__all__: list[str] = []
