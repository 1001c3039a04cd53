"""The door of casework."""

from outpace.casework.data.cases import Judgement
from outpace.casework.selectors.cases.board import CaseRow, CaseView, count_cases, list_cases, timeliness_of_day
from outpace.casework.selectors.cases.briefs import case_brief, open_case_of
from outpace.casework.selectors.cases.contacts import ContactCounts, candidates, contact_counts, contacts_of, contacts_to_find
from outpace.casework.selectors.cases.sheet import CaseSheet, get_case
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
from outpace.casework.services.cases.areas import follow_merged_area, follow_moved_area
from outpace.casework.services.cases.care import amend_case, end_case, note_isolated
from outpace.casework.services.cases.classes import decide_proposal, follow_withdrawn_result, reclassify_case
from outpace.casework.services.cases.clocks import escalate_late, finish_deliverable
from outpace.casework.services.cases.contacts import judge_contacts, record_attempt
from outpace.casework.services.cases.opening import open_case, open_case_for_positive
from outpace.casework.services.cases.places import add_stay
from outpace.casework.services.follow_up import NotFollowed, apply_news, case_reinstated, person_became_case, start_follow_up

__all__ = [
    "CaseRow",
    "CaseSheet",
    "CaseView",
    "ContactCounts",
    "InForce",
    "Judgement",
    "NotFollowed",
    "add_stay",
    "amend_case",
    "anchor_text",
    "apply_news",
    "candidates",
    "case_brief",
    "case_reinstated",
    "contact_counts",
    "contacts_of",
    "contacts_to_find",
    "count_cases",
    "day_text",
    "decide_proposal",
    "direction_text",
    "effect_text",
    "end_case",
    "escalate_late",
    "finish_deliverable",
    "follow_merged_area",
    "follow_moved_area",
    "follow_up_brief",
    "follow_ups_of",
    "follow_withdrawn_result",
    "get_case",
    "group_text",
    "judge_contacts",
    "list_cases",
    "must_not_text",
    "news_text",
    "note_isolated",
    "open_case",
    "open_case_for_positive",
    "open_case_of",
    "packs_for",
    "person_became_case",
    "place_text",
    "protocol_for",
    "reason_text",
    "reclassify_case",
    "record_attempt",
    "setting_text",
    "situation_text",
    "start_follow_up",
    "timeliness_of_day",
]
