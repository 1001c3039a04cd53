"""Somebody is followed for a reason outside the cases of this headquarters: a journey, an arrival, a letter about a case elsewhere."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from epiworks.protocol import Anchor
from outpace.casework.data.follow_up import Newcomer, NewFollowUp
from outpace.casework.models import FollowUp, FollowUpLink
from outpace.casework.rules.follow_up import Ground, scheduled, standing, without_a_case
from outpace.casework.selectors.cases.people import find_person
from outpace.casework.selectors.follow_up.scope import may_see
from outpace.casework.selectors.packs import protocol_for
from outpace.casework.selectors.people import home_of
from outpace.casework.selectors.words import day_text
from outpace.casework.services.cases.held import require_person
from outpace.casework.services.follow_up.cascade import hold, spread
from outpace.casework.services.follow_up.rows import Change
from outpace.casework.services.follow_up.starting import NotFollowed, start_follow_up
from outpace.kernel import audit, clock
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import taken_again
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound


def follow_newcomer(actor: Actor, new: Newcomer) -> int:
    """A named human has this person followed as the packs of their home order; returns the follow-up. Again it changes nothing.

    Whoever is followed already gets another ground: the stronger class and the later day win. Raises NotAllowed without CASE_JUDGE where
    the person lives or for anybody but a named human, Refusal for nobody found, a day to come, days that are over already, no reason,
    and NotFollowed for a class that the packs order nothing for without a case.
    """
    actor.require_anywhere(Permission.CASE_JUDGE)
    require_person(actor)
    person = find_person(actor, new.typed.strip())
    if person is None:
        raise Refusal("nobody", _("Nobody in your areas has this card or document number."), field="typed")
    path = home_of(person)
    actor.require(Permission.CASE_JUDGE, path)
    if not new.reason.strip():
        raise Refusal("no_reason", _("Say how it is known: the letter, the list, the checkpoint."), field="reason")
    anchors = _anchors(path, new)
    return start_follow_up(actor, NewFollowUp(person, new.group, None, (), new.reason.strip(), anchors=anchors))


def _anchors(path: AreaPath, new: Newcomer) -> dict[Anchor, date]:
    """From which day is counted? It is over, and what it asks for is not."""
    today, rules = timezone.localtime(clock.now()).date(), protocol_for(path)
    anchor = dict(without_a_case(rules)).get(new.group)
    if anchor is None:
        raise NotFollowed(new.group)
    if new.day > today:
        raise Refusal("in_future", _("This day is still to come."), field="day")
    stands = standing(rules, [Ground(new.group, anchor, new.day, new.day)])
    plan = None if stands is None else scheduled(rules, stands)
    if plan is not None and plan.value.free_on < today:
        message = _("Counted from this day it was over on %(until)s.") % {"until": day_text(plan.value.free_on)}
        raise Refusal("days_over", message, field="day")
    return {anchor: new.day}


@taken_again
def take_back_ground(actor: Actor, link_id: int, *, reason: str) -> int:
    """Somebody was followed by mistake: this ground does not hold, and what hung on it follows; returns the follow-up. Again: nothing.

    For grounds without a case; a judgement of a contact is taken back on the page of the contact. Raises NotFound out of scope, NotAllowed
    without CASE_JUDGE or for anybody but a named human, Refusal without a reason.
    """
    number = FollowUpLink.objects.filter(pk=link_id, case=None, linked=None).values_list("follow_up_id", flat=True).first()
    path = AreaPath(FollowUp.objects.values_list("area_path", flat=True).get(pk=number)) if number is not None else None
    if number is None or path is None or not may_see(actor, path):
        raise NotFound(f"ground {link_id}")
    actor.require(Permission.CASE_JUDGE, path)
    require_person(actor)
    if not reason.strip():
        raise Refusal("no_reason", _("Say why this was a mistake."), field="reason")
    with transaction.atomic():
        held, now = hold([number]), clock.now()
        if not FollowUpLink.objects.filter(pk=link_id, taken_back_at=None).update(taken_back_at=now):
            return int(number)
        held.let_go({link_id})
        spread(held, [number], Change(actor, now, now, reason.strip()[:200]))
        row = held.rows[number]
        details = {"follow_up": number, "group": row.group}
        audit.record(actor, "follow_up.ground_taken_back", subject=f"person:{row.person_id}", path=path, details=details)
    return int(number)
