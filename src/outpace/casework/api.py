"""The door of casework."""

__all__: list[str] = []
