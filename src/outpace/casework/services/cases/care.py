"""What else becomes known of a case: onset, severity, setting, isolation, and its end."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from epiworks.protocol import Anchor
from outpace.casework.choices.cases import CaseEnd
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.data.cases import CaseAmendment
from outpace.casework.data.follow_up import NewFollowUp
from outpace.casework.data.news import CaseEnded
from outpace.casework.models import Case, FollowUp
from outpace.casework.selectors.cases.ending import leaving
from outpace.casework.services.cases.held import hold_case, require_person, rules_of
from outpace.casework.services.follow_up import follow_up_died, start_follow_up
from outpace.kernel import audit, clock, events, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath

AFTER_CARE = "discharged"


@locks.taken_again
def amend_case(actor: Actor, case_id: int, known: CaseAmendment) -> None:
    """Write down what is known of a case now; the log keeps what was known before.

    Raises NotFound, NotAllowed without CASE_INVESTIGATE, Refusal for an onset that is still to come, or for one and none at once.
    """
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_INVESTIGATE)
        _require_one_onset(known)
        changes = _new_in(case, known)
        if not changes:
            return
        before = {name: _noted(getattr(case, name)) for name in changes}
        for name, value in changes.items():
            setattr(case, name, value)
        case.save(update_fields=list(changes))
        details = {"before": before, "after": {name: _noted(value) for name, value in changes.items()}}
        audit.record(actor, "case.amended", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)


def _require_one_onset(known: CaseAmendment) -> None:
    if known.onset_on is not None and known.onset_on > timezone.localtime(clock.now()).date():
        raise Refusal("in_future", _("The day of onset lies in the future."), field="onset_on")
    if known.no_onset and known.onset_on is not None:
        raise Refusal("onset_and_none", _("Give the day of onset, or say that there is none."), field="no_onset")


def _new_in(case: Case, known: CaseAmendment) -> dict[str, object]:
    """Which fields of the case get which other value?"""
    given: dict[str, object] = {
        "onset_on": known.onset_on,
        "severity": known.severity,
        "setting": known.setting.value if known.setting else None,
        "setting_settled": True if known.setting else None,
        "care_path": known.care_path,
    }
    changes = {name: value for name, value in given.items() if value is not None and getattr(case, name) != value}
    if known.no_onset and case.onset_on is not None:
        changes["onset_on"] = None
    return changes


def _noted(value: object) -> str:
    return "" if value is None else str(value)


def note_isolated(actor: Actor, person_id: int, *, at: datetime) -> int | None:
    """A person was taken over by an isolation site, hospital or home team: from here on they infect or expose nobody outside.

    Returns the id of their case, or None for a person without an open one. The first moment stays; an earlier one told later replaces it.
    Inside the caller's transaction; the app that knows of the arrival holds the permission for it.
    """
    followed = FollowUp.objects.filter(person_id=person_id, state=FollowUpState.ACTIVE)
    followed.filter(Q(isolated_at=None) | Q(isolated_at__gt=at)).update(isolated_at=at)
    case = Case.objects.select_for_update().filter(person_id=person_id, closed_at=None).first()
    if case is None:
        return None
    if case.isolated_at is None or at < case.isolated_at:
        case.isolated_at = at
        case.save(update_fields=["isolated_at"])
        audit.record(actor, "case.isolated", subject=f"case:{case.pk}", path=AreaPath(case.area_path))
    return int(case.pk)


@locks.taken_again
def end_case(actor: Actor, case_id: int, end: CaseEnd, *, at: datetime, note: str = "") -> None:
    """A named person signs that a case was discharged, or died. A discharged person enters after-care where the pack orders any.

    A discharge that the packs' rule does not allow yet, or for which they have none, needs a written reason. What the investigation owes
    is owed all the same: contacts of the dead are looked for too. Ending an ended case changes nothing. Raises NotFound, NotAllowed
    without CASE_JUDGE and for the program itself, Refusal for an exclusion (that is a class) and for a discharge that lacks its reason.
    """
    require_person(actor)
    if end is CaseEnd.EXCLUDED:
        raise Refusal("exclusion_is_a_class", _("An exclusion is a change of class."), field="end")
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        if case.closed_at is not None:
            return
        if end is CaseEnd.DISCHARGED:
            judged = leaving(case)
            if not judged.eligible and not note.strip():
                raise Refusal("reason_needed", _("A discharge that the rules do not ask for needs a written reason."), field="note")
            case.closed_because = [asdict(line) for line in judged.because]
        case.closed_note = note.strip()
        _end(actor, case, end, at=at)


def note_died(actor: Actor, person_id: int, *, at: datetime) -> None:
    """A site or hospital recorded that somebody in its care died: their case and their follow-up end with it. Again: no change.

    Inside the caller's transaction; the app that knows of the death holds the permission for it.
    """
    for case in Case.objects.select_for_update().filter(person_id=person_id, closed_at=None):
        _end(actor, case, CaseEnd.DIED, at=at)
    follow_up_died(actor, person_id, at=at)


def _end(actor: Actor, case: Case, end: CaseEnd, *, at: datetime) -> None:
    case.closed_at, case.closed_as, case.closed_by = at, end, actor.name
    case.save(update_fields=["closed_at", "closed_as", "closed_by", "closed_note", "closed_because"])
    # Before after-care begins: what the case was given must be gone when the follow-up asks for its own place.
    events.publish(CaseEnded(case.pk, case.person_id, AreaPath(case.area_path), end.value, at))
    if end is CaseEnd.DISCHARGED and rules_of(case).find("regimen", AFTER_CARE) is not None:
        day = timezone.localtime(at).date()
        start_follow_up(actor, NewFollowUp(case.person_id, AFTER_CARE, case.pk, (), "", anchors={Anchor.DISCHARGE: day}))
    audit.record(actor, "case.ended", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details={"end": str(end)})
