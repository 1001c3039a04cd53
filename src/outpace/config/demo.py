"""The rest of the demonstration county's story: a traveller's case of three weeks ago, followed to release, and today's first steps.

Everything goes through the services that people use, with the clock moved, so that what stands is what a real response would have left.
Today's case itself opens when the screening day finds somebody positive; most of its work is left for whoever tries the program.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from django.utils import timezone

from epiworks.protocol import PlaceKind, Setting, Situation, Spread
from outpace.casework import api as casework
from outpace.casework.choices.cases import CaseEnd, ContactSource, ContactState, Evidence, LegalBasis, Severity
from outpace.casework.choices.follow_up import Half, Ongoing
from outpace.casework.data.cases import (
    CaseAmendment,
    ClassChange,
    NewCase,
    NewJudgement,
    NewStay,
)
from outpace.casework.data.follow_up import CheckRecord
from outpace.command import api as command
from outpace.command.choices import Step
from outpace.command.data import TaskStep
from outpace.config.demo_records import play_records
from outpace.isolation import api as isolation
from outpace.isolation.choices import Care, EndReason, VehicleKind
from outpace.isolation.data import NewPatient, NewTrip
from outpace.kernel import clock
from outpace.kernel.accounts import actor_for_username
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry
from outpace.registry.choices import StationKind
from outpace.screening import api as screening
from outpace.screening.choices import Outcome
from outpace.screening.data import FillBatch, FillRecord, ResultRecord, Swab
from outpace.zoning import api as zoning

PACKS: Final = ("cn-covid-8+community", "cn-nat-2", "cn-clin-9")
"""What held on the day of the report that the county's figures come from (S5, 8 November 2021)."""
ARRIVED: Final = timedelta(days=22)
"""How long ago the traveller was found: fourteen days in a centralised place and seven at home are over today."""
CENTRALISED: Final = timedelta(days=14)
DISCHARGED: Final = timedelta(days=18)
"""When the traveller left hospital."""
MORNING: Final = time(8, 30)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts: named people of the demonstration, and the program for what no person has to sign."""

    program: Actor
    commander: Actor
    investigator: Actor
    reviewer: Actor
    isolation: Actor
    crew: Actor

    @classmethod
    def of(cls, program: Actor) -> "Cast":
        """The demonstration's users. Raises LookupError when one is missing."""
        names = ("commander", "investigator", "reviewer", "isolation", "transfer")
        found = [actor_for_username(name) for name in names]
        missing = [name for name, actor in zip(names, found, strict=True) if actor is None]
        if missing:
            raise LookupError(f"demo users missing: {', '.join(missing)}")
        return cls(program, *[actor for actor in found if actor is not None])


class Story:
    """Plays the parts in order; the seed makes every identity, so that playing again would change nothing."""

    def __init__(self, cast: Cast, county_id: int, *, now: datetime, seed: int = 20_211_109) -> None:
        self._cast, self._county, self._now = cast, county_id, now
        self._path = registry.paths_of([county_id])[county_id]
        self._random = Random(seed)
        self._housed_at: set[int] = set()

    def has_begun(self) -> bool:
        """Was any of it played before?"""
        return any(casework.list_cases(self._cast.investigator, view, size=1).items for view in casework.CaseView)

    def before_the_day(self) -> None:
        """Three weeks ago: the packs are signed, a traveller is found at the check, their household isolates and is followed."""
        start = self._now - ARRIVED
        with clock.at(start - timedelta(hours=2)):
            order = casework.PackOrder(
                self._county, PACKS, Ongoing.KEEP_OLD, "合成演示：2021年秋季的规则 Synthetic demonstration: the rules of autumn 2021"
            )
            casework.decide_packs(self._cast.commander, order)
        traveller, household = self._traveller()
        with clock.at(start):
            case = casework.open_case(self._cast.investigator, self._arrival(traveller, start))
        self._investigate(case, traveller, start)
        with clock.at(start + timedelta(minutes=100)):
            self._refuse_zones()
        with clock.at(start + timedelta(hours=3)):
            followed = self._judge_household(case, household, start.date())
        with clock.at(start + timedelta(hours=5)):
            self._house(self._wanted(), vehicle=VehicleKind.BUS)
        with clock.at(start + timedelta(hours=6)):
            self._report_done(case)
        self._follow(household, followed, start.date())
        with clock.at(start + DISCHARGED):
            casework.end_case(
                self._cast.investigator,
                case,
                CaseEnd.DISCHARGED,
                at=clock.now(),
                note="临床判断，两次复检阴性 Judged by clinicians, twice negative",
            )
        self._after_care(traveller, (start + DISCHARGED).date())

    def today(self) -> None:
        """The first steps on today's case: its first stays written down, the case brought to hospital; the rest is for you."""
        for row in casework.list_cases(self._cast.investigator, casework.CaseView.OPEN).items:
            found = row.case.found_at
            if self._now - found < timedelta(days=1):
                with clock.at(min(self._now, found + timedelta(minutes=9))):
                    self._stays(row.case.id, row.case.area_path, found)
                play_records(self._cast.investigator, row.case, now=self._now)
        self._patients()

    # the traveller, three weeks ago

    def _traveller(self) -> tuple[int, list[int]]:
        """Somebody of working age whose household has three to five people; the others are their contacts."""
        for grid in registry.grid_ids_under(self._path)[40:]:
            for place in registry.places_in(grid):
                if place.groups:
                    continue
                members = registry.household_members(self._cast.investigator, place.id, purpose="casework.candidates")
                if 3 <= len(members) <= 5:
                    return place.id, [member.id for member in members if member.id != place.id]
        raise LookupError("no household of three to five people")

    def _arrival(self, person_id: int, at: datetime) -> NewCase:
        note = "来县人员排查发现 Found at the county's check of arrivals"
        return NewCase(person_id, Setting.INBOUND_CHECK, at, sampled_at=at - timedelta(hours=7), note=note)

    def _investigate(self, case: int, traveller: int, start: datetime) -> None:
        """Stays, deliverables in time, confirmation, and a second person's review."""
        home = registry.area(self._cast.program, registry.grids_of([traveller])[traveller]).path
        with clock.at(start + timedelta(minutes=70)):
            self._stays(case, home, start)
            casework.amend_case(self._cast.investigator, case, CaseAmendment(severity=Severity.LIGHT))
        with clock.at(start + timedelta(minutes=75)):
            self._finish(case, start)
        with clock.at(start + timedelta(minutes=80)):
            change = ClassChange("confirmed", "第二家实验室复核阳性，昨日起咳嗽 Second laboratory positive, cough since yesterday")
            casework.reclassify_case(self._cast.investigator, case, change)
            self._finish(case, start)

    def _refuse_zones(self) -> None:
        """The traveller met nobody but their household, who are under control: the commander signs no zone, and says why."""
        for proposal in zoning.list_proposals(self._cast.commander).items:
            reason = "到达时即发现，同住人员均已管控，未接触他人，无需划区 Found on arrival; household under control, nobody else met"
            zoning.refuse_proposal(self._cast.commander, proposal.id, reason=reason)

    def _finish(self, case: int, start: datetime) -> None:
        """Sign everything owed off, each in time, the second person's parts by the second person."""
        for owing in sorted(casework.get_case(self._cast.investigator, case).owing, key=lambda owing: owing.due_at):
            if owing.done_at is None:
                by = self._cast.reviewer if owing.name in casework.SECOND_PERSON else self._cast.investigator
                with clock.at(max(clock.now(), start + (owing.due_at - start) * 0.8)):
                    casework.finish_deliverable(by, case, owing.name)

    def _judge_household(self, case: int, people: Sequence[int], day: date) -> list[int]:
        judged = [
            NewJudgement(self._id(), person, ContactSource.HOUSEHOLD, Situation.CO_LIVING, day - timedelta(days=1), day)
            for person in people
        ]
        answers = casework.judge_contacts(self._cast.investigator, case, judged)
        for answer in answers:
            if answer.link_id is not None:
                casework.record_attempt(self._cast.investigator, answer.link_id, ContactState.FOUND, record_id=self._id())
        return [answer.follow_up_id for answer in answers if answer.follow_up_id is not None]

    def _report_done(self, case: int) -> None:
        """Whoever holds a post reports what the case asked of it as done, with what shows it."""
        shows = "已完成并登记 Done and written down"
        for holder in (self._cast.investigator, self._cast.isolation, self._cast.crew):
            for task in command.my_work(holder).page.items:
                if task.subject == f"case:{case}":
                    command.take_step(holder, TaskStep(self._id(), task.id, Step.DONE, shows))

    def _after_care(self, traveller: int, discharged: date) -> None:
        """The discharged traveller is checked and tested at home up to yesterday; today's check is for whoever tries the program."""
        followed = [brief.id for brief in casework.follow_ups_of([traveller]).values()]
        for number in range(1, (self._now.date() - discharged).days):
            day = discharged + timedelta(days=number)
            self._check(followed, day)
            self._test([traveller], day)

    def _follow(self, people: Sequence[int], follow_ups: Sequence[int], first: date) -> None:
        """Checks twice a day, tests on the days of the schedule, home after fourteen days."""
        last = (self._now - timedelta(days=1)).date()
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            self._check(follow_ups, day)
            if day > first:
                self._test(people, day)
            if day == first + CENTRALISED + timedelta(days=1):
                with clock.at(self._at(day, MORNING) + timedelta(hours=6)):
                    casework.sign_next_stage(self._cast.commander, follow_ups)
                    self._send_home()

    def _check(self, follow_ups: Iterable[int], day: date) -> None:
        for half, hour in ((Half.MORNING, 9), (Half.AFTERNOON, 17)):
            at = self._at(day, time(hour))
            if at >= self._now:
                continue
            with clock.at(at):
                warmth = Decimal("36.2") + Decimal(self._random.randint(0, 7)) / 10
                checks = [CheckRecord(self._id(), number, day, half, warmth, (), at) for number in follow_ups]
                casework.record_checks(self._cast.isolation, self._id(), checks)

    def _test(self, people: Sequence[int], day: date) -> None:
        """Whoever is due is sampled one to a tube at the county's first site, and is negative by the evening."""
        at = self._at(day, MORNING)
        with clock.at(at):
            if not casework.order_tests(self._cast.program, day):
                return
        ordered = screening.list_passes(self._cast.program, size=1).items[0]
        site, laboratory = self._station(StationKind.SAMPLING_SITE), self._station(StationKind.LABORATORY)
        tubes = [FillRecord(self._id(), f"FU{day:%m%d}-{person}", (Swab(person, at),), at) for person in people]
        with clock.at(at + timedelta(minutes=20)):
            screening.record_fills(self._cast.program, FillBatch(self._id(), ordered.id, site, tuple(tubes)))
        with clock.at(at + timedelta(hours=7)):
            results = [ResultRecord(self._id(), tube.tube, Outcome.NEGATIVE, clock.now() - timedelta(hours=1), {}) for tube in tubes]
            screening.record_results(self._cast.program, laboratory, batch_id=self._id(), records=results)

    # rooms and trips

    def _wanted(self) -> Sequence[isolation.PlacementRow]:
        return isolation.wanted(self._cast.commander, size=50).items

    def _house(self, rows: Sequence[isolation.PlacementRow], *, vehicle: VehicleKind) -> None:
        """The commander signs what the program proposes; each destination gets one trip, a case one of its own."""
        proposed = isolation.proposals(self._cast.commander, rows)
        trips: dict[tuple[int, int], list[int]] = {}
        for row in rows:
            choice = proposed[row.id].choice if row.id in proposed else None
            if choice is None or choice.facility_id is None:
                continue
            self._housed_at.add(choice.facility_id)
            isolation.sign_placement(self._cast.commander, row.id, facility_id=choice.facility_id, bed_id=choice.bed_id)
            trips.setdefault((choice.facility_id, row.id if row.is_case else 0), []).append(row.id)
        for number, ((facility, alone), placements) in enumerate(trips.items(), start=1):
            self._drive(facility, placements, vehicle=VehicleKind.PRESSURE_AMBULANCE if alone else vehicle, number=number)

    def _drive(self, facility: int, placements: Sequence[int], *, vehicle: VehicleKind, number: int) -> None:
        start = clock.now()
        crew, plate = self._cast.crew, f"甘K·D{start:%H%M}{number}"
        trip = isolation.plan_trip(self._cast.isolation, NewTrip(plate, vehicle, 20, "司机组", facility, start + timedelta(minutes=20)))
        passengers = [isolation.add_passenger(self._cast.isolation, trip, placement) for placement in placements]
        with clock.at(start + timedelta(minutes=25)):
            for passenger in passengers:
                isolation.board_passenger(crew, trip, passenger)
            isolation.depart(crew, trip, seal=f"HX{start:%d%H}{number:02}")
        with clock.at(start + timedelta(minutes=55)):
            isolation.arrive_trip(crew, trip, seal_intact=True)
        with clock.at(start + timedelta(minutes=63)):
            for passenger in passengers:
                isolation.receive_passenger(self._cast.isolation, trip, passenger)
            isolation.disinfect(self._cast.isolation, trip)

    def _send_home(self) -> None:
        """Whoever may leave goes home; home isolation is begun where the rules ask for it."""
        for facility in sorted(self._housed_at):
            for row in isolation.inside(self._cast.isolation, facility, leaving=True).items:
                isolation.record_departure(self._cast.isolation, row.id, reason=EndReason.RELEASED)

    # today

    def _stays(self, case: int, home: AreaPath, found: datetime) -> None:
        market, eve = self._market(home), timezone.localdate(found) - timedelta(days=1)
        for place, name, kind, spread, start, hours, situation in (
            (market, "农贸市场（合成）", PlaceKind.ACTIVITY, Spread.SOME, self._at(eve, time(10)), 1, Situation.VENUE),
            (home, "家中", PlaceKind.RESIDENCE, Spread.HIGH, self._at(eve, time(18)), 13, Situation.CO_LIVING),
        ):
            stay = NewStay(
                self._id(),
                place,
                name,
                kind,
                spread,
                start,
                start + timedelta(hours=hours),
                situation,
                Evidence.INTERVIEW,
                LegalBasis.DUTY_TO_TELL,
                is_home=kind is PlaceKind.RESIDENCE,
            )
            casework.add_stay(self._cast.investigator, case, stay)

    def _market(self, home: AreaPath) -> AreaPath:
        """The village or community around the home."""
        return AreaPath(home.rstrip("/").rsplit("/", 1)[0] + "/")

    def _patients(self) -> None:
        """Four people whose treatment must not be missed, one of them due soon."""
        people = [place.id for grid in registry.grid_ids_under(self._path)[5:9] for place in registry.places_in(grid)[:1]]
        for person, care, hours in zip(
            people, (Care.DIALYSIS, Care.ONCOLOGY, Care.MATERNITY, Care.PSYCHIATRIC), (9, 30, 52, 75), strict=True
        ):
            every = 56 if care is Care.DIALYSIS else None
            isolation.list_patient(
                self._cast.isolation, NewPatient(person, care, "县定点医院", self._now + timedelta(hours=hours), every_hours=every)
            )

    def _station(self, kind: StationKind) -> int:
        return registry.stations(self._cast.program, kind=kind, path=self._path, cursor=None, size=1).items[0].id

    def _at(self, day: date, moment: time) -> datetime:
        return timezone.make_aware(datetime.combine(day, moment))

    def _id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)
