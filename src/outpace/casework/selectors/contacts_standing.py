"""How the contacts of some cases stand together: what control zones ask before they are drawn, and before they go. Nobody is named."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from epiworks.units import PersonCount
from outpace.casework.choices.cases import ContactState
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.models import ContactLink, FollowUp

CLOSE = "close"
UNREACHED = (ContactState.TO_FIND, ContactState.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class ContactsStanding:
    """Close contacts of some cases. Units: persons. `last_exposed` None: there is none.

    `controlled`: there are contacts, all are reached and all are or were followed. `negative`: none shows symptoms, and none is kept
    beyond the last day because a test is missing.
    """

    people: PersonCount
    last_exposed: date | None
    controlled: bool
    negative: bool


def contacts_standing(case_ids: Collection[int], *, as_of: date) -> ContactsStanding:
    """How do the close contacts of these cases stand? For other apps, which guard their own pages. Two queries."""
    links = list(ContactLink.objects.filter(case_id__in=list(case_ids), group=CLOSE).exclude(state=ContactState.GROUND_GONE))
    followed = {row.pk: row for row in FollowUp.objects.filter(pk__in=[link.follow_up_id for link in links if link.follow_up_id])}
    active = [row for row in followed.values() if row.state == FollowUpState.ACTIVE]
    return ContactsStanding(
        people=PersonCount(len({link.person_id for link in links})),
        last_exposed=max((link.last_on for link in links), default=None),
        controlled=bool(links) and all(link.follow_up_id in followed and link.state not in UNREACHED for link in links),
        negative=not any(row.symptoms or row.until < as_of for row in active),
    )
