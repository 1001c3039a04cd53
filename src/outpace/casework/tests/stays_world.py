"""Lists of stays for tests: the people of a ward who checked in at the market, sat in a train, lay in a room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from epiworks.protocol import SharedPlace
from outpace.casework import api
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.data.tracing import StayOrder
from outpace.casework.models import StayLoad
from outpace.casework.tests.cases_world import NOON, Ward
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath
from outpace.registry.models import Person
from outpace.registry.rules.codes import code_of

HEADINGS = "place,kind,from,until,card,document,name,phone,carriage,seat"
EVENING = datetime(2021, 11, 7, 10, tzinfo=UTC)
"""Six in the evening, local time, of the day before the case was found: when the ward's case was in the noodle house."""


@dataclass(slots=True)
class Lists:
    """Sends lists in for the ward's investigator."""

    here: Ward

    def card(self, person: int) -> str:
        """What is printed on this person's card?"""
        code = code_of(1000 + person)
        Person.objects.filter(pk=person).update(code=code)
        return code

    def order(self, **changes: Any) -> StayOrder:
        """A venue's check-ins, on a written request."""
        made = StayOrder(
            AreaPath(self.here.world.grids[1].path),
            "market.csv",
            Evidence.VENUE_CODE,
            LegalBasis.AGENCY_REQUEST,
            "contacts of the case found on 8 November",
            "2021-31",
            kind=SharedPlace.VENUE,
        )
        return replace(made, **changes)

    def send(self, *rows: str, at: datetime = NOON, headings: str = HEADINGS, **changes: Any) -> StayLoad:
        """These rows are sent in; returns the load."""
        with clock.at(at):
            taken = api.load_stays(self.here.judge, self.order(**changes), "\n".join([headings, *rows]).encode())
        return StayLoad.objects.get(pk=taken.load_id)

    def row(self, place: str, person: int | str, **said: Any) -> str:
        """One row: a person by id (their card) or a phone number; `minutes` after EVENING (`after`), in `kind` of place."""
        begins = timezone.localtime(EVENING + timedelta(minutes=said.get("after", 0)))
        ends = begins + timedelta(minutes=said.get("minutes", 60))
        who = [self.card(person), "", "", ""] if isinstance(person, int) else ["", "", "Wang", person]
        seat = [said.get("carriage", ""), said.get("seat", "")]
        return ",".join([place, said.get("kind", ""), f"{begins:%Y-%m-%d %H:%M}", f"{ends:%Y-%m-%d %H:%M}", *who, *seat])

    def met(self, place: str, people: Sequence[int | str], **said: Any) -> StayLoad:
        """All of these people were there together that evening."""
        return self.send(*(self.row(place, person, **said) for person in people))
