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
from outpace.casework.selectors.people import home_of
from outpace.casework.selectors.tracing.listing import DONE, last_look
from outpace.casework.services.cases.contacts import MAX_JUDGED, judge_contacts
from outpace.casework.services.cases.held import hold_case, require_person
from outpace.casework.services.tracing.telling import tell_judged, tell_reopened
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry

_JUDGEMENTS = UUID("6f1f0f64-3a53-4f0e-9c55-1d0a2f4a9b10")
"""The ids of judgements are made of proposal, look, what is decided and the judgement before, so that a decision sent twice is one."""


@locks.taken_again
def decide_traced(actor: Actor, case_id: int, said: TracedDecision) -> Decided:
    """A named human judges these proposals, all or none; contacts enter follow-up as after any judgement. Again it changes nothing.

    Raises NotFound, NotAllowed without CASE_JUDGE or for anybody but a named human, and Refusal as `judge_contacts`; for nobody to judge,
    for more at once than a person can answer for, and when the records were looked at again since.
    """
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        require_person(actor)
        _require_seen(case, said)
        rows = _chosen(case, said)
        mine = _visible(actor, rows)
        unknown = [row for row in mine if row.person_id is None]
        if said.group == NO_CLASS:
            _dismiss(actor, unknown, said)
        _judge(actor, case, [row for row in mine if row.person_id is not None], said)
        waiting = 0 if said.group == NO_CLASS else len(unknown)
        decided = Decided(len(mine) - waiting, waiting, len(rows) - len(mine))
        if not decided.judged:
            raise Refusal("nobody_judged", _("None of these can be judged here: identify them first, or ask where they live."))
        details = {"judged": decided.judged, "unknown": decided.unknown, "outside": decided.outside, "place": said.place_id}
        audit.record(actor, "case.proposals_decided", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)
        tell_judged(case)
    return decided


@locks.taken_again
def identify(actor: Actor, case_id: int, proposal_id: int, *, typed: str) -> int:
    """Say who somebody on no roster is, by card or document of a person in the register; returns their id. Their stays are theirs now.

    Raises NotFound, NotAllowed without CASE_JUDGE, outside the areas whose people the actor sees, or for anybody but a named human, Refusal
    for a card of nobody in the actor's areas or of the case itself, and for whoever was identified before.
    """
    person = find_person(actor, typed)
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        require_person(actor)
        row, who = _held_unknown(actor, case, proposal_id)
        if person is None:
            raise Refusal("nobody", _("Nobody in your areas has this card or document number."), field="typed")
        if person == case.person_id:
            raise Refusal("case_itself", _("Nobody is a contact of themself."), field="typed")
        who.person_id, who.identified_by, who.identified_at = person, actor.name, clock.now()
        who.save(update_fields=["person_id", "identified_by", "identified_at"])
        _join(case, row, person)
        details = {"unknown": row.unknown_id, "person": person}
        audit.record(actor, "case.unknown_identified", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)
        tell_judged(case)
    return person


def _join(case: Case, row: ContactProposal, person: int) -> None:
    """Let these stays be this person's. Who is proposed already waits once; who was decided on without them is to be judged again."""
    known = ContactProposal.objects.filter(case=case, person_id=person).first()
    if known is not None and known.state != ProposalState.GONE:
        is_reopened = known.state != ProposalState.OPEN
        known.state, known.is_covered = ProposalState.OPEN, False
        known.save(update_fields=["state", "is_covered"])
        if is_reopened:
            tell_reopened(case, known, row.pk)
        row.evidence.all().delete()
        row.delete()
        return
    if known is not None:
        known.evidence.all().delete()
        known.delete()
    row.person_id, row.person_path = person, home_of(person)
    row.save(update_fields=["person_id", "person_path"])


def _held_unknown(actor: Actor, case: Case, proposal_id: int) -> tuple[ContactProposal, UnknownPerson]:
    """Somebody on no roster as this case proposes them, both locked: two cases may propose the same one, and only one says who they are."""
    proposed = ContactProposal.objects.filter(case=case, pk=proposal_id).values_list("unknown", flat=True).first()
    held = locks.lock_rows(UnknownPerson.objects.all(), [proposed] if proposed else [])
    rows = locks.lock_rows(ContactProposal.objects.filter(case=case, unknown=proposed), [proposal_id])
    if not held or not rows:
        raise NotFound(f"proposal {proposal_id}")
    actor.require(Permission.PERSON_READ, AreaPath(held[0].area_path))
    if held[0].person_id is not None:
        raise Refusal("identified", _("Somebody has said who this is: look at the records again."), field="typed")
    return rows[0], held[0]


def _require_seen(case: Case, said: TracedDecision) -> None:
    """Nobody signs for people whom they have not seen: a decision about all at a place names its look, and that look is the last."""
    if said.place_id is not None and said.proposal_ids:
        raise Refusal("both", _("Name the people or the place, not both."), field="proposal_ids")
    if said.place_id is not None and said.look_id is None:
        raise Refusal("look_missing", _("Say which look at the records you decide about."), field="look_id")
    if said.look_id is not None and said.look_id != last_look(case):
        message = _("The records were looked at again meanwhile: see whom they propose now, then decide.")
        raise Refusal("looked_again", message, field="look_id")


def _chosen(case: Case, said: TracedDecision) -> list[ContactProposal]:
    """Which proposals are meant? Those named, whether judged before or not, or all that are to be judged of a class at a place."""
    rows = ContactProposal.objects.filter(case=case).exclude(state=ProposalState.GONE).order_by("pk")
    rows = rows.select_related("unknown", "judgement__taken_back")
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


def _visible(actor: Actor, rows: Sequence[ContactProposal]) -> list[ContactProposal]:
    """Whom of these may the actor see at all, where they live by now? Others are judged there."""
    homes = registry.homes_of([row.person_id for row in rows if row.person_id is not None])
    unknown = {row.pk: AreaPath(row.unknown.area_path) for row in rows if row.person_id is None and row.unknown is not None}
    where = [(row, unknown.get(row.pk, homes.get(row.person_id or 0))) for row in rows]
    return [row for row, path in where if path is not None and actor.may(Permission.PERSON_READ, path)]


def _judge(actor: Actor, case: Case, rows: Sequence[ContactProposal], said: TracedDecision) -> None:
    """Judge these people, but whoever was judged just so already: the reason and the signer of the first time stay."""
    new = [row for row in rows if not _is_said(row, said)]
    wanted = [_judgement(row, said) for row in new]
    answers = judge_contacts(actor, case.pk, wanted) if wanted else ()
    for row, one, answer in zip(new, wanted, answers, strict=True):
        row.judgement = ContactJudgement.objects.get(record_id=one.record_id)
        _settle(row, actor, said, dismissed=not answer.is_contact)


def _is_said(row: ContactProposal, said: TracedDecision) -> bool:
    """Was this decided of them already, at this look, and does it stand?"""
    made = row.judgement
    stands = row.person_id is None or (made is not None and not hasattr(made, "taken_back"))
    return stands and row.state in DONE and row.decided == _decision(row, said)


def _judgement(row: ContactProposal, said: TracedDecision) -> NewJudgement:
    """The judgement of one proposal. Where the tracer knows more than one exposure says (hours, seats, time after), that is the reason."""
    group = _group(row, said)
    own = _("as the records of stays show") if group == row.group else ""
    return NewJudgement(
        record_id=uuid5(_decision(row, said), str(row.judgement_id)),
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


def _group(row: ContactProposal, said: TracedDecision) -> str | None:
    return said.group or (None if said.is_protected else row.group)


def _decision(row: ContactProposal, said: TracedDecision) -> UUID:
    return uuid5(_JUDGEMENTS, f"{row.pk}:{row.last_look_id}:{_group(row, said)}:{said.is_protected}")


def _dismiss(actor: Actor, rows: Sequence[ContactProposal], said: TracedDecision) -> None:
    """People on no roster are judged no contacts; that needs a reason as every departure from a proposal does."""
    if rows and not said.reason.strip():
        raise Refusal("reason_missing", _("Say why you judge otherwise than the pack proposes."), field="reason")
    for row in rows:
        if not _is_said(row, said):
            _settle(row, actor, said, dismissed=True)


def _settle(row: ContactProposal, actor: Actor, said: TracedDecision, *, dismissed: bool) -> None:
    row.state, row.is_covered = (ProposalState.DISMISSED if dismissed else ProposalState.JUDGED), False
    row.reason, row.decided, row.decided_by, row.decided_at = said.reason.strip(), _decision(row, said), actor.name, clock.now()
    row.save(update_fields=["state", "is_covered", "reason", "decided", "decided_by", "decided_at", "judgement"])
