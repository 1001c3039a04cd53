"""An exposure that somebody is followed for was judged wrongly: it is no ground any more."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from epiworks.protocol import Anchor
from outpace.casework.models import FollowUpLink
from outpace.casework.services.follow_up.cascade import hold, spread
from outpace.casework.services.follow_up.rows import Change
from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor


@dataclass(frozen=True, slots=True)
class Exposed:
    """One exposure of one person to one case, or through a contact of it, as it was judged; days are local and inclusive."""

    person_id: int
    case_id: int
    through: int | None
    group: str
    situation: str
    first: date
    last: date


def lose_exposure(actor: Actor, wrong: Exposed, *, reason: str) -> None:
    """Work out anew everybody whom this exposure moved. Saying it again changes nothing. Raises NotAllowed without CASE_JUDGE.

    Nobody loses a ground that something else gives: another exposure, another case, a journey.
    """
    actor.require_anywhere(Permission.CASE_JUDGE)
    now = clock.now()
    with transaction.atomic():
        hung = Q(linked=None) if wrong.through is None else Q(linked__person_id=wrong.through)
        rows = FollowUpLink.objects.filter(
            hung,
            follow_up__person_id=wrong.person_id,
            case_id=wrong.case_id,
            group=wrong.group,
            situation=wrong.situation,
            anchor=Anchor.LAST_EXPOSURE.value,
            first=wrong.first,
            last=wrong.last,
            taken_back_at=None,
        )
        numbers = set(rows.values_list("follow_up_id", flat=True))
        if not numbers:
            return
        held = hold(numbers)  # people before their grounds, as everywhere
        gone = set(rows.values_list("pk", flat=True))
        FollowUpLink.objects.filter(pk__in=gone).update(taken_back_at=now)
        held.let_go(gone)
        spread(held, sorted(numbers), Change(actor, now, now, reason))
