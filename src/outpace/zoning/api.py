"""The door of zoning: zones now and at any hour, proposals and their signature, what other apps' news does to them."""

from outpace.zoning.data import Inside
from outpace.zoning.rules.checklist import DayLine, NextStep
from outpace.zoning.rules.owed import Owed
from outpace.zoning.selectors.consistency import inconsistencies, standing_proposals
from outpace.zoning.selectors.drawing import look_inside, require_ring, shapes_now
from outpace.zoning.selectors.free import freedom
from outpace.zoning.selectors.ground import Terrain, change_hours, terrain, unit_points
from outpace.zoning.selectors.guard import require_propose, require_sign
from outpace.zoning.selectors.judging import Judgement
from outpace.zoning.selectors.packs import protocol_at
from outpace.zoning.selectors.proposals import count_open, get_proposal, list_proposals, proposal_naming
from outpace.zoning.selectors.sheets import (
    Board,
    Checklist,
    ProposalSheet,
    ZoneSheet,
    board,
    definitions_here,
    proposal_sheet,
    replay,
    types_here,
    zone_sheet,
)
from outpace.zoning.selectors.townmap import Part, TownMap, town_map
from outpace.zoning.selectors.zones import (
    get_zone,
    list_ahead,
    list_taken_back,
    list_zones,
    standing_zones,
    zone_counts,
    zone_history,
    zone_measures,
    zone_types_at,
    zones_at,
)
from outpace.zoning.services.areas import follow_merged_area, follow_moved_area
from outpace.zoning.services.by_hand import propose_by_hand
from outpace.zoning.services.holding import take_back, take_hold_due
from outpace.zoning.services.measures import end_measure, keep_measure, order_measure
from outpace.zoning.services.news import (
    follow_case_opened,
    follow_contact,
    follow_packs,
    follow_place_found,
    follow_place_withdrawn,
    follow_reclassified,
    follow_residents,
)
from outpace.zoning.services.proposing import draws_no_zone, zone_over_home
from outpace.zoning.services.reviewing import review_all
from outpace.zoning.services.signing import refuse_proposal, sign_proposal

__all__ = [
    "Board",
    "Checklist",
    "DayLine",
    "Inside",
    "Judgement",
    "NextStep",
    "Owed",
    "Part",
    "ProposalSheet",
    "Terrain",
    "TownMap",
    "ZoneSheet",
    "board",
    "change_hours",
    "count_open",
    "definitions_here",
    "draws_no_zone",
    "end_measure",
    "follow_case_opened",
    "follow_contact",
    "follow_merged_area",
    "follow_moved_area",
    "follow_packs",
    "follow_place_found",
    "follow_place_withdrawn",
    "follow_reclassified",
    "follow_residents",
    "freedom",
    "get_proposal",
    "get_zone",
    "inconsistencies",
    "keep_measure",
    "list_ahead",
    "list_proposals",
    "list_taken_back",
    "list_zones",
    "look_inside",
    "order_measure",
    "proposal_naming",
    "proposal_sheet",
    "propose_by_hand",
    "protocol_at",
    "refuse_proposal",
    "replay",
    "require_propose",
    "require_ring",
    "require_sign",
    "review_all",
    "shapes_now",
    "sign_proposal",
    "standing_proposals",
    "standing_zones",
    "take_back",
    "take_hold_due",
    "terrain",
    "town_map",
    "types_here",
    "unit_points",
    "zone_counts",
    "zone_history",
    "zone_measures",
    "zone_over_home",
    "zone_sheet",
    "zone_types_at",
    "zones_at",
]
