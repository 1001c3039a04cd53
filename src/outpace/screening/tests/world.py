"""A small world for tests: one county with two townships, a few grids of people, sites, a courier team and two laboratories."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from outpace.kernel import clock, crypto
from outpace.kernel.scope import ROOT, Actor, ActorKind, AreaPath, Grant
from outpace.registry import api as registry
from outpace.registry.models import Area, AreaCount, Person, Station
from outpace.screening import api
from outpace.screening.api import PassPlan
from outpace.screening.choices import Outcome, SiteKind
from outpace.screening.data import AcceptRecord, BatchOutcome, FillBatch, FillRecord, FinishedRecord, OfferRecord, ResultRecord, Swab

MORNING = datetime(2021, 11, 8, 0, 0, tzinfo=UTC)
_users = count(1)
_codes = count(1)


def staff(role: str, path: str = "/", *, name: str = "") -> Actor:
    """A person who holds one role over one subtree."""
    number = next(_users)
    return Actor(ActorKind.USER, number, name or f"{role}-{number}", (Grant(role, AreaPath(path)),))


def device(role: str, path: str, station_id: int) -> Actor:
    """A device bound to a station."""
    number = next(_users)
    return Actor(ActorKind.DEVICE, number, f"device-{number}", (Grant(role, AreaPath(path)),), station_id)


@dataclass(slots=True)
class World:
    """Ids of what was made, and the verbs tests are written in."""

    county: Area
    townships: list[Area]
    grids: list[Area]
    people: dict[int, list[int]]
    sites: list[Station]
    courier: Station
    labs: list[Station]
    pass_id: int = 0
    tubes: Iterable[int] = field(default_factory=lambda: count(1))

    def swabs(self, people: Sequence[int], at: datetime = MORNING) -> tuple[Swab, ...]:
        """These people's swabs, a minute apart."""
        return tuple(Swab(person, at + timedelta(minutes=place)) for place, person in enumerate(people))

    def record(self, tube: str, people: Sequence[int], at: datetime = MORNING, *, sealed: bool = True) -> FillRecord:
        """A filled tube."""
        return FillRecord(uuid4(), tube, self.swabs(people, at), at + timedelta(hours=1) if sealed else None)

    def fill(
        self, *records: FillRecord, site: int = 0, actor: Actor | None = None, batch: UUID | None = None, pass_id: int = 0
    ) -> BatchOutcome:
        """Send sampling records from a site."""
        station = self.sites[site]
        sender = actor or staff("sampler", self.county.path)
        return api.record_fills(sender, FillBatch(batch or uuid4(), pass_id or self.pass_id, station.pk, tuple(records)))

    def sample(self, tube: str, people: Sequence[int], *, site: int = 0) -> FillRecord:
        """Fill one tube and send it; returns the record for replays."""
        record = self.record(tube, people)
        self.fill(record, site=site)
        return record

    def send(self, *tubes: str, site: int = 0, lab: int = 0, at: datetime = MORNING + timedelta(hours=2)) -> None:
        """Carry tubes from a site by the courier to a laboratory, both sides signing."""
        first, second = uuid4(), uuid4()
        site_id, courier, laboratory = self.sites[site].pk, self.courier.pk, self.labs[lab].pk
        api.offer(staff("sampler", self.county.path), OfferRecord(uuid4(), first, site_id, courier, at, tubes))
        api.accept_handover(staff("courier", self.county.path), AcceptRecord(uuid4(), first, courier, at, tubes))
        api.offer(staff("courier", self.county.path), OfferRecord(uuid4(), second, courier, laboratory, at + timedelta(hours=1), tubes))
        api.accept_handover(staff("lab_staff", self.county.path), AcceptRecord(uuid4(), second, laboratory, at + timedelta(hours=1), tubes))

    def tested(self, *tubes: str, lab: int = 0, at: datetime = MORNING + timedelta(hours=5)) -> None:
        """The laboratory finished testing."""
        api.mark_tested(staff("lab_staff", self.county.path), FinishedRecord(uuid4(), self.labs[lab].pk, tubes, at))

    def reading(self, tube: str, outcome: Outcome, **changes: Any) -> ResultRecord:
        """One result record."""
        return replace(ResultRecord(uuid4(), tube, outcome, MORNING + timedelta(hours=5)), **changes)

    def results(self, *records: ResultRecord, lab: int = 0, role: str = "lab_staff") -> BatchOutcome:
        """Upload results from a laboratory."""
        actor = staff(role, self.county.path)
        return api.record_results(actor, self.labs[lab].pk, batch_id=uuid4(), records=records).outcome


def build(*, grids: int = 4, people_per_grid: int = 12, is_open: bool = True) -> World:
    """Make the world; with a pass over the county, opened on the morning of 8 November 2021."""
    province = _area("62", "province", None)
    county = _area("621227", "county", _area("6212", "prefecture", province))
    townships = [_area(f"62122710{n}", "township", county) for n in range(2)]
    made = [_area(f"{townships[n % 2].code}{n:03}G", "grid", townships[n % 2]) for n in range(grids)]
    people = {grid.pk: _people(grid, people_per_grid) for grid in made}
    sites = [_station(f"S{n}", "sampling_site", townships[n]) for n in range(2)]
    labs = [_station(f"L{n}", "laboratory", county) for n in range(2)]
    world = World(county, townships, made, people, sites, _station("C0", "courier_team", county), labs)
    for site in sites:
        api.describe_site(staff("screening_lead", ROOT), site.pk, kind=SiteKind.FIXED, tables=2, grids=[grid.pk for grid in made])
    for lab in labs:
        api.describe_laboratory(staff("screening_lead", ROOT), lab.pk, nominal=200, effective=150, cutoffs={"N": 40.0, "ORF1ab": 40.0})
    if is_open:
        world.pass_id = open_pass(world)
    return world


def open_pass(world: World, **plan: Any) -> int:
    """Plan and open another pass over the county."""
    lead = staff("screening_lead", world.county.path)
    campaign = api.create_campaign(lead, name="Hui county", area_id=world.county.pk, pack="cn-nat-2", started_on=MORNING.date())
    round_id = api.add_round(lead, campaign)
    pass_id = api.plan_pass(lead, round_id, PassPlan(area_id=world.county.pk, **plan))
    with clock.at(MORNING):
        api.open_pass(lead, pass_id, deadline=timedelta(hours=48))
    return pass_id


def _area(code: str, kind: str, parent: Area | None) -> Area:
    path = f"{parent.path if parent else '/'}{code}/"
    return Area.objects.create(code=code, kind_id=kind, parent=parent, name=f"{kind} {code}", path=path, depth=path.count("/") - 1)


def _people(grid: Area, size: int) -> list[int]:
    rows = Person.objects.bulk_create(
        Person(
            code=f"{next(_codes):012}",
            grid=grid,
            name_sealed=crypto.seal(f"张{n}"),
            presence=1,
            source="generated",
            recorded_at=MORNING,
            synthetic=True,
        )
        for n in range(size)
    )
    AreaCount.objects.update_or_create(area=grid, defaults={"residents": size, "present": size, "households": 1})
    return [row.pk for row in rows]


def _station(code: str, kind: str, area: Area) -> Station:
    return Station.objects.create(code=code, kind=kind, area=area, name=f"{kind} {code}")


__all__ = ["MORNING", "World", "build", "device", "open_pass", "registry", "staff"]
