"""Opening pools: every positive tube of one batch of results at once, in a handful of statements however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from outpace.kernel import audit, events
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry
from outpace.screening.choices import RecallState
from outpace.screening.data import PoolFoundPositive, PoolReopened, PoolResolved
from outpace.screening.models import Pass, PositivePool, RecallMember, Sample, UnidentifiedSample
from outpace.screening.rules.pools import OPEN_STATES, hold_until, is_resolved
from outpace.screening.selectors.packs import protocol_on
from outpace.screening.services.flow import HeldTube
from outpace.screening.services.found import tell_found
from outpace.screening.services.retests import add_due_for_retest

FRESH = ("withdrawn_at", "resolved_at", "unidentified")
"""What is set anew when a pool that was withdrawn is found positive again; everything else of it stays."""


def open_pools(actor: Actor, tubes: Sequence[HeldTube], *, now: datetime) -> list[int]:
    """Open (or reopen) the pools of these positive tubes with every member on their recall lists; gives their ids, tube by tube."""
    if not tubes:
        return []
    pools = _pools(tubes, now=now)
    people: dict[int, list[int]] = {pool.pk: [] for pool in pools.values()}
    samples = Sample.objects.filter(tube_id__in=pools, effective=True).values_list("tube_id", "person_id").distinct().order_by("tube_id")
    for tube_id, person_id in samples:
        people[pools[tube_id].pk].append(person_id)
    by_id = {pool.pk: pool for pool in pools.values()}
    recall(by_id, people, now=now)
    counted = count_members(list(by_id.values()), now=now)
    for tube in tubes:
        _tell(actor, tube, pools[tube.id], people[pools[tube.id].pk], now=now)
    tell_counted(counted, now=now)
    return [int(pools[tube.id].pk) for tube in tubes]


def _pools(tubes: Iterable[HeldTube], *, now: datetime) -> dict[int, PositivePool]:
    """The pool of each tube by the tube's id: made, or set open again."""
    ordered = sorted(tubes, key=lambda tube: tube.id)
    keys = [tube.id for tube in ordered]
    stations = registry.stations_of({tube.site_id for tube in ordered if tube.site_id is not None})
    paths = {number: station.path for number, station in stations.items()}
    strangers = UnidentifiedSample.objects.filter(tube_id__in=keys, person_id=None).values_list("tube_id").annotate(unknown=Count("pk"))
    unknown = dict(strangers.order_by())
    PositivePool.objects.bulk_create(
        [
            PositivePool(
                tube_id=tube.id,
                screening_pass_id=tube.pass_id,
                area_path=paths.get(tube.site_id or 0, AreaPath("/")),
                members=0,
                open_members=0,
                unidentified=unknown.get(tube.id, 0),
                found_at=now,
            )
            for tube in ordered
        ],
        update_conflicts=True,
        unique_fields=["tube"],
        update_fields=FRESH,
    )
    return {pool.tube_id: pool for pool in PositivePool.objects.filter(tube_id__in=keys)}


def _tell(actor: Actor, tube: HeldTube, pool: PositivePool, people: Sequence[int], *, now: datetime) -> None:
    path = AreaPath(pool.area_path)
    details = {"tube": tube.code, "members": len(people), "unidentified": pool.unidentified}
    audit.record(actor, "screening.pool_positive", subject=f"pool:{pool.pk}", path=path, details=details)
    events.publish(PoolFoundPositive(pool.pk, tube.id, tube.pass_id, path, tuple(people), now))
    if len(people) == 1 and not pool.unidentified:
        tell_found(people[0], tube_id=tube.id, pass_id=tube.pass_id, pool_id=pool.pk, now=now)


def recall(pools: Mapping[int, PositivePool], people: Mapping[int, Collection[int]], *, now: datetime) -> None:
    """Put these people on the recall lists and make each due for a re-test alone; those already there stay as they are.

    Both by the pool's id. Count the members afterwards (``count_members``).
    """
    places = registry.places_of(sorted({person for listed in people.values() for person in listed}))
    paths = registry.paths_of({place.grid_id for place in places.values()})
    known = set(RecallMember.objects.filter(pool_id__in=pools).values_list("pool_id", "person_id"))
    untils = _untils(pools.values(), now=now)
    rows = [
        RecallMember(
            pool_id=number,
            person_id=person,
            grid_id=places[person].grid_id,
            grid_path=paths[places[person].grid_id],
            state=RecallState.TO_REACH,
            hold_until=untils[number],
        )
        for number in sorted(pools)
        for person in sorted(people[number])
        if person in places and (number, person) not in known
    ]
    RecallMember.objects.bulk_create(rows)
    for number in sorted({number for number, _ in known}):
        released = Q(pool_id=number, state=RecallState.RELEASED, person_id__in=list(people[number]))
        RecallMember.objects.filter(released).update(state=RecallState.TO_REACH, settled_at=None, hold_until=untils[number])
    due: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        source = pools[row.pool_id].screening_pass_id
        if source is not None:
            due[source][row.person_id] = row.grid_id
    for source in sorted(due):
        add_due_for_retest(source, due[source], now=now)


def _untils(pools: Iterable[PositivePool], *, now: datetime) -> dict[int, datetime]:
    """Until when is each pool asked to wait: by the pack its tube was sampled under; none while no sampling record has named its pass."""
    sources = {pool.pk: pool.screening_pass_id for pool in pools}
    packs = dict(Pass.objects.filter(pk__in={source for source in sources.values() if source}).values_list("pk", "round__campaign__pack"))
    named = {number: packs.get(source, "") if source is not None else "" for number, source in sources.items()}
    untils = {pack: hold_until(protocol_on(pack, now), now) for pack in set(named.values())}
    return {number: untils[pack] for number, pack in named.items()}


@dataclass(frozen=True, slots=True)
class Counted:
    """Pools that a count has newly resolved, and those that were resolved and have somebody open again."""

    resolved: list[PositivePool] = field(default_factory=list)
    reopened: list[PositivePool] = field(default_factory=list)


def count_members(pools: Sequence[PositivePool], *, now: datetime) -> Counted:
    """Count members and open members again, and resolve the pools in which nobody is open; gives those that this changed."""
    states: dict[int, list[RecallState]] = defaultdict(list)
    for number, state in RecallMember.objects.filter(pool_id__in=[pool.pk for pool in pools]).values_list("pool_id", "state"):
        states[number].append(RecallState(state))
    newly = Counted()
    for pool in pools:
        was_resolved = pool.resolved_at is not None
        _count(pool, states[pool.pk], now=now)
        if (pool.resolved_at is not None) != was_resolved and pool.withdrawn_at is None:
            (newly.reopened if was_resolved else newly.resolved).append(pool)
    PositivePool.objects.bulk_update(pools, ["members", "open_members", "resolved_at"])
    return newly


def _count(pool: PositivePool, members: Sequence[RecallState], *, now: datetime) -> None:
    pool.members, pool.open_members = len(members), sum(state in OPEN_STATES for state in members)
    pool.resolved_at = now if members and is_resolved(members) and not pool.unidentified else None


def tell_counted(counted: Counted, *, now: datetime) -> None:
    """Say of which pools everybody has a re-test, and of which somebody needs one again."""
    for pool in counted.resolved:
        events.publish(PoolResolved(pool.pk, AreaPath(pool.area_path), now))
    for pool in counted.reopened:
        events.publish(PoolReopened(pool.pk, AreaPath(pool.area_path), now))
