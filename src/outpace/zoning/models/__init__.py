"""The tables of zoning."""

from outpace.zoning.models.cases import CaseSeen, PlaceSeen
from outpace.zoning.models.proposals import Proposal
from outpace.zoning.models.zones import Zone, ZoneArea, ZoneMeasure, ZoneVersion

__all__ = ["CaseSeen", "PlaceSeen", "Proposal", "Zone", "ZoneArea", "ZoneMeasure", "ZoneVersion"]
