"""The frozen values that cross zoning's door."""

from outpace.zoning.data.news import ZoneLifted, ZoneProposed, ZoneSigned

__all__ = ["ZoneLifted", "ZoneProposed", "ZoneSigned"]
