"""The search for contacts: who was tried, with what outcome, and when somebody tries again."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from outpace.casework.choices.cases import ContactState
from outpace.casework.models import ContactAttempt, ContactLink
from outpace.casework.rules.cases_contacts import LONGEST, next_attempt
from outpace.casework.services.cases.held import hold_case
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound

REACHABLE = (ContactState.TO_FIND, ContactState.NOT_FOUND, ContactState.FOUND)
GRACE = timedelta(minutes=5)


@locks.taken_again
def record_attempt(  # one attempt in one sentence: whom, with what outcome, and what it is known by
    actor: Actor, link_id: int, outcome: ContactState, *, record_id: UUID, note: str = "", next_at: datetime | None = None
) -> None:
    """Somebody tried to reach a contact. Whoever was not reached is due again: at `next_at`, or when the rule says.

    The same record sent again changes nothing, whatever came after it. Raises NotFound out of scope, NotAllowed without CASE_INVESTIGATE,
    Refusal for another outcome, for a record that said something else when it was sent before, and for a next attempt that lies behind us
    or more than a day ahead.
    """
    if outcome not in REACHABLE:
        raise Refusal("no_such_outcome", _("Reached, or not found."), field="outcome")
    case_id = ContactLink.objects.filter(pk=link_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound(f"contact {link_id}")
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_INVESTIGATE)
        said = ContactAttempt(link_id=link_id, outcome=outcome, note=note, record_id=record_id, next_at=next_at)
        if _is_known(said):
            return
        now = clock.now()
        link = locks.lock_rows(ContactLink.objects.all(), [link_id])[0]
        if link.state == ContactState.GROUND_GONE:
            raise Refusal("ground_gone", _("Nobody needs to look for this person any more: they are no contact of this case now."))
        due = _due(link, outcome, next_at, now=now)
        said.by, said.at = actor.name, now
        said.save()
        ContactLink.objects.filter(pk=link.pk).update(state=outcome, state_at=now, next_at=due, tried=F("tried") + 1)
        details = {"contact": link.pk, "outcome": str(outcome)}
        audit.record(actor, "case.contact_sought", subject=f"person:{link.person_id}", path=AreaPath(case.area_path), details=details)


def _is_known(said: ContactAttempt) -> bool:
    """Was this attempt taken before? Raises NotFound when it belongs to another contact, Refusal when it said something else then."""
    known = ContactAttempt.objects.filter(record_id=said.record_id).first()
    if known is None:
        return False
    if known.link_id != said.link_id:
        raise NotFound(f"attempt {said.record_id}")
    asked = said.next_at if known.is_next_known else known.next_at
    if (known.outcome, known.note, known.next_at) != (said.outcome, said.note, asked):
        raise Refusal(
            "sent_before", _("This attempt was sent before with another outcome, note or next attempt: open the page of the contact again.")
        )
    return True


def _due(link: ContactLink, outcome: ContactState, asked: datetime | None, *, now: datetime) -> datetime | None:
    """When is this contact to be tried again? None: they were reached."""
    if outcome == ContactState.FOUND:
        return None
    if asked is None:
        return next_attempt(link.tried + 1, now, zone=timezone.get_current_timezone())
    if not now - GRACE <= asked <= now + LONGEST:
        raise Refusal("bad_time", _("The next attempt is within a day from now."), field="next_at")
    return asked
