"""The loop: who hears what happened below, and which tasks follow. Every function runs inside the transaction of its news."""

from dataclasses import replace

from epiworks.protocol import Trigger
from outpace.casework.data import (
    CaseEnded,
    CaseOpened,
    CaseReclassified,
    DeliverableDone,
    DeliverableLate,
    FollowUpChanged,
    FollowUpEnded,
    FollowUpStarted,
)
from outpace.command.choices import Kind
from outpace.command.data import Cause
from outpace.command.rules.loop import (
    COMPLETED_BY,
    DELIVERED,
    GROUP_TRIGGERS,
    MOVES_CASE,
    Closes,
    local_draft,
    needs_transport,
    triggers_of_case,
)
from outpace.command.selectors.protocols import drafts
from outpace.command.services.issue import complete, issue, withdraw
from outpace.isolation.data import CustodyGapFound, PersonArrived, PlacementRequested, PlacementWithdrawn, TreatmentAtRisk
from outpace.kernel import clock
from outpace.screening.data import HoldsSigned, PoolFoundPositive, PoolReached, PoolResolved, PoolWithdrawn
from outpace.zoning.data import ZoneLifted, ZoneProposalDropped, ZoneProposed, ZoneSigned


def follow_pool(event: PoolFoundPositive) -> None:
    """A tube is positive: everybody is called back, told, asked to wait and tested again, each by the post and limit of the pack."""
    ref = f"pool:{event.pool_id}"
    issue(Cause(ref, ref, event.area_path), drafts(event.area_path, Trigger.POOL_POSITIVE, event.found_at), at=event.found_at)


def follow_pool_withdrawn(event: PoolWithdrawn) -> None:
    """The result was taken back: nobody owes anything for this tube any more."""
    withdraw(f"pool:{event.pool_id}", reference=f"pool:{event.pool_id}")


def follow_pool_step(event: HoldsSigned | PoolReached | PoolResolved) -> None:
    """The wait was signed, everybody was reached, or everybody has a re-test: whoever was to see to it has done so."""
    ref = f"pool:{event.pool_id}"
    complete(COMPLETED_BY[type(event)], subject=ref, reference=ref)


def follow_case(event: CaseOpened) -> None:
    """A case is open: report, transfer, investigate, list, isolate, disinfect, propose, review."""
    cause = _case(event)
    for trigger in triggers_of_case("", event.case_class):
        issue(cause, drafts(event.area_path, trigger, event.found_at), at=event.found_at)


def follow_case_class(event: CaseReclassified) -> None:
    """A case changed class: excluded takes everything back, confirmed starts what the pack asks for then."""
    cause = _case(event)
    if event.excluded:
        withdraw(cause.ref, reference=cause.ref)
    for trigger in triggers_of_case(event.before, event.after):
        issue(cause, drafts(event.area_path, trigger, event.changed_at), at=event.changed_at)


def _case(event: CaseOpened | CaseReclassified) -> Cause:
    ref = f"case:{event.case_id}"
    return Cause(ref, ref, event.area_path, event.person_id)


def follow_deliverable(event: DeliverableDone) -> None:
    """A deliverable of an investigation was signed off: the task that asked for it is done."""
    kind = DELIVERED.get(event.name)
    if kind is not None:
        complete(Closes(by_subject=(kind,)), subject=f"case:{event.case_id}", reference=f"case:{event.case_id}")

    complete(Closes(by_subject=(Kind.CHASE_DELIVERABLE,)), subject=_deliverable(event), reference=f"case:{event.case_id}")


def follow_late_deliverable(event: DeliverableLate) -> None:
    """A deliverable was not signed off in time: the duty officer sees to it, once for each deliverable of the case."""
    cause = Cause(f"case:{event.case_id}", _deliverable(event), event.area_path)
    issue(cause, [local_draft(Kind.CHASE_DELIVERABLE, trigger="deliverable_late", at=event.told_at)], at=event.told_at)


def _deliverable(event: DeliverableDone | DeliverableLate) -> str:
    return f"deliverable:{event.case_id}:{event.name}"


def follow_case_end(event: CaseEnded) -> None:
    """The case was discharged, or the person died: nobody has to bring them anywhere. The investigation is owed all the same."""
    ref = f"case:{event.case_id}"
    withdraw(ref, reference=f"{ref} {event.end}", kinds=MOVES_CASE)


def follow_contact(event: FollowUpStarted) -> None:
    """A person entered follow-up: whatever the pack asks for when a contact of this class is found."""
    _ask_for_contact(event, event.group)


def follow_contact_class(event: FollowUpChanged) -> None:
    """A contact changed class: what the old class asked for is taken back, what the new one asks for is issued."""
    if event.group == event.group_before:
        return
    before = GROUP_TRIGGERS.get(event.group_before)
    if before is not None:
        ref = f"follow_up:{event.follow_up_id}"
        withdraw(ref, reference=ref, trigger=before.value)
    _ask_for_contact(event, event.group)


def _ask_for_contact(event: FollowUpStarted | FollowUpChanged, group: str) -> None:
    trigger = GROUP_TRIGGERS.get(group)
    if trigger is None:
        return
    ref, at = f"follow_up:{event.follow_up_id}", event.changed_at if isinstance(event, FollowUpChanged) else clock.now()
    issue(Cause(ref, ref, event.area_path, event.person_id), drafts(event.area_path, trigger, at), at=at)


def follow_contact_end(event: FollowUpEnded) -> None:
    """A follow-up is over, for whatever reason: nobody owes anything for it any more."""
    withdraw(f"follow_up:{event.follow_up_id}", reference=f"follow_up:{event.follow_up_id} {event.reason}")


def follow_placement(event: PlacementRequested) -> None:
    """A person needs another place: the transfer team brings them, unless the case's own first actions say so already."""
    now = clock.now()
    by_case = any(draft.kind is Kind.TRANSFER_CASE for draft in drafts(event.area_path, Trigger.PRELIMINARY_POSITIVE, now))
    if not needs_transport(event.place, asked_by_case=by_case):
        return
    ref = f"placement:{event.placement_id}"
    draft = local_draft(Kind.MOVE_PERSON, trigger="placement_requested", at=now, due_at=event.due_at)
    issue(Cause(ref, ref, event.area_path, event.person_id), [draft], at=now)


def follow_placement_withdrawn(event: PlacementWithdrawn) -> None:
    """The request lost its ground: nobody is to be brought anywhere."""
    withdraw(f"placement:{event.placement_id}", reference=f"placement:{event.placement_id}")


def follow_arrival(event: PersonArrived) -> None:
    """A facility took the person over: whoever was to bring or find them has done so."""
    ref = f"placement:{event.placement_id}"
    complete(COMPLETED_BY[PersonArrived], subject=ref, reference=ref, person_id=event.person_id)


def follow_custody_gap(event: CustodyGapFound) -> None:
    """Nobody has taken the person over: the isolation team finds them at once."""
    cause = Cause(f"trip:{event.trip_id}", f"person:{event.person_id}", event.area_path, event.person_id)
    issue(cause, [local_draft(Kind.CLOSE_CUSTODY_GAP, trigger="custody_gap_found", at=event.since)], at=event.since)


def follow_treatment(event: TreatmentAtRisk) -> None:
    """A special patient's treatment is due and no transport is booked: somebody books it, within the hour or before the treatment."""
    now, ref = clock.now(), f"treatment:{event.treatment_id}"
    draft = local_draft(Kind.BOOK_TREATMENT, trigger="treatment_at_risk", at=now)
    due = replace(draft, due_at=max(now, min(draft.due_at, event.due_at)))
    issue(Cause(ref, f"person:{event.person_id}", event.area_path, event.person_id), [due], at=now)


def follow_zone_proposal(event: ZoneProposed) -> None:
    """A zone is proposed: whoever was to propose it has done so, and a named human is asked to decide."""
    ref = f"proposal:{event.proposal_id}"
    if event.case_id is not None:
        complete(COMPLETED_BY[ZoneProposed], subject=f"case:{event.case_id}", reference=ref)
    draft = local_draft(Kind.DECIDE_ZONE, trigger="zone_proposed", at=event.proposed_at)
    issue(Cause(ref, ref, event.area_path), [draft], at=event.proposed_at)


def follow_zone(event: ZoneSigned) -> None:
    """A human signed a zone: the proposal it follows is decided."""
    if event.proposal_id is not None:
        complete(COMPLETED_BY[ZoneSigned], subject=f"proposal:{event.proposal_id}", reference=f"zone:{event.zone_id}")


def follow_zone_lift(event: ZoneLifted) -> None:
    """A human lifted a zone: the proposal to do so is decided."""
    if event.proposal_id is not None:
        complete(COMPLETED_BY[ZoneLifted], subject=f"proposal:{event.proposal_id}", reference=f"zone:{event.zone_id}")


def follow_zone_dropped(event: ZoneProposalDropped) -> None:
    """A proposal was refused, or its ground is gone: nobody is to decide it any more."""
    withdraw(f"proposal:{event.proposal_id}", reference=f"proposal:{event.proposal_id} {event.state}")
