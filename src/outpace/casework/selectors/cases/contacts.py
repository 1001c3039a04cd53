"""Contacts of cases: counted as persons and as person-times, listed, looked for, and shown one by one."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from epiworks.protocol import Situation
from epiworks.units import PersonCount, PersonTimes
from outpace.casework.choices.cases import TO_REACH, ContactSource, ContactState
from outpace.casework.data.contacts import (
    Attempt,
    ContactRow,
    JudgementView,
    TakenBack,
)
from outpace.casework.models import ContactJudgement, ContactLink
from outpace.casework.selectors.cases.briefs import stored_grounds
from outpace.casework.selectors.cases.scope import may, seen, visible
from outpace.casework.selectors.cases.stays import fate_of
from outpace.kernel import clock, places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry

STANDING = ~Q(state=ContactState.GROUND_GONE)


@dataclass(frozen=True, slots=True)
class ContactCounts:
    """How many contacts: different persons, and person-times (one per person and case). The others are persons, counted now.

    `to_find`: nobody has tried yet; `not_found`: tried in vain; `due`: of both, those whom somebody is to try now or was to try before.
    """

    persons: PersonCount
    person_times: PersonTimes
    to_find: PersonCount
    not_found: PersonCount
    due: PersonCount


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """One contact: how they stand, every judgement behind it, every attempt to reach them, and what this reader may do."""

    contact: ContactRow
    judgements: tuple[JudgementView, ...]
    attempts: tuple[Attempt, ...]
    may_try: bool
    may_judge: bool


def contact_counts(actor: Actor) -> ContactCounts:
    """How many contacts do the cases in the actor's scope have, without those whose case was excluded? One query."""
    rows = ContactLink.objects.filter(visible(actor, prefix="case__"), STANDING)

    def persons(condition: Q) -> Count:
        return Count("person_id", distinct=True, filter=condition)

    counted = rows.aggregate(
        persons=Count("person_id", distinct=True),
        times=Count("pk"),
        to_find=persons(Q(state=ContactState.TO_FIND)),
        not_found=persons(Q(state=ContactState.NOT_FOUND)),
        due=persons(Q(state__in=TO_REACH, next_at__lte=clock.now())),
    )
    return ContactCounts(
        persons=PersonCount(counted["persons"]),
        person_times=PersonTimes(counted["times"]),
        to_find=PersonCount(counted["to_find"]),
        not_found=PersonCount(counted["not_found"]),
        due=PersonCount(counted["due"]),
    )


def contacts_of(actor: Actor, case_id: int, *, cursor: str | None = None, size: int = 50) -> Page[ContactRow]:
    """Who are the contacts of this case? Raises NotFound outside the actor's scope. The look is logged once per page."""
    case = seen(actor, case_id)
    rows = ContactLink.objects.filter(case=case)
    return _rows(actor, keyset(rows, ["generation", "id"], cursor, size=size), purpose=f"casework.contacts case {case.pk}")


def contacts_to_find(actor: Actor, state: ContactState, *, cursor: str | None = None, size: int = 50) -> Page[ContactRow]:
    """Which contacts are in this state: those still to be reached by when somebody is to try them, the others those reached last?

    The look is logged once per page. Raises NotAllowed for somebody who reads cases nowhere.
    """
    actor.require_anywhere(Permission.CASE_READ)
    rows = ContactLink.objects.filter(visible(actor, prefix="case__"), state=state)
    order = ["next_at", "id"] if state in TO_REACH else ["-state_at", "-id"]
    return _rows(actor, keyset(rows, order, cursor, size=size), purpose="casework.search")


def get_contact(actor: Actor, link_id: int) -> ContactSheet:
    """Which contact is this, as the reader may see them? Raises NotFound outside the actor's scope. The look is logged."""
    link = ContactLink.objects.filter(visible(actor, prefix="case__"), pk=link_id).select_related("case").first()
    if link is None:
        raise NotFound(f"contact {link_id}")
    row = _rows(actor, Page((link,), None), purpose=f"casework.contact {link_id}").items[0]
    attempts = [Attempt(ContactState(one.outcome), one.note, one.by, one.at) for one in link.attempts.order_by("-pk")]
    return ContactSheet(
        contact=row,
        judgements=tuple(_judgement(one) for one in _judgements(link)),
        attempts=tuple(attempts),
        may_try=may(actor, link.case, Permission.CASE_INVESTIGATE) and link.state != ContactState.GROUND_GONE,
        may_judge=may(actor, link.case, Permission.CASE_JUDGE),
    )


def contact_of_judgement(actor: Actor, judgement_id: int) -> int:
    """Which contact is this judgement about? Raises NotFound outside the actor's scope, and where nothing made a contact of them."""
    judged = ContactJudgement.objects.filter(visible(actor, prefix="case__"), pk=judgement_id).first()
    link = None if judged is None else ContactLink.objects.filter(case_id=judged.case_id, person_id=judged.person_id).first()
    if link is None:
        raise NotFound(f"judgement {judgement_id}")
    return int(link.pk)


def _judgements(link: ContactLink) -> QuerySet[ContactJudgement]:
    """Every judgement of this person in this case, newest first: those that made no contact of them too."""
    rows = ContactJudgement.objects.filter(case_id=link.case_id, person_id=link.person_id)
    return rows.select_related("taken_back", "stay__corrected_by").order_by("-pk")


def _judgement(row: ContactJudgement) -> JudgementView:
    back = getattr(row, "taken_back", None)
    return JudgementView(
        id=row.pk,
        group=row.group,
        proposed=row.proposed,
        situation=Situation(row.situation),
        source=ContactSource(row.source),
        generation=row.generation,
        through_id=row.through_id,
        stay=None if row.stay is None else fate_of(row.stay) or row.stay.pk,
        first_on=row.first_on,
        last_on=row.last_on,
        is_protected=row.is_protected,
        is_higher_risk=row.is_higher_risk,
        reason=row.reason,
        because=stored_grounds(row.because),
        judged_by=row.judged_by,
        judged_at=row.judged_at,
        taken_back=None if back is None else TakenBack(back.reason, back.by, back.at),
    )


def _rows(actor: Actor, page: Page[ContactLink], *, purpose: str) -> Page[ContactRow]:
    people = {entry.id: entry for entry in registry.persons_for_ids(actor, [row.person_id for row in page.items], purpose=purpose)}
    counted = ContactLink.objects.filter(STANDING, person_id__in=people).values("person_id").annotate(cases=Count("pk"))
    cases = {row["person_id"]: row["cases"] for row in counted}

    def show(row: ContactLink) -> ContactRow:
        person = people.get(row.person_id)
        return ContactRow(
            id=row.pk,
            case_id=row.case_id,
            person_id=row.person_id,
            name=person.name if person else "",
            phone=person.phone if person else "",
            home=home_of(person) if person else "",
            group=row.group,
            generation=row.generation,
            first_on=row.first_on,
            last_on=row.last_on,
            state=ContactState(row.state),
            state_at=row.state_at,
            next_at=row.next_at,
            tried=row.tried,
            cases=cases.get(row.person_id, 0),
            follow_up_id=row.follow_up_id,
        )

    return page.map(show)


def home_of(person: RosterEntry) -> str:
    """Where does this person live, as the reader may see it?"""
    return " ".join(filter(None, (places.spoken(person.grid_name, person.grid_name_en), person.address)))
