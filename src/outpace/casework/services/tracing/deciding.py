"""A named human decides about proposed contacts, one by one or many at once; and says who somebody on no roster is."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from epiworks.protocol import NO_CLASS, Situation
from outpace.casework.choices.cases import ContactSource
from outpace.casework.choices.tracing import ProposalState
from outpace.casework.data.cases import NewJudgement
from outpace.casework.data.tracing import Decided, TracedDecision
from outpace.casework.models import Case, ContactJudgement, ContactProposal, UnknownPerson
from outpace.casework.selectors.cases.people import find_person
from outpace.casework.services.cases.contacts import MAX_JUDGED, judge_contacts
from outpace.casework.services.cases.held import hold_case, require_person
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry

_JUDGEMENTS = UUID("6f1f0f64-3a53-4f0e-9c55-1d0a2f4a9b10")
"""The ids of judgements are made of proposal and look, so that a decision sent twice is one."""


@locks.taken_again
def decide_traced(actor: Actor, case_id: int, said: TracedDecision) -> Decided:
    """A named human judges these proposals, all or none; contacts enter follow-up as after any judgement. Again it changes nothing.

    Raises NotFound, NotAllowed without CASE_JUDGE or for anybody but a named human, and Refusal as `judge_contacts`; for nobody to judge,
    and for more at once than a person can answer for.
    """
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        require_person(actor)
        rows = _chosen(case, said)
        unknown = [row for row in rows if row.person_id is None]
        named = [row for row in rows if row.person_id is not None]
        visible = _visible(actor, named)
        mine = [row for row in named if row.person_id in visible]
        if said.group == NO_CLASS:
            _dismiss(actor, unknown, said.reason)
        judged = judge_contacts(actor, case_id, [_judgement(row, said) for row in mine]) if mine else ()
        for row, answer in zip(mine, judged, strict=True):
            row.judgement = ContactJudgement.objects.get(record_id=_record(row))
            _settle(row, actor, reason=said.reason, dismissed=not answer.is_contact)
        waiting = 0 if said.group == NO_CLASS else len(unknown)
        decided = Decided(len(mine) + len(unknown) - waiting, waiting, len(named) - len(mine))
        if not decided.judged:
            raise Refusal("nobody_judged", _("None of these can be judged here: identify them first, or ask where they live."))
        details = {"judged": decided.judged, "unknown": decided.unknown, "outside": decided.outside, "place": said.place_id}
        audit.record(actor, "case.proposals_decided", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)
    return decided


@locks.taken_again
def identify(actor: Actor, case_id: int, proposal_id: int, *, typed: str) -> int:
    """Say who somebody on no roster is, by card or document of a person in the register; returns their id. Their stays are theirs now.

    Raises NotFound, NotAllowed without CASE_JUDGE or for anybody but a named human, Refusal for a card of nobody in the actor's areas.
    """
    person = find_person(actor, typed)
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        require_person(actor)
        row = ContactProposal.objects.filter(case=case, pk=proposal_id, unknown__isnull=False).first()
        if row is None:
            raise NotFound(f"proposal {proposal_id}")
        if person is None:
            raise Refusal("nobody", _("Nobody in your areas has this card or document number."), field="typed")
        UnknownPerson.objects.filter(proposals=row).update(person_id=person, identified_by=actor.name, identified_at=clock.now())
        if ContactProposal.objects.filter(case=case, person_id=person).exists():
            row.evidence.all().delete()
            row.delete()
        else:
            grid = registry.places_of([person])[person].grid_id
            row.person_id, row.person_path = person, registry.paths_of([grid])[grid]
            row.save(update_fields=["person_id", "person_path"])
        details = {"unknown": row.unknown_id, "person": person}
        audit.record(actor, "case.unknown_identified", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)
    return person


def _chosen(case: Case, said: TracedDecision) -> list[ContactProposal]:
    """Which proposals are meant? Those named, whether judged before or not, or all that are to be judged of a class at a place."""
    rows = ContactProposal.objects.filter(case=case).exclude(state=ProposalState.GONE).order_by("pk")
    if said.place_id is None:
        rows = rows.filter(pk__any=list(said.proposal_ids))
    else:
        rows = rows.filter(state=ProposalState.OPEN, evidence__place=said.place_id).distinct()
        rows = rows.filter(group=said.of_group) if said.of_group else rows
    found = list(rows[: MAX_JUDGED + 1])
    if len(found) > MAX_JUDGED:
        raise Refusal("too_many", _("At most %(count)d judgements at once.") % {"count": MAX_JUDGED})
    if not found:
        raise Refusal("nobody_chosen", _("Choose whom you judge."))
    return found


def _visible(actor: Actor, rows: Sequence[ContactProposal]) -> set[int]:
    """Whom of these may the actor see at all? Others are judged where they live."""
    return {row.person_id for row in rows if row.person_id and actor.may(Permission.PERSON_READ, AreaPath(row.person_path))}


def _judgement(row: ContactProposal, said: TracedDecision) -> NewJudgement:
    """The judgement of one proposal. Where the tracer knows more than one exposure says (hours, seats, time after), that is the reason."""
    group = said.group or (None if said.is_protected else row.group)
    own = _("as the records of stays show") if group == row.group else ""
    return NewJudgement(
        record_id=_record(row),
        person_id=row.person_id or 0,
        source=ContactSource.TRACED,
        situation=Situation(row.situation),
        first_on=row.first_on,
        last_on=row.last_on,
        group=group,
        reason=said.reason.strip() or own,
        is_protected=said.is_protected,
        minutes=row.minutes or None,
        through_id=row.through_id,
        is_higher_risk=row.is_higher_risk,
        stay_id=row.stay_id,
    )


def _record(row: ContactProposal) -> UUID:
    return uuid5(_JUDGEMENTS, f"{row.pk}:{row.last_look_id}")


def _dismiss(actor: Actor, rows: Sequence[ContactProposal], reason: str) -> None:
    """People on no roster are judged no contacts; that needs a reason as every departure from a proposal does."""
    if rows and not reason.strip():
        raise Refusal("reason_missing", _("Say why you judge otherwise than the pack proposes."), field="reason")
    for row in rows:
        _settle(row, actor, reason=reason, dismissed=True)


def _settle(row: ContactProposal, actor: Actor, *, reason: str, dismissed: bool) -> None:
    row.state = ProposalState.DISMISSED if dismissed else ProposalState.JUDGED
    row.reason, row.decided_by, row.decided_at = reason.strip(), actor.name, clock.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at", "judgement"])
