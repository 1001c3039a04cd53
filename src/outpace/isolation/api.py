"""The door of isolation."""

from outpace.isolation.selectors.answers import EndOfDay, FacilityRow, Forecast, PlacementRow, Proposal, TripRow, TripView
from outpace.isolation.selectors.care import person_to_list, treatments_due
from outpace.isolation.selectors.consistency import inconsistencies
from outpace.isolation.selectors.consistency_grounds import standing_causes
from outpace.isolation.selectors.evening import end_of_day, forecast, recent_positives
from outpace.isolation.selectors.facilities import (
    capacity_under,
    destinations,
    facility_of_room,
    facility_to_manage,
    get_facility,
    list_facilities,
    rooms_of,
)
from outpace.isolation.selectors.placements import (
    expected_at,
    facility_of_placement,
    get_placement,
    inside,
    is_settled,
    places_of_people,
    stayed,
    to_drive,
    wanted,
)
from outpace.isolation.selectors.proposals import options_for, proposals, proposals_for
from outpace.isolation.selectors.trips import custody_gaps, get_trip, list_trips, open_trips, past_trips, to_bring
from outpace.isolation.services.care import book_transport, escalate_treatments, list_patient, settle_treatment
from outpace.isolation.services.closing import change_facility, close_facility
from outpace.isolation.services.demo import furnish_demo
from outpace.isolation.services.facilities import act_on_room, add_rooms, open_facility
from outpace.isolation.services.following import (
    follow_case,
    follow_case_ended,
    follow_changed,
    follow_ended,
    follow_merged_area,
    follow_moved_area,
    follow_reclassified,
    follow_started,
)
from outpace.isolation.services.handovers import board_passenger, drop_passenger, find_gaps, receive_passenger, release_passenger
from outpace.isolation.services.loading import load_rooms
from outpace.isolation.services.signing import sign_placement
from outpace.isolation.services.stays import record_arrival, record_departure
from outpace.isolation.services.trips import add_passenger, arrive_trip, cancel_trip, depart, disinfect, plan_trip

__all__ = [
    "EndOfDay",
    "FacilityRow",
    "Forecast",
    "PlacementRow",
    "Proposal",
    "TripRow",
    "TripView",
    "act_on_room",
    "add_passenger",
    "add_rooms",
    "arrive_trip",
    "board_passenger",
    "book_transport",
    "cancel_trip",
    "capacity_under",
    "change_facility",
    "close_facility",
    "custody_gaps",
    "depart",
    "destinations",
    "disinfect",
    "drop_passenger",
    "end_of_day",
    "escalate_treatments",
    "expected_at",
    "facility_of_placement",
    "facility_of_room",
    "facility_to_manage",
    "find_gaps",
    "follow_case",
    "follow_case_ended",
    "follow_changed",
    "follow_ended",
    "follow_merged_area",
    "follow_moved_area",
    "follow_reclassified",
    "follow_started",
    "forecast",
    "furnish_demo",
    "get_facility",
    "get_placement",
    "get_trip",
    "inconsistencies",
    "inside",
    "is_settled",
    "list_facilities",
    "list_patient",
    "list_trips",
    "load_rooms",
    "open_facility",
    "open_trips",
    "options_for",
    "past_trips",
    "person_to_list",
    "places_of_people",
    "plan_trip",
    "proposals",
    "proposals_for",
    "receive_passenger",
    "recent_positives",
    "record_arrival",
    "record_departure",
    "release_passenger",
    "rooms_of",
    "settle_treatment",
    "sign_placement",
    "standing_causes",
    "stayed",
    "to_bring",
    "to_drive",
    "treatments_due",
    "wanted",
]
