"""One follow-up stack for case after discharge, contact, contact of a contact, exposed, and returning traveller."""

from outpace.casework.services.follow_up.appeals import answer_appeal, make_appeal
from outpace.casework.services.follow_up.checks import CheckOutcome, record_checks
from outpace.casework.services.follow_up.newcomers import follow_newcomer, take_back_ground
from outpace.casework.services.follow_up.news import apply_news, case_reinstated, person_became_case
from outpace.casework.services.follow_up.ordering import order_tests
from outpace.casework.services.follow_up.releasing import (
    SignedRelease,
    end_otherwise,
    follow_up_died,
    sign_next_stage,
    sign_release,
    take_back_release,
)
from outpace.casework.services.follow_up.starting import NotFollowed, start_follow_up
from outpace.casework.services.follow_up.taking_back import Exposed, lose_exposure

__all__ = [
    "CheckOutcome",
    "Exposed",
    "NotFollowed",
    "SignedRelease",
    "answer_appeal",
    "apply_news",
    "case_reinstated",
    "end_otherwise",
    "follow_newcomer",
    "follow_up_died",
    "lose_exposure",
    "make_appeal",
    "order_tests",
    "person_became_case",
    "record_checks",
    "sign_next_stage",
    "sign_release",
    "start_follow_up",
    "take_back_ground",
    "take_back_release",
]
