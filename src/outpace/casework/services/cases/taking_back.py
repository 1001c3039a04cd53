"""A judgement of a contact was wrong: it is taken back, and whatever hung on it follows."""

from django.db import transaction
from django.utils.translation import gettext as _

from epiworks.protocol import NO_CLASS
from outpace.casework.models import ContactJudgement, JudgementTakenBack
from outpace.casework.services.cases.ground import stand_again
from outpace.casework.services.cases.held import hold_case, require_person
from outpace.casework.services.follow_up import Exposed, lose_exposure
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound


@locks.taken_again
def take_back_judgement(actor: Actor, judgement_id: int, *, reason: str) -> int:
    """A named human says that a judgement was wrong, and why; returns its case. Taking it back again changes nothing.

    The contact is what the other judgements make them, contacts of theirs follow, and so do follow-up, rooms, tests and tasks. Judging so
    again brings it all back. Raises NotFound out of scope, NotAllowed without CASE_JUDGE or for anybody but a named human, Refusal without
    a reason.
    """
    case_id = ContactJudgement.objects.filter(pk=judgement_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound(f"judgement {judgement_id}")
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        require_person(actor)
        if not reason.strip():
            raise Refusal("reason_missing", _("Say why the judgement was wrong."), field="reason")
        if JudgementTakenBack.objects.filter(judgement_id=judgement_id).exists():
            return int(case.pk)
        wrong = ContactJudgement.objects.select_related("through").get(pk=judgement_id)
        JudgementTakenBack.objects.create(judgement=wrong, reason=reason.strip()[:200], by=actor.name, at=clock.now())
        stand_again(case, now=clock.now())
        if wrong.group != NO_CLASS and not _said_again(wrong):
            lose_exposure(actor, _exposed(wrong), reason=reason.strip())
        details = {"judgement": wrong.pk, "group": wrong.group}
        path = AreaPath(case.area_path)
        audit.record(actor, "case.judgement_taken_back", subject=f"person:{wrong.person_id}", path=path, details=details)
    return int(case.pk)


def _said_again(wrong: ContactJudgement) -> bool:
    """Does another judgement that holds say the very same?"""
    same = ContactJudgement.objects.filter(
        case_id=wrong.case_id,
        person_id=wrong.person_id,
        through_id=wrong.through_id,
        group=wrong.group,
        situation=wrong.situation,
        first_on=wrong.first_on,
        last_on=wrong.last_on,
    )
    return same.filter(taken_back=None).exists()


def _exposed(wrong: ContactJudgement) -> Exposed:
    return Exposed(
        person_id=wrong.person_id,
        case_id=wrong.case_id,
        through=wrong.through.person_id if wrong.through else None,
        group=wrong.group,
        situation=wrong.situation,
        first=wrong.first_on,
        last=wrong.last_on,
    )
