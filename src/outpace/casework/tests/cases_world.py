"""A small world for tests of cases: screening's county, an investigator and a second one, and somebody found positive in it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from epiworks.protocol import PlaceKind, Setting, Situation, Spread
from outpace.casework import api
from outpace.casework.choices.cases import ContactSource, Evidence, LegalBasis
from outpace.casework.data.cases import (
    ClassChange,
    NewCase,
    NewJudgement,
    NewStay,
)
from outpace.casework.models import Case
from outpace.kernel import clock
from outpace.kernel.scope import Actor, AreaPath
from outpace.screening import api as screening
from outpace.screening.choices import Outcome
from outpace.screening.tests.world import MORNING, World, build, staff

NOON = MORNING + timedelta(hours=8)
TODAY = date(2021, 11, 8)
POSITIVE = Outcome.PRELIMINARY_POSITIVE


@dataclass(slots=True)
class Ward:
    """The county, and those who investigate in it."""

    world: World
    judge: Actor
    second: Actor

    def people(self, count: int, *, grid: int = 0) -> list[int]:
        """The first so many people of a grid."""
        return next(people for number, people in enumerate(self.world.people.values()) if number == grid)[:count]

    def positive(self, person: int, *, tube: str = "T1", at: datetime = NOON) -> Case:
        """This person's own tube is read positive; returns their case."""
        with clock.at(at):
            self.world.sample(tube, [person])
            self.world.results(self.world.reading(tube, POSITIVE, tested_at=at))
        return Case.objects.filter(person_id=person).latest("pk")

    def pool(self, people: list[int], *, tube: str = "T1", at: datetime = NOON) -> None:
        """A tube shared by these people is read positive."""
        with clock.at(at):
            self.world.sample(tube, people)
            self.world.results(self.world.reading(tube, POSITIVE, tested_at=at))

    def retest(self, person: int, outcome: Outcome, *, tube: str = "R1", at: datetime = NOON) -> None:
        """Their single re-test is read."""
        with clock.at(at):
            again = next(info.id for info in screening.list_passes(self.judge).items if info.is_retest)
            self.world.fill(self.world.record(tube, [person]), pass_id=again)
            self.world.results(self.world.reading(tube, outcome, tested_at=at))

    def take_back(self, tube: str = "T1", *, outcome: Outcome = Outcome.NEGATIVE, at: datetime = NOON + timedelta(hours=1)) -> None:
        """The laboratory corrects this tube."""
        with clock.at(at):
            self.world.results(self.world.reading(tube, outcome, corrects=True, reason="labels swapped", tested_at=at))

    def report(self, person: int, *, at: datetime = NOON, **changes: Any) -> int:
        """A person reports a case from the fever clinic; returns its id."""
        with clock.at(at):
            return api.open_case(self.judge, replace(NewCase(person, Setting.FEVER_CLINIC, at), **changes))

    def turn(self, case: Case, becomes: str, *, note: str = "", correcting: bool = False, at: datetime = NOON) -> None:
        """The investigator gives the case another class."""
        with clock.at(at):
            api.reclassify_case(self.judge, case.pk, ClassChange(becomes, note, correcting))
        case.refresh_from_db()

    def stay(self, **changes: Any) -> NewStay:
        """An evening in a restaurant, told by the case."""
        evening = datetime(2021, 11, 7, 10, tzinfo=UTC)
        made = NewStay(
            uuid4(),
            AreaPath(self.world.grids[1].path),
            "Noodle house",
            PlaceKind.ACTIVITY,
            Spread.HIGH,
            evening,
            evening + timedelta(hours=2),
            Situation.SHARED_MEAL,
            Evidence.INTERVIEW,
            LegalBasis.DUTY_TO_TELL,
        )
        return replace(made, **changes)

    def exposed(self, person: int, **changes: Any) -> NewJudgement:
        """Somebody who had dinner with the case the day before the sample."""
        day = date(2021, 11, 7)
        return replace(NewJudgement(uuid4(), person, ContactSource.NAMED, Situation.SHARED_MEAL, day, day), **changes)

    def judged(self, case: Case, *judgements: NewJudgement, at: datetime = NOON) -> tuple[api.Judgement, ...]:
        """The investigator judges these exposures."""
        with clock.at(at):
            return api.judge_contacts(self.judge, case.pk, judgements)


def ward() -> Ward:
    """Build it. News reaches casework by the wiring of the installed system."""
    world = build()
    path = world.county.path
    return Ward(world, staff("investigator", path, name="Investigator Ma"), staff("investigator", path, name="Investigator Li"))
