"""Requests for a place: asked for by rules, brought up to date, withdrawn when their ground is gone; one person's or thousands at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import orjson
from django.db import connection

from epiworks.protocol import Place
from outpace.casework import api as casework
from outpace.isolation.choices import BedAct, PlacementState
from outpace.isolation.data import PlacementRequested, PlacementsRequested, PlacementsWithdrawn, PlacementWithdrawn
from outpace.isolation.models import BedUse, Placement
from outpace.isolation.rules.wanted import NEVER
from outpace.isolation.services.beds import move_beds
from outpace.isolation.services.manifests import free_seats
from outpace.kernel import audit, clock, events, locks
from outpace.kernel.scope import Actor, AreaPath, shared_path

WANTED = (PlacementState.REQUESTED, PlacementState.SIGNED, PlacementState.UNDER_WAY)

MAKE = """
INSERT INTO isolation_placement (person_id, area_path, place, "group", follow_up_id, case_id, is_case, requested_at, due_at, sort_due,
                                 until, because, state, grounds, note, signed_by, end_reason)
SELECT person_id, path, place, "group", follow_up_id, case_id, case_id IS NOT NULL, %s, due_at, coalesce(due_at, %s), until, because,
       'requested', '[]'::jsonb, '', '', ''
FROM jsonb_to_recordset(%s::jsonb) AS g (person_id bigint, path text, place text, "group" text, follow_up_id bigint, case_id bigint,
                                         due_at timestamptz, until date, because jsonb)
ORDER BY person_id RETURNING person_id, id
"""

REFRESH = """
UPDATE isolation_placement p
SET due_at = g.due_at, sort_due = g.sort_due, until = g.until, "group" = g."group", follow_up_id = g.follow_up_id, case_id = g.case_id,
    is_case = g.is_case, because = g.because
FROM jsonb_to_recordset(%s::jsonb) AS g (id bigint, due_at timestamptz, sort_due timestamptz, until date, "group" text, follow_up_id bigint,
                                         case_id bigint, is_case boolean, because jsonb)
WHERE p.id = g.id
"""

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: who, where, by when, until when, why. `because`: the pack lines, as packs.line_of keeps them."""

    person_id: int
    path: AreaPath
    place: Place
    due_at: datetime | None = None
    until: date | None = None
    group: str = ""
    follow_up_id: int | None = None
    case_id: int | None = None
    because: Sequence[dict[str, Any]] = field(default_factory=tuple)


def request_all(actor: Actor, asked: Collection[Request]) -> dict[int, Placement]:
    """Ask for places, once per person: a request for the same kind of place is brought up to date, one for another kind takes its place.

    Whoever is where they should be already is asked for nowhere. Gives where each of these people is now, locked. Inside the caller's
    transaction.
    """
    hold_people([each.person_id for each in asked])
    people = [each.person_id for each in asked]
    wanted, current = wanted_of(people), current_of(people)
    kept: list[Placement] = []
    replaced: list[Placement] = []
    fresh: list[Request] = []
    for each in asked:
        open_one, here = wanted.get(each.person_id), current.get(each.person_id)
        if open_one is not None and (open_one.place == each.place or outranks(open_one, each)):
            kept.append(_brought_up_to_date(open_one, each))
            continue
        if open_one is not None:
            replaced.append(open_one)
        if here is not None and here.place == each.place:
            kept.append(_brought_up_to_date(here, each))
        else:
            fresh.append(each)
    withdraw_all(actor, replaced)
    _refresh(kept)
    _make(actor, fresh)
    return current


def outranks(wanted: Placement, asked: Request) -> bool:
    """A case's place is not changed by what a follow-up as a contact says meanwhile, for as long as the case is open."""
    return wanted.is_case and asked.case_id is None and casework.open_case_of(wanted.person_id) is not None


def hold_people(people: Collection[int]) -> None:
    """Nobody else changes where these people are wanted until the transaction ends."""
    locks.advisory(*(f"isolation-person:{person}" for person in people))


def wanted_of(people: Collection[int]) -> dict[int, Placement]:
    """Which request of each of these people is open? Locked until the transaction ends."""
    return _held(people, WANTED)


def current_of(people: Collection[int]) -> dict[int, Placement]:
    """Where is each of these people now? Locked until the transaction ends."""
    return _held(people, (PlacementState.ARRIVED,))


def withdraw_all(actor: Actor, wanted: Sequence[Placement]) -> None:
    """Requests have lost their ground: their beds are free again at once, and so are the seats that waited for these people.

    Somebody already on the road stays in the crew's care.
    """
    if not wanted:
        return
    now = clock.now()
    free_beds(actor, wanted, now=now)
    free_seats(actor, wanted, now=now)
    for placement in wanted:
        placement.state, placement.ended_at = PlacementState.WITHDRAWN, now
    Placement.objects.filter(pk__any=[placement.pk for placement in wanted]).update(state=PlacementState.WITHDRAWN, ended_at=now)
    log(actor, "isolation.placement_withdrawn", [(found.pk, found.area_path) for found in wanted])
    gone = (PlacementWithdrawn(found.pk, found.person_id, AreaPath(found.area_path), now) for found in wanted)
    events.publish(PlacementsWithdrawn(tuple(gone)))


def free_beds(actor: Actor, placements: Sequence[Placement], *, now: datetime) -> None:
    """Give reserved beds back, where there are any."""
    uses = dict(
        BedUse.objects.filter(placement_id__any=[found.pk for found in placements], ended_at=None).values_list("bed_id", "pk"),
    )
    if not uses:
        return
    move_beds(actor, uses, BedAct.FREE, now=now)
    BedUse.objects.filter(pk__any=uses.values()).update(ended_at=now)


def log(actor: Actor, action: str, placements: Sequence[tuple[int, str]], *, details: Mapping[str, object] = NOTHING) -> None:
    """Log one change of placements (id and area path): of one by its name, of many by the list of their ids."""
    path, numbers = shared_path(AreaPath(found) for _number, found in placements), [number for number, _path in placements]
    if len(numbers) == 1:
        audit.record(actor, action, subject=f"placement:{numbers[0]}", path=path, details=details)
    else:
        audit.record(actor, action, subject=f"placements:{numbers[0]}-{numbers[-1]}", path=path, details={**details, "placements": numbers})


def _held(people: Collection[int], states: Sequence[PlacementState]) -> dict[int, Placement]:
    """The state is asked for again under the lock: whoever held the row meanwhile may have changed it."""
    found = Placement.objects.filter(state__in=states)
    keys = list(found.filter(person_id__any=people).values_list("pk", flat=True))
    return {placement.person_id: placement for placement in locks.lock_rows(found, keys)}


def _make(actor: Actor, asked: Sequence[Request]) -> None:
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(MAKE, [clock.now(), NEVER, orjson.dumps(asked).decode()])
        numbers = dict(cursor.fetchall())
    first = asked[0]
    details = {"place": str(first.place), "follow_up": first.follow_up_id, "case": first.case_id} if len(asked) == 1 else NOTHING
    log(actor, "isolation.placement_requested", [(numbers[each.person_id], each.path) for each in asked], details=details)
    told = (PlacementRequested(numbers[each.person_id], each.person_id, each.path, each.place, each.due_at) for each in asked)
    events.publish(PlacementsRequested(tuple(told)))


def _brought_up_to_date(found: Placement, asked: Request) -> Placement:
    """The same kind of place is asked for again: the latest ground, and the earlier deadline of a request still open."""
    if outranks(found, asked):
        return found
    if found.state != PlacementState.ARRIVED and asked.due_at is not None and (found.due_at is None or asked.due_at < found.due_at):
        found.due_at = found.sort_due = asked.due_at
    found.until = asked.until or found.until
    found.group = asked.group or found.group
    found.follow_up_id = asked.follow_up_id or found.follow_up_id
    found.case_id, found.is_case = asked.case_id, asked.case_id is not None
    found.because = list(asked.because) or found.because
    return found


def _refresh(kept: Sequence[Placement]) -> None:
    names = ("due_at", "sort_due", "until", "group", "follow_up_id", "case_id", "is_case", "because")
    if kept:
        rows = [{"id": found.pk, **{name: getattr(found, name) for name in names}} for found in kept]
        with connection.cursor() as cursor:
            cursor.execute(REFRESH, [orjson.dumps(rows).decode()])
