"""A small world for tests of follow-up: screening's county, cases in it, and the verbs the tests are written in."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID, uuid4

from epiworks.protocol import Anchor, Exposure, Setting, Situation
from outpace.casework import api
from outpace.casework.choices.follow_up import Half, Symptom
from outpace.casework.data import FollowUpsChanged, FollowUpsEnded
from outpace.casework.data.follow_up import CheckRecord, NewFollowUp
from outpace.casework.models import Case, FollowUp, PacksInForce
from outpace.kernel import clock, events
from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant
from outpace.screening import api as screening
from outpace.screening.api import NamedOrder
from outpace.screening.choices import Outcome as TubeOutcome
from outpace.screening.tests.world import World, build, staff

COUNTY = "/62/6212/621227/"
_tubes = count(1)


def noon(day: date) -> datetime:
    """Midday of a local day (04:00 UTC)."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def cast(*roles: str, path: str = COUNTY) -> Actor:
    """One named person who holds all these roles over one subtree."""
    made = staff(roles[0], path)
    return Actor(ActorKind.USER, made.id, made.name, tuple(Grant(role, AreaPath(path)) for role in roles))


@dataclass(slots=True)
class Scene:
    """People of the county, an investigator, and a day on which things happen."""

    world: World
    judge: Actor
    signer: Actor
    worker: Actor

    def people(self, count: int) -> list[int]:
        """The first so many people, of the first grid on."""
        everyone = [person for people in self.world.people.values() for person in people]
        return everyone[:count]

    def case(self, person: int, day: date, *, case_class: str = "preliminary") -> int:
        """A case of this person, found at noon of that day."""
        row = Case.objects.create(
            person_id=person,
            area_path=self.world.grids[0].path,
            case_class=case_class,
            setting=Setting.COMMUNITY_SCREENING.value,
            found_at=noon(day),
            report_path=self.world.grids[0].path,
            opened_by="test",
            packs="cn-covid-9",
        )
        return int(row.pk)

    def follow(  # the words of one sentence: who, as what, exposed when, known when, through whom
        self,
        person: int,
        group: str,
        last: date,
        *,
        known: date | None = None,
        first: date | None = None,
        case: int | None = None,
        through: int | None = None,
        situation: Situation = Situation.CO_LIVING,
    ) -> int:
        """Follow a person exposed up to that day; it becomes known at noon of that day unless another is given."""
        exposure = Exposure(situation, first or last, last, generation=2 if group == "secondary" else 1)
        with clock.at(noon(known or last)):
            return api.start_follow_up(self.judge, NewFollowUp(person, group, case, (exposure,), "lives with the case", through))

    def travels(self, person: int, group: str, anchor: Anchor, day: date) -> int:
        """Follow somebody who was exposed to nobody in particular."""
        with clock.at(noon(day)):
            return api.start_follow_up(self.judge, NewFollowUp(person, group, None, (), "", anchors={anchor: day}))

    def tested(self, person: int, *days: date, outcome: TubeOutcome = TubeOutcome.NEGATIVE) -> None:
        """Sample the person alone at noon of each of these days, and have the laboratory read it in the afternoon."""
        for day in days:
            with clock.at(noon(day) + timedelta(hours=6)):
                order = NamedOrder(self.world.county.pk, "Follow-up tests", "cn-covid-9", day, (person,))
                ordered = screening.order_named(staff("screening_lead", COUNTY), order)
                tube = f"F{next(_tubes)}"
                self.world.fill(self.world.record(tube, [person], noon(day)), pass_id=ordered.pass_id)
                self.world.results(self.world.reading(tube, outcome, tested_at=noon(day) + timedelta(hours=5)))

    def checked(
        self, number: int, day: date, half: Half = Half.MORNING, *, temperature: str = "36.5", symptoms: tuple[Symptom, ...] = ()
    ) -> UUID:
        """The worker measures somebody; returns the check's id."""
        at = noon(day) + timedelta(hours=-2 if half is Half.MORNING else 4)
        check = CheckRecord(uuid4(), number, day, half, Decimal(temperature), symptoms, at)
        with clock.at(at):
            api.record_checks(self.worker, uuid4(), [check])
        return check.id


def scene() -> Scene:
    """Build it."""
    world = build(is_open=False)
    return Scene(world, cast("investigator"), cast("commander"), cast("grid_worker"))


def row(number: int) -> FollowUp:
    """This follow-up, read afresh."""
    return FollowUp.objects.get(pk=number)


def decide(*packs: str, since: datetime, path: str = COUNTY) -> None:
    """These packs hold in an area since that moment, as somebody once decided."""
    PacksInForce.objects.create(
        area_path=path,
        packs=" ".join(sorted(packs)),
        fingerprint="",
        holds_from=since,
        ongoing="keep_old",
        decided_by="test",
        decided_by_id=1,
        decided_at=since,
        reason="test",
    )


@contextmanager
def heard(*kinds: type[events.Event]) -> Iterator[list[object]]:
    """Which events of these kinds are published inside the block, in order? Those of many people, person by person."""
    found: list[object] = []

    def hear(event: events.Event) -> None:
        found.extend(event.people if isinstance(event, FollowUpsChanged | FollowUpsEnded) else [event])

    with ExitStack() as stack:
        for kind in kinds:
            stack.enter_context(events.listening(kind, hear))
        yield found


def days_after(day: date, number: int) -> date:
    """So many days later."""
    return day + timedelta(days=number)
