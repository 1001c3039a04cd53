"""The JSON API of command."""

from ninja import Router

router = Router(tags=["command"])
