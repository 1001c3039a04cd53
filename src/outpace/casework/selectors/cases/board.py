"""The case queue: what is late first, what is open, what has ended; and how timely a day's investigations were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Q
from django.utils import timezone

from epiworks.units import PersonCount
from outpace.casework.data.cases import CaseBrief
from outpace.casework.models import Case, Deliverable
from outpace.casework.rules.cases_clocks import INVESTIGATION, Done, Timeliness, timeliness
from outpace.casework.selectors.cases.briefs import brief
from outpace.casework.selectors.cases.scope import visible
from outpace.kernel import clock, places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.registry import api as registry


class CaseView(StrEnum):
    """Which cases a list shows."""

    DUE = "due"
    OPEN = "open"
    ENDED = "ended"


WHERE: Mapping[CaseView, Q] = {
    CaseView.DUE: Q(next_due_at__isnull=False),
    CaseView.OPEN: Q(closed_at=None),
    CaseView.ENDED: Q(closed_at__isnull=False),
}
ORDER: Mapping[CaseView, tuple[str, ...]] = {
    CaseView.DUE: ("next_due_at", "id"),
    CaseView.OPEN: ("-found_at", "-id"),
    CaseView.ENDED: ("-found_at", "-id"),
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list, as the reader may see its person; `name` is empty for a person outside the reader's scope."""

    case: CaseBrief
    name: str
    home: str
    owes: str
    due_at: datetime | None
    late: bool


def list_cases(actor: Actor, view: CaseView, *, cursor: str | None = None, size: int = 50) -> Page[CaseRow]:
    """Which cases concern the actor's areas? Those that owe something by the nearest deadline, the others by the newest.

    Raises NotAllowed for somebody who reads cases nowhere. The look at their people is logged once per page.
    """
    actor.require_anywhere(Permission.CASE_READ)
    page = keyset(Case.objects.filter(visible(actor), WHERE[view]), ORDER[view], cursor, size=size)
    people = registry.persons_for_ids(actor, [case.person_id for case in page.items], purpose="casework.cases")
    known = {person.id: person for person in people}
    owing = _next_names([case.pk for case in page.items])
    now = clock.now()

    def row(case: Case) -> CaseRow:
        person = known.get(case.person_id)
        return CaseRow(
            case=brief(case),
            name=person.name if person else "",
            home=" ".join(filter(None, (places.spoken(person.grid_name, person.grid_name_en), person.address))) if person else "",
            owes=owing.get(case.pk, ""),
            due_at=case.next_due_at,
            late=case.next_due_at is not None and case.next_due_at < now,
        )

    return page.map(row)


def count_cases(actor: Actor) -> Mapping[CaseView, PersonCount]:
    """How many cases does each list hold? Units: persons with a case. One query."""
    counted = Case.objects.filter(visible(actor)).aggregate(**{view.value: Count("pk", filter=WHERE[view]) for view in CaseView})
    return {view: PersonCount(counted[view.value]) for view in CaseView}


def timeliness_of_day(actor: Actor, day: date) -> Timeliness:
    """Of the cases found on this local day: how many investigations were done within 24 hours, late, or are still running?

    Units: persons. Window: the local day; as of now; basis: signed-off deliverables.
    """
    start = timezone.make_aware(datetime.combine(day, time.min))
    rows = Deliverable.objects.filter(
        visible(actor, prefix="case__"),
        name=INVESTIGATION,
        dropped_at=None,
        started_at__gte=start,
        started_at__lt=start + timedelta(days=1),
    )
    return timeliness([Done(*row) for row in rows.values_list("started_at", "done_at")], now=clock.now())


def investigations_running(actor: Actor) -> Timeliness:
    """How many investigations run now, of whatever day, and how many of them are past their 24 hours? Units: persons; one statement."""
    rows = Deliverable.objects.filter(visible(actor, prefix="case__"), name=INVESTIGATION, done_at=None, dropped_at=None)
    return timeliness([Done(*row) for row in rows.values_list("started_at", "done_at")], now=clock.now())


def _next_names(case_ids: list[int]) -> dict[int, str]:
    rows = Deliverable.objects.filter(case_id__in=case_ids, done_at=None, dropped_at=None).order_by("-due_at", "-id")
    return dict(rows.values_list("case_id", "name"))
