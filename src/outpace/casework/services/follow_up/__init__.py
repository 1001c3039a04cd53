"""One follow-up stack for case after discharge, contact, contact of a contact, exposed, and returning traveller."""

from outpace.casework.services.follow_up.news import apply_news, case_reinstated, person_became_case
from outpace.casework.services.follow_up.starting import NotFollowed, start_follow_up

__all__ = ["NotFollowed", "apply_news", "case_reinstated", "person_became_case", "start_follow_up"]
