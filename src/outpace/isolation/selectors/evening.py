"""The end of the day: who should be in and is not, by name, and whether the rooms will last."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from outpace.casework import api as casework
from outpace.isolation.choices import FacilityKind, PlacementState
from outpace.isolation.models import Passenger, Placement
from outpace.isolation.rules.custody import GAP_LIMIT
from outpace.isolation.rules.evening import Leftover
from outpace.isolation.rules.forecast import LOOK_BACK, Outlook, Recent, days_ahead, recent, shortage
from outpace.isolation.selectors.answers import EndOfDay, Forecast
from outpace.isolation.selectors.facilities import capacity_under, freed_by_day, ready_by_day
from outpace.isolation.selectors.placements import WANTED, overdue_condition
from outpace.isolation.selectors.scope import within
from outpace.kernel import clock, subtrees
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, minimal
from outpace.registry import api as registry

READ = (Permission.ROOM_READ,)
STAY_DAYS = 7


def end_of_day(actor: Actor, path: AreaPath) -> EndOfDay:
    """Is everybody isolated or admitted who should be? Counted from the facts, not from counters. Units: persons. Raises NotAllowed."""
    now = clock.now()
    rows = Placement.objects.filter(within(actor, *READ), subtrees.within([path]))
    riding = Passenger.objects.filter(received_at=None, dropped_at=None).values("placement_id")
    on_trip = Q(pk__in=riding)
    totals = rows.aggregate(
        inside=Count("id", filter=Q(state=PlacementState.ARRIVED)),
        not_signed=Count("id", filter=Q(state=PlacementState.REQUESTED)),
        no_trip=Count("id", filter=Q(state=PlacementState.SIGNED) & ~on_trip),
        not_departed=Count("id", filter=Q(state=PlacementState.SIGNED) & on_trip),
        under_way=Count("id", filter=Q(state=PlacementState.UNDER_WAY)),
        overdue=Count("id", filter=overdue_condition(now)),
        moving=Count("id", filter=Q(state=PlacementState.ARRIVED, person_id__in=rows.filter(state__in=WANTED).values("person_id"))),
    )
    late = now - GAP_LIMIT
    gaps = Passenger.objects.filter(placement__in=rows, received_at=None, dropped_at=None)
    number = gaps.filter(Q(released_at__lt=late, boarded_at=None) | Q(delivered_at__lt=late)).count()
    # Who waits to be moved is counted once, among those who are not yet where they should be.
    leftovers = Counter({reason: totals[str(reason)] for reason in Leftover})
    return EndOfDay(totals["inside"] - totals["moving"], leftovers, totals["overdue"], number)


def recent_positives(actor: Actor, path: AreaPath) -> Recent | None:
    """How many people who live where the actor reads rooms in this area were found positive in the last days? None for nobody."""
    today = timezone.localtime(clock.now()).date()
    start = timezone.make_aware(datetime.combine(today - timedelta(days=LOOK_BACK), time.min))
    return recent(casework.found_by_day(_own(actor, path), since=start, until=clock.now()), today)


def _own(actor: Actor, path: AreaPath) -> tuple[AreaPath, ...]:
    """Over which parts of this area does the actor read rooms?"""
    held = minimal(actor.paths(Permission.ROOM_READ))
    return (path,) if any(path.startswith(own) for own in held) else tuple(own for own in held if own.startswith(path))


def forecast(actor: Actor, path: AreaPath, *, positives_a_day: Sequence[float], contacts_per_case: float) -> Forecast:
    """When will the isolation rooms of an area run out, with so many positives a day and contacts per case? Raises NotAllowed.

    A room is free again after the last day of the last person who is in it or signed for it; a stay is taken as 7 days (close contacts, 9th
    edition). Rooms planned or converting count from the day on which they are to be ready; those without such a day, or late, do not.
    """
    today = timezone.localtime(clock.now()).date()
    rooms = capacity_under(actor, path, [FacilityKind.ISOLATION_SITE])
    ends = freed_by_day(actor, path, FacilityKind.ISOLATION_SITE)
    opening = ready_by_day(actor, path, FacilityKind.ISOLATION_SITE, after=today)
    outlook = Outlook(rooms.usable, rooms.taken, list(positives_a_day), contacts_per_case, STAY_DAYS, ends, opening)
    days = days_ahead(outlook, today)
    people = sum(registry.counts_under(own).residents for own in _own(actor, path))
    return Forecast(days, shortage(days), rooms.usable, rooms.usable * 10_000 / people if people else None)
