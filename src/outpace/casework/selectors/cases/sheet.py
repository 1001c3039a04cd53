"""Everything on a case's page: class and its history, clocks, window, itinerary, proposals, and what this reader may do."""

from dataclasses import dataclass
from datetime import datetime

from epiworks.protocol import RuleMissing, Window
from epiworks.units import PersonCount
from outpace.casework.choices.tracing import ProposalState
from outpace.casework.data.cases import (
    CaseBrief,
    ClassStep,
    Owing,
    StayView,
)
from outpace.casework.data.follow_up import Grounds
from outpace.casework.models import Case, ContactProposal, Deliverable
from outpace.casework.rules.cases import options
from outpace.casework.selectors.cases.briefs import brief, stored_grounds
from outpace.casework.selectors.cases.contacts import STANDING
from outpace.casework.selectors.cases.ending import Ended, Leaving, ended, leaving
from outpace.casework.selectors.cases.scope import may, seen
from outpace.casework.selectors.cases.stays import JudgedThere, judged_in_wrong_stays, stays_of
from outpace.casework.selectors.cases.windows import window_of
from outpace.casework.selectors.packs import protocol_for
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry


@dataclass(frozen=True, slots=True)
class Proposed:
    """A class that the rules propose and nobody has decided on yet."""

    id: int
    becomes: str
    ground: str
    proposed_at: datetime
    because: tuple[Grounds, ...]


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """One case as the reader may see it. `person` None: they live outside the reader's scope. Contacts are persons of this case.

    `in_records`: people whom the records of stays propose and nobody has judged. `wrong_stays` were corrected or did not happen;
    `to_review` are contacts judged because of one of them, and not judged anew.
    """

    case: CaseBrief
    person: RosterEntry | None
    setting_settled: bool
    sampled_at: datetime | None
    reported_at: datetime | None
    isolated_at: datetime | None
    opened_by: str
    closed_as: str
    leaving: Leaving | None
    ended: Ended | None
    earlier_id: int | None
    steps: tuple[ClassStep, ...]
    owing: tuple[Owing, ...]
    proposals: tuple[Proposed, ...]
    window: Window | None
    window_because: tuple[Grounds, ...]
    options: tuple[str, ...]
    options_because: tuple[Grounds, ...]
    stays: tuple[StayView, ...]
    wrong_stays: tuple[StayView, ...]
    to_review: tuple[JudgedThere, ...]
    contacts: PersonCount
    in_records: PersonCount
    may_judge: bool
    may_investigate: bool


def get_case(actor: Actor, case_id: int) -> CaseSheet:
    """What is there to know about this case? Raises NotFound outside the actor's scope. The look at its person is logged."""
    case = seen(actor, case_id)
    people = registry.persons_for_ids(actor, [case.person_id], purpose=f"casework.case {case.pk}")
    window, window_because = _window(case)
    stays = stays_of(actor, case)
    allowed = options(protocol_for(AreaPath(case.area_path)), case.case_class)
    return CaseSheet(
        case=brief(case),
        person=people[0] if people else None,
        setting_settled=case.setting_settled,
        sampled_at=case.sampled_at,
        reported_at=case.reported_at,
        isolated_at=case.isolated_at,
        opened_by=case.opened_by,
        closed_as=case.closed_as,
        leaving=leaving(case) if case.closed_at is None else None,
        ended=ended(case),
        earlier_id=case.earlier_id,
        steps=_steps(case),
        owing=_owing(case),
        proposals=_proposals(case),
        window=window,
        window_because=window_because,
        options=allowed.value,
        options_because=tuple(Grounds.of(line) for line in allowed.because),
        stays=tuple(stay for stay in stays if stay.fate is None),
        wrong_stays=tuple(stay for stay in stays if stay.fate is not None),
        to_review=judged_in_wrong_stays(case),
        contacts=PersonCount(case.contacts.filter(STANDING).count()),
        in_records=PersonCount(ContactProposal.objects.filter(case=case, state=ProposalState.OPEN).count()),
        may_judge=may(actor, case, Permission.CASE_JUDGE),
        may_investigate=may(actor, case, Permission.CASE_INVESTIGATE),
    )


def _window(case: Case) -> tuple[Window | None, tuple[Grounds, ...]]:
    try:
        found = window_of(case)
    except RuleMissing:
        return None, ()
    return found.value, tuple(Grounds.of(line) for line in found.because)


def _steps(case: Case) -> tuple[ClassStep, ...]:
    rows = case.class_facts.order_by("pk")
    return tuple(
        ClassStep(row.before, row.after, row.get_ground_display(), row.note, row.by, row.at, stored_grounds(row.because)) for row in rows
    )


def _owing(case: Case) -> tuple[Owing, ...]:
    rows = Deliverable.objects.filter(case=case, dropped_at=None).order_by("due_at", "id")
    return tuple(
        Owing(row.pk, row.name, row.owner, row.due_at, row.done_at, row.done_by, row.note, stored_grounds(row.because)) for row in rows
    )


def _proposals(case: Case) -> tuple[Proposed, ...]:
    rows = case.proposals.filter(decided_at=None).order_by("pk")
    return tuple(Proposed(row.pk, row.becomes, row.get_ground_display(), row.proposed_at, stored_grounds(row.because)) for row in rows)
