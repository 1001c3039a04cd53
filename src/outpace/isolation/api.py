"""The door of isolation."""

from outpace.isolation.services.care import book_transport, escalate_treatments, list_patient, settle_treatment
from outpace.isolation.services.facilities import act_on_room, add_rooms, open_facility
from outpace.isolation.services.following import (
    follow_case,
    follow_changed,
    follow_ended,
    follow_merged_area,
    follow_moved_area,
    follow_reclassified,
    follow_started,
)
from outpace.isolation.services.handovers import board_passenger, drop_passenger, find_gaps, receive_passenger, release_passenger
from outpace.isolation.services.placements import sign_placement
from outpace.isolation.services.stays import record_arrival, record_departure
from outpace.isolation.services.trips import add_passenger, arrive_trip, cancel_trip, depart, disinfect, plan_trip

__all__ = [
    "act_on_room",
    "add_passenger",
    "add_rooms",
    "arrive_trip",
    "board_passenger",
    "book_transport",
    "cancel_trip",
    "depart",
    "disinfect",
    "drop_passenger",
    "escalate_treatments",
    "find_gaps",
    "follow_case",
    "follow_changed",
    "follow_ended",
    "follow_merged_area",
    "follow_moved_area",
    "follow_reclassified",
    "follow_started",
    "list_patient",
    "open_facility",
    "plan_trip",
    "receive_passenger",
    "record_arrival",
    "record_departure",
    "release_passenger",
    "settle_treatment",
    "sign_placement",
]
