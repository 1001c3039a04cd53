"""What cases rest on: the swab behind a person's own positive result, and who shared a positive tube with them. Nothing that identifies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from outpace.kernel.scope import AreaPath
from outpace.registry import api as registry
from outpace.screening.choices import RecallState, Target
from outpace.screening.models import Pass, RecallMember, Sample, Tube


@dataclass(frozen=True, slots=True)
class Swabbed:
    """One person's swab in one tube: when it was taken, where, and whether the pass that found them asked for chosen people only."""

    tube: str
    taken_at: datetime
    site_path: AreaPath | None
    targeted: bool


def swab_of(person_id: int, tube_id: int) -> Swabbed | None:
    """When and where was this person sampled into this tube? None when the tube is not theirs (any more). Asked inside services only."""
    taken_at = (
        Sample.objects.filter(tube_id=tube_id, person_id=person_id, effective=True)
        .order_by("taken_at")
        .values_list("taken_at", flat=True)
        .first()
    )
    if taken_at is None:
        return None
    tube = Tube.objects.get(pk=tube_id)
    target = _target(tube)
    site = registry.station_for_work(tube.site_id) if tube.site_id else None
    return Swabbed(tube.code, taken_at, site.path if site else None, targeted=target in {Target.GROUPS, Target.NAMED})


def _target(tube: Tube) -> str | None:
    """Whom did the pass ask for in which this finding began? A re-test names its people itself; what found them is the pool before it."""
    taken_in = Pass.objects.filter(tube=tube).first()
    if taken_in is None or not taken_in.is_retest:
        return taken_in.target if taken_in else None
    before = RecallMember.objects.filter(retest_tube=tube).order_by("pk").values_list("pool__screening_pass__target", flat=True)
    return before.first()


def pool_people(pool_ids: Collection[int]) -> Mapping[int, tuple[int, ...]]:
    """Who shares each of these positive tubes, by pool? Ids only; people taken out of a tube again are left out."""
    rows = RecallMember.objects.filter(pool_id__in=list(pool_ids)).exclude(state=RecallState.RELEASED).order_by("person_id")
    found: dict[int, list[int]] = {pool: [] for pool in pool_ids}
    for pool, person in rows.values_list("pool_id", "person_id"):
        found[pool].append(person)
    return {pool: tuple(people) for pool, people in found.items()}
