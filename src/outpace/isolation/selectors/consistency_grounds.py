"""Does every request and every stay rest on somebody in follow-up or on a case, and has each of those the place that they need?"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from epiworks.protocol import Place
from outpace.casework import api as casework
from outpace.casework.data import StandingCase, StandingFollowUp
from outpace.isolation.choices import PlacementState, TreatmentState
from outpace.isolation.data import OpenRequest, StandingCauses
from outpace.isolation.models import Passenger, Placement, Treatment
from outpace.isolation.rules.wanted import needs_placement
from outpace.kernel.consistency import Difference, missing, unexpected
from outpace.kernel.scope import AreaPath

WANTED = {PlacementState.REQUESTED, PlacementState.SIGNED, PlacementState.UNDER_WAY}


@dataclass(slots=True)
class _Grounds:
    """Who must be somewhere, by id: those in follow-up, the open cases, and those of them by person."""

    follow_ups: dict[int, StandingFollowUp] = field(default_factory=dict)
    cases: dict[int, StandingCase] = field(default_factory=dict)
    cases_of: dict[int, StandingCase] = field(default_factory=dict)


def grounds_differ() -> Iterator[Difference]:
    """Which places have no ground, and which grounds have no place?"""
    grounds = _grounds()
    rows = list(Placement.objects.filter(state__in=[*WANTED, PlacementState.ARRIVED]).order_by("pk"))
    yield from unexpected("request without a ground", [row.pk for row in rows if row.state in WANTED and not _stands(row, grounds)])
    staying = [row for row in rows if row.state == PlacementState.ARRIVED and not row.end_reason]
    yield from unexpected("stay without a ground", [row.pk for row in staying if not _stands(row, grounds)])
    held = [row for row in rows if row.state in WANTED or not row.end_reason]
    in_follow_up = {(row.person_id, row.place) for row in held}
    as_case = {row.person_id for row in held if row.is_case}
    wanting = [brief for brief in grounds.follow_ups.values() if needs_placement(brief.place) and brief.person_id not in grounds.cases_of]
    yield from missing("place for follow-up", [brief.id for brief in wanting if (brief.person_id, brief.place.value) not in in_follow_up])
    yield from missing("place for case", [case.id for case in grounds.cases.values() if case.person_id not in as_case])


def standing_causes() -> StandingCauses:
    """What does isolation ask others for now? For checks of the apps above, which show nobody."""
    wanted = list(Placement.objects.filter(state__in=WANTED).order_by("pk"))
    moving = {row.person_id for row in wanted}
    inside = set(Placement.objects.filter(state=PlacementState.ARRIVED).values_list("person_id", flat=True))
    between = Passenger.objects.filter(gap_found_at__isnull=False, received_at=None, dropped_at=None)
    at_risk = Treatment.objects.filter(escalated_at__isnull=False, settled_at=None, state=TreatmentState.DUE)
    return StandingCauses(
        requests=tuple(OpenRequest(row.pk, row.person_id, AreaPath(row.area_path), Place(row.place), row.requested_at) for row in wanted),
        gaps=frozenset((row.trip_id, row.person_id, row.delivered_at is not None) for row in between),
        treatments=frozenset(at_risk.values_list("pk", flat=True)),
        settled=frozenset(inside - moving),
    )


def _grounds() -> _Grounds:
    found = _Grounds()
    found.follow_ups = {brief.id: brief for brief in casework.standing_follow_ups()}
    found.cases = {case.id: case for case in casework.known_cases() if case.is_open}
    found.cases_of = {case.person_id: case for case in found.cases.values()}
    return found


def _stands(row: Placement, grounds: _Grounds) -> bool:
    """Does this request or stay rest on an open case of the person, or on their follow-up, which wants this kind of place?"""
    if row.is_case:
        return row.case_id in grounds.cases
    if row.person_id in grounds.cases_of:
        return row.state == PlacementState.ARRIVED  # found while isolated: stays until the transfer
    brief = grounds.follow_ups.get(row.follow_up_id or 0)
    return brief is not None and (brief.place.value == row.place or row.state == PlacementState.ARRIVED)
