"""The JSON API of zoning."""

from ninja import Router

router = Router(tags=["zoning"])
