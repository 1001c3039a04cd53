"""The positives desk: pools of positive tubes, their recall lists, and the rules behind what is asked of people."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from epiworks.protocol import Task, Trigger, first_actions
from epiworks.units import PersonCount
from outpace.kernel import clock
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotFound
from outpace.kernel.subtrees import within
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry, StationRow
from outpace.screening.choices import Outcome, RecallState
from outpace.screening.data import PoolSummary, RecallEntry
from outpace.screening.models import Pass, PositivePool, RecallMember
from outpace.screening.rules.pools import OPEN_STATES
from outpace.screening.selectors.packs import protocol_on
from outpace.screening.selectors.tubes import READING_NOTES, Unidentified, unidentified_inside


class PoolState(StrEnum):
    """Which pools a list shows."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


WHERE: Mapping[PoolState, Q] = {
    PoolState.OPEN: Q(resolved_at=None, withdrawn_at=None),
    PoolState.RESOLVED: Q(resolved_at__isnull=False, withdrawn_at=None),
    PoolState.WITHDRAWN: Q(withdrawn_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One line of a protocol pack that asks for something now: what, by which post, by when, and where it is written."""

    task: str
    owner: str
    due_at: datetime
    pack: str
    version: str
    address: str
    source: tuple[str, ...]
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class PoolSheet:
    """Everything on a pool's page. ``hidden`` members live outside the reader's scope; ``states`` counts persons over all members."""

    summary: PoolSummary
    site: StationRow | None
    campaign: str
    round: int
    pass_number: int
    outcome: Outcome | None
    withdrawn_reason: str
    withdrawn_by: str
    retest_pass_id: int | None
    entries: tuple[RecallEntry, ...]
    masked: bool
    hidden: int
    states: Mapping[RecallState, int]
    unidentified: tuple[Unidentified, ...]
    hold_until: datetime | None
    grounds: tuple[Ground, ...]
    may_sign: bool
    may_act: bool
    may_identify: bool
    may_read_notes: bool

    @property
    def holds_lapsed(self) -> bool:
        """Has the last request to wait in place run out by itself?"""
        return self.hold_until is not None and self.hold_until <= clock.now()

    @property
    def may_shorten(self) -> bool:
        """Can a signed request that still runs be ended earlier by this reader?"""
        is_running = self.hold_until is not None and not self.holds_lapsed
        return self.may_sign and is_running and self.summary.holds_signed_at is not None and self.summary.withdrawn_at is None

    @property
    def hold_ground(self) -> Ground | None:
        """Which pack line says how long the wait may last? None: no pack in force does, and the fallback was used."""
        return next((ground for ground in self.grounds if ground.task == Task.SINGLE_RETEST.value), None)


def list_pools(actor: Actor, state: PoolState, *, cursor: str | None = None, size: int = 50) -> Page[PoolSummary]:
    """Which positive pools concern the actor's areas (by site or by a member's home), newest first?"""
    rows = _visible(actor).filter(WHERE[state]).select_related("tube")
    found = keyset(rows, ["-found_at", "-id"], cursor, size=size)
    stations = registry.stations_of({pool.tube.site_id for pool in found.items if pool.tube.site_id})
    return found.map(lambda pool: _summary(pool, stations.get(pool.tube.site_id or 0)))


def count_pools(actor: Actor) -> dict[PoolState, int]:
    """How many pools of each state concern the actor's areas?"""
    return {state: _visible(actor).filter(where).count() for state, where in WHERE.items()}


def get_pool(actor: Actor, pool_id: int) -> PoolSheet:
    """What is there to know and to do about this pool? Looking at its people is logged. Raises NotFound outside the actor's scope."""
    pool = _visible(actor).select_related("tube", "screening_pass__round__campaign").filter(pk=pool_id).first()
    if pool is None:
        raise NotFound(f"pool {pool_id}")
    site = registry.station_for_work(pool.tube.site_id) if pool.tube.site_id else None
    members = list(pool.recall.select_related("retest_tube").order_by("id"))
    entries, masked = _entries(actor, pool_id, members)
    path = AreaPath(pool.area_path)
    withdrawn_by, withdrawn_reason = _withdrawal(pool)
    named = pool.screening_pass
    return PoolSheet(
        summary=_summary(pool, site),
        site=site,
        campaign=named.round.campaign.name if named else "",
        round=named.round.number if named else 0,
        pass_number=named.number if named else 0,
        outcome=None if pool.tube.outcome is None else Outcome(pool.tube.outcome),
        withdrawn_reason=withdrawn_reason,
        withdrawn_by=withdrawn_by,
        retest_pass_id=_retest_pass(named),
        entries=entries,
        masked=masked,
        hidden=len(members) - len(entries),
        states=dict(Counter(RecallState(member.state) for member in members)),
        unidentified=tuple(unidentified_inside(actor, pool.tube.code)) if pool.unidentified and _sees_site(actor, path) else (),
        hold_until=max((member.hold_until for member in members if member.state in OPEN_STATES), default=None),
        grounds=tuple(_grounds(named.round.campaign.pack if named else "", pool.found_at)),
        may_sign=actor.kind is ActorKind.USER and actor.may(Permission.HOLD_SIGN, path),
        may_act=actor.holds(Permission.POSITIVE_ACT),
        may_identify=any(actor.may(right, path) for right in (Permission.SCREENING_SAMPLE, Permission.POSITIVE_ACT)),
        may_read_notes=any(actor.may(right, path) for right in READING_NOTES),
    )


def _withdrawal(pool: PositivePool) -> tuple[str, str]:
    """Who corrected the result that made this pool, and why? Empty while it stands."""
    if pool.withdrawn_at is None:
        return "", ""
    correction = pool.tube.results.filter(corrects=True).order_by("-tested_at", "-id").first()
    return (correction.actor, correction.reason) if correction else ("", "")


def _sees_site(actor: Actor, path: AreaPath) -> bool:
    return actor.may(Permission.SCREENING_READ, path)


def _visible(actor: Actor) -> QuerySet[PositivePool]:
    paths = actor.paths(Permission.POSITIVE_READ)
    home = RecallMember.objects.filter(within(paths, "grid_path"), pool_id=OuterRef("pk"))
    return PositivePool.objects.filter(within(paths) | Q(Exists(home)))


def _summary(pool: PositivePool, site: StationRow | None) -> PoolSummary:
    return PoolSummary(
        id=pool.pk,
        tube_id=pool.tube_id,
        tube=pool.tube.code,
        area_path=AreaPath(pool.area_path),
        area_name=site.area_name if site else "",
        members=PersonCount(pool.members),
        unidentified=PersonCount(pool.unidentified),
        open_members=PersonCount(pool.open_members),
        found_at=pool.found_at,
        resolved_at=pool.resolved_at,
        withdrawn_at=pool.withdrawn_at,
        holds_signed_by=pool.holds_signed_by,
        holds_signed_at=pool.holds_signed_at,
        area_name_en=site.area_name_en if site else "",
    )


def _entries(actor: Actor, pool_id: int, members: list[RecallMember]) -> tuple[tuple[RecallEntry, ...], bool]:
    """The members the actor may see, those to be reached first; and whether any of them is masked."""
    people = registry.persons_for_ids(actor, [member.person_id for member in members], purpose=f"screening.recall pool {pool_id}")
    known = {person.id: person for person in people}
    reachers = registry.workers_of({member.grid_id for member in members})
    order = list(RecallState)
    seen = [member for member in members if member.person_id in known]
    rows = sorted(seen, key=lambda member: (order.index(RecallState(member.state)), known[member.person_id].path, member.pk))
    entries = tuple(_entry(member, known[member.person_id], reachers.get(member.grid_id, "")) for member in rows)
    return entries, any(person.masked for person in people)


def _entry(member: RecallMember, person: RosterEntry, reacher: str) -> RecallEntry:
    return RecallEntry(
        id=member.pk,
        person_id=member.person_id,
        name=person.name,
        document=person.document,
        phone=person.phone,
        address=person.address or person.household,
        grid_id=member.grid_id,
        grid=person.grid_name,
        reacher=reacher,
        state=RecallState(member.state),
        hold_until=member.hold_until,
        reached_at=member.reached_at,
        reached_by=member.reached_by,
        retest_tube=member.retest_tube.code if member.retest_tube else "",
        grid_en=person.grid_name_en,
    )


def _retest_pass(source: Pass | None) -> int | None:
    if source is None:
        return None
    if source.is_retest:
        return source.pk
    return Pass.objects.filter(round_id=source.round_id, number=source.number, is_retest=True).values_list("pk", flat=True).first()


def _grounds(pack: str, found_at: datetime) -> list[Ground]:
    """Which pack lines ask for the first actions, by the campaign's own pack and those that held on the day?"""
    protocol = protocol_on(pack, found_at)
    if protocol is None:
        return []
    decision = first_actions(protocol, Trigger.POOL_POSITIVE, found_at)
    return [
        Ground(
            task=action.task.value,
            owner=action.owner.value,
            due_at=action.due_at,
            pack=str(line.pack),
            version=line.version,
            address=str(line.address),
            source=line.source,
            unconfirmed=line.unconfirmed or "",
        )
        for action, line in zip(decision.value, decision.because, strict=False)
    ]
