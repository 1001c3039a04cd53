"""The JSON API of isolation."""

from ninja import Router

router = Router(tags=["isolation"])
