"""Contacts of cases: counted as persons and as person-times, listed, looked for, and proposed for judging."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from epiworks.protocol import NO_CLASS, Exposure, Protocol, Situation, Window
from epiworks.units import PersonCount, PersonTimes
from outpace.casework.choices.cases import ContactSource, ContactState
from outpace.casework.data.cases import Candidate, ContactRow
from outpace.casework.data.follow_up import Grounds
from outpace.casework.models import Case, ContactJudgement, ContactLink
from outpace.casework.rules.cases_contacts import proposal
from outpace.casework.selectors.cases.scope import may, seen, visible
from outpace.casework.selectors.cases.windows import window_of
from outpace.casework.selectors.packs import protocol_for
from outpace.kernel import clock
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry
from outpace.screening import api as screening

STANDING = ~Q(state=ContactState.GROUND_GONE)
MAX_PROPOSED = 200


@dataclass(frozen=True, slots=True)
class ContactCounts:
    """How many contacts: different persons, and person-times (one per person and case). `not_found` are persons."""

    persons: PersonCount
    person_times: PersonTimes
    not_found: PersonCount


def contact_counts(actor: Actor) -> ContactCounts:
    """How many contacts do the cases in the actor's scope have, without those whose case was excluded? One query."""
    counted = ContactLink.objects.filter(visible(actor, prefix="case__"), STANDING).aggregate(
        persons=Count("person_id", distinct=True),
        times=Count("pk"),
        not_found=Count("person_id", distinct=True, filter=Q(state=ContactState.NOT_FOUND)),
    )
    return ContactCounts(PersonCount(counted["persons"]), PersonTimes(counted["times"]), PersonCount(counted["not_found"]))


def contacts_of(actor: Actor, case_id: int, *, cursor: str | None = None, size: int = 50) -> Page[ContactRow]:
    """Who are the contacts of this case? Raises NotFound outside the actor's scope. The look is logged once per page."""
    case = seen(actor, case_id)
    rows = ContactLink.objects.filter(case=case)
    return _rows(actor, keyset(rows, ["generation", "id"], cursor, size=size), purpose=f"casework.contacts case {case.pk}")


def contacts_to_find(actor: Actor, state: ContactState, *, cursor: str | None = None, size: int = 50) -> Page[ContactRow]:
    """Which contacts are in this state, those who have waited longest first? The look is logged once per page."""
    actor.require_anywhere(Permission.CASE_READ)
    rows = ContactLink.objects.filter(visible(actor, prefix="case__"), state=state)
    return _rows(actor, keyset(rows, ["state_at", "id"], cursor, size=size), purpose="casework.search")


def get_contact(actor: Actor, link_id: int) -> ContactRow:
    """Which contact is this, as the reader may see them? Raises NotFound outside the actor's scope. The look is logged."""
    rows = list(ContactLink.objects.filter(visible(actor, prefix="case__"), pk=link_id))
    if not rows:
        raise NotFound(f"contact {link_id}")
    return _rows(actor, Page(tuple(rows), None), purpose=f"casework.contact {link_id}").items[0]


def candidates(actor: Actor, case_id: int, *, named: Sequence[int] = ()) -> tuple[Candidate, ...]:
    """Whom should a person judge first: who lives with the case, and who shared its positive tube, without those judged already?

    People `named` in the investigation come first, even when they were judged before: another exposure counts too. A proposal is no
    judgement: nothing follows from it. Raises NotFound outside the actor's scope. The look is logged.
    """
    case = seen(actor, case_id)
    if not may(actor, case, Permission.CASE_JUDGE):
        return ()
    found = window_of(case).value
    asked = [number for number in named if number != case.person_id]
    judged = {*asked} | set(ContactJudgement.objects.filter(case=case).values_list("person_id", flat=True)) | {case.person_id}
    rules = protocol_for(AreaPath(case.area_path))
    home = [person for person in _household(actor, case) if person.id not in judged]
    known = judged | {person.id for person in home}
    fellows = [number for number in _tube_fellows(case) if number not in known][:MAX_PROPOSED]
    shared = registry.persons_for_ids(actor, fellows, purpose=f"casework.candidates case {case.pk}")
    today = timezone.localtime(clock.now()).date()
    sampled = timezone.localtime(case.sampled_at or case.found_at).date()
    people = registry.persons_for_ids(actor, asked, purpose=f"casework.named case {case.pk}") if asked else []
    last = min(found.end or today, today)
    return (
        *_propose(rules, people, found, source=ContactSource.NAMED, days=(last, last)),
        *_propose(rules, home, found, source=ContactSource.HOUSEHOLD, days=(found.start, last)),
        *_propose(rules, shared, found, source=ContactSource.SAME_TUBE, days=(sampled, sampled)),
    )


SITUATIONS: Mapping[ContactSource, Situation] = {
    ContactSource.HOUSEHOLD: Situation.CO_LIVING,
    ContactSource.SAME_TUBE: Situation.DATA_SUGGESTED,
    ContactSource.NAMED: Situation.SHARED_MEAL,
}


def _propose(
    rules: Protocol, people: Iterable[RosterEntry], found: Window, *, source: ContactSource, days: tuple[date, date]
) -> list[Candidate]:
    first, last = days[0], max(days)
    verdict = proposal(rules, Exposure(SITUATIONS[source], first, last), found)
    because = tuple(Grounds.of(line) for line in verdict.because)
    return [
        Candidate(
            person_id=person.id,
            name=person.name,
            phone=person.phone,
            home=_home(person),
            source=source,
            situation=SITUATIONS[source],
            first_on=first,
            last_on=last,
            proposed=verdict.value.group or NO_CLASS,
            because=because,
        )
        for person in people
    ]


def _household(actor: Actor, case: Case) -> list[RosterEntry]:
    """Who lives with the case, as far as the reader may know; nobody when the home lies outside their scope."""
    try:
        return registry.household_members(actor, case.person_id, purpose=f"casework.household case {case.pk}")
    except NotFound:
        return []


def _tube_fellows(case: Case) -> list[int]:
    pools = set(case.evidence.filter(withdrawn_at=None, pool_id__isnull=False).values_list("pool_id", flat=True))
    by_pool = screening.pool_people([pool for pool in pools if pool is not None])
    return list(dict.fromkeys(person for people in by_pool.values() for person in people))


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
            home=_home(person) if person else "",
            group=row.group,
            generation=row.generation,
            first_on=row.first_on,
            last_on=row.last_on,
            state=ContactState(row.state),
            state_at=row.state_at,
            tried=row.tried,
            cases=cases.get(row.person_id, 0),
            follow_up_id=row.follow_up_id,
        )

    return page.map(show)


def _home(person: RosterEntry) -> str:
    return " ".join(filter(None, (person.grid_name, person.address)))


def contact_groups(actor: Actor, case_id: int) -> tuple[str, ...]:
    """Which classes may a contact of this case be given, the strongest first? Raises NotFound outside the actor's scope.

    Source: section `contact_classes` of the packs in force where the case lives; classes that they do not judge are left out.
    """
    rules = protocol_for(AreaPath(seen(actor, case_id).area_path)).section("contact_classes")
    judged = [rule for rule in rules if rule.flag("judged")]
    return tuple(rule.name for rule in sorted(judged, key=lambda rule: -rule.whole("rank")))
