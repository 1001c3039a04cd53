"""What becomes of the contacts of a case when a judgement, or the case's own ground, goes or comes back."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from outpace.casework.choices.cases import ContactState
from outpace.casework.models import Case, ContactAttempt, ContactJudgement, ContactLink
from outpace.casework.rules.cases import EXCLUDED
from outpace.casework.rules.cases_contacts import Judged, Standing, standings
from outpace.casework.services.cases.held import rules_of

SOUGHT = (ContactState.TO_FIND, ContactState.NOT_FOUND)
"""Somebody is to try to reach them (again)."""


def lose_ground(case: Case, *, now: datetime) -> int:
    """Nobody is to be searched for because of this case any more; returns how many contacts. Their links to other cases stay."""
    held = case.contacts.exclude(state=ContactState.GROUND_GONE)
    return held.update(state=ContactState.GROUND_GONE, state_at=now, next_at=None)


def stand_again(case: Case, *, now: datetime) -> None:
    """Bring every contact of this case to what the judgements that were not taken back come to. Two queries, and one for each that moved.

    Who is a contact again is where the search had left them. Of an excluded case nobody is a contact.
    """
    judged: dict[int, list[Judged]] = defaultdict(list)
    if case.case_class != EXCLUDED:
        for person, row in _judgements(case):
            judged[person].append(row)
    stands = standings(rules_of(case), judged)
    links = list(ContactLink.objects.filter(case=case).order_by("pk"))
    latest = dict(ContactAttempt.objects.filter(link__case=case).order_by("pk").values_list("link_id", "outcome"))
    for link in links:
        found = stands.get(link.person_id)
        wanted = _state(link, found, latest=latest.get(link.pk, ContactState.TO_FIND))
        changes = {"state": wanted, **(standing_fields(found, links) if found else {})}
        if any(getattr(link, name) != value for name, value in changes.items()):
            _move(link, changes, now=now)


def judged_of(case: Case, person_id: int) -> list[Judged]:
    """Which judgements of this person hold: none that was taken back, and none through somebody who is no contact any more?"""
    gone = set(case.contacts.filter(state=ContactState.GROUND_GONE).values_list("person_id", flat=True))
    return [row for person, row in _judgements(case) if person == person_id and row.through not in gone]


def standing_fields(stands: Standing, links: Iterable[ContactLink]) -> dict[str, object]:
    """How is a standing written on a contact?"""
    through = next((link.pk for link in links if stands.through is not None and link.person_id == stands.through), None)
    return {
        "group": stands.group,
        "generation": stands.generation,
        "first_on": stands.first,
        "last_on": stands.last,
        "through_id": through,
    }


def _judgements(case: Case) -> list[tuple[int, Judged]]:
    rows = ContactJudgement.objects.filter(case=case, taken_back=None).select_related("through").order_by("pk")
    return [
        (row.person_id, Judged(row.group, row.generation, row.first_on, row.last_on, row.through.person_id if row.through else None))
        for row in rows
    ]


def _state(link: ContactLink, stands: Standing | None, *, latest: str) -> ContactState:
    if stands is None:
        return ContactState.GROUND_GONE
    if link.state != ContactState.GROUND_GONE:
        return ContactState(link.state)
    return ContactState(latest)


def _move(link: ContactLink, changes: dict[str, object], *, now: datetime) -> None:
    if link.state != changes["state"]:
        link.state_at = now
        link.next_at = now if changes["state"] in SOUGHT else None
    for name, value in changes.items():
        setattr(link, name, value)
    link.save()
