"""Proposals: those waiting for a signature first, those that free people before those that restrict them."""

from outpace.kernel.paging import Page, keyset
from outpace.kernel.scope import Actor
from outpace.zoning.choices import ProposalState
from outpace.zoning.data import ProposalRow
from outpace.zoning.models import Proposal
from outpace.zoning.selectors.guard import require_proposal, visible
from outpace.zoning.selectors.rows import proposal_row


def list_proposals(
    actor: Actor, *, state: ProposalState | None = ProposalState.OPEN, cursor: str | None = None, size: int = 50
) -> Page[ProposalRow]:
    """Which proposals concern the actor's areas, those that free people first, then the oldest? `state` None: all, the newest first."""
    rows = Proposal.objects.filter(visible(actor))
    if state is None:
        return keyset(rows, ["-proposed_at", "-id"], cursor, size=size).map(proposal_row)
    return keyset(rows.filter(state=state), ["-relieves", "proposed_at", "id"], cursor, size=size).map(proposal_row)


def get_proposal(actor: Actor, proposal_id: int) -> ProposalRow:
    """Which proposal is this? Raises NotFound outside the actor's scope."""
    return proposal_row(require_proposal(actor, proposal_id))


def count_open(actor: Actor) -> int:
    """How many proposals wait for a signature in the actor's areas?"""
    return Proposal.objects.filter(visible(actor), state=ProposalState.OPEN).count()


def proposal_naming(case_id: int) -> int | None:
    """Which open proposal has this case as a ground, the oldest one? For other apps, which guard their own pages. One query."""
    rows = Proposal.objects.filter(state=ProposalState.OPEN, case_ids__contains=[case_id]).order_by("pk")
    return rows.values_list("pk", flat=True).first()
