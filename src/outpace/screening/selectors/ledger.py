"""Where is every tube of a pass: the six-stage ledger, what waits at each stage and with whom, and how long stages take."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet, Sum

from epiworks.units import PersonTimes, TubeCount
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.registry import api as registry
from outpace.registry.data import StationRow
from outpace.screening.choices import Condition, Outcome, Stage, TubeDoubt
from outpace.screening.data import StageQuantiles, WaitingCrowded, WaitingTube
from outpace.screening.models import Ledger, OutcomeCount, Tube, Turnaround
from outpace.screening.rules import turnaround
from outpace.screening.rules.ledger import Cell, Line, imbalances, lines
from outpace.screening.rules.outcomes import Read, ResultSplit, split
from outpace.screening.selectors.passes import pass_path

SiteRow = TypeVar("SiteRow", bound=Model)

ARRIVED_AT: dict[Stage, str] = {
    Stage.SAMPLED: "sampled_at",
    Stage.HANDED_OVER: "handed_at",
    Stage.RECEIVED: "received_at",
    Stage.TESTED: "tested_at",
    Stage.UPLOADED: "uploaded_at",
    Stage.NOTIFIED: "notified_at",
}
"""Which column says since when a tube has been at a stage."""

OLDEST = """
SELECT tube.* FROM unnest(%(stages)s::smallint[]) AS asked (stage) CROSS JOIN LATERAL (
  SELECT * FROM screening_tube AS t
  WHERE t.pass_id = %(pass_id)s AND t.stage = asked.stage AND t.stage < 6 AND (t.condition = 0 OR t.stage >= %(uploaded)s)
    AND (%(everywhere)s OR t.site_id = ANY(%(sites)s::bigint[]))
  ORDER BY t.id LIMIT 1) AS tube
"""
"""One look into the index of waiting tubes for each stage."""


@dataclass(frozen=True, slots=True)
class PassLedger:
    """The ledger of a pass as far as the actor sees it; ``unbalanced`` names stages that do not add up (there should be none)."""

    lines: tuple[Line, ...]
    unbalanced: tuple[Stage, ...]
    unannounced: TubeCount


def pass_ledger(actor: Actor, pass_id: int, *, site_id: int | None = None) -> PassLedger:
    """What does the ledger say, summed over the sites in the actor's scope (or one of them)?"""
    rows = _seen(actor, pass_id, Ledger.objects.filter(screening_pass_id=pass_id))
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    column = dict.fromkeys(Stage, Cell())
    for stage, *sums in rows.values_list("stage").annotate(Sum("tubes"), Sum("people"), Sum("ended_tubes"), Sum("ended_people")):
        column[Stage(stage)] = Cell(*sums)
    return PassLedger(tuple(lines(column)), tuple(imbalances(column)), TubeCount(unannounced(actor).count()))


def ledger_by_site(actor: Actor, pass_id: int) -> dict[int, tuple[Line, ...]]:
    """What does the ledger say site by site?"""
    columns: dict[int, dict[Stage, Cell]] = defaultdict(lambda: dict.fromkeys(Stage, Cell()))
    rows = _seen(actor, pass_id, Ledger.objects.filter(screening_pass_id=pass_id))
    for site, stage, *cell in rows.values_list("site_id", "stage", "tubes", "people", "ended_tubes", "ended_people"):
        columns[site][Stage(stage)] = Cell(*cell)
    return {site: tuple(lines(column)) for site, column in columns.items()}


def outcome_split(actor: Actor, pass_id: int, printed: Sequence[Line]) -> ResultSplit:
    """How do the samples behind this printed ledger divide into outcomes, pending and ended?"""
    rows = _seen(actor, pass_id, OutcomeCount.objects.filter(screening_pass_id=pass_id))
    summed = rows.values_list("outcome").annotate(Sum("tubes"), Sum("people"))
    return split(printed, {Outcome(outcome): Read(TubeCount(tubes), PersonTimes(people)) for outcome, tubes, people in summed})


def sites_in_scope(actor: Actor, pass_id: int) -> list[int] | None:
    """Which sites of this pass may the actor see? ``None``: all of them, for whoever reads the pass's whole area.

    Raises NotFound for a pass that does not touch the actor's scope.
    """
    if actor.may(Permission.SCREENING_READ, pass_path(actor, pass_id)):
        return None
    known = list(Ledger.objects.filter(screening_pass_id=pass_id, stage=Stage.SAMPLED).values_list("site_id", flat=True))
    stations = registry.stations_of(known)
    return [number for number in known if number in stations and actor.may(Permission.SCREENING_READ, stations[number].path)]


def _seen(actor: Actor, pass_id: int, rows: QuerySet[SiteRow]) -> QuerySet[SiteRow]:
    """Those of these rows, each of one site, that the actor may see."""
    sites = sites_in_scope(actor, pass_id)
    return rows if sites is None else rows.filter(site_id__in=sites)


def waiting_tubes(
    actor: Actor, pass_id: int, stage: Stage, *, site_id: int | None = None, cursor: str | None = None, size: int = 100
) -> Page[WaitingTube]:
    """Which tubes have reached this stage and not gone on, the first opened first? One index in the order of the list serves it."""
    query = _seen(actor, pass_id, Tube.objects.filter(screening_pass_id=pass_id, stage=stage, stage__lt=Stage.NOTIFIED))
    if site_id is not None:
        query = query.filter(site_id=site_id)
    if stage < Stage.UPLOADED:
        query = query.filter(condition=Condition.SOUND)
    return _page(query, cursor, size)


def ended_tubes(actor: Actor, pass_id: int, stage: Stage, *, cursor: str | None = None, size: int = 100) -> Page[WaitingTube]:
    """Which tubes left the flow at this stage: spoiled, leaked, lost or voided before a result?"""
    query = Tube.objects.filter(screening_pass_id=pass_id, stage=stage, stage__lt=Stage.UPLOADED, condition__gt=Condition.SOUND)
    return _page(_seen(actor, pass_id, query), cursor, size)


def disputed_tubes(actor: Actor, pass_id: int, *, cursor: str | None = None, size: int = 100) -> Page[WaitingTube]:
    """Of which tubes do laboratories disagree?"""
    query = Tube.objects.filter(screening_pass_id=pass_id, disputed=True)
    return _page(_seen(actor, pass_id, query), cursor, size)


def disputed_count(actor: Actor, pass_id: int) -> TubeCount:
    """Of how many tubes do laboratories disagree?"""
    return TubeCount(_seen(actor, pass_id, Tube.objects.filter(screening_pass_id=pass_id, disputed=True)).count())


def crowded_tubes(actor: Actor, pass_id: int, *, cursor: str | None = None, size: int = 100) -> Page[WaitingTube]:
    """Which tubes are to be looked at and not tested yet, and why? Each row is a WaitingCrowded."""
    return _page(_seen(actor, pass_id, _crowded(pass_id)).select_related("crowded"), cursor, size, made=_doubtful)


def _doubtful(tube: Tube, custodian: StationRow | None) -> WaitingCrowded:
    return WaitingCrowded(**asdict(_waiting(tube, custodian)), doubt=TubeDoubt(tube.crowded.doubt), allowed=tube.crowded.allowed)


def crowded_count(actor: Actor, pass_id: int) -> TubeCount:
    """How many tubes that hold more people than allowed, or several households, are not tested yet?"""
    return TubeCount(_seen(actor, pass_id, _crowded(pass_id)).count())


def _crowded(pass_id: int) -> QuerySet[Tube]:
    return Tube.objects.filter(crowded__screening_pass_id=pass_id, stage__lt=Stage.TESTED, condition=Condition.SOUND)


def held_by(actor: Actor, station_id: int, *, cursor: str | None = None, size: int = 100) -> Page[WaitingTube]:
    """Which tubes without a result does this station hold now?"""
    station = registry.stations_of([station_id]).get(station_id)
    if station is None or not actor.may(Permission.SCREENING_READ, station.path):
        return Page((), None)
    query = Tube.objects.filter(custodian_id=station_id, stage__lt=Stage.UPLOADED, condition=Condition.SOUND)
    return _page(query, cursor, size)


def unannounced(actor: Actor) -> QuerySet[Tube]:
    """Which tubes did a courier or laboratory name that no site has recorded, with a custodian in the actor's scope?"""
    query = Tube.objects.filter(screening_pass_id=None, stage__lt=Stage.NOTIFIED)
    custodians = registry.stations_of(query.values_list("custodian_id", flat=True).distinct()[:1_000])
    seen = [number for number, station in custodians.items() if actor.may(Permission.SCREENING_READ, station.path)]
    return query.filter(custodian_id__in=seen)


def unannounced_tubes(actor: Actor, *, cursor: str | None = None, size: int = 100) -> Page[WaitingTube]:
    """The same, a page at a time."""
    return _page(unannounced(actor), cursor, size)


def _page(
    query: QuerySet[Tube], cursor: str | None, size: int, *, made: Callable[[Tube, StationRow | None], WaitingTube] | None = None
) -> Page[WaitingTube]:
    """One page of tubes in the order they were opened; where only a later fact implies a stage, its recording time stands in."""
    found = keyset(query, ["id"], cursor, size=size)
    stations = registry.stations_of({tube.custodian_id for tube in found.items})
    return found.map(lambda tube: (made or _waiting)(tube, stations.get(tube.custodian_id)))


def _waiting(tube: Tube, custodian: StationRow | None) -> WaitingTube:
    since: datetime = getattr(tube, ARRIVED_AT[Stage(tube.stage)]) or tube.recorded_at
    return WaitingTube(
        id=tube.pk,
        code=tube.code,
        stage=Stage(tube.stage),
        people=tube.people,
        custodian_id=tube.custodian_id,
        custodian=custodian.name if custodian is not None else "",
        custodian_en=custodian.name_en if custodian is not None else "",
        since=since,
        site_id=tube.site_id,
        condition=Condition(tube.condition),
    )


def stage_quantiles(actor: Actor, pass_id: int) -> list[StageQuantiles]:
    """Within how many minutes do half and nine tenths of the tubes reach each stage from the one before?"""
    pass_path(actor, pass_id)
    counts: dict[Stage, dict[int, int]] = defaultdict(dict)
    for stage, bucket, tubes in Turnaround.objects.filter(screening_pass_id=pass_id).values_list("stage", "bucket", "tubes"):
        counts[Stage(stage)][bucket] = tubes
    return [_quantiles(stage, counts[stage]) for stage in sorted(counts) if sum(counts[stage].values()) > 0]


def _quantiles(stage: Stage, buckets: dict[int, int]) -> StageQuantiles:
    p50, p90 = (turnaround.quantile(buckets, share) or 0.0 for share in (0.5, 0.9))
    return StageQuantiles(stage, p50, p90, TubeCount(sum(buckets.values())))


def oldest_waiting(actor: Actor, pass_id: int) -> dict[Stage, WaitingTube]:
    """Which tube has waited longest at each stage, by the order in which tubes were opened, and who holds it?"""
    sites = sites_in_scope(actor, pass_id)
    stages = [stage.value for stage in Stage if stage < Stage.NOTIFIED]
    values = {"pass_id": pass_id, "stages": stages, "uploaded": Stage.UPLOADED, "everywhere": sites is None, "sites": sites or []}
    found = {Stage(tube.stage): tube for tube in Tube.objects.raw(OLDEST, values)}
    stations = registry.stations_of({tube.custodian_id for tube in found.values()})
    return {stage: _waiting(tube, stations.get(tube.custodian_id)) for stage, tube in found.items()}
