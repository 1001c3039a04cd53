"""The door of command."""

__all__: list[str] = []
