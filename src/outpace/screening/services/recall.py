"""Working a recall list: who was reached, and the signature under the request to wait in place."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from outpace.kernel import audit, clock, events
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed, NotFound
from outpace.screening.choices import RecallState
from outpace.screening.data import HoldsSigned, PoolReached
from outpace.screening.models import PositivePool, RecallMember
from outpace.screening.rules.pools import OPEN_STATES


def mark_reached(actor: Actor, member_id: int) -> None:
    """Record that a recalled person was reached and knows what to do; repeating it keeps the first time.

    Raises NotFound for a member whose home and pool both lie outside the actor's POSITIVE_ACT scope.
    """
    with transaction.atomic():
        # The pool too: of two people who reach its last two members at once, the later one sees that nobody is left.
        member = RecallMember.objects.select_for_update(of=("self", "pool")).select_related("pool").filter(pk=member_id).first()
        if member is None or not _in_scope(actor, member):
            raise NotFound(f"recall member {member_id}")
        if member.reached_at is None:
            member.reached_at, member.reached_by = clock.now(), actor.name
            member.state = RecallState.REACHED if member.state == RecallState.TO_REACH else member.state
            member.save(update_fields=["reached_at", "reached_by", "state"])
            _tell_if_all_reached(member.pool)
            audit.record(
                actor,
                "screening.recall_reached",
                subject=f"person:{member.person_id}",
                path=AreaPath(member.grid_path),
                details={"pool": member.pool_id},
            )


def _tell_if_all_reached(pool: PositivePool) -> None:
    if not pool.unidentified and not pool.recall.filter(state=RecallState.TO_REACH).exists():
        events.publish(PoolReached(pool.pk, AreaPath(pool.area_path), clock.now()))


def sign_holds(actor: Actor, pool_id: int, *, until: datetime | None = None) -> None:
    """Sign the request that this pool's members wait in place for their re-test: only a named person may, and the first signature stands.

    ``until`` may shorten the hold, never lengthen it. Raises NotAllowed for devices, Refusal for a longer hold, NotFound outside scope.
    """
    with transaction.atomic():
        pool = _pool_to_sign(actor, pool_id)
        if pool.holds_signed_at is not None:
            return
        if until is not None:
            _shorten(pool, until)
        pool.holds_signed_by, pool.holds_signed_at = actor.name, clock.now()
        pool.save(update_fields=["holds_signed_by", "holds_signed_at"])
        events.publish(HoldsSigned(pool_id, AreaPath(pool.area_path), pool.holds_signed_at))
        audit.record(
            actor, "screening.holds_signed", subject=f"pool:{pool_id}", path=AreaPath(pool.area_path), details={"members": pool.members}
        )


def shorten_holds(actor: Actor, pool_id: int, *, until: datetime) -> None:
    """End a signed request earlier, as after an objection; a moment gone by ends it now.

    Raises NotAllowed for whoever may not sign, Refusal for a hold that is not signed, has lapsed or would last longer, NotFound outside
    scope.
    """
    with transaction.atomic():
        pool = _pool_to_sign(actor, pool_id)
        if pool.holds_signed_at is None:
            raise Refusal("hold_not_signed", _("This request is not signed yet; it can be shortened while signing it."))
        ends = _shorten(pool, until)
        details = {"until": ends.isoformat()}
        audit.record(actor, "screening.holds_shortened", subject=f"pool:{pool_id}", path=AreaPath(pool.area_path), details=details)


def _pool_to_sign(actor: Actor, pool_id: int) -> PositivePool:
    """Lock the pool, if this named person may sign for it."""
    pool = PositivePool.objects.select_for_update().filter(pk=pool_id).first()
    if pool is None or not actor.may(Permission.POSITIVE_READ, AreaPath(pool.area_path)):
        raise NotFound(f"pool {pool_id}")
    actor.require(Permission.HOLD_SIGN, AreaPath(pool.area_path))
    if actor.kind is not ActorKind.USER:
        raise NotAllowed("a hold is signed by a named person")
    return pool


def _shorten(pool: PositivePool, until: datetime) -> datetime:
    """Let the holds that still run lapse by then; returns when they do."""
    now = clock.now()
    running = pool.recall.filter(state__in=OPEN_STATES, hold_until__gt=now)
    last = running.aggregate(last=Max("hold_until"))["last"]
    if last is None or until > last:
        raise Refusal("hold_longer", _("The wait can be shortened, never lengthened: choose a time before it lapses."), field="until")
    ends = max(until, now)
    running.filter(hold_until__gt=ends).update(hold_until=ends)
    return ends


def _in_scope(actor: Actor, member: RecallMember) -> bool:
    paths = (AreaPath(member.grid_path), AreaPath(member.pool.area_path))
    return any(actor.may(Permission.POSITIVE_ACT, path) for path in paths)
