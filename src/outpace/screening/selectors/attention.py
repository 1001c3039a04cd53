"""What needs a human now in one pass: gathered from bounded questions, each answered by an index or a counter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from epiworks.units import PersonCount, TubeCount
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.kernel.subtrees import within
from outpace.screening.choices import RecallState, Stage
from outpace.screening.data import AreaCoverage, StageQuantiles, WaitingTube
from outpace.screening.models import LabQueue, PositivePool
from outpace.screening.rules.attention import FULL_HOURS, Attention, AttentionKind, is_stuck, rank
from outpace.screening.selectors.ledger import PassLedger, crowded_count, disputed_count
from outpace.screening.selectors.places import Capacity, count_unserved

MOST_POOLS = 5
MOST_GRIDS = 3


@dataclass(frozen=True, slots=True)
class PoolStand:
    """The positive pools of a pass that are not yet resolved, and the persons in them nobody has reached."""

    pools: TubeCount
    to_reach: PersonCount
    unsigned: TubeCount


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the overview has read already; attention asks nothing twice."""

    pass_id: int
    path: AreaPath
    ledger: PassLedger
    oldest: Mapping[Stage, WaitingTube]
    quantiles: tuple[StageQuantiles, ...]
    capacity: Capacity
    lowest: tuple[AreaCoverage, ...]
    as_of: datetime


def pool_stand(actor: Actor, pass_id: int) -> PoolStand | None:
    """How many positive pools of this pass are open, and how many of their people are not reached? None where positives may not be read."""
    if not actor.holds(Permission.POSITIVE_READ):
        return None
    rows = _open_pools(actor, pass_id)
    found = rows.aggregate(
        pools=Count("id", distinct=True),
        to_reach=Count("recall", filter=Q(recall__state=RecallState.TO_REACH)),
        unsigned=Count("id", distinct=True, filter=Q(holds_signed_at=None)),
    )
    return PoolStand(TubeCount(found["pools"]), PersonCount(found["to_reach"]), TubeCount(found["unsigned"]))


def attention(actor: Actor, seen: Gathered) -> list[Attention]:
    """What needs a human now in this pass, the most urgent first?"""
    return rank([*_pools(actor, seen.pass_id), *_tubes(actor, seen), *_laboratories(seen), *_places(actor, seen)])


def _pools(actor: Actor, pass_id: int) -> Iterator[Attention]:
    """Positive pools with people not yet reached, and holds nobody has signed."""
    rows = _open_pools(actor, pass_id)
    waiting = rows.annotate(to_reach=Count("recall", filter=Q(recall__state=RecallState.TO_REACH))).filter(to_reach__gt=0)
    columns = waiting.order_by("found_at", "id").values_list("id", "tube__code", "found_at", "to_reach")
    for number, code, found_at, to_reach in columns[:MOST_POOLS]:
        yield Attention(AttentionKind.POOL_UNREACHED, to_reach, code, number, since=found_at)
    unsigned = rows.filter(holds_signed_at=None).aggregate(count=Count("id"), first=Min("found_at"))
    if unsigned["count"]:
        yield Attention(AttentionKind.HOLD_UNSIGNED, unsigned["count"], since=unsigned["first"])


def _open_pools(actor: Actor, pass_id: int) -> QuerySet[PositivePool]:
    in_scope = within(actor.paths(Permission.POSITIVE_READ))
    return PositivePool.objects.filter(in_scope, screening_pass_id=pass_id, resolved_at=None, withdrawn_at=None)


def _tubes(actor: Actor, seen: Gathered) -> Iterator[Attention]:
    """Stages that do not add up, results in dispute, tubes that stand still, tubes no site has announced."""
    for stage in seen.ledger.unbalanced:
        yield Attention(AttentionKind.LEDGER_UNBALANCED, 1, stage=stage)
    if disputed := disputed_count(actor, seen.pass_id):
        yield Attention(AttentionKind.RESULT_DISPUTED, disputed)
    usual = {row.stage: row.p90 for row in seen.quantiles}
    waiting = {line.stage: line.waiting_tubes for line in seen.ledger.lines}
    for stage, tube in seen.oldest.items():
        onward = Stage(stage + 1) if stage < Stage.NOTIFIED else stage
        if is_stuck(stage, seen.as_of - tube.since, p90_minutes=usual.get(onward)):
            yield Attention(AttentionKind.TUBE_STUCK, waiting[stage], tube.custodian, tube.id, stage, tube.since, tube.custodian_en)
    if seen.ledger.unannounced:
        yield Attention(AttentionKind.TUBE_UNANNOUNCED, seen.ledger.unannounced)
    if crowded := crowded_count(actor, seen.pass_id):
        yield Attention(AttentionKind.TUBE_CROWDED, crowded)


def _laboratories(seen: Gathered) -> Iterator[Attention]:
    """Laboratories with more work waiting than they finish in ``FULL_HOURS``."""
    waiting = dict(LabQueue.objects.filter(screening_pass_id=seen.pass_id).values_list("station_id", "tubes"))
    for lab in seen.capacity.laboratories:
        tubes = waiting.get(lab.station_id, 0)
        if lab.effective > 0 and tubes > lab.effective * FULL_HOURS:
            yield Attention(AttentionKind.LABORATORY_FULL, tubes, lab.name, lab.station_id, name_en=lab.name_en)


def _places(actor: Actor, seen: Gathered) -> Iterator[Attention]:
    """Grids with most people missing, grids no site serves, sites without a head."""
    for grid in seen.lowest[:MOST_GRIDS]:
        yield Attention(AttentionKind.GRID_MISSING, grid.missing, grid.name, grid.area_id, name_en=grid.name_en)
    if unserved := count_unserved(actor, seen.pass_id, seen.path):
        yield Attention(AttentionKind.GRID_UNSERVED, unserved)
    headless = seen.capacity.headless
    if headless.count:
        yield Attention(AttentionKind.SITE_HEADLESS, headless.count, headless.name, name_en=headless.name_en)
