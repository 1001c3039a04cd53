"""Tests ordered for people by name, day by day: one pass of named people per area and day, filled as often as asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from epiworks.units import PersonCount
from outpace.kernel import audit, clock, events
from outpace.kernel.locks import advisory
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.screening.choices import Denominator, PassState, Target
from outpace.screening.data import PassOpened
from outpace.screening.models import Campaign, Pass, Round
from outpace.screening.services.denominators import add_due
from outpace.screening.services.passes import own_pass

NAME = """
INSERT INTO screening_due_person (pass_id, person_id, grid_id)
SELECT %s, person_id, grid_id FROM unnest(%s::bigint[], %s::bigint[]) AS given (person_id, grid_id) ORDER BY person_id
ON CONFLICT (pass_id, person_id) DO NOTHING RETURNING grid_id
"""
"""Gives back only those it added, so that nobody is counted due twice."""

UNNAME = """
DELETE FROM screening_due_person d WHERE pass_id = %s AND person_id = ANY(%s::bigint[])
  AND NOT EXISTS (SELECT 1 FROM screening_sample s WHERE s.pass_id = d.pass_id AND s.person_id = d.person_id AND s.effective)
  AND NOT EXISTS (SELECT 1 FROM screening_exemption e WHERE e.pass_id = d.pass_id AND e.person_id = d.person_id AND e.ended_at IS NULL)
RETURNING grid_id
"""
"""Whoever has been sampled was due and is done, and whoever is exempt owes nothing: both stay counted as they are."""

ORDERERS = (Permission.SCREENING_PLAN, Permission.CASE_JUDGE, Permission.FOLLOW_UP_RECORD)


@dataclass(frozen=True, slots=True)
class NamedOrder:
    """Who is to be sampled in an area on a local day, and what the campaign of such orders is called."""

    area_id: int
    campaign: str
    pack: str
    day: date
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NamedChange:
    """What changes in orders already given for a local day under this campaign's name: who is asked for too, and where, and who is not."""

    campaign: str
    day: date
    added: Mapping[int, AreaPath]
    dropped: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Amended:
    """How many people are due now who were not, and how many no longer. Units: persons."""

    added: PersonCount
    dropped: PersonCount


@dataclass(frozen=True, slots=True)
class Ordered:
    """Which pass took the order, and how many people it made due who were not yet. Units: persons."""

    pass_id: int
    added: PersonCount


def order_named(actor: Actor, order: NamedOrder) -> Ordered:
    """Make these people due in the named pass of that area and day, once each, opening campaign and pass when first needed.

    Saying it again changes nothing. One tube per person. Raises NotAllowed without one of ORDERERS over the area, NotFound for no area.
    """
    path = registry.paths_of([order.area_id]).get(order.area_id)
    if path is None:
        raise NotFound(f"area {order.area_id}")
    if not any(actor.may(right, path) for right in ORDERERS):
        actor.require(Permission.SCREENING_PLAN, path)
    with transaction.atomic():
        advisory(f"named pass {order.area_id} {order.day}")
        found = _pass_of(actor, order, path)
        added = _add(found.pk, registry.grids_of(order.people))
        if added:
            details = {"day": order.day.isoformat(), "added": added}
            audit.record(actor, "screening.named_ordered", subject=f"pass:{found.pk}", path=path, details=details)
    return Ordered(int(found.pk), PersonCount(added))


def amend_named(actor: Actor, change: NamedChange) -> Amended:
    """Bring the named passes of a day in step with who is to be sampled; where none has been opened, nothing is ordered.

    Whoever was sampled already, or is exempt, stays as they are. Saying it again changes nothing. Raises NotAllowed without one of
    ORDERERS over a pass.
    """
    added = dropped = 0
    with transaction.atomic():
        for found in _passes_of(change):
            path = AreaPath(found.area_path)
            if not any(actor.may(right, path) for right in ORDERERS):
                actor.require(Permission.SCREENING_PLAN, path)
            people = [person for person, home in change.added.items() if home.startswith(path)]
            own_pass(found.pk)
            more, fewer = _add(found.pk, registry.grids_of(people)), _drop(found.pk, change.dropped)
            if more or fewer:
                details = {"day": change.day.isoformat(), "added": more, "dropped": fewer}
                audit.record(actor, "screening.named_ordered", subject=f"pass:{found.pk}", path=path, details=details)
            added, dropped = added + more, dropped + fewer
    return Amended(PersonCount(added), PersonCount(dropped))


def _passes_of(change: NamedChange) -> list[Pass]:
    end = timezone.make_aware(datetime.combine(change.day, time.min)) + timedelta(days=1)
    wanted = Pass.objects.filter(round__campaign__name=change.campaign, round__campaign__ended_on=None)
    return list(wanted.filter(target=Target.NAMED, state=PassState.OPEN, due_by=end).order_by("pk"))


def _drop(pass_id: int, people: Sequence[int]) -> int:
    if not people:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(UNNAME, [pass_id, sorted(people)])
        per_grid = Counter(grid for (grid,) in cursor.fetchall())
    add_due(pass_id, {grid: -persons for grid, persons in per_grid.items()}, reason=Denominator.NO_LONGER_ORDERED, at=clock.now())
    return sum(per_grid.values())


def _pass_of(actor: Actor, order: NamedOrder, path: AreaPath) -> Pass:
    start = timezone.make_aware(datetime.combine(order.day, time.min))
    campaign, _ = Campaign.objects.get_or_create(
        name=order.campaign,
        area_id=order.area_id,
        ended_on=None,
        defaults={
            "area_path": path,
            "pack": order.pack,
            "started_on": order.day,
            "created_by": actor.name,
            "created_at": clock.now(),
        },
    )
    round_, _ = Round.objects.get_or_create(campaign=campaign, number=1)
    end = start + timedelta(days=1)
    found = round_.passes.filter(target=Target.NAMED, due_by=end).first()
    return found or _open(actor, round_, order.area_id, path=path, start=start, end=end)


def _open(actor: Actor, round_: Round, area_id: int, *, path: AreaPath, start: datetime, end: datetime) -> Pass:
    last = round_.passes.order_by("-number").values_list("number", flat=True).first() or 0
    made = Pass.objects.create(
        round=round_,
        number=last + 1,
        area_id=area_id,
        area_path=path,
        target=Target.NAMED,
        pool_size=1,
        state=PassState.OPEN,
        opened_at=min(start, clock.now()),
        due_by=end,
    )
    audit.record(actor, "screening.pass_opened", subject=f"pass:{made.pk}", path=path, details={"due": 0})
    events.publish(PassOpened(made.pk, path, PersonCount(0)))
    return made


def _add(pass_id: int, grids: Mapping[int, int]) -> int:
    if not grids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(NAME, [pass_id, *map(list, zip(*sorted(grids.items()), strict=True))])
        per_grid = Counter(grid for (grid,) in cursor.fetchall())
    add_due(pass_id, per_grid, reason=Denominator.OPENING, at=clock.now())
    return sum(per_grid.values())
