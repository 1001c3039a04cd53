"""Which function hears of which event: (event published below, handler above), in order of delivery; see docs/guide/events.md."""

from collections.abc import Callable
from typing import Any

from outpace.casework import api as casework
from outpace.casework.data import (
    CaseEnded,
    CaseOpened,
    CasePlaceFound,
    CasePlaceWithdrawn,
    CaseReclassified,
    ContactsProposed,
    DeliverableDone,
    DeliverableLate,
    FollowUpsChanged,
    FollowUpsEnded,
    FollowUpStarted,
    LetterAnswered,
    LetterLate,
    PacksDecided,
    ProposedContactReopened,
    ProposedContactsJudged,
)
from outpace.command import api as command
from outpace.isolation import api as isolation
from outpace.isolation.data import (
    CustodyGapClosed,
    CustodyGapFound,
    PersonArrived,
    PlacementsRequested,
    PlacementsWithdrawn,
    TreatmentAtRisk,
    TreatmentSettled,
)
from outpace.kernel.events import Event
from outpace.registry.data import AreaMerged, AreaMoved, ResidentsChanged
from outpace.screening import api as screening
from outpace.screening.data import (
    HoldsSigned,
    PersonFoundPositive,
    PersonResultWithdrawn,
    PoolFoundPositive,
    PoolReached,
    PoolReopened,
    PoolResolved,
    PoolWithdrawn,
)
from outpace.zoning import api as zoning
from outpace.zoning.data import ZoneLifted, ZoneProposalDropped, ZoneProposalJoined, ZoneProposed, ZoneSigned, ZoneSignedAhead

SUBSCRIPTIONS: list[tuple[type[Event], Callable[[Any], None]]] = [
    (ResidentsChanged, screening.follow_residents),
    (AreaMoved, screening.follow_moved_area),
    (AreaMerged, screening.follow_merged_area),
    (AreaMoved, casework.follow_moved_area),
    (AreaMerged, casework.follow_merged_area),
    (PersonFoundPositive, casework.open_case_for_positive),
    (PersonResultWithdrawn, casework.follow_withdrawn_result),
    (ResidentsChanged, zoning.follow_residents),
    (AreaMoved, zoning.follow_moved_area),
    (AreaMerged, zoning.follow_merged_area),
    (CaseOpened, zoning.follow_case_opened),
    (CasePlaceFound, zoning.follow_place_found),
    (CasePlaceWithdrawn, zoning.follow_place_withdrawn),
    (CaseReclassified, zoning.follow_reclassified),
    (FollowUpStarted, zoning.follow_contact),
    (PacksDecided, zoning.follow_packs),
    (AreaMoved, isolation.follow_moved_area),
    (AreaMerged, isolation.follow_merged_area),
    (CaseOpened, isolation.follow_case),
    (CaseReclassified, isolation.follow_reclassified),
    (CaseEnded, isolation.follow_case_ended),
    (FollowUpStarted, isolation.follow_started),
    (FollowUpsChanged, isolation.follow_changed),
    (FollowUpsEnded, isolation.follow_ended),
    # Tasks come last: they see what the apps below have made of the same news.
    (AreaMoved, command.follow_moved_area),
    (AreaMerged, command.follow_merged_area),
    (PoolFoundPositive, command.follow_pool),
    (PoolWithdrawn, command.follow_pool_withdrawn),
    (HoldsSigned, command.follow_pool_step),
    (PoolReached, command.follow_pool_step),
    (PoolResolved, command.follow_pool_step),
    (PoolReopened, command.follow_pool_reopened),
    (CaseOpened, command.follow_case),
    (CaseReclassified, command.follow_case_class),
    (CaseEnded, command.follow_case_end),
    (DeliverableDone, command.follow_deliverable),
    (DeliverableLate, command.follow_late_deliverable),
    (LetterLate, command.follow_late_letter),
    (LetterAnswered, command.follow_answered_letter),
    (ContactsProposed, command.follow_contacts_proposed),
    (ProposedContactReopened, command.follow_contact_reopened),
    (ProposedContactsJudged, command.follow_contacts_judged),
    (FollowUpStarted, command.follow_contact),
    (FollowUpsChanged, command.follow_contact_class),
    (FollowUpsEnded, command.follow_contact_end),
    (PlacementsRequested, command.follow_placements),
    (PlacementsWithdrawn, command.follow_placements_withdrawn),
    (PersonArrived, command.follow_arrival),
    (CustodyGapFound, command.follow_custody_gap),
    (CustodyGapClosed, command.follow_closed_gap),
    (TreatmentAtRisk, command.follow_treatment),
    (TreatmentSettled, command.follow_settled_treatment),
    (ZoneProposed, command.follow_zone_proposal),
    (ZoneProposalJoined, command.follow_joined_proposal),
    (ZoneProposalDropped, command.follow_zone_dropped),
    (ZoneSigned, command.follow_zone),
    (ZoneSignedAhead, command.follow_zone_ahead),
    (ZoneLifted, command.follow_zone_lift),
]
