"""Tests ordered for people by name, day by day: one pass of named people per area and day, filled as often as asked."""

from collections import Counter
from collections.abc import Mapping
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

NAME = """
INSERT INTO screening_due_person (pass_id, person_id, grid_id)
SELECT %s, person_id, grid_id FROM unnest(%s::bigint[], %s::bigint[]) AS given (person_id, grid_id) ORDER BY person_id
ON CONFLICT (pass_id, person_id) DO NOTHING RETURNING grid_id
"""
"""Gives back only those it added, so that nobody is counted due twice."""

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
