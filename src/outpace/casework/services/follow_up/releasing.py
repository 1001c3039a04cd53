"""Ending what follow-up orders: release, the next stage, and other ends. The packs propose, a named human signs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from epiworks.protocol import Place, Reason
from outpace.casework.choices.follow_up import FactKind, FollowUpState
from outpace.casework.models import Case, FollowUp
from outpace.casework.selectors.follow_up.scope import may_see
from outpace.casework.selectors.follow_up.verdicts import verdicts
from outpace.casework.services.follow_up.cascade import end, hold, spread
from outpace.casework.services.follow_up.rows import Change, before, fact, publish_changes
from outpace.kernel import audit, clock
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import lock_rows, taken_again
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed, NotFound

MAX_SIGNED = 500
"""How many people one signature may cover: one look at a list, not a blind stroke of the pen."""
OTHER_ENDS = {FollowUpState.HANDED_OVER, FollowUpState.DIED}


@dataclass(frozen=True, slots=True)
class SignedRelease:
    """Whom a signature released, and who was refused because of what is unmet. Units: follow-up ids."""

    released: tuple[int, ...]
    refused: Mapping[int, tuple[Reason, ...]]


@taken_again
def sign_release(actor: Actor, follow_up_ids: Collection[int]) -> SignedRelease:
    """Release these people: each whose every condition is met today, and none else; the first signature stands.

    Raises NotAllowed for devices, programs and who may not sign over a person's area, NotFound outside the actor's scope, Refusal for
    more than MAX_SIGNED at once. Publishes FollowUpsEnded for each.
    """
    with transaction.atomic():
        rows = _to_sign(actor, follow_up_ids)
        change = _signing(actor)
        active = [row for row in rows if row.state == FollowUpState.ACTIVE]
        found = verdicts(active, change.day)
        refused = {row.pk: found[row.pk].value.unmet for row in active if not found[row.pk].value.eligible}
        free = [row for row in active if row.pk not in refused]
        for row in free:
            end(row, FollowUpState.RELEASED, change, because=found[row.pk].because)
    return SignedRelease(tuple(row.pk for row in free), refused)


@taken_again
def take_back_release(actor: Actor, follow_up_id: int, *, reason: str) -> None:
    """A release was a mistake: the person is followed again, as their grounds say. The release stays in the history.

    Raises as `sign_release`, and Refusal without a reason, or when the follow-up was not released.
    """
    if not reason.strip():
        raise Refusal("no_reason", _("Say why the release is taken back."), field="reason")
    with transaction.atomic():
        held = hold([follow_up_id])
        row = _signable(actor, held.rows.get(follow_up_id))
        if row.state != FollowUpState.RELEASED:
            raise Refusal("not_released", _("This person was not released."))
        if Case.objects.filter(person_id=row.person_id, closed_at=None).exists():
            raise Refusal("is_case", _("This person is a case by now."))
        row.state = FollowUpState.WITHDRAWN
        spread(held, [follow_up_id], _signing(actor, reason.strip()))
        if row.state != FollowUpState.ACTIVE:
            raise Refusal("no_ground", _("Nothing to follow this person for holds any more, or they are followed anew already."))


@taken_again
def sign_next_stage(actor: Actor, follow_up_ids: Collection[int]) -> tuple[int, ...]:
    """Let these people go on to the stage that their schedule has reached; returns those who did. Raises as `sign_release`."""
    with transaction.atomic():
        change = _signing(actor)
        moved = []
        for row in _to_sign(actor, follow_up_ids):
            stage = next((part for part in row.stages if date.fromisoformat(part["last"]) >= change.day), None)
            if row.state != FollowUpState.ACTIVE or stage is None or date.fromisoformat(stage["last"]) == row.stage_until:
                continue
            _move_on(row, stage, change)
            moved.append(row.pk)
    return tuple(moved)


@taken_again
def end_otherwise(actor: Actor, follow_up_id: int, *, state: FollowUpState, reason: str) -> None:
    """Somebody was handed over to another jurisdiction, or died. Raises NotAllowed without FOLLOW_UP_RECORD, NotFound, Refusal."""
    if state not in OTHER_ENDS or not reason.strip():
        raise Refusal("no_reason", _("Say to whom the person was handed over, or how it is known that they died."), field="reason")
    with transaction.atomic():
        row = next(iter(lock_rows(FollowUp.objects.all(), [follow_up_id])), None)
        if row is None or not may_see(actor, AreaPath(row.area_path)):
            raise NotFound(f"follow-up {follow_up_id}")
        actor.require(Permission.FOLLOW_UP_RECORD, AreaPath(row.area_path))
        if row.state == FollowUpState.ACTIVE:
            now = clock.now()
            end(row, state, Change(actor, now, now, reason.strip()))


def follow_up_died(actor: Actor, person_id: int, *, at: datetime) -> None:
    """Somebody in follow-up died: it ends. Inside the caller's transaction, who holds the permission for what they know."""
    keys = FollowUp.objects.filter(person_id=person_id, state=FollowUpState.ACTIVE).values_list("pk", flat=True)
    for row in lock_rows(FollowUp.objects.all(), list(keys)):
        end(row, FollowUpState.DIED, Change(actor, at, clock.now(), "died"))


def _move_on(row: FollowUp, stage: Mapping[str, object], change: Change) -> None:
    was = before(row)
    row.place, row.stage_until = Place(str(stage["place"])), date.fromisoformat(str(stage["last"]))
    row.checks_per_day = int(str(stage["checks"]))
    row.save(update_fields=["place", "stage_until", "checks_per_day"])
    fact(row, FactKind.MOVED_ON, change).save()
    publish_changes([(row, was)], change)
    details = {"place": str(row.place), "until": row.stage_until.isoformat()}
    audit.record(change.actor, "follow_up.moved_on", subject=f"person:{row.person_id}", path=AreaPath(row.area_path), details=details)


def _to_sign(actor: Actor, follow_up_ids: Collection[int]) -> list[FollowUp]:
    if len(follow_up_ids) > MAX_SIGNED:
        raise Refusal("too_many", _("Sign at most %(count)d people at once.") % {"count": MAX_SIGNED})
    rows = {row.pk: row for row in lock_rows(FollowUp.objects.all(), follow_up_ids)}
    return [_signable(actor, rows.get(number)) for number in sorted(set(follow_up_ids))]


def _signable(actor: Actor, row: FollowUp | None) -> FollowUp:
    if row is None or not may_see(actor, AreaPath(row.area_path)):
        raise NotFound("follow-up")
    actor.require(Permission.RELEASE_SIGN, AreaPath(row.area_path))
    if actor.kind is not ActorKind.USER:
        raise NotAllowed("a release is signed by a named person")
    return row


def _signing(actor: Actor, reason: str = "") -> Change:
    now = clock.now()
    return Change(actor, now, now, reason, signed=True)
