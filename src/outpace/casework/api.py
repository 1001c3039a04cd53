"""The door of casework."""

from outpace.casework.selectors.follow_up.work import follow_up_brief, follow_ups_of
from outpace.casework.selectors.packs import InForce, packs_for, protocol_for
from outpace.casework.services.follow_up import NotFollowed, apply_news, case_reinstated, person_became_case, start_follow_up

__all__ = [
    "InForce",
    "NotFollowed",
    "apply_news",
    "case_reinstated",
    "follow_up_brief",
    "follow_ups_of",
    "packs_for",
    "person_became_case",
    "protocol_for",
    "start_follow_up",
]
