"""Template tags of screening's forms."""

from uuid import uuid4

from django import template

register = template.Library()


@register.simple_tag
def client_id() -> str:
    """Which new record id does this form carry? The same form sent twice carries the same one, so that a double tap is one fact."""
    return str(uuid4())
