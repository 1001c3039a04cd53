"""Are cases, their clocks, their contacts and their letters what their facts say?"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, F, Min, Q

from outpace.casework.choices.cases import CaseEnd, Checked, ClassGround, ContactState
from outpace.casework.models import Case, CaseEvidence, ClassFact, ContactAttempt, ContactJudgement, ContactLink, Deliverable, Letter
from outpace.casework.rules.cases import EXCLUDED, PRELIMINARY
from outpace.casework.rules.cases_contacts import Judged, Standing, standings
from outpace.casework.rules.replay import class_of, search_state
from outpace.casework.selectors.consistency.standing import AT_ONCE, turns_of_cases
from outpace.casework.selectors.packs import protocol_of, split
from outpace.kernel.consistency import Difference, compare, unexpected


def cases_differ() -> Iterator[Difference]:
    """What is stored of cases that their facts do not say?"""
    yield from _classes()
    yield from _without_evidence()
    yield from _clocks()
    yield from _contacts()
    yield from _search()
    yield from _letters()


def _classes() -> list[Difference]:
    turns = turns_of_cases()
    stored = {row.pk: (row.case_class, row.closed_as == CaseEnd.EXCLUDED) for row in Case.objects.order_by("pk")}
    facts = {number: (found := class_of(turns.get(number, ())), found == EXCLUDED) for number in stored}
    return compare("class of case", stored, facts)


def _without_evidence() -> list[Difference]:
    """A preliminary case that screening found and nobody judged stands only while one of its tubes does."""
    judged = ClassFact.objects.filter(ground__in=[ClassGround.JUDGED, ClassGround.REPORTED]).values("case_id")
    rows = Case.objects.filter(case_class=PRELIMINARY, closed_at=None).exclude(pk__in=judged)
    bare = rows.exclude(pk__in=CaseEvidence.objects.filter(withdrawn_at=None).values("case_id"))
    return unexpected("case without a positive tube", bare.order_by("pk").values_list("pk", flat=True))


def _clocks() -> list[Difference]:
    owed = Deliverable.objects.filter(done_at=None, dropped_at=None).values("case_id").annotate(first=Min("due_at")).order_by()
    stored = {case: due for case, due in Case.objects.values_list("pk", "next_due_at") if due is not None}
    return compare("next deadline of case", stored, dict(owed.values_list("case_id", "first")))


def _contacts() -> list[Difference]:
    """How each contact stands, from the judgements that hold alone, by the packs of the latest of them; nobody's of an excluded case."""
    judged: dict[int, dict[int, list[Judged]]] = defaultdict(lambda: defaultdict(list))
    packs: dict[int, str] = {}
    rows = ContactJudgement.objects.exclude(case__closed_as=CaseEnd.EXCLUDED).select_related("through").order_by("pk")
    for row in rows.annotate(wrong=F("taken_back__id")).iterator(chunk_size=AT_ONCE):
        packs[row.case_id] = row.packs
        if row.wrong is None:
            through = row.through.person_id if row.through else None
            judged[row.case_id][row.person_id].append(Judged(row.group, row.generation, row.first_on, row.last_on, through))
    facts = {
        (case, person): found
        for case, people in judged.items()
        for person, found in standings(protocol_of(split(packs[case])), people).items()
    }
    links = ContactLink.objects.exclude(state=ContactState.GROUND_GONE).select_related("through")
    return compare("contact of case and person", {(link.case_id, link.person_id): _stands(link) for link in links}, facts)


def _stands(link: ContactLink) -> Standing:
    return Standing(link.group, link.generation, link.first_on, link.last_on, link.through.person_id if link.through else None)


def _search() -> Iterator[Difference]:
    """The search for each contact stands where the latest attempt left it, and goes on until they are reached."""
    attempts: dict[int, list[ContactState]] = defaultdict(list)
    for link, outcome in ContactAttempt.objects.order_by("pk").values_list("link_id", "outcome").iterator(chunk_size=AT_ONCE):
        attempts[link].append(ContactState(outcome))
    stored, facts, idle = {}, {}, []
    links = ContactLink.objects.order_by("pk").values_list("pk", "state", "tried", "next_at")
    for number, state, tried, next_at in links.iterator(chunk_size=AT_ONCE):
        known = attempts.get(number, [])
        stored[number] = (state, tried)
        facts[number] = (str(search_state(known, is_gone=state == ContactState.GROUND_GONE)), len(known))
        if (next_at is None) == (state in {ContactState.TO_FIND, ContactState.NOT_FOUND}):
            idle.append(number)
    yield from compare("search for contact", stored, facts)
    yield from unexpected("next attempt of contact", idle, stored="not as the search asks", facts="while they are to be reached")


def _letters() -> list[Difference]:
    rows = Letter.objects.annotate(named=Count("persons"), waiting=Count("persons", filter=Q(persons__state=Checked.PENDING)))
    found = list(rows.values_list("pk", "people", "open_people", "named", "waiting"))
    counted = {number: (people, still_open) for number, people, still_open, _named, _waiting in found}
    return compare("people of letter", counted, {number: (named, waiting) for number, _people, _open, named, waiting in found})
