"""The frozen values that cross casework's door."""

from outpace.casework.data.news import (
    CaseEnded,
    CaseOpened,
    CasePlaceFound,
    CasePlaceWithdrawn,
    CaseReclassified,
    ContactsProposed,
    DeliverableDone,
    DeliverableLate,
    FollowUpChanged,
    FollowUpEnded,
    FollowUpsChanged,
    FollowUpsEnded,
    FollowUpStarted,
    PacksDecided,
    ProposedContactReopened,
    ProposedContactsJudged,
)
from outpace.casework.data.standing import StandingCase, StandingFollowUp

__all__ = [
    "CaseEnded",
    "CaseOpened",
    "CasePlaceFound",
    "CasePlaceWithdrawn",
    "CaseReclassified",
    "ContactsProposed",
    "DeliverableDone",
    "DeliverableLate",
    "FollowUpChanged",
    "FollowUpEnded",
    "FollowUpStarted",
    "FollowUpsChanged",
    "FollowUpsEnded",
    "PacksDecided",
    "ProposedContactReopened",
    "ProposedContactsJudged",
    "StandingCase",
    "StandingFollowUp",
]
