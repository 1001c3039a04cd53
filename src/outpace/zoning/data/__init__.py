"""The frozen values that cross zoning's door."""

from outpace.zoning.data.news import ZoneLifted, ZoneProposalDropped, ZoneProposalJoined, ZoneProposed, ZoneSigned, ZoneSignedAhead
from outpace.zoning.data.records import (
    BY_RULES,
    ByHand,
    Ground,
    MeasureRow,
    NewMeasure,
    ProposalRow,
    ReviewDue,
    Signature,
    UnitOption,
    Why,
    ZoneCount,
    ZoneRow,
    ZoneState,
)
from outpace.zoning.data.shapes import Inside, UnitInside

__all__ = [
    "BY_RULES",
    "ByHand",
    "Ground",
    "Inside",
    "MeasureRow",
    "NewMeasure",
    "ProposalRow",
    "ReviewDue",
    "Signature",
    "UnitInside",
    "UnitOption",
    "Why",
    "ZoneCount",
    "ZoneLifted",
    "ZoneProposalDropped",
    "ZoneProposalJoined",
    "ZoneProposed",
    "ZoneRow",
    "ZoneSigned",
    "ZoneSignedAhead",
    "ZoneState",
]
