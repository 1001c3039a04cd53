"""What casework's news means for rooms: requests come, change and go inside the transaction of the news itself."""

from collections.abc import Collection, Mapping, Sequence

from django.db import connection

from outpace.casework import api as casework
from outpace.casework.data import (
    CaseEnded,
    CaseOpened,
    CaseReclassified,
    FollowUpChanged,
    FollowUpsChanged,
    FollowUpsEnded,
    FollowUpStarted,
)
from outpace.isolation.choices import EndReason
from outpace.isolation.models import Placement
from outpace.isolation.rules.wanted import needs_placement
from outpace.isolation.services.care import end_care
from outpace.isolation.services.custody import let_go
from outpace.isolation.services.manifests import on_board_of_any
from outpace.isolation.services.packs import case_place, regimen_lines
from outpace.isolation.services.placements import Request, current_of, hold_people, request_all, wanted_of, withdraw_all
from outpace.isolation.services.stays import leave, prepare_leaving, stay_on
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath, subtree_bounds, system_actor
from outpace.registry.data import AreaMerged, AreaMoved

ACTOR = system_actor("isolation")
MOVED = (
    "UPDATE isolation_facility SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
    "UPDATE isolation_placement SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
    "UPDATE isolation_trip SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
    "UPDATE isolation_special_patient SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
)

LAST_DAYS = """
WITH given AS MATERIALIZED (SELECT * FROM unnest(%s::bigint[], %s::date[]) AS g (person_id, until)), held AS (
  SELECT w.id, g.until FROM given g JOIN isolation_placement w USING (person_id)
  WHERE w.state IN ('requested', 'signed', 'under_way') AND NOT w.is_case
  UNION ALL
  SELECT c.id, g.until FROM given g JOIN isolation_placement c USING (person_id) WHERE c.state = 'arrived' AND NOT c.is_case
)
UPDATE isolation_placement p SET until = held.until FROM held WHERE p.id = held.id
"""
"""In two halves, because each has an index of its own by person."""


def follow_started(event: FollowUpStarted) -> None:
    """Somebody entered follow-up: where the pack wants them in a facility or isolated at home, a place is asked for."""
    if needs_placement(event.place):
        _ask_for_followed([event])


def follow_changed(event: FollowUpsChanged) -> None:
    """Class, place or last day changed: the requests follow, and whoever's new place needs none may go home."""
    leaving = [each for each in event.people if not needs_placement(each.place)]
    staying = [each for each in event.people if needs_placement(each.place)]
    moved = [each for each in staying if (each.place, each.group) != (each.place_before, each.group_before)]
    _no_longer({each.person_id: each.follow_up_id for each in leaving}, EndReason.RELEASED)
    _last_days([each for each in staying if (each.place, each.group) == (each.place_before, each.group_before)])
    _ask_for_followed(moved)


def follow_ended(event: FollowUpsEnded) -> None:
    """Follow-ups ended. A request of their own goes; whoever is in a room may leave it, unless they have become a case."""
    of_cases = {each.person_id: each.follow_up_id for each in event.people if each.reason == "became_case"}
    over = {each.person_id: each.follow_up_id for each in event.people if each.reason not in {"became_case", "died"}}
    withdraw_all(ACTOR, _wanted_by(of_cases))
    _died([each.person_id for each in event.people if each.reason == "died"])
    _no_longer(over, EndReason.RELEASED)


def follow_case(event: CaseOpened) -> None:
    """A case is open: hospital or Fangcang, as the packs of the day say, by the clock of the transfer."""
    place, due_at, because = case_place(event.area_path, event.case_class, event.found_at)
    asked = Request(event.person_id, event.area_path, place, due_at=due_at, group=event.case_class, case_id=event.case_id, because=because)
    for here in _ask([asked]):
        # Whoever is found in isolation has infected nobody outside since they came.
        casework.note_isolated(ACTOR, event.person_id, at=here.arrived_at or event.found_at)


def follow_reclassified(event: CaseReclassified) -> None:
    """The case changed its class: another place may be right now; no case any more, and whatever it asked for is undone."""
    if event.excluded:
        _case_gone(event.person_id, event.case_id)
        return
    place, due_at, because = case_place(event.area_path, event.after, event.changed_at)
    _ask([Request(event.person_id, event.area_path, place, due_at=due_at, group=event.after, case_id=event.case_id, because=because)])


def follow_case_ended(event: CaseEnded) -> None:
    """The case was discharged, with after-care or without: its request goes and its place may be left. Whoever died is in no place."""
    if event.died:
        _died([event.person_id])
    else:
        _discharged(event.person_id)


def follow_moved_area(event: AreaMoved) -> None:
    """An area has another path: whatever lies in it is now found there."""
    _rewrite(event.old_path, event.new_path)


def follow_merged_area(event: AreaMerged) -> None:
    """An area ended: whatever lay in it now lies in the one that took it over."""
    _rewrite(event.old_path, event.into_path)


def _ask_for_followed(people: Sequence[FollowUpStarted | FollowUpChanged]) -> None:
    """Ask for the place that follow-up wants for each of these people."""
    lines = regimen_lines([(each.area_path, each.group) for each in people], clock.now()) if people else {}
    _ask(
        [
            Request(
                each.person_id,
                each.area_path,
                each.place,
                due_at=each.due_at,
                until=each.until,
                group=each.group,
                follow_up_id=each.follow_up_id,
                because=lines.get((each.area_path, each.group), ()),
            )
            for each in people
        ]
    )


def _ask(asked: Sequence[Request]) -> list[Placement]:
    """Ask, and keep places that were about to be left when they are what is asked for again; gives where these people are now."""
    if not asked:
        return []
    current = request_all(ACTOR, asked)
    places = {each.person_id: each.place for each in asked}
    stay_on(ACTOR, [here for person, here in current.items() if here.end_reason and here.place == places[person]])
    return list(current.values())


def _last_days(people: Sequence[FollowUpChanged]) -> None:
    """Only the last day moved: the places stay as they are."""
    if people:
        with connection.cursor() as cursor:
            cursor.execute(LAST_DAYS, [[each.person_id for each in people], [each.until for each in people]])


def _no_longer(follow_ups: Mapping[int, int], reason: EndReason) -> None:
    """These follow-ups (by person) want no place any more."""
    if not follow_ups:
        return
    hold_people(follow_ups)
    withdraw_all(ACTOR, _wanted_by(follow_ups))
    current = current_of(follow_ups).items()
    leaving = [here for person, here in current if here.follow_up_id == follow_ups[person] and not here.end_reason]
    prepare_leaving(ACTOR, leaving, reason=reason)


def _case_gone(person_id: int, case_id: int) -> None:
    """Nobody is kept or brought anywhere for this case any more; who is in a place may leave it when the site lets them go."""
    hold_people([person_id])
    withdraw_all(ACTOR, [wanted for wanted in wanted_of([person_id]).values() if wanted.case_id == case_id])
    current = current_of([person_id]).values()
    prepare_leaving(ACTOR, [here for here in current if here.case_id == case_id and not here.end_reason], reason=EndReason.RELEASED)


def _discharged(person_id: int) -> None:
    """Whoever is well may leave, a place that they had as a contact and were not moved from yet too; after-care asks for its own."""
    hold_people([person_id])
    withdraw_all(ACTOR, list(wanted_of([person_id]).values()))
    prepare_leaving(ACTOR, [here for here in current_of([person_id]).values() if not here.end_reason], reason=EndReason.RELEASED)


def _died(people: Collection[int]) -> None:
    """The dead are brought nowhere, are in nobody's custody and need no treatment: the stays end, and the beds wait to be cleaned."""
    if not people:
        return
    hold_people(people)
    wanted, now = wanted_of(people), clock.now()
    withdraw_all(ACTOR, list(wanted.values()))
    for current in current_of(people).values():
        leave(ACTOR, current, now=now, reason=EndReason.DIED)
    for person in sorted(set(people) - on_board_of_any(people)):
        # The crew still has whoever died on the way: it signs them off its manifest where it brings them.
        let_go(person, now=now)
    end_care(ACTOR, people, now=now, reason=EndReason.DIED)


def _wanted_by(follow_ups: Mapping[int, int]) -> list[Placement]:
    """The open requests that these follow-ups (by person) asked for; a case's own request is not the follow-up's to take back."""
    wanted = wanted_of(follow_ups).items()
    return [found for person, found in wanted if found.follow_up_id == follow_ups[person] and not found.is_case]


def _rewrite(old: AreaPath, new: AreaPath) -> None:
    with connection.cursor() as cursor:
        for statement in MOVED:
            cursor.execute(statement, [new, len(old) + 1, *subtree_bounds(old)])
