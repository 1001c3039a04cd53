"""What becomes of the contacts of a case whose own ground goes, or comes back."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from outpace.casework.choices.cases import ContactState
from outpace.casework.models import Case, ContactAttempt, ContactLink


def lose_ground(case: Case, *, now: datetime) -> int:
    """Nobody is to be searched for because of this case any more; returns how many contacts. Their links to other cases stay."""
    return case.contacts.exclude(state=ContactState.GROUND_GONE).update(state=ContactState.GROUND_GONE, state_at=now)


def regain_ground(case: Case, *, now: datetime) -> None:
    """The case is one after all: its contacts are where the search had left them."""
    lost = ContactLink.objects.filter(case=case, state=ContactState.GROUND_GONE)
    reached = ContactAttempt.objects.filter(link=OuterRef("pk"), outcome=ContactState.FOUND)
    lost.filter(Exists(reached)).update(state=ContactState.FOUND, state_at=now)
    lost.update(state=ContactState.TO_FIND, state_at=now)
