"""The door of casework."""

from outpace.casework.selectors.follow_up.work import follow_up_brief, follow_ups_of
from outpace.casework.selectors.packs import InForce, packs_for, protocol_for
from outpace.casework.selectors.words import (
    anchor_text,
    day_text,
    direction_text,
    effect_text,
    group_text,
    must_not_text,
    news_text,
    place_text,
    reason_text,
    setting_text,
    situation_text,
)
from outpace.casework.services.follow_up import NotFollowed, apply_news, case_reinstated, person_became_case, start_follow_up

__all__ = [
    "InForce",
    "NotFollowed",
    "anchor_text",
    "apply_news",
    "case_reinstated",
    "day_text",
    "direction_text",
    "effect_text",
    "follow_up_brief",
    "follow_ups_of",
    "group_text",
    "must_not_text",
    "news_text",
    "packs_for",
    "person_became_case",
    "place_text",
    "protocol_for",
    "reason_text",
    "setting_text",
    "situation_text",
    "start_follow_up",
]
