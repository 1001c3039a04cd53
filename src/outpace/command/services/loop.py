"""The loop: who hears what happened below, and which tasks follow. Every function runs inside the transaction of its news."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from epiworks.protocol import Trigger
from outpace.casework.data import (
    CaseEnded,
    CaseOpened,
    CaseReclassified,
    ContactsProposed,
    DeliverableDone,
    DeliverableLate,
    FollowUpChanged,
    FollowUpsChanged,
    FollowUpsEnded,
    FollowUpStarted,
    LetterAnswered,
    LetterLate,
    ProposedContactReopened,
    ProposedContactsJudged,
)
from outpace.command.choices import Kind
from outpace.command.data import Cause
from outpace.command.rules.loop import (
    COMPLETED_BY,
    DELIVERED,
    FOR_CASES,
    GROUP_TRIGGERS,
    MOVES_CASE,
    Closes,
    gap_cause,
    judging,
    local_draft,
    needs_transport,
    triggers_of_case,
)
from outpace.command.selectors.protocols import drafts, drafts_of
from outpace.command.selectors.tasks import is_owed
from outpace.command.services.issue import Order, Recall, complete, issue, issue_all, withdraw, withdraw_all
from outpace.isolation import api as isolation
from outpace.isolation.data import (
    CustodyGapClosed,
    CustodyGapFound,
    PersonArrived,
    PlacementsRequested,
    PlacementsWithdrawn,
    TreatmentAtRisk,
    TreatmentSettled,
)
from outpace.kernel import clock
from outpace.screening.data import HoldsSigned, PoolFoundPositive, PoolReached, PoolReopened, PoolResolved, PoolWithdrawn
from outpace.zoning import api as zoning
from outpace.zoning.data import ZoneLifted, ZoneProposalDropped, ZoneProposalJoined, ZoneProposed, ZoneSigned, ZoneSignedAhead


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


def follow_pool_reopened(event: PoolReopened) -> None:
    """Somebody needs a single re-test again: the task that was done is asked for again, by the limit of the pack from now on."""
    ref = f"pool:{event.pool_id}"
    asked = [draft for draft in drafts(event.area_path, Trigger.POOL_POSITIVE, event.reopened_at) if draft.kind is Kind.SINGLE_RETEST]
    if asked:
        withdraw(ref, reference=ref, kinds=[Kind.SINGLE_RETEST])
        issue(Cause(ref, ref, event.area_path), asked, at=event.reopened_at)


def follow_case(event: CaseOpened) -> None:
    """A case is open: report, transfer, investigate, list, isolate, disinfect, propose, review."""
    cause = _case(event)
    for trigger in triggers_of_case("", event.case_class):
        issue(cause, drafts(event.area_path, trigger, event.found_at), at=event.found_at)
    _nobody_to_move(cause)
    _proposed_already(event)


def follow_case_class(event: CaseReclassified) -> None:
    """A case changed class: excluded takes everything back, confirmed starts what the pack asks for then."""
    cause = _case(event)
    if event.excluded:
        withdraw(cause.ref, reference=cause.ref)
    for trigger in triggers_of_case(event.before, event.after):
        issue(cause, drafts(event.area_path, trigger, event.changed_at), at=event.changed_at)
    if not event.excluded:
        _nobody_to_move(cause)
        _proposed_already(event)


def _nobody_to_move(cause: Cause) -> None:
    """A case that is in the right place already needs no transfer."""
    if cause.person_id is not None and isolation.is_settled(cause.person_id):
        complete(Closes(by_subject=MOVES_CASE), subject=cause.ref, reference=cause.ref)


def _proposed_already(event: CaseOpened | CaseReclassified) -> None:
    """Nobody has to propose a zone that the rules have proposed on the same news, that waits on this ground too, that stands already,
    or that a case found in this way does not draw.
    """
    ref, waiting = f"case:{event.case_id}", zoning.proposal_naming(event.case_id)
    if waiting is not None:
        complete(COMPLETED_BY[ZoneProposed], subject=ref, reference=f"proposal:{waiting}")
        return
    standing = zoning.zone_over_home(event.case_id)
    if standing is not None:
        complete(COMPLETED_BY[ZoneProposed], subject=ref, reference=f"zone:{standing}")
    elif zoning.draws_no_zone(event.case_id):
        complete(COMPLETED_BY[ZoneProposed], subject=ref, reference=f"{ref} draws_no_zone")


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


def follow_late_letter(event: LetterLate) -> None:
    """Somebody named by a letter was not checked in time: the duty officer sees to it, once for each letter."""
    ref = f"letter:{event.letter_id}"
    draft = local_draft(Kind.CHASE_LETTER, trigger="letter_late", at=event.told_at)
    issue(Cause(ref, ref, event.area_path), [draft], at=event.told_at)


def follow_answered_letter(event: LetterAnswered) -> None:
    """Everybody in a letter is checked: whoever was to see to it has done so."""
    ref = f"letter:{event.letter_id}"
    complete(COMPLETED_BY[LetterAnswered], subject=ref, reference=ref)


def _deliverable(event: DeliverableDone | DeliverableLate) -> str:
    return f"deliverable:{event.case_id}:{event.name}"


def follow_case_end(event: CaseEnded) -> None:
    """The case was discharged, or the person died: nobody has to bring them anywhere. The investigation is owed all the same."""
    ref = f"case:{event.case_id}"
    withdraw(ref, reference=f"{ref} {event.end}", kinds=MOVES_CASE)


def follow_contacts_proposed(event: ContactsProposed) -> None:
    """Records propose contacts of a case: its investigators judge them, asked for once for as long as anybody waits."""
    ref = f"case:{event.case_id}"
    if event.waiting == 0:
        complete(COMPLETED_BY[ProposedContactsJudged], subject="", reference=ref, cause=ref)
    else:
        _ask_to_judge(Cause(ref, f"traced:{event.case_id}:{event.look_id}", event.area_path), event.at)


def follow_contact_reopened(event: ProposedContactReopened) -> None:
    """Somebody judged before is to be judged again: asked for anew when whoever was to judge had done so."""
    subject = f"traced:{event.case_id}:{event.look_id}:{event.proposal_id}"
    _ask_to_judge(Cause(f"case:{event.case_id}", subject, event.area_path), event.at)


def _ask_to_judge(cause: Cause, at: datetime) -> None:
    if not is_owed(cause.ref, Kind.JUDGE_CONTACTS):
        first = drafts(cause.path, Trigger.PRELIMINARY_POSITIVE, at)
        issue(cause, [judging(first, at=at)], at=at)


def follow_contacts_judged(event: ProposedContactsJudged) -> None:
    """Proposed contacts were judged: when nobody waits any more, whoever was to judge them has done so."""
    ref = f"case:{event.case_id}"
    if event.waiting == 0:
        complete(COMPLETED_BY[ProposedContactsJudged], subject="", reference=ref, cause=ref)


def follow_contact(event: FollowUpStarted) -> None:
    """A person entered follow-up: whatever the pack asks for when a contact of this class is found."""
    _ask_for_contacts([event], at=clock.now())


def follow_contact_class(event: FollowUpsChanged) -> None:
    """Contacts changed class: what the old class asked for is taken back, what the new one asks for is issued."""
    changed = [each for each in event.people if each.group != each.group_before]
    refs = [(f"follow_up:{each.follow_up_id}", GROUP_TRIGGERS.get(each.group_before)) for each in changed]
    withdraw_all([Recall(ref, ref, trigger.value) for ref, trigger in refs if trigger is not None])
    for at in sorted({each.changed_at for each in changed}):
        _ask_for_contacts([each for each in changed if each.changed_at == at], at=at)


def _ask_for_contacts(people: Sequence[FollowUpStarted | FollowUpChanged], *, at: datetime) -> None:
    asked = [(each, GROUP_TRIGGERS[each.group]) for each in people if each.group in GROUP_TRIGGERS]
    found = drafts_of([(each.area_path, trigger) for each, trigger in asked], at)
    orders = []
    for each, trigger in asked:
        ref = f"follow_up:{each.follow_up_id}"
        orders.append(Order(Cause(ref, ref, each.area_path, each.person_id), found[each.area_path, trigger], at))
    issue_all(orders)


def follow_contact_end(event: FollowUpsEnded) -> None:
    """Follow-ups are over, for whatever reason: nobody owes anything for them any more."""
    withdraw_all([Recall(f"follow_up:{each.follow_up_id}", f"follow_up:{each.follow_up_id} {each.reason}") for each in event.people])


def follow_placements(event: PlacementsRequested) -> None:
    """People need another place: the transfer team brings them, unless a case's own first actions say so already."""
    now = clock.now()
    of_cases = [(each.area_path, Trigger.PRELIMINARY_POSITIVE) for each in event.placements if each.place in FOR_CASES]
    found = drafts_of(of_cases, now)
    by_case = {path for (path, _trigger), drawn in found.items() if any(draft.kind is Kind.TRANSFER_CASE for draft in drawn)}
    orders = []
    for each in event.placements:
        if needs_transport(each.place, asked_by_case=each.area_path in by_case):
            ref = f"placement:{each.placement_id}"
            draft = local_draft(Kind.MOVE_PERSON, trigger="placement_requested", at=now, due_at=each.due_at)
            orders.append(Order(Cause(ref, ref, each.area_path, each.person_id), [draft], now))
    issue_all(orders)


def follow_placements_withdrawn(event: PlacementsWithdrawn) -> None:
    """Requests lost their ground: nobody is to be brought anywhere."""
    withdraw_all([Recall(f"placement:{each.placement_id}", f"placement:{each.placement_id}") for each in event.placements])


def follow_arrival(event: PersonArrived) -> None:
    """A facility took the person over: whoever was to bring or find them has done so."""
    ref = f"placement:{event.placement_id}"
    complete(COMPLETED_BY[PersonArrived], subject=ref, reference=ref, person_id=event.person_id)


def follow_custody_gap(event: CustodyGapFound) -> None:
    """Nobody has taken the person over: the isolation team finds them at once."""
    cause = Cause(_gap(event), f"person:{event.person_id}", event.area_path, event.person_id)
    issue(cause, [local_draft(Kind.CLOSE_CUSTODY_GAP, trigger="custody_gap_found", at=event.since)], at=event.since)


def follow_closed_gap(event: CustodyGapClosed) -> None:
    """Somebody has taken the person over, or the ride was given up: nobody looks for them any more."""
    ref = _gap(event)
    if event.taken_over:
        complete(COMPLETED_BY[CustodyGapClosed], subject="", reference=ref, cause=ref)
    else:
        withdraw(ref, reference=ref)


def _gap(event: CustodyGapFound | CustodyGapClosed) -> str:
    return gap_cause(event.trip_id, event.person_id, delivered=event.delivered)


def follow_treatment(event: TreatmentAtRisk) -> None:
    """A special patient's treatment is due and no transport is booked: somebody books it, within the hour or before the treatment."""
    now, ref = clock.now(), f"treatment:{event.treatment_id}"
    draft = local_draft(Kind.BOOK_TREATMENT, trigger="treatment_at_risk", at=now)
    due = replace(draft, due_at=max(now, min(draft.due_at, event.due_at)))
    issue(Cause(ref, f"person:{event.person_id}", event.area_path, event.person_id), [due], at=now)


def follow_settled_treatment(event: TreatmentSettled) -> None:
    """Transport is booked, or the treatment was given: it is done. Missed: too late, and nobody books it any more."""
    ref = f"treatment:{event.treatment_id}"
    if event.missed:
        withdraw(ref, reference=ref)
    else:
        complete(COMPLETED_BY[TreatmentSettled], subject="", reference=ref, cause=ref)


def follow_zone_proposal(event: ZoneProposed) -> None:
    """A zone is proposed: whoever was to propose it has done so, and a named human is asked to decide."""
    ref = f"proposal:{event.proposal_id}"
    if event.case_id is not None:
        complete(COMPLETED_BY[ZoneProposed], subject=f"case:{event.case_id}", reference=ref)
    draft = local_draft(Kind.DECIDE_ZONE, trigger="zone_proposed", at=event.proposed_at)
    issue(Cause(ref, ref, event.area_path), [draft], at=event.proposed_at)


def follow_joined_proposal(event: ZoneProposalJoined) -> None:
    """A case is a ground of a proposal that waits: whoever was to propose a zone because of it has nothing to propose."""
    complete(COMPLETED_BY[ZoneProposalJoined], subject=f"case:{event.case_id}", reference=f"proposal:{event.proposal_id}")


def follow_zone(event: ZoneSigned) -> None:
    """A human signed a zone: the proposal it follows is decided."""
    if event.proposal_id is not None:
        complete(COMPLETED_BY[ZoneSigned], subject=f"proposal:{event.proposal_id}", reference=f"zone:{event.zone_id}")


def follow_zone_ahead(event: ZoneSignedAhead) -> None:
    """A human signed a proposal for an hour to come: it is decided now."""
    complete(COMPLETED_BY[ZoneSignedAhead], subject=f"proposal:{event.proposal_id}", reference=f"zone:{event.zone_id}")


def follow_zone_lift(event: ZoneLifted) -> None:
    """A human lifted a zone: the proposal to do so is decided."""
    if event.proposal_id is not None:
        complete(COMPLETED_BY[ZoneLifted], subject=f"proposal:{event.proposal_id}", reference=f"zone:{event.zone_id}")


def follow_zone_dropped(event: ZoneProposalDropped) -> None:
    """A proposal was refused, or its ground is gone: nobody is to decide it any more."""
    withdraw(f"proposal:{event.proposal_id}", reference=f"proposal:{event.proposal_id} {event.state}")
