"""The day itself: plan, sample, carry, test, report, and what was found."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from outpace.kernel import clock
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry
from outpace.registry.choices import Mobility, StationKind
from outpace.registry.data import StationRow
from outpace.screening.choices import ExemptReason, Outcome, SiteKind, TubeEventKind
from outpace.screening.data import AcceptRecord, ConditionRecord, FillBatch, FillRecord, FinishedRecord, OfferRecord, ResultRecord, Swab
from outpace.screening.models import Campaign, PositivePool
from outpace.screening.services.custody import accept_handover, mark_tested, offer, record_condition
from outpace.screening.services.demo.script import DAY, PICKUPS, POOL, ROAD, SiteDay, batches, identity, site_day
from outpace.screening.services.fills import record_fills
from outpace.screening.services.notify import notify_results
from outpace.screening.services.planning import (
    PassPlan,
    create_campaign,
    describe_laboratory,
    describe_site,
    exempt,
    open_pass,
    plan_pass,
)
from outpace.screening.services.recall import mark_reached, sign_holds
from outpace.screening.services.results import record_results
from outpace.screening.services.retests import retest_pass_for

TITLE = "徽县全员核酸检测（合成演示）"
PERSON_TIMES_A_DAY = 49_800
"""S5's declared laboratory capacity, in person-times; a laboratory's tubes an hour follow from the pool size."""

LAST_PICKUP = timedelta(minutes=25)
"""How long ago the pick-up began that is under way when the demo opens."""
LAST_PICKUPS = (True, False, None)
"""Which sites have handed over by then, which have only announced it, and which still wait, in turn."""

Action = tuple[datetime, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class DemoDay:
    """What was played: the pass, and the two pools found."""

    pass_id: int
    pools: tuple[int, ...]


@dataclass(slots=True)
class _Stage:
    """Everybody and everything on stage, and the tubes on their way to each laboratory."""

    actor: Actor
    signer: Actor
    random: Random
    opened: datetime
    pass_id: int
    sites: Sequence[StationRow]
    couriers: Mapping[str, StationRow]
    laboratories: Sequence[StationRow]
    arrivals: dict[int, list[tuple[datetime, str]]] = field(default_factory=lambda: defaultdict(list))
    filled: dict[str, FillRecord] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """When the demo opens."""
        return self.opened + DAY


def play(actor: Actor, signer: Actor, county_id: int, *, now: datetime, seed: int = 20_211_108) -> DemoDay | None:
    """Play the day that ends now; ``None`` when it was played before. ``signer`` is the named person who signs holds."""
    if Campaign.objects.filter(name=TITLE).exists():
        return None
    stage = _set_stage(actor, signer, county_id, opened=now - DAY, seed=seed)
    for at, action in sorted(_actions(stage), key=lambda item: item[0]):
        with clock.at(at):
            action()
    for at, action in _findings(stage):
        with clock.at(at):
            action()
    return DemoDay(stage.pass_id, tuple(PositivePool.objects.order_by("pk").values_list("pk", flat=True)))


def _set_stage(actor: Actor, signer: Actor, county_id: int, *, opened: datetime, seed: int) -> _Stage:
    path = registry.paths_of([county_id])[county_id]
    sites = _stations(actor, StationKind.SAMPLING_SITE, path)
    laboratories = _stations(actor, StationKind.LABORATORY, path)
    couriers = {_town(team): team for team in _stations(actor, StationKind.COURIER_TEAM, path)}
    for laboratory in laboratories:
        tubes = round((laboratory.nominal_per_day or PERSON_TIMES_A_DAY) / 24 / POOL)
        describe_laboratory(actor, laboratory.id, nominal=tubes, effective=tubes, cutoffs={"N": 40.0, "ORF1ab": 40.0})
    with clock.at(opened):
        local = opened.astimezone(tz=None)
        campaign = create_campaign(actor, name=TITLE, area_id=county_id, pack="cn-nat-2", started_on=local.date())
        pass_id = plan_pass(actor, first_round(campaign), PassPlan(area_id=county_id, pool_size=POOL))
        open_pass(actor, pass_id, deadline=timedelta(hours=48))
    return _Stage(actor, signer, Random(seed), opened, pass_id, sites, couriers, laboratories)


def first_round(campaign_id: int) -> int:
    """The round a campaign begins with."""
    return int(Campaign.objects.get(pk=campaign_id).rounds.values_list("pk", flat=True)[0])


def _stations(actor: Actor, kind: StationKind, path: AreaPath) -> list[StationRow]:
    found: list[StationRow] = []
    cursor: str | None = None
    while True:
        page = registry.stations(actor, kind=kind, path=path, cursor=cursor, size=500)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def _town(station: StationRow) -> str:
    """The township a station lies in: the fourth code of its path, or the county's for what lies above townships."""
    codes = station.path.strip("/").split("/")
    return codes[3] if len(codes) > 3 else codes[-1]


def _actions(stage: _Stage) -> list[Action]:
    """Everything that happens in order of time, up to the findings."""
    actions: list[Action] = []
    for place, (site, grids) in enumerate(_shares(stage)):
        kind = SiteKind.FIXED if site.mobility == Mobility.FIXED else SiteKind.MOBILE
        describe_site(stage.actor, site.id, kind=kind, tables=3 if kind is SiteKind.FIXED else 2, grids=grids)
        code = site.code.partition("-")[2]
        day = site_day(stage.random, site_id=site.id, code=f"HX{code}", town=_town(site), grids=grids, opened=stage.opened)
        stage.filled.update({record.tube: record for record in day.tubes})
        actions += [(at, _filling(stage, site.id, part, identity(stage.random))) for at, part in batches(day.tubes)]
        actions += _carrying(stage, day, stage.laboratories[place % len(stage.laboratories)], taken=LAST_PICKUPS[place % len(LAST_PICKUPS)])
    for laboratory in stage.laboratories:
        actions += _testing(stage, laboratory)
    actions += _exemptions(stage)
    return actions


def _shares(stage: _Stage) -> list[tuple[StationRow, dict[int, list[int]]]]:
    """Which grids each site serves, with their people present: sites of a township share its grids in turn."""
    by_town: dict[str, list[StationRow]] = defaultdict(list)
    for site in stage.sites:
        by_town[_town(site)].append(site)
    shares: dict[int, dict[int, list[int]]] = {site.id: {} for site in stage.sites}
    for sites in by_town.values():
        town = AreaPath(sites[0].path[: sites[0].path.index(_town(sites[0])) + len(_town(sites[0])) + 1])
        for number, grid in enumerate(registry.grid_ids_under(town)):
            present = [place.id for place in registry.places_in(grid) if place.presence == 1]
            shares[sites[number % len(sites)].id][grid] = present
    return [(site, shares[site.id]) for site in stage.sites]


def _filling(stage: _Stage, site_id: int, records: tuple[FillRecord, ...], batch_id: UUID) -> Callable[[], object]:
    return lambda: record_fills(stage.actor, FillBatch(batch_id, stage.pass_id, site_id, records))


def _carrying(stage: _Stage, day: SiteDay, laboratory: StationRow, *, taken: bool | None) -> Iterable[Action]:
    """Each pick-up: the site offers, the township's courier accepts, drives, and the laboratory accepts what arrived.

    The last one is under way when the demo opens: `taken` over by the courier, only announced (False), or not begun (None).
    """
    courier = stage.couriers.get(day.town) or next(iter(stage.couriers.values()))
    earlier = stage.opened
    for pickup in PICKUPS:
        at = stage.opened + pickup + timedelta(minutes=stage.random.randrange(40))
        tubes = tuple(day.ready_by(at, earlier))
        earlier = at
        if not tubes:
            continue
        first, second, arrival = identity(stage.random), identity(stage.random), at + ROAD
        yield at, _offering(stage, OfferRecord(identity(stage.random), first, day.site_id, courier.id, at, tubes))
        yield at, _accepting(stage, AcceptRecord(identity(stage.random), first, courier.id, at + timedelta(minutes=3), tubes))
        if arrival > stage.now:
            continue
        seen = tubes[:-1] if stage.random.random() < 0.01 and len(tubes) > 1 else tubes
        yield arrival, _offering(stage, OfferRecord(identity(stage.random), second, courier.id, laboratory.id, arrival, tubes))
        yield arrival, _accepting(stage, AcceptRecord(identity(stage.random), second, laboratory.id, arrival + timedelta(minutes=5), seen))
        stage.arrivals[laboratory.id] += [(arrival, tube) for tube in seen]
    at, own = stage.now - LAST_PICKUP, Random(day.site_id)
    first, second, handover = identity(own), identity(own), identity(own)
    tubes = tuple(day.ready_by(at, earlier))
    if tubes and taken is not None:
        yield at, _offering(stage, OfferRecord(first, handover, day.site_id, courier.id, at, tubes))
        if taken:
            yield at, _accepting(stage, AcceptRecord(second, handover, courier.id, at + timedelta(minutes=3), tubes))


def _offering(stage: _Stage, record: OfferRecord) -> Callable[[], object]:
    return lambda: offer(stage.actor, record)


def _accepting(stage: _Stage, record: AcceptRecord) -> Callable[[], object]:
    return lambda: accept_handover(stage.actor, record)


def _testing(stage: _Stage, laboratory: StationRow) -> Iterable[Action]:
    """A laboratory works first come, first served at its capacity; runs of an hour, results uploaded an hour later."""
    an_hour = max(1, round((laboratory.nominal_per_day or PERSON_TIMES_A_DAY) / 24 / POOL))
    queue = sorted(stage.arrivals[laboratory.id])
    start = queue[0][0] if queue else stage.now
    while queue and (finished := start + timedelta(hours=2)) <= stage.now - timedelta(minutes=20):
        run = [tube for arrived, tube in queue if arrived <= start][:an_hour]
        queue = [item for item in queue if item[1] not in set(run)]
        if run:
            yield finished, _finishing(stage, FinishedRecord(identity(stage.random), laboratory.id, tuple(run), finished))
            uploaded = finished + timedelta(minutes=35)
            if uploaded <= stage.now - timedelta(minutes=10):
                yield uploaded, _reporting(stage, laboratory.id, run, finished)
        start += timedelta(hours=1)


def _finishing(stage: _Stage, record: FinishedRecord) -> Callable[[], object]:
    return lambda: mark_tested(stage.actor, record)


def _reporting(stage: _Stage, laboratory: int, tubes: Sequence[str], tested_at: datetime) -> Callable[[], object]:
    """Upload a run's results: negative, but for the odd inconclusive or invalid tube."""
    odd = {Outcome.INCONCLUSIVE: 0.002, Outcome.INVALID: 0.003}
    records = []
    for tube in tubes:
        drawn = stage.random.random()
        outcome = next((kind for kind, share in odd.items() if drawn < share), Outcome.NEGATIVE)
        records.append(ResultRecord(identity(stage.random), tube, outcome, tested_at))
    batch = identity(stage.random)
    return lambda: record_results(stage.actor, laboratory, batch_id=batch, records=records)


def _exemptions(stage: _Stage) -> Iterable[Action]:
    """A few dozen people are isolated or ill and need not come."""
    people = [swab.person for record in stage.random.sample(sorted(stage.filled), 30) for swab in stage.filled[record].swabs[:1]]
    for person in people:
        yield stage.opened + timedelta(minutes=20), _exempting(stage, person)


def _exempting(stage: _Stage, person: int) -> Callable[[], object]:
    return lambda: exempt(stage.actor, stage.pass_id, person, reason=ExemptReason.ISOLATED)


def _findings(stage: _Stage) -> list[Action]:
    """The last hours: tubes spoiled and lost, negatives published, two pools found positive and worked in part."""
    now = stage.now
    return [
        (now - timedelta(hours=6), lambda: _damage(stage)),
        (now - timedelta(minutes=150), lambda: notify_results(stage.actor, stage.pass_id)),
        (now - timedelta(minutes=140), lambda: _find(stage, 0, now - timedelta(minutes=160))),
        (now - timedelta(minutes=118), lambda: _work_first_pool(stage)),
        (now - timedelta(minutes=25), lambda: _find(stage, 1, now - timedelta(minutes=45))),
        (now - timedelta(minutes=12), lambda: _reach(stage, 1, 3)),
    ]


def _damage(stage: _Stage) -> None:
    tubes = stage.random.sample(sorted(stage.filled), 5)
    for tube, kind in zip(tubes, (TubeEventKind.LEAKED, TubeEventKind.SPOILED, TubeEventKind.LOST) * 2, strict=False):
        record_condition(stage.actor, stage.laboratories[0].id, ConditionRecord(identity(stage.random), tube, kind, clock.now()))


def _find(stage: _Stage, number: int, tested_at: datetime) -> None:
    """A waiting tube of the laboratory is read as preliminary positive."""
    laboratory = stage.laboratories[number % len(stage.laboratories)]
    before = tested_at - timedelta(minutes=15)  # nobody reads a tube before it has come
    waiting = [tube for at, tube in sorted(stage.arrivals[laboratory.id]) if at <= before][-40 + number :]
    whole = next(tube for tube in waiting if len(stage.filled[tube].swabs) == POOL)
    ct = {"N": 29.4 + number, "ORF1ab": 30.8 + number}
    record = ResultRecord(identity(stage.random), whole, Outcome.PRELIMINARY_POSITIVE, tested_at, ct)
    record_results(stage.actor, laboratory.id, batch_id=identity(stage.random), records=[record])


def _work_first_pool(stage: _Stage) -> None:
    """The first pool: holds signed by a named person, everybody reached, single re-tests taken, most of them back."""
    pool = PositivePool.objects.order_by("pk")[0]
    sign_holds(stage.signer, pool.pk)
    _reach(stage, 0, POOL)
    members = list(pool.recall.order_by("pk").values_list("person_id", flat=True))
    retest = retest_pass_for(stage.pass_id, now=clock.now()).pk
    site = stage.sites[0].id
    taken = clock.now() + timedelta(minutes=15)
    records = [
        FillRecord(identity(stage.random), f"HXR-{number + 1:04}", (Swab(person, taken),), taken) for number, person in enumerate(members)
    ]
    with clock.at(taken + timedelta(minutes=5)):
        record_fills(stage.actor, FillBatch(identity(stage.random), retest, site, tuple(records)))
    _retest_results(stage, records, taken + timedelta(minutes=80))


def _retest_results(stage: _Stage, records: Sequence[FillRecord], at: datetime) -> None:
    """All but the last re-test are back: one person positive, the others negative."""
    readings = []
    for number, record in enumerate(records[:-1]):
        outcome = Outcome.PRELIMINARY_POSITIVE if number == 3 else Outcome.NEGATIVE
        ct = {"N": 26.1, "ORF1ab": 27.7} if number == 3 else {}
        readings.append(ResultRecord(identity(stage.random), record.tube, outcome, at, ct))
    with clock.at(at + timedelta(minutes=10)):
        record_results(stage.actor, stage.laboratories[0].id, batch_id=identity(stage.random), records=readings)


def _reach(stage: _Stage, number: int, people: int) -> None:
    pool = PositivePool.objects.order_by("pk")[number]
    for member in pool.recall.order_by("pk").values_list("pk", flat=True)[:people]:
        mark_reached(stage.signer, member)
