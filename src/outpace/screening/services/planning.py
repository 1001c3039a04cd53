"""Plans: campaigns, rounds and passes; opening one counts who is due; exemptions, sites and laboratories."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from epiworks.units import PersonCount
from outpace.kernel import audit, clock, events
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.screening.choices import Denominator, ExemptReason, PassState, SiteKind, Target, ZoneType
from outpace.screening.data import PassOpened
from outpace.screening.models import Campaign, Coverage, DuePerson, Exemption, Laboratory, Pass, Round, SamplingSite, SiteGrid
from outpace.screening.rules.equipment import Pieces
from outpace.screening.rules.pools import POOL_SIZES
from outpace.screening.selectors.due import due_batches
from outpace.screening.services.denominators import add_due, add_exempt, recount_grid
from outpace.screening.services.passes import own_pass


class BadPlan(Exception):
    """The plan cannot be carried out as given; the message says which field and what is allowed."""


@dataclass(frozen=True, slots=True)
class PassPlan:
    """What a pass should be: its area, who is due, pool sizes, deadline."""

    area_id: int
    target: Target = Target.EVERYONE
    groups: int = 0
    cadence_days: int | None = None
    pool_size: int = 10
    pool_by_zone: Mapping[ZoneType, int] = field(default_factory=dict)


def create_campaign(actor: Actor, *, name: str, area_id: int, pack: str, started_on: date) -> int:
    """Create a campaign with its first round; returns its id. Raises NotAllowed without SCREENING_PLAN over the area."""
    path = _require_plan(actor, area_id)
    with transaction.atomic():
        campaign = Campaign.objects.create(
            name=name, area_id=area_id, area_path=path, pack=pack, started_on=started_on, created_by=actor.name, created_at=clock.now()
        )
        Round.objects.create(campaign=campaign, number=1)
        audit.record(
            actor, "screening.campaign_created", subject=f"campaign:{campaign.pk}", path=path, details={"name": name, "pack": pack}
        )
    return int(campaign.pk)


def add_round(actor: Actor, campaign_id: int) -> int:
    """Add the next round to a campaign; returns its id."""
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None:
        raise NotFound(f"campaign {campaign_id}")
    _require_plan(actor, campaign.area_id)
    with transaction.atomic():
        Campaign.objects.select_for_update().get(pk=campaign_id)
        last = campaign.rounds.order_by("-number").values_list("number", flat=True).first() or 0
        added = Round.objects.create(campaign=campaign, number=last + 1)
        audit.record(
            actor,
            "screening.round_added",
            subject=f"campaign:{campaign_id}",
            path=AreaPath(campaign.area_path),
            details={"round": last + 1},
        )
    return int(added.pk)


def plan_pass(actor: Actor, round_id: int, plan: PassPlan) -> int:
    """Plan the next pass of a round; returns its id. Raises BadPlan for an area outside the campaign or an unknown pool size."""
    found = Round.objects.select_related("campaign").filter(pk=round_id).first()
    if found is None:
        raise NotFound(f"round {round_id}")
    path = _require_plan(actor, plan.area_id)
    _check(plan, path, AreaPath(found.campaign.area_path))
    with transaction.atomic():
        Round.objects.select_for_update().get(pk=round_id)
        last = found.passes.order_by("-number").values_list("number", flat=True).first() or 0
        planned = Pass.objects.create(
            round=found,
            number=last + 1,
            area_id=plan.area_id,
            area_path=path,
            target=plan.target,
            groups=plan.groups,
            cadence_days=plan.cadence_days,
            pool_size=plan.pool_size,
            pool_by_zone={str(zone): size for zone, size in plan.pool_by_zone.items()},
        )
        audit.record(
            actor, "screening.pass_planned", subject=f"pass:{planned.pk}", path=path, details={"number": last + 1, "target": plan.target}
        )
    return int(planned.pk)


def _check(plan: PassPlan, path: AreaPath, campaign_path: AreaPath) -> None:
    sizes = {plan.pool_size, *plan.pool_by_zone.values()}
    if not sizes <= set(POOL_SIZES):
        raise BadPlan(f"pool_size {sorted(sizes - set(POOL_SIZES))} is not one of {POOL_SIZES} (0: one household)")
    if not path.startswith(campaign_path):
        raise BadPlan(f"area {path} lies outside the campaign's {campaign_path}")
    if plan.target is Target.GROUPS and not plan.groups:
        raise BadPlan("groups is empty: name at least one key group")
    if plan.target is Target.CADENCE and not plan.cadence_days:
        raise BadPlan("cadence_days is empty: say after how many days a person is due again")


def open_pass(actor: Actor, pass_id: int, *, deadline: timedelta) -> PersonCount:
    """Open a pass: count who is due in each grid and start the clock; returns how many are due. Opening twice changes nothing."""
    found = _pass(pass_id)
    _require_plan(actor, found.area_id)
    now = clock.now()
    with transaction.atomic():
        own_pass(pass_id)
        if not Pass.objects.filter(pk=pass_id, state=PassState.PLANNED).update(state=PassState.OPEN, opened_at=now, due_by=now + deadline):
            return PersonCount(sum(Coverage.objects.filter(screening_pass_id=pass_id).values_list("due", flat=True)))
        due = _due_by_grid(found, now)
        add_due(pass_id, due, reason=Denominator.OPENING, at=now)
        total = PersonCount(sum(due.values()))
        path = AreaPath(found.area_path)
        audit.record(actor, "screening.pass_opened", subject=f"pass:{pass_id}", path=path, details={"due": total})
        events.publish(PassOpened(pass_id, path, total))
    return total


def _due_by_grid(found: Pass, now: datetime) -> dict[int, int]:
    """How many people are due in each grid of the pass's area? Grids without any are listed too, so that coverage shows them."""
    counts = registry.counts_by_grid_under(AreaPath(found.area_path))
    if found.target == Target.EVERYONE:
        return {grid: count.present for grid, count in counts.items()}
    due = dict.fromkeys(counts, 0)
    for batch in due_batches(found, now):
        named = [DuePerson(screening_pass_id=found.pk, person_id=place.id, grid_id=place.grid_id) for place in batch]
        DuePerson.objects.bulk_create(named, ignore_conflicts=True)
        for place in batch:
            due[place.grid_id] += 1
    return due


def close_pass(actor: Actor, pass_id: int) -> None:
    """Close an open pass; records that were observed while it was open are still taken afterwards."""
    found = _pass(pass_id)
    _require_plan(actor, found.area_id)
    with transaction.atomic():
        if Pass.objects.filter(pk=pass_id, state=PassState.OPEN).update(state=PassState.CLOSED, closed_at=clock.now()):
            audit.record(actor, "screening.pass_closed", subject=f"pass:{pass_id}", path=AreaPath(found.area_path), details={})


def exempt(actor: Actor, pass_id: int, person_id: int, *, reason: ExemptReason, note: str = "") -> None:
    """Exempt one person from a pass; doing it twice changes nothing. Raises NotFound for somebody outside the actor's scope."""
    found, grid = _pass(pass_id), _grid_in_scope(actor, person_id, Permission.SCREENING_PLAN)
    with transaction.atomic():
        own_pass(found.pk)
        _, made = Exemption.objects.get_or_create(
            screening_pass=found,
            person_id=person_id,
            ended_at=None,
            defaults={"grid_id": grid, "reason": reason, "note": note, "granted_by": actor.name, "granted_at": clock.now()},
        )
        if made:
            _count_exemption(actor, found, person_id, grid, step=1)


def end_exemption(actor: Actor, pass_id: int, person_id: int) -> None:
    """End somebody's exemption from a pass; they are due again."""
    found, grid = _pass(pass_id), _grid_in_scope(actor, person_id, Permission.SCREENING_PLAN)
    with transaction.atomic():
        own_pass(found.pk)
        if Exemption.objects.filter(screening_pass=found, person_id=person_id, ended_at=None).update(ended_at=clock.now()):
            _count_exemption(actor, found, person_id, grid, step=-1)


def _count_exemption(actor: Actor, found: Pass, person_id: int, grid: int, *, step: int) -> None:
    add_exempt(found.pk, {grid: step}, at=clock.now())
    recount_grid(found.pk, grid)
    action = "screening.exempted" if step > 0 else "screening.exemption_ended"
    audit.record(actor, action, subject=f"person:{person_id}", path=AreaPath(found.area_path), details={"pass": found.pk})


def describe_site(actor: Actor, station_id: int, *, kind: SiteKind, tables: int, grids: Iterable[int] = ()) -> None:
    """Make a station a sampling site and say which grids it serves (added to those it has)."""
    station = registry.station_for_work(station_id)
    if station is None:
        raise NotFound(f"station {station_id}")
    actor.require(Permission.STATION_MANAGE, station.path)
    with transaction.atomic():
        SamplingSite.objects.update_or_create(station_id=station_id, defaults={"kind": kind, "tables": tables})
        SiteGrid.objects.bulk_create([SiteGrid(site_id=station_id, grid_id=grid) for grid in sorted(set(grids))], ignore_conflicts=True)
        audit.record(
            actor, "screening.site_described", subject=f"station:{station_id}", path=station.path, details={"kind": kind, "tables": tables}
        )


def describe_laboratory(
    actor: Actor, station_id: int, *, nominal: int, effective: int, cutoffs: Mapping[str, float], pieces: Pieces | None = None
) -> None:
    """Make a station a laboratory with its nominal and effective capacity (tubes an hour), its cut-off per target, and its pieces."""
    station = registry.station_for_work(station_id)
    if station is None:
        raise NotFound(f"station {station_id}")
    actor.require(Permission.STATION_MANAGE, station.path)
    defaults = {
        "nominal_tubes_per_hour": nominal,
        "effective_tubes_per_hour": effective,
        "cutoffs": dict(cutoffs),
        "equipment": pieces.kind.value if pieces is not None else "",
        "units": pieces.units if pieces is not None else 0,
    }
    with transaction.atomic():
        Laboratory.objects.update_or_create(station_id=station_id, defaults=defaults)
        audit.record(actor, "screening.laboratory_described", subject=f"station:{station_id}", path=station.path, details=defaults)


def _pass(pass_id: int) -> Pass:
    found = Pass.objects.filter(pk=pass_id).first()
    if found is None:
        raise NotFound(f"pass {pass_id}")
    return found


def _require_plan(actor: Actor, area_id: int) -> AreaPath:
    path = registry.paths_of([area_id]).get(area_id)
    if path is None:
        raise NotFound(f"area {area_id}")
    actor.require(Permission.SCREENING_PLAN, path)
    return path


def _grid_in_scope(actor: Actor, person_id: int, permission: Permission) -> int:
    place = registry.places_of([person_id]).get(person_id)
    path = registry.paths_of([place.grid_id]).get(place.grid_id) if place is not None else None
    if place is None or path is None or not actor.may(permission, path):
        raise NotFound(f"person {person_id}")
    return place.grid_id
