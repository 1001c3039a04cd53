"""Telling those above how many proposed contacts of a case are still to be judged, inside the transaction that changed it."""

from outpace.casework.choices.tracing import ProposalState
from outpace.casework.data.news import ContactsProposed, ProposedContactReopened, ProposedContactsJudged
from outpace.casework.models import Case, ContactProposal
from outpace.casework.rules.cases import EXCLUDED
from outpace.kernel import clock, events
from outpace.kernel.scope import AreaPath


def waiting_of(case: Case) -> int:
    """How many proposed contacts of this case are still to be judged?"""
    return ContactProposal.objects.filter(case=case, state=ProposalState.OPEN).count()


def tell_waiting(case: Case) -> None:
    """This case is one again: whoever its last look left to be judged is to be judged."""
    look, waiting = case.looks.order_by("-pk").first(), waiting_of(case)
    if look is not None and waiting:
        events.publish(ContactsProposed(case.pk, look.pk, AreaPath(case.area_path), 0, waiting, clock.now()))


def tell_judged(case: Case) -> None:
    """Proposed contacts of this case were judged, or need not be judged any more."""
    events.publish(ProposedContactsJudged(case.pk, AreaPath(case.area_path), waiting_of(case), clock.now()))


def tell_reopened(case: Case, known: ContactProposal, joined: int) -> None:
    """Somebody decided on before is to be judged again, for the stays of the proposal that `joined` theirs; not of an excluded case."""
    if case.case_class != EXCLUDED:
        path = AreaPath(case.area_path)
        events.publish(ProposedContactReopened(case.pk, known.last_look_id, joined, path, clock.now()))
