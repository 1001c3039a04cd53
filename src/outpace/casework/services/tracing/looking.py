"""A look at the records for contacts of a case: what is new since the last one, what fell away; what was judged is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from epiworks.protocol import Protocol, RuleMissing
from outpace.casework.choices.cases import ContactState
from outpace.casework.choices.tracing import ProposalChange, ProposalState
from outpace.casework.data.news import ContactsProposed
from outpace.casework.data.tracing import Looked
from outpace.casework.models import Case, ContactLook, ContactProposal, ProposalStay, UnknownPerson
from outpace.casework.rules.cases import EXCLUDED
from outpace.casework.rules.contact_proposals import UNKNOWN_FROM, Exposed, change_of, covers, state_after, state_beside
from outpace.casework.selectors.cases.scope import may, seen
from outpace.casework.selectors.tracing.finding import Findings, FoundContact, Progress, find
from outpace.casework.selectors.tracing.planning import plan
from outpace.casework.services.cases.held import grounds, hold_case, packs_of, rules_of
from outpace.casework.services.tracing.telling import waiting_of
from outpace.kernel import audit, clock, events, jobs, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed
from outpace.registry import api as registry

LOOK_JOB = "casework.look"
AT_ONCE = 2_000
"""Stays that are looked at while somebody waits; more are looked at by a background run."""
MOST = 1_000_000
"""Stays that one look takes into memory (some 100 MB); a case that was among more is for the index of `epiworks.trace`."""
COUNTED = tuple(ProposalChange)


def look(actor: Actor, case_id: int) -> Looked:
    """Have the records searched for contacts of this case, at once or by a background run.

    Raises NotFound, NotAllowed without CASE_JUDGE, Refusal for an excluded case, packs without a window, and too many stays.
    """
    case = _case(actor, case_id)
    try:
        planned = plan(case)
    except RuleMissing as absent:
        raise Refusal("no_window", _("The packs in force name no days on which this case could infect others.")) from absent
    if planned.stays > MOST:
        raise Refusal(
            "too_many_stays", _("More than %(count)d stays are held where the case was; a look cannot take them in.") % {"count": MOST}
        )
    if planned.stays > AT_ONCE:
        title = _("Contacts of case %(number)s") % {"number": case_id}
        return Looked(None, jobs.start(LOOK_JOB, actor, title=title, payload={"case": case_id}))
    return Looked(_write_down(actor, case_id, find(case, planned, progress=lambda _done, _total: None)))


def run_look(actor: Actor, case_id: int, *, progress: Progress) -> int:
    """Search the records and write down what has changed; returns the look's id. Nothing is locked while it searches. Raises as `look`."""
    case = _case(actor, case_id)
    return _write_down(actor, case_id, find(case, plan(case), progress=progress))


@locks.taken_again
def _write_down(actor: Actor, case_id: int, found: Findings) -> int:
    with transaction.atomic():
        case = _not_excluded(hold_case(actor, case_id, Permission.CASE_JUDGE))
        made = _Look(actor, case, found).write()
        path, to_judge = AreaPath(case.area_path), made.new + made.raised + made.later
        events.publish(ContactsProposed(case.pk, made.pk, path, to_judge, waiting_of(case), clock.now()))
        details = {"look": made.pk, "stays": made.stays, "new": made.new, "gone": made.gone}
        audit.record(actor, "case.contacts_traced", subject=f"case:{case.pk}", path=path, details=details)
    return int(made.pk)


def _case(actor: Actor, case_id: int) -> Case:
    case = seen(actor, case_id)
    if not may(actor, case, Permission.CASE_JUDGE):
        raise NotAllowed(str(Permission.CASE_JUDGE))
    return _not_excluded(case)


def _not_excluded(case: Case) -> Case:
    if case.case_class == EXCLUDED:
        raise Refusal("case_excluded", _("This case was excluded: nobody is a contact of it."))
    return case


@dataclass(slots=True)
class _Look:
    """One look being written over one locked case."""

    actor: Actor
    case: Case
    found: Findings
    counts: dict[ProposalChange, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))

    def write(self) -> ContactLook:
        """Bring every proposal of the case to what was found."""
        protocol, packs, now = rules_of(self.case), packs_of(self.case), clock.now()
        look = ContactLook.objects.create(
            case=self.case,
            at=now,
            by=self.actor.name,
            packs=packs,
            because=grounds(self.found.because),
            stays=self.found.stays,
            cases_met=self.found.cases_met,
        )
        held = {_number(row): row for row in ContactProposal.objects.filter(case=self.case).select_related("judgement__taken_back")}
        paths, judged = _paths(self.found.people), _judged(self.case)
        rows: list[tuple[ContactProposal, FoundContact]] = []
        for one in self.found.people:
            row = held.get(one.number)
            change = self._renewed(protocol, row, one) if row is not None else ProposalChange.NEW
            row = row or ContactProposal(case=self.case, first_look=look)
            self._fill(row, one, look=look, path=paths.get(one.number, self.case.area_path))
            row.change = change
            known = judged.get(one.number)
            says_all = known is not None and covers(protocol, known, Exposed(one.group, one.last_on))
            row.state, row.is_covered = state_beside(ProposalState(row.state), was_covered=row.is_covered, is_covered=says_all)
            self.counts[change] += 1
            rows.append((row, one))
        self._save(rows)
        there = {one.number for one in self.found.people}
        self._lose([row for number, row in held.items() if number not in there], look)
        for change, count in self.counts.items():
            setattr(look, change.value, count)
        look.save()
        return look

    def _renewed(self, protocol: Protocol, row: ContactProposal, one: FoundContact) -> ProposalChange:
        """What has changed about somebody proposed before, and whether they are to be judged (again)?"""
        before, after = Exposed(row.group, row.last_on), Exposed(one.group, one.last_on)
        was = ProposalState(row.state)
        change = ProposalChange.NEW if was is ProposalState.GONE else change_of(protocol, before, after)
        taken_back = row.judgement is not None and hasattr(row.judgement, "taken_back")
        row.state = state_after(was, change, is_taken_back=taken_back)
        row.group_before, row.last_before = row.group, row.last_on
        return change

    @staticmethod
    def _fill(row: ContactProposal, one: FoundContact, *, look: ContactLook, path: str) -> None:
        """Write on a proposal what was found."""
        if one.number >= UNKNOWN_FROM:
            row.unknown_id = one.number - UNKNOWN_FROM
        else:
            row.person_id = one.number
        row.person_path, row.last_look = path, look
        row.group, row.generation, row.through_id = one.group, one.generation, one.through_id
        row.place_id, row.stay_id, row.situation = one.place_id, one.stay_id, one.situation.value
        row.minutes, row.first_at, row.last_at = one.minutes, one.first_at, one.last_at
        row.first_on, row.last_on = one.first_on, one.last_on
        row.is_higher_risk, row.needs_field_judgement = one.is_higher_risk, one.needs_field_judgement
        row.because, row.against = list(one.because), [list(why) for why in one.against]

    @staticmethod
    def _save(rows: Sequence[tuple[ContactProposal, FoundContact]]) -> None:
        old = [row for row, _one in rows if row.pk is not None]
        ContactProposal.objects.bulk_create([row for row, _one in rows if row.pk is None], batch_size=_BATCH)
        ContactProposal.objects.bulk_create(old, batch_size=_BATCH, update_conflicts=True, update_fields=_WRITTEN, unique_fields=["id"])
        ProposalStay.objects.filter(proposal_id__any=[row.pk for row in old]).delete()
        evidence = [_stay(row, dict(asdict(beside))) for row, one in rows for beside in one.evidence]
        ProposalStay.objects.bulk_create(evidence, batch_size=_BATCH)

    def _lose(self, rows: Iterable[ContactProposal], look: ContactLook) -> None:
        """Whom the records do not propose any more: what was judged stays, what was not falls away with its evidence."""
        for row in rows:
            if row.change != ProposalChange.GONE:
                self.counts[ProposalChange.GONE] += 1
            if row.state == ProposalState.OPEN:
                row.state = ProposalState.GONE
                row.evidence.all().delete()
            row.change, row.last_look = ProposalChange.GONE, look
            row.save(update_fields=["state", "change", "last_look"])


_BATCH = 2_000
_WRITTEN = (
    *("unknown", "person_id", "person_path", "group", "generation", "through", "place", "stay", "situation", "minutes"),
    *("first_at", "last_at", "first_on", "last_on", "is_higher_risk", "needs_field_judgement", "because", "against"),
    *("state", "is_covered", "change", "group_before", "last_before", "last_look"),
)


def _stay(row: ContactProposal, said: dict[str, object]) -> ProposalStay:
    del said["kind"]
    return ProposalStay(proposal=row, **said)


def _number(row: ContactProposal) -> int:
    """By which number do the records know this person?"""
    return row.person_id if row.person_id is not None else UNKNOWN_FROM + (row.unknown_id or 0)


def _paths(people: Iterable[FoundContact]) -> Mapping[int, str]:
    """Where do these people live, or where do the lists come from that name them?"""
    numbers = [one.number for one in people]
    homes = registry.homes_of([number for number in numbers if number < UNKNOWN_FROM])
    unknown = UnknownPerson.objects.filter(pk__any=[number - UNKNOWN_FROM for number in numbers if number >= UNKNOWN_FROM])
    return {
        **homes,
        **{UNKNOWN_FROM + key: path for key, path in unknown.values_list("pk", "area_path")},
    }


def _judged(case: Case) -> Mapping[int, Exposed]:
    """How do the contacts of this case stand, as people judged them?"""
    rows = case.contacts.exclude(state=ContactState.GROUND_GONE).values_list("person_id", "group", "last_on")
    return {person: Exposed(group, last) for person, group, last in rows}
