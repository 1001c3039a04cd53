"""The round at one glance: everything the first page says about one pass, read once, in one shape for page and API."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from epiworks.units import PersonCount
from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.data import AreaNode
from outpace.screening.choices import Denominator, Stage
from outpace.screening.data import AreaCoverage, PassInfo, StageQuantiles, WaitingTube
from outpace.screening.rules.attention import Attention
from outpace.screening.rules.coverage import Count, PassComparison, compare
from outpace.screening.rules.outcomes import ResultSplit
from outpace.screening.rules.outlook import Outlook
from outpace.screening.selectors.attention import Gathered, PoolStand, attention, pool_stand
from outpace.screening.selectors.coverage import area_count, coverage_below, denominator_steps, grid_coverage, lowest_grids
from outpace.screening.selectors.ledger import PassLedger, oldest_waiting, outcome_split, pass_ledger, stage_quantiles
from outpace.screening.selectors.outlook import pass_outlook
from outpace.screening.selectors.passes import get_pass, sibling_passes
from outpace.screening.selectors.places import capacity_under


@dataclass(frozen=True, slots=True)
class Against:
    """A pass beside the one before it, in persons, and what moved the number due since it opened (the opening count left out)."""

    before: PassInfo
    comparison: PassComparison
    steps: tuple[tuple[Denominator, int], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """One pass as one actor sees it.

    ``area`` is the part shown: the pass's own area, or the actor's part of it (then not ``is_whole``). ``pools`` is None for who may not
    read positives: not known is not none.
    """

    info: PassInfo
    area: AreaNode
    is_whole: bool
    as_of: datetime
    count: Count
    below: tuple[AreaCoverage, ...]
    ledger: PassLedger
    oldest: Mapping[Stage, WaitingTube]
    quantiles: tuple[StageQuantiles, ...]
    split: ResultSplit
    pools: PoolStand | None
    attention: tuple[Attention, ...]
    outlook: Outlook | None
    against: Against | None
    siblings: tuple[PassInfo, ...]


def overview(actor: Actor, pass_id: int) -> Overview:
    """What happened in this pass, and what needs doing? Raises NotFound for a pass that does not touch the actor's scope.

    Scans: one row per grid of the pass for coverage (twice), one per site and stage for the ledger, single index entries for tubes;
    never the samples.
    """
    info, as_of = get_pass(actor, pass_id), clock.now()
    area = shown_area(actor, info)
    below = coverage_below(actor, info.id, area)
    count = _total(below) if below else _own(actor, info, area)
    ledger, capacity = pass_ledger(actor, info.id), capacity_under(actor, area.path)
    oldest, quantiles = oldest_waiting(actor, info.id), tuple(stage_quantiles(actor, info.id))
    seen = Gathered(
        pass_id=info.id,
        path=area.path,
        ledger=ledger,
        oldest=oldest,
        quantiles=quantiles,
        capacity=capacity,
        lowest=tuple(lowest_grids(actor, info.id, path=area.path, most=5)),
        as_of=as_of,
    )
    siblings = tuple(sibling_passes(actor, info))
    return Overview(
        info=info,
        area=area,
        is_whole=area.id == info.area_id,
        as_of=as_of,
        count=count,
        below=tuple(below),
        ledger=ledger,
        oldest=oldest,
        quantiles=quantiles,
        split=outcome_split(actor, info.id, ledger.lines),
        pools=pool_stand(actor, info.id),
        attention=tuple(attention(actor, seen)),
        outlook=pass_outlook(info, capacity, count=count, printed=ledger.lines, as_of=as_of) if area.id == info.area_id else None,
        against=_against(actor, info, area.path, now=count, siblings=siblings),
        siblings=siblings,
    )


def shown_area(actor: Actor, info: PassInfo) -> AreaNode:
    """Which part of the pass's area does this actor look at: all of it, or the first subtree of it that they read?"""
    if actor.may(Permission.SCREENING_READ, info.area_path):
        return registry.areas_of([info.area_id])[info.area_id]
    own = sorted(path for path in actor.paths(Permission.SCREENING_READ) if path.startswith(info.area_path))
    if not own:
        raise NotFound(f"pass {info.id}")
    return registry.area_by_code(actor, own[0].rstrip("/").rsplit("/", 1)[-1])


def _total(below: list[AreaCoverage]) -> Count:
    return Count(
        due=PersonCount(sum(row.due for row in below)),
        exempt=PersonCount(sum(row.exempt for row in below)),
        done=PersonCount(sum(row.done for row in below)),
        extra=PersonCount(sum(row.extra for row in below)),
    )


def _own(actor: Actor, info: PassInfo, area: AreaNode) -> Count:
    """The count of an area with nothing below it: a single grid."""
    row = grid_coverage(actor, info.id, area)
    return Count(row.due, row.exempt, row.done, row.extra)


def _against(actor: Actor, info: PassInfo, path: AreaPath, *, now: Count, siblings: tuple[PassInfo, ...]) -> Against | None:
    """The pass before this one over the same area, if there was one."""
    earlier = [
        other
        for other in siblings
        if not other.is_retest and other.opened_at is not None and (other.round, other.number) < (info.round, info.number)
    ]
    if info.is_retest or info.opened_at is None or not earlier:
        return None
    steps = denominator_steps(actor, info.id, path)
    return Against(
        before=earlier[-1],
        comparison=compare(area_count(actor, earlier[-1].id, path), now),
        steps=tuple((Denominator(reason), persons) for reason, persons in steps),
    )


def shown_part(actor: Actor, pass_id: int) -> tuple[PassInfo, AreaPath]:
    """Which pass is this, and below which path does this actor look at it? Raises NotFound when it does not touch their scope."""
    info = get_pass(actor, pass_id)
    return info, shown_area(actor, info).path
