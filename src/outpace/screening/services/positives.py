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
from outpace.screening.choices import Condition, Outcome, RecallState
from outpace.screening.data import PersonResultWithdrawn, PoolWithdrawn
from outpace.screening.models import PositivePool, RecallMember, Sample, UnidentifiedSample
from outpace.screening.rules.pools import OPEN_STATES, after_retest
from outpace.screening.services.flow import Change, HeldTube
from outpace.screening.services.found import tell_found
from outpace.screening.services.pools import count_members, open_pools, recall, tell_counted


def follow_outcomes(actor: Actor, changes: Iterable[Change], *, now: datetime) -> list[int]:
    """Open, withdraw or settle whatever these new outcomes ask for; returns the ids of pools opened."""
    flipped = [change for change in changes if change.after.state.outcome not in {None, change.before.state.outcome}]
    retests = _retests_in([change.after.id for change in flipped])
    positive: list[HeldTube] = []
    settled: set[int] = set()
    for change in flipped:
        tube, before, after = change.after, change.before.state.outcome, change.after.state.outcome
        if tube.id in retests:
            settled |= _settle_retest(tube, retests[tube.id], now=now)
        elif after is Outcome.PRELIMINARY_POSITIVE:
            positive.append(tube)
        elif before is Outcome.PRELIMINARY_POSITIVE:
            withdrawn = _withdraw_pool(actor, tube, now=now)
            if withdrawn is not None:
                events.publish(PersonResultWithdrawn(withdrawn, tube.id, now))
    _count_again(settled, now=now)
    return open_pools(actor, positive, now=now)


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
        recall({pool.pk: pool}, {pool.pk: people}, now=now)
        _count(pool, now=now)
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
        tell_found(after, tube_id=pool.tube_id, pass_id=pool.screening_pass_id, pool_id=pool.pk, now=now)


def _withdraw_pool(actor: Actor, tube: HeldTube, *, now: datetime) -> int | None:
    """A correction took the positive result back: everybody still on the list is released. Returns whose own result it was, if one's."""
    pool = PositivePool.objects.filter(tube_id=tube.id, withdrawn_at=None).first()
    if pool is None:
        return None
    person = _only_member(pool)
    pool.recall.filter(state__in=OPEN_STATES).update(state=RecallState.RELEASED, settled_at=now)
    pool.withdrawn_at = now
    pool.save(update_fields=["withdrawn_at"])
    _count(pool, now=now)
    audit.record(actor, "screening.pool_withdrawn", subject=f"pool:{pool.pk}", path=AreaPath(pool.area_path), details={"tube": tube.code})
    events.publish(PoolWithdrawn(pool.pk, tube.id, now))
    return person


def link_retests(actor: Actor, tubes: Iterable[HeldTube], *, now: datetime) -> None:
    """Single tubes taken in a re-test pass are tied to the open recalls of their person; one already read settles them at once.

    A member whose earlier re-test was lost, spoiled or not conclusive is tied to the new one. A pool that the tube opened while nobody
    knew it was a re-test is taken back: the person's own recall goes on.
    """
    settled: set[int] = set()
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
            settled |= _settle_retest(tube, members, now=now)
            _withdraw_pool(actor, tube, now=now)
    _count_again(settled, now=now)


def _only_person(tube: HeldTube) -> int | None:
    """Whose single tube is this? None for a tube of several people, or of somebody unidentified."""
    people = list(Sample.objects.filter(tube_id=tube.id, effective=True).values_list("person_id", flat=True)[:2])
    return people[0] if len(people) == 1 and tube.state.people == 1 else None


def _retests_in(tube_ids: Sequence[int]) -> dict[int, list[RecallMember]]:
    """Whose re-tests are among these tubes? One query for all of them: nearly every tube is nobody's."""
    found: dict[int, list[RecallMember]] = defaultdict(list)
    for member in RecallMember.objects.filter(retest_tube_id__in=tube_ids).order_by("id"):
        if member.retest_tube_id is not None:
            found[member.retest_tube_id].append(member)
    return dict(found)


def _settle_retest(tube: HeldTube, members: Sequence[RecallMember], *, now: datetime) -> set[int]:
    """Settle the people whose re-test this is; gives the pools of which it may be the answer, to be counted once with all the others."""
    outcome = tube.state.outcome
    if outcome is None:
        return set()
    for member in members:
        was_positive = member.state == RecallState.POSITIVE
        member.state = after_retest(outcome, RecallState(member.state))
        member.settled_at = now if member.state not in OPEN_STATES else None
        member.save(update_fields=["state", "settled_at"])
        if member.state == RecallState.POSITIVE:
            tell_found(member.person_id, tube_id=tube.id, pass_id=tube.pass_id, pool_id=member.pool_id, now=now)
        elif was_positive:
            events.publish(PersonResultWithdrawn(member.person_id, tube.id, now))
    return {member.pool_id for member in members}


def _count_again(pool_ids: Collection[int], *, now: datetime) -> None:
    """Count these pools' members again, each pool once, and say so when that resolves it or opens it again."""
    if pool_ids:
        tell_counted(count_members(list(PositivePool.objects.filter(pk__in=pool_ids).order_by("pk")), now=now), now=now)


def _count(pool: PositivePool, *, now: datetime) -> None:
    """Count a pool's members again, and say so when that resolves it or opens it again."""
    tell_counted(count_members([pool], now=now), now=now)
