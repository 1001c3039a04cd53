"""Working a recall list: who was reached, and the signature under the request to wait in place."""

from datetime import datetime

from django.db import transaction

from outpace.kernel import audit, clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed, NotFound
from outpace.screening.choices import RecallState
from outpace.screening.models import PositivePool, RecallMember


def mark_reached(actor: Actor, member_id: int) -> None:
    """Record that a recalled person was reached and knows what to do; repeating it keeps the first time.

    Raises NotFound for a member whose home and pool both lie outside the actor's POSITIVE_ACT scope.
    """
    with transaction.atomic():
        member = RecallMember.objects.select_for_update(of=("self",)).select_related("pool").filter(pk=member_id).first()
        if member is None or not _in_scope(actor, member):
            raise NotFound(f"recall member {member_id}")
        if member.reached_at is None:
            member.reached_at, member.reached_by = clock.now(), actor.name
            member.state = RecallState.REACHED if member.state == RecallState.TO_REACH else member.state
            member.save(update_fields=["reached_at", "reached_by", "state"])
            audit.record(
                actor,
                "screening.recall_reached",
                subject=f"person:{member.person_id}",
                path=AreaPath(member.grid_path),
                details={"pool": member.pool_id},
            )


def sign_holds(actor: Actor, pool_id: int, *, until: datetime | None = None) -> None:
    """Sign the request that this pool's members wait in place for their re-test: only a named person may, and the first signature stands.

    ``until`` may shorten the hold, never lengthen it. Raises NotAllowed for devices and for a longer hold, NotFound outside scope.
    """
    with transaction.atomic():
        pool = PositivePool.objects.select_for_update().filter(pk=pool_id).first()
        if pool is None or not actor.may(Permission.POSITIVE_READ, AreaPath(pool.area_path)):
            raise NotFound(f"pool {pool_id}")
        actor.require(Permission.HOLD_SIGN, AreaPath(pool.area_path))
        if actor.kind is not ActorKind.USER:
            raise NotAllowed("a hold is signed by a named person")
        if pool.holds_signed_at is not None:
            return
        if until is not None:
            pool.recall.filter(hold_until__gt=until).update(hold_until=until)
        pool.holds_signed_by, pool.holds_signed_at = actor.name, clock.now()
        pool.save(update_fields=["holds_signed_by", "holds_signed_at"])
        audit.record(
            actor, "screening.holds_signed", subject=f"pool:{pool_id}", path=AreaPath(pool.area_path), details={"members": pool.members}
        )


def _in_scope(actor: Actor, member: RecallMember) -> bool:
    paths = (AreaPath(member.grid_path), AreaPath(member.pool.area_path))
    return any(actor.may(Permission.POSITIVE_ACT, path) for path in paths)
