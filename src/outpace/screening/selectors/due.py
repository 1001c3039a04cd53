"""Who would be due in a pass: the one place that opening a pass and its preview both ask."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from epiworks.units import PersonCount
from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.choices import Presence
from outpace.registry.data import PersonPlace
from outpace.screening.choices import Target
from outpace.screening.models import Pass, Sample

NAMED_BATCH = 10_000
"""People looked at in one statement."""


def due_batches(found: Pass, now: datetime) -> Iterator[list[PersonPlace]]:
    """Who is due one by one in a pass of key groups or by cadence, a batch at a time? Nobody for one whose people are named later."""
    if found.target == Target.NAMED:
        return
    for batch in registry.places_under(AreaPath(found.area_path), size=NAMED_BATCH):
        chosen = [
            place
            for place in batch
            if place.presence == Presence.PRESENT and (found.target != Target.GROUPS or place.groups & found.groups)
        ]
        recent = _sampled_since(found, [place.id for place in chosen], now)
        yield [place for place in chosen if place.id not in recent]


def count_due(actor: Actor, pass_id: int) -> PersonCount:
    """How many people would be due if this pass were opened now? Raises NotFound for a pass the actor may not plan.

    A pass over everyone is answered from counters; one of key groups or by cadence reads every person of its area once.
    """
    found = Pass.objects.filter(pk=pass_id).first()
    if found is None or not actor.may(Permission.SCREENING_PLAN, AreaPath(found.area_path)):
        raise NotFound(f"pass {pass_id}")
    if found.target == Target.EVERYONE:
        return PersonCount(registry.counts_under(AreaPath(found.area_path)).present)
    return PersonCount(sum(len(batch) for batch in due_batches(found, clock.now())))


def _sampled_since(found: Pass, people: Collection[int], now: datetime) -> set[int]:
    """Which of these people were sampled within the cadence, in any pass?"""
    if found.target != Target.CADENCE or not found.cadence_days:
        return set()
    since = now - timedelta(days=found.cadence_days)
    recent = Sample.objects.filter(
        person_id__in=people, effective=True, taken_at__gte=since, screening_pass__opened_at__gte=since - timedelta(days=7)
    )
    return set(recent.values_list("person_id", flat=True))
