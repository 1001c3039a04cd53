"""The door of zoning."""

__all__: list[str] = []
