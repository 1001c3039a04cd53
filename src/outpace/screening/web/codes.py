"""Tube and box codes in addresses."""

from django.urls import register_converter


class CodeConverter:
    """What a label can say: up to 32 letters, digits, dots, hyphens or underscores."""

    regex = "[0-9A-Za-z._-]{1,32}"

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value


register_converter(CodeConverter, "code")

CODE = "<code:code>"
"""The part of an address that names a tube or a box."""
