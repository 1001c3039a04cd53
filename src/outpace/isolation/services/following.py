"""What casework's news means for rooms: requests come, change and go inside the transaction of the news itself."""

from django.db import connection

from outpace.casework import api as casework
from outpace.casework.data import CaseEnded, CaseOpened, CaseReclassified, FollowUpChanged, FollowUpEnded, FollowUpStarted
from outpace.isolation.choices import EndReason, PlacementState
from outpace.isolation.models import Placement
from outpace.isolation.rules.wanted import needs_placement
from outpace.isolation.services.custody import let_go
from outpace.isolation.services.packs import case_place, regimen_lines
from outpace.isolation.services.placements import WANTED, Request, request, wanted_of, withdraw
from outpace.isolation.services.stays import leave, prepare_leaving, stay_on
from outpace.kernel import clock, locks
from outpace.kernel.scope import AreaPath, subtree_bounds, system_actor
from outpace.registry.data import AreaMerged, AreaMoved

ACTOR = system_actor("isolation")
MOVED = (
    "UPDATE isolation_facility SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
    "UPDATE isolation_placement SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
    "UPDATE isolation_trip SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
    "UPDATE isolation_special_patient SET area_path = %s || substr(area_path, %s) WHERE area_path >= %s AND area_path < %s",
)


def follow_started(event: FollowUpStarted) -> None:
    """Somebody entered follow-up: where the pack wants them in a facility or isolated at home, a place is asked for."""
    if not needs_placement(event.place):
        return
    asked = Request(
        event.person_id,
        event.area_path,
        event.place,
        due_at=event.due_at,
        until=event.until,
        group=event.group,
        follow_up_id=event.follow_up_id,
        because=regimen_lines(event.area_path, event.group, clock.now()),
    )
    _ask(asked)


def follow_changed(event: FollowUpChanged) -> None:
    """Class, place or last day changed: the request follows, or the person may go home when the new place needs none."""
    if not needs_placement(event.place):
        _no_longer(event.person_id, event.follow_up_id, EndReason.RELEASED)
        return
    if (event.place, event.group) == (event.place_before, event.group_before):
        # Only the last day moved: one statement, because a change of packs tells this of everybody in follow-up at once.
        Placement.objects.filter(person_id=event.person_id, is_case=False, state__in=(*WANTED, PlacementState.ARRIVED)).update(
            until=event.until
        )
        return
    asked = Request(
        event.person_id,
        event.area_path,
        event.place,
        due_at=event.due_at,
        until=event.until,
        group=event.group,
        follow_up_id=event.follow_up_id,
        because=regimen_lines(event.area_path, event.group, clock.now()),
    )
    _ask(asked)


def follow_ended(event: FollowUpEnded) -> None:
    """A follow-up ended. A request of its own goes; whoever is in a room may leave it, unless they have become a case."""
    if event.reason == "became_case":
        wanted = _wanted_by(event.person_id, event.follow_up_id)
        if wanted is not None:
            withdraw(ACTOR, wanted)
        return
    if event.reason == "died":
        _died(event.person_id)
    else:
        _no_longer(event.person_id, event.follow_up_id, EndReason.RELEASED)


def follow_case(event: CaseOpened) -> None:
    """A case is open: hospital or Fangcang, as the packs of the day say, by the clock of the transfer."""
    place, due_at, because = case_place(event.area_path, event.case_class, event.found_at)
    _ask(Request(event.person_id, event.area_path, place, due_at=due_at, group=event.case_class, case_id=event.case_id, because=because))
    for current in _current(event.person_id):
        # Whoever is found in isolation has infected nobody outside since they came.
        casework.note_isolated(ACTOR, event.person_id, at=current.arrived_at or event.found_at)


def follow_reclassified(event: CaseReclassified) -> None:
    """The case changed its class: another place may be right now; no case any more, and whatever it asked for is undone."""
    if event.excluded:
        _case_gone(event.person_id, event.case_id)
        return
    place, due_at, because = case_place(event.area_path, event.after, event.changed_at)
    _ask(Request(event.person_id, event.area_path, place, due_at=due_at, group=event.after, case_id=event.case_id, because=because))


def follow_case_ended(event: CaseEnded) -> None:
    """The case was discharged, with after-care or without: its request goes and its place may be left. Whoever died is in no place."""
    if event.died:
        _died(event.person_id)
    else:
        _case_gone(event.person_id, event.case_id)


def follow_moved_area(event: AreaMoved) -> None:
    """An area has another path: whatever lies in it is now found there."""
    _rewrite(event.old_path, event.new_path)


def follow_merged_area(event: AreaMerged) -> None:
    """An area ended: whatever lay in it now lies in the one that took it over."""
    _rewrite(event.old_path, event.into_path)


def _ask(asked: Request) -> None:
    """Ask, and keep a place that was about to be left when it is what is asked for again."""
    request(ACTOR, asked)
    for current in _current(asked.person_id):
        if current.end_reason and current.place == asked.place:
            stay_on(ACTOR, current)


def _no_longer(person_id: int, follow_up_id: int, reason: EndReason) -> None:
    locks.advisory(f"isolation-person:{person_id}")
    wanted = _wanted_by(person_id, follow_up_id)
    if wanted is not None:
        withdraw(ACTOR, wanted)
    for current in _current(person_id):
        if current.follow_up_id == follow_up_id and not current.end_reason:
            prepare_leaving(ACTOR, current, reason=reason)


def _case_gone(person_id: int, case_id: int) -> None:
    """Nobody is kept or brought anywhere for this case any more; who is in a place may leave it when the site lets them go."""
    locks.advisory(f"isolation-person:{person_id}")
    wanted = wanted_of(person_id)
    if wanted is not None and wanted.case_id == case_id:
        withdraw(ACTOR, wanted)
    for current in _current(person_id):
        if current.case_id == case_id and not current.end_reason:
            prepare_leaving(ACTOR, current, reason=EndReason.RELEASED)


def _died(person_id: int) -> None:
    """The dead are brought nowhere and are in nobody's custody: the stay ends, and the bed waits to be cleaned."""
    locks.advisory(f"isolation-person:{person_id}")
    wanted, now = wanted_of(person_id), clock.now()
    on_board = wanted is not None and wanted.state == PlacementState.UNDER_WAY
    if wanted is not None:
        withdraw(ACTOR, wanted)
    for current in _current(person_id):
        leave(ACTOR, current, now=now, reason=EndReason.DIED)
    if not on_board:
        # The crew still has whoever died on the way: it signs them off its manifest where it brings them.
        let_go(person_id, now=now)


def _wanted_by(person_id: int, follow_up_id: int) -> Placement | None:
    """The open request that this follow-up asked for; a case's own request is not the follow-up's to take back."""
    wanted = wanted_of(person_id)
    return wanted if wanted is not None and wanted.follow_up_id == follow_up_id and not wanted.is_case else None


def _current(person_id: int) -> list[Placement]:
    keys = list(Placement.objects.filter(person_id=person_id, state=PlacementState.ARRIVED).values_list("pk", flat=True))
    return locks.lock_rows(Placement.objects.select_related("facility"), keys)


def _rewrite(old: AreaPath, new: AreaPath) -> None:
    with connection.cursor() as cursor:
        for statement in MOVED:
            cursor.execute(statement, [new, len(old) + 1, *subtree_bounds(old)])
