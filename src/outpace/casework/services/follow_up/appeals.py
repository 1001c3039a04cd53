"""Objections of people in follow-up, and the answers of named humans."""

from django.db import transaction
from django.utils.translation import gettext as _

from outpace.casework.choices.follow_up import AppealState
from outpace.casework.models import Appeal, FollowUp
from outpace.casework.selectors.follow_up.scope import may_see
from outpace.kernel import audit, clock, crypto
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import lock_rows
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotAllowed, NotFound

MAX_TEXT = 2000


def make_appeal(actor: Actor, follow_up_id: int, *, text: str) -> int:
    """Write down what somebody in follow-up objects to, in their words; returns its id.

    Raises NotFound outside the actor's scope, NotAllowed without FOLLOW_UP_RECORD or CASE_INVESTIGATE there, Refusal for an empty text.
    """
    said = _text(text)
    with transaction.atomic():
        row = FollowUp.objects.filter(pk=follow_up_id).first()
        if row is None or not may_see(actor, AreaPath(row.area_path)):
            raise NotFound(f"follow-up {follow_up_id}")
        path = AreaPath(row.area_path)
        if not actor.may(Permission.CASE_INVESTIGATE, path):
            actor.require(Permission.FOLLOW_UP_RECORD, path)
        made = Appeal.objects.create(follow_up=row, text_sealed=crypto.seal(said), made_at=clock.now(), made_by=actor.name)
        audit.record(actor, "follow_up.appealed", subject=f"person:{row.person_id}", path=path, details={"appeal": made.pk})
    return int(made.pk)


def answer_appeal(actor: Actor, appeal_id: int, *, upheld: bool, text: str) -> None:
    """A named human answers an appeal; the first answer stands. An appeal upheld changes nothing by itself: whoever answers acts.

    Raises NotFound outside the actor's scope, NotAllowed for devices and without RELEASE_SIGN, Refusal for an empty answer.
    """
    said = _text(text)
    with transaction.atomic():
        appeal = next(iter(lock_rows(Appeal.objects.select_related("follow_up"), [appeal_id])), None)
        if appeal is None or not may_see(actor, AreaPath(appeal.follow_up.area_path)):
            raise NotFound(f"appeal {appeal_id}")
        path = AreaPath(appeal.follow_up.area_path)
        actor.require(Permission.RELEASE_SIGN, path)
        if actor.kind is not ActorKind.USER:
            raise NotAllowed("an appeal is answered by a named person")
        if appeal.state != AppealState.OPEN:
            return
        appeal.state = AppealState.UPHELD if upheld else AppealState.DISMISSED
        appeal.answer_sealed, appeal.answered_at, appeal.answered_by = crypto.seal(said), clock.now(), actor.name
        appeal.save(update_fields=["state", "answer_sealed", "answered_at", "answered_by"])
        audit.record(
            actor,
            "follow_up.answered",
            subject=f"person:{appeal.follow_up.person_id}",
            path=path,
            details={"appeal": appeal_id, "upheld": upheld},
        )


def _text(text: str) -> str:
    said = text.strip()
    if not said or len(said) > MAX_TEXT:
        raise Refusal("no_text", _("Write at most %(count)d characters.") % {"count": MAX_TEXT}, field="text")
    return said
