"""Telling those above how many proposed contacts of a case are still to be judged, inside the transaction that changed it."""

from outpace.casework.choices.tracing import ProposalState
from outpace.casework.data.news import ProposedContactsJudged
from outpace.casework.models import Case, ContactProposal
from outpace.kernel import clock, events
from outpace.kernel.scope import AreaPath


def waiting_of(case: Case) -> int:
    """How many proposed contacts of this case are still to be judged?"""
    return ContactProposal.objects.filter(case=case, state=ProposalState.OPEN).count()


def tell_judged(case: Case) -> None:
    """Proposed contacts of this case were judged, or need not be judged any more."""
    events.publish(ProposedContactsJudged(case.pk, AreaPath(case.area_path), waiting_of(case), clock.now()))
