"""The class of a case: judged by a person, proposed by the rules, and everything that follows when it changes."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from epiworks.protocol import News, PackLine, Trigger
from outpace.casework.choices.cases import CaseEnd, ClassGround
from outpace.casework.data.cases import ClassChange
from outpace.casework.data.news import CaseReclassified
from outpace.casework.models import Case, CaseEvidence, ClassFact, ClassProposal
from outpace.casework.rules.cases import EXCLUDED, PRELIMINARY, Asked, asked_by_withdrawal, may_become, options
from outpace.casework.services.cases.clocks import drop_clocks, resume_clocks, start_clocks
from outpace.casework.services.cases.ground import lose_ground, stand_again
from outpace.casework.services.cases.held import grounds, hold_case, require_person, rules_of
from outpace.casework.services.follow_up import apply_news, case_reinstated, person_became_case
from outpace.casework.services.tracing.telling import tell_waiting
from outpace.kernel import audit, clock, events, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound, system_actor
from outpace.screening.data import PersonResultWithdrawn

PROGRAM = "casework"
JUDGED = (ClassGround.JUDGED, ClassGround.REPORTED)


@locks.taken_again
def reclassify_case(actor: Actor, case_id: int, change: ClassChange) -> None:
    """A named human gives a case another class. Giving it the class it has changes nothing.

    Raises NotFound, NotAllowed, and Refusal when the pack knows no such step (a correction of a mistake may go anywhere but needs a note).
    """
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        require_person(actor)
        if case.case_class == change.becomes:
            return
        allowed = may_become(rules_of(case), case.case_class, change.becomes, correcting=change.correcting)
        if not allowed.value:
            raise Refusal("no_such_step", _("The pack knows no such step; tick that this corrects a mistake, if it does."), field="becomes")
        if change.correcting and not change.note.strip():
            raise Refusal("note_missing", _("A correction says what the mistake was."), field="note")
        if case.closed_at is not None and case.closed_as != CaseEnd.EXCLUDED:
            raise Refusal("case_ended", _("This case has ended."), field="becomes")
        _turn(actor, case, change.becomes, ClassGround.JUDGED, because=allowed.because, note=change.note)


def follow_withdrawn_result(event: PersonResultWithdrawn) -> None:
    """A person's own positive result does not stand any more: excluded by rule while preliminary, proposed to a human once judged.

    Inside the publisher's transaction.
    """
    held = CaseEvidence.objects.filter(tube_id=event.tube_id, case__person_id=event.person_id, withdrawn_at=None).first()
    if held is None:
        return
    case = locks.lock_rows(Case.objects.all(), [held.case_id])[0]
    held.withdrawn_at = event.withdrawn_at
    held.save(update_fields=["withdrawn_at"])
    others = case.evidence.filter(withdrawn_at=None).count()
    judged = case.class_facts.filter(ground__in=JUDGED).exists()
    asked = asked_by_withdrawal(case.case_class, other_tubes=others, judged_by_person=judged)
    allowed = options(rules_of(case), case.case_class)
    actor = system_actor(PROGRAM)
    if asked is Asked.EXCLUDE:
        _turn(actor, case, EXCLUDED, ClassGround.RESULT_WITHDRAWN, because=allowed.because, tube_id=event.tube_id)
    elif asked is Asked.PROPOSE:
        _propose(actor, case, EXCLUDED, because=allowed.because)


def reinstate(actor: Actor, case: Case, *, tube_id: int) -> None:
    """The tube that an excluded case rested on is positive after all: it is preliminary again. Inside the caller's transaction."""
    allowed = options(rules_of(case), case.case_class)
    _turn(actor, case, PRELIMINARY, ClassGround.RESULT_RESTORED, because=allowed.because, tube_id=tube_id)


@locks.taken_again
def decide_proposal(actor: Actor, case_id: int, proposal_id: int, *, accept: bool, note: str = "") -> None:
    """A named human takes or declines what the rules proposed; the first decision stands.

    Raises NotFound, NotAllowed, and Refusal when a proposal is declined without saying why.
    """
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        require_person(actor)
        found = ClassProposal.objects.filter(pk=proposal_id, case=case).first()
        if found is None:
            raise NotFound(f"proposal {proposal_id}")
        if found.decided_at is not None:
            return
        if not accept and not note.strip():
            raise Refusal("note_missing", _("Say why the proposal is declined."), field="note")
        found.decided_at, found.decided_by, found.accepted = clock.now(), actor.name, accept
        found.save(update_fields=["decided_at", "decided_by", "accepted"])
        audit.record(
            actor,
            "case.proposal_decided",
            subject=f"case:{case.pk}",
            path=AreaPath(case.area_path),
            details={"becomes": found.becomes, "accepted": accept},
        )
        if accept and case.case_class != found.becomes:
            allowed = options(rules_of(case), case.case_class)
            _turn(actor, case, found.becomes, ClassGround(found.ground), because=allowed.because, note=note)


def _propose(actor: Actor, case: Case, becomes: str, *, because: Iterable[PackLine]) -> None:
    _, made = ClassProposal.objects.get_or_create(
        case=case,
        becomes=becomes,
        decided_at=None,
        defaults={"ground": ClassGround.RESULT_WITHDRAWN, "because": grounds(because), "proposed_at": clock.now()},
    )
    if made:
        audit.record(actor, "case.class_proposed", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details={"becomes": becomes})


def _turn(
    actor: Actor,
    case: Case,
    becomes: str,
    ground: ClassGround,
    *,
    because: Iterable[PackLine],
    note: str = "",
    tube_id: int | None = None,
) -> None:
    """Write the fact, bring the case to its new class, undo or redo what hangs on it, and tell everybody above."""
    now, before = clock.now(), case.case_class
    ClassFact.objects.create(
        case=case,
        before=before,
        after=becomes,
        ground=ground,
        note=note,
        because=grounds(because),
        tube_id=tube_id,
        by=actor.name,
        at=now,
        recorded_at=now,
    )
    case.case_class = becomes
    case.save(update_fields=["case_class"])
    if becomes == EXCLUDED:
        _undo(actor, case, now=now)
    elif before == EXCLUDED:
        _redo(actor, case, now=now)
    if becomes == "confirmed":
        start_clocks(case, rules_of(case), Trigger.CASE_CONFIRMED, at=now)
    path = AreaPath(case.area_path)
    events.publish(CaseReclassified(case.pk, case.person_id, path, before, becomes, now))
    if before == EXCLUDED:
        tell_waiting(case)
    details = {"before": before, "after": becomes, "ground": str(ground)}
    audit.record(actor, "case.reclassified", subject=f"case:{case.pk}", path=path, details=details)


def _undo(actor: Actor, case: Case, *, now: datetime) -> None:
    """There is no case: nothing more is owed, its contacts lose their ground, and the person is what they were before."""
    case.closed_at, case.closed_as = now, CaseEnd.EXCLUDED
    case.save(update_fields=["closed_at", "closed_as"])
    case.proposals.filter(decided_at=None).update(decided_at=now, decided_by=actor.name, accepted=True)
    drop_clocks(case, now=now)
    lose_ground(case, now=now)
    apply_news(actor, news=News.LINKED_CASE_EXCLUDED, at=now, case_id=case.pk)


def _redo(actor: Actor, case: Case, *, now: datetime) -> None:
    """The exclusion was wrong: what it undid holds again. Raises Refusal when the person has another open case by now."""
    if Case.objects.filter(person_id=case.person_id, closed_at=None).exists():
        raise Refusal("another_case", _("This person has another open case by now."), field="becomes")
    case.closed_at, case.closed_as = None, ""
    case.save(update_fields=["closed_at", "closed_as"])
    resume_clocks(case)
    stand_again(case, now=now)
    case_reinstated(actor, case.pk, at=now)
    person_became_case(actor, case.person_id, case.pk, at=now)
