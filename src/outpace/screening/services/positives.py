"""What a positive tube triggers, in the transaction of its result: recall list, hold requests, single re-tests, the event.

Holding people in place is asked for here and signed by a named person (``sign_holds``); a hold lapses by itself at ``hold_until``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from outpace.kernel import audit, events
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry
from outpace.screening.choices import Condition, Outcome, RecallState
from outpace.screening.data import PersonFoundPositive, PersonResultWithdrawn, PoolFoundPositive, PoolResolved, PoolWithdrawn
from outpace.screening.models import Pass, PositivePool, RecallMember, Sample, UnidentifiedSample
from outpace.screening.rules.pools import OPEN_STATES, after_retest, hold_until, is_resolved
from outpace.screening.selectors.packs import protocol_on
from outpace.screening.services.flow import Change, HeldTube
from outpace.screening.services.retests import add_due_for_retest


def follow_outcomes(actor: Actor, changes: Iterable[Change], *, now: datetime) -> list[int]:
    """Open, withdraw or settle whatever these new outcomes ask for; returns the ids of pools opened."""
    flipped = [change for change in changes if change.after.state.outcome not in {None, change.before.state.outcome}]
    retests = _retests_in([change.after.id for change in flipped])
    opened = []
    for change in flipped:
        tube, before, after = change.after, change.before.state.outcome, change.after.state.outcome
        if tube.id in retests:
            _settle_retest(tube, retests[tube.id], now=now)
        elif after is Outcome.PRELIMINARY_POSITIVE:
            opened.append(_open_pool(actor, tube, now=now))
        elif before is Outcome.PRELIMINARY_POSITIVE:
            withdrawn = _withdraw_pool(actor, tube, now=now)
            if withdrawn is not None:
                events.publish(PersonResultWithdrawn(withdrawn, tube.id, now))
    return opened


def _open_pool(actor: Actor, tube: HeldTube, *, now: datetime) -> int:
    """Open (or reopen) the pool of a positive tube with every member on its recall list."""
    station = registry.station_for_work(tube.site_id) if tube.site_id is not None else None
    path = station.path if station is not None else AreaPath("/")
    unknown = UnidentifiedSample.objects.filter(tube_id=tube.id, person_id=None).count()
    pool, _ = PositivePool.objects.update_or_create(
        tube_id=tube.id,
        defaults={"withdrawn_at": None, "resolved_at": None, "unidentified": unknown},
        create_defaults={
            "screening_pass_id": tube.pass_id,
            "area_path": path,
            "members": 0,
            "open_members": 0,
            "unidentified": unknown,
            "found_at": now,
        },
    )
    people = list(Sample.objects.filter(tube_id=tube.id, effective=True).values_list("person_id", flat=True).distinct())
    _recall(pool, people, now=now)
    details = {"tube": tube.code, "members": len(people), "unidentified": unknown}
    audit.record(actor, "screening.pool_positive", subject=f"pool:{pool.pk}", path=path, details=details)
    events.publish(PoolFoundPositive(pool.pk, tube.id, tube.pass_id, path, tuple(people), now))
    if len(people) == 1 and not unknown:
        events.publish(PersonFoundPositive(people[0], tube.id, tube.pass_id, pool.pk, now))
    return int(pool.pk)


def _recall(pool: PositivePool, people: Collection[int], *, now: datetime) -> None:
    """Put these people on the recall list and make each due for a re-test alone; those already there stay as they are."""
    places = registry.places_of(list(people))
    paths = registry.paths_of({place.grid_id for place in places.values()})
    known = set(pool.recall.values_list("person_id", flat=True))
    until = hold_until(protocol_on(_pack_of(pool), now), now)
    rows = [
        RecallMember(
            pool=pool,
            person_id=person,
            grid_id=place.grid_id,
            grid_path=paths[place.grid_id],
            state=RecallState.TO_REACH,
            hold_until=until,
        )
        for person, place in sorted(places.items())
        if person not in known
    ]
    RecallMember.objects.bulk_create(rows)
    pool.recall.filter(state=RecallState.RELEASED, person_id__in=list(people)).update(
        state=RecallState.TO_REACH, settled_at=None, hold_until=until
    )
    if pool.screening_pass_id is not None:
        add_due_for_retest(pool.screening_pass_id, {row.person_id: row.grid_id for row in rows}, now=now)
    _count_members(pool, now=now)


def _pack_of(pool: PositivePool) -> str:
    """Under which pack was the tube sampled? Empty while no sampling record has named its pass."""
    number = pool.screening_pass_id
    return "" if number is None else Pass.objects.values_list("round__campaign__pack", flat=True).get(pk=number)


def join_recall(changes: Iterable[Change], *, now: datetime) -> None:
    """People recorded into a tube after it was found positive join its recall at once; people taken out of it are released."""
    for change in changes:
        if change.after.state.outcome is not Outcome.PRELIMINARY_POSITIVE:
            continue
        pool = PositivePool.objects.filter(tube_id=change.after.id, withdrawn_at=None).first()
        if pool is None:
            continue
        people = set(Sample.objects.filter(tube_id=change.after.id, effective=True).values_list("person_id", flat=True))
        before = _only_member(pool)
        PositivePool.objects.filter(pk=pool.pk).update(
            unidentified=UnidentifiedSample.objects.filter(tube_id=change.after.id, person_id=None).count()
        )
        pool.recall.filter(state__in=OPEN_STATES).exclude(person_id__in=people).update(state=RecallState.RELEASED, settled_at=now)
        _recall(pool, people, now=now)
        pool.refresh_from_db()
        _tell_whose(pool, before, _only_member(pool), now=now)


def _only_member(pool: PositivePool) -> int | None:
    """Whose own result is this? None while several people share the tube, or somebody in it is not known."""
    if pool.unidentified:
        return None
    people = list(pool.recall.exclude(state=RecallState.RELEASED).values_list("person_id", flat=True)[:2])
    return people[0] if len(people) == 1 else None


def _tell_whose(pool: PositivePool, before: int | None, after: int | None, *, now: datetime) -> None:
    """The tube is somebody else's own, or nobody's own any more, or now turned out to be one person's."""
    if before == after:
        return
    if before is not None:
        events.publish(PersonResultWithdrawn(before, pool.tube_id, now))
    if after is not None:
        events.publish(PersonFoundPositive(after, pool.tube_id, pool.screening_pass_id, pool.pk, now))


def _withdraw_pool(actor: Actor, tube: HeldTube, *, now: datetime) -> int | None:
    """A correction took the positive result back: everybody still on the list is released. Returns whose own result it was, if one's."""
    pool = PositivePool.objects.filter(tube_id=tube.id, withdrawn_at=None).first()
    if pool is None:
        return None
    person = _only_member(pool)
    pool.recall.filter(state__in=OPEN_STATES).update(state=RecallState.RELEASED, settled_at=now)
    pool.withdrawn_at = now
    pool.save(update_fields=["withdrawn_at"])
    _count_members(pool, now=now)
    audit.record(actor, "screening.pool_withdrawn", subject=f"pool:{pool.pk}", path=AreaPath(pool.area_path), details={"tube": tube.code})
    events.publish(PoolWithdrawn(pool.pk, tube.id, now))
    return person


def link_retests(actor: Actor, tubes: Iterable[HeldTube], *, now: datetime) -> None:
    """Single tubes taken in a re-test pass are tied to the open recalls of their person; one already read settles them at once.

    A member whose earlier re-test was lost, spoiled or not conclusive is tied to the new one. A pool that the tube opened while nobody
    knew it was a re-test is taken back: the person's own recall goes on.
    """
    for tube in tubes:
        person = _only_person(tube)
        if person is None:
            continue
        running = Q(retest_tube__condition=Condition.SOUND, retest_tube__outcome=None)
        waiting = RecallMember.objects.filter(person_id=person, state__in=OPEN_STATES, pool__withdrawn_at=None)
        waiting = waiting.exclude(running).exclude(pool__tube_id=tube.id)
        waiting.update(state=RecallState.RESAMPLED, retest_tube_id=tube.id, reached_at=Coalesce("reached_at", Value(now)))
        members = _retests_in([tube.id]).get(tube.id, [])
        if members and tube.state.outcome is not None:
            _settle_retest(tube, members, now=now)
            _withdraw_pool(actor, tube, now=now)


def _only_person(tube: HeldTube) -> int | None:
    """Whose single tube is this? None for a tube of several people, or of somebody unidentified."""
    people = list(Sample.objects.filter(tube_id=tube.id, effective=True).values_list("person_id", flat=True)[:2])
    return people[0] if len(people) == 1 and tube.state.people == 1 else None


def _retests_in(tube_ids: Sequence[int]) -> dict[int, list[RecallMember]]:
    """Whose re-tests are among these tubes? One query for all of them: nearly every tube is nobody's."""
    found: dict[int, list[RecallMember]] = defaultdict(list)
    for member in RecallMember.objects.filter(retest_tube_id__in=tube_ids).select_related("pool").order_by("id"):
        if member.retest_tube_id is not None:
            found[member.retest_tube_id].append(member)
    return dict(found)


def _settle_retest(tube: HeldTube, members: Sequence[RecallMember], *, now: datetime) -> None:
    """Settle the people whose re-test this is and see whether that resolves their pools."""
    outcome = tube.state.outcome
    if outcome is None:
        return
    for member in members:
        was_positive = member.state == RecallState.POSITIVE
        member.state = after_retest(outcome, RecallState(member.state))
        member.settled_at = now if member.state not in OPEN_STATES else None
        member.save(update_fields=["state", "settled_at"])
        _count_members(member.pool, now=now)
        if member.state == RecallState.POSITIVE:
            events.publish(PersonFoundPositive(member.person_id, tube.id, tube.pass_id, member.pool_id, now))
        elif was_positive:
            events.publish(PersonResultWithdrawn(member.person_id, tube.id, now))


def _count_members(pool: PositivePool, *, now: datetime) -> None:
    """Count members and open members again, and resolve the pool when nobody is open."""
    states = [RecallState(state) for state in pool.recall.values_list("state", flat=True)]
    open_members = sum(state in OPEN_STATES for state in states)
    resolved = now if states and is_resolved(states) and not pool.unidentified else None
    PositivePool.objects.filter(pk=pool.pk).update(members=len(states), open_members=open_members, resolved_at=resolved)
    if resolved is not None and pool.resolved_at is None and pool.withdrawn_at is None:
        events.publish(PoolResolved(pool.pk, AreaPath(pool.area_path), now))
