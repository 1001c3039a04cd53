"""Where is every tube of a pass: the six-stage ledger, what waits at each stage and with whom, and how long stages take."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from epiworks.units import TubeCount
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.registry import api as registry
from outpace.screening.choices import Condition, Stage
from outpace.screening.data import StageQuantiles, WaitingTube
from outpace.screening.models import Ledger, Tube, Turnaround
from outpace.screening.rules import turnaround
from outpace.screening.rules.ledger import Cell, Line, imbalances, lines
from outpace.screening.selectors.passes import get_pass

ARRIVED_AT: dict[Stage, str] = {
    Stage.SAMPLED: "sampled_at",
    Stage.HANDED_OVER: "handed_at",
    Stage.RECEIVED: "received_at",
    Stage.TESTED: "tested_at",
    Stage.UPLOADED: "uploaded_at",
    Stage.NOTIFIED: "notified_at",
}
"""Which column says since when a tube has been at a stage."""


@dataclass(frozen=True, slots=True)
class PassLedger:
    """The ledger of a pass as far as the actor sees it; ``unbalanced`` names stages that do not add up (there should be none)."""

    lines: tuple[Line, ...]
    unbalanced: tuple[Stage, ...]
    unannounced: TubeCount


def pass_ledger(actor: Actor, pass_id: int, *, site_id: int | None = None) -> PassLedger:
    """What does the ledger say, summed over the sites in the actor's scope (or one of them)?"""
    get_pass(actor, pass_id)
    rows = Ledger.objects.filter(screening_pass_id=pass_id, site_id__in=sites_in_scope(actor, pass_id))
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    column = dict.fromkeys(Stage, Cell())
    for stage, *sums in rows.values_list("stage").annotate(Sum("tubes"), Sum("people"), Sum("ended_tubes"), Sum("ended_people")):
        column[Stage(stage)] = Cell(*sums)
    return PassLedger(tuple(lines(column)), tuple(imbalances(column)), TubeCount(unannounced(actor).count()))


def ledger_by_site(actor: Actor, pass_id: int) -> dict[int, tuple[Line, ...]]:
    """What does the ledger say site by site?"""
    get_pass(actor, pass_id)
    columns: dict[int, dict[Stage, Cell]] = defaultdict(lambda: dict.fromkeys(Stage, Cell()))
    rows = Ledger.objects.filter(screening_pass_id=pass_id, site_id__in=sites_in_scope(actor, pass_id))
    for site, stage, *cell in rows.values_list("site_id", "stage", "tubes", "people", "ended_tubes", "ended_people"):
        columns[site][Stage(stage)] = Cell(*cell)
    return {site: tuple(lines(column)) for site, column in columns.items()}


def sites_in_scope(actor: Actor, pass_id: int) -> list[int]:
    """Which sites of this pass may the actor see? Those whose station lies within a subtree they read."""
    known = list(Ledger.objects.filter(screening_pass_id=pass_id, stage=Stage.SAMPLED).values_list("site_id", flat=True))
    stations = registry.stations_of(known)
    return [number for number in known if number in stations and actor.may(Permission.SCREENING_READ, stations[number].path)]


def waiting_tubes(
    actor: Actor, pass_id: int, stage: Stage, *, site_id: int | None = None, cursor: str | None = None, size: int = 100
) -> Page[WaitingTube]:
    """Which tubes have reached this stage and not gone on, the longest waiting first?"""
    get_pass(actor, pass_id)
    sites = sites_in_scope(actor, pass_id)
    query = Tube.objects.filter(
        screening_pass_id=pass_id, stage=stage, site_id__in=[site_id] if site_id in sites else sites if site_id is None else []
    )
    if stage < Stage.UPLOADED:
        query = query.filter(condition=Condition.SOUND)
    return _page(query, stage, cursor, size)


def ended_tubes(actor: Actor, pass_id: int, stage: Stage, *, cursor: str | None = None, size: int = 100) -> Page[WaitingTube]:
    """Which tubes left the flow at this stage: spoiled, leaked, lost or voided?"""
    get_pass(actor, pass_id)
    query = Tube.objects.filter(screening_pass_id=pass_id, stage=stage, site_id__in=sites_in_scope(actor, pass_id)).exclude(
        condition=Condition.SOUND
    )
    return _page(query, stage, cursor, size)


def held_by(actor: Actor, station_id: int, *, cursor: str | None = None, size: int = 100) -> Page[WaitingTube]:
    """Which tubes without a result does this station hold now?"""
    station = registry.stations_of([station_id]).get(station_id)
    if station is None or not actor.may(Permission.SCREENING_READ, station.path):
        return Page((), None)
    query = Tube.objects.filter(custodian_id=station_id, stage__lt=Stage.UPLOADED, condition=Condition.SOUND)
    return _page(query, Stage.SAMPLED, cursor, size)


def unannounced(actor: Actor) -> QuerySet[Tube]:
    """Which tubes did a courier or laboratory name that no site has recorded, with a custodian in the actor's scope?"""
    query = Tube.objects.filter(screening_pass_id=None)
    custodians = registry.stations_of(query.values_list("custodian_id", flat=True).distinct()[:1_000])
    seen = [number for number, station in custodians.items() if actor.may(Permission.SCREENING_READ, station.path)]
    return query.filter(custodian_id__in=seen)


def unannounced_tubes(actor: Actor, *, cursor: str | None = None, size: int = 100) -> Page[WaitingTube]:
    """The same, a page at a time."""
    return _page(unannounced(actor), Stage.SAMPLED, cursor, size)


def _page(query: QuerySet[Tube], stage: Stage, cursor: str | None, size: int) -> Page[WaitingTube]:
    """One page of tubes in the order they were opened; where only a later fact implies a stage, its recording time stands in."""
    found = keyset(query.annotate(since=Coalesce(F(ARRIVED_AT[stage]), F("recorded_at"))), ["id"], cursor, size=size)
    stations = registry.stations_of({tube.custodian_id for tube in found.items})
    return found.map(lambda tube: _waiting(tube, stations[tube.custodian_id].name if tube.custodian_id in stations else ""))


def _waiting(tube: Tube, custodian: str) -> WaitingTube:
    since: datetime = getattr(tube, ARRIVED_AT[Stage(tube.stage)]) or tube.recorded_at
    return WaitingTube(tube.pk, tube.code, Stage(tube.stage), tube.people, tube.custodian_id, custodian, since, tube.site_id)


def stage_quantiles(actor: Actor, pass_id: int) -> list[StageQuantiles]:
    """Within how many minutes do half and nine tenths of the tubes reach each stage from the one before?"""
    get_pass(actor, pass_id)
    counts: dict[Stage, dict[int, int]] = defaultdict(dict)
    for stage, bucket, tubes in Turnaround.objects.filter(screening_pass_id=pass_id).values_list("stage", "bucket", "tubes"):
        counts[Stage(stage)][bucket] = tubes
    return [_quantiles(stage, counts[stage]) for stage in sorted(counts) if sum(counts[stage].values()) > 0]


def _quantiles(stage: Stage, buckets: dict[int, int]) -> StageQuantiles:
    p50, p90 = (turnaround.quantile(buckets, share) or 0.0 for share in (0.5, 0.9))
    return StageQuantiles(stage, p50, p90, TubeCount(sum(buckets.values())))


def oldest_waiting(actor: Actor, pass_id: int, stages: Sequence[Stage]) -> dict[Stage, datetime]:
    """Since when has the longest-waiting tube of each stage waited?"""
    sites = sites_in_scope(actor, pass_id)
    oldest = {}
    for stage in stages:
        query = Tube.objects.filter(
            Q(condition=Condition.SOUND) | Q(stage__gte=Stage.UPLOADED), screening_pass_id=pass_id, stage=stage, site_id__in=sites
        )
        since = query.order_by("id").values_list(Coalesce(F(ARRIVED_AT[stage]), F("recorded_at")), flat=True).first()
        if since is not None:
            oldest[stage] = since
    return oldest
