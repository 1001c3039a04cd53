"""Random legal and illegal histories: whatever happens, in whatever order, counters say what the facts say and the ledger balances."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from random import Random
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outpace.kernel.scope import Actor
from outpace.screening import api
from outpace.screening.choices import CorrectionKind, Outcome, TubeEventKind
from outpace.screening.data import (
    AcceptRecord,
    ConditionRecord,
    FillBatch,
    FillRecord,
    FinishedRecord,
    OfferRecord,
    ResultRecord,
    ScanCorrection,
    Swab,
)
from outpace.screening.models import Sample, Tube
from outpace.screening.selectors.recount import differences
from outpace.screening.tests.world import MORNING, World, open_pass, staff

PLAIN = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
_examples = count()
CONDITIONS = [kind for kind in TubeEventKind if kind.name in {"SPOILED", "LEAKED", "LOST", "FOUND", "VOIDED", "RESTORED"}]


@dataclass
class History:
    """Draws facts about a handful of tubes and people from one seed, and applies them."""

    world: World
    random: Random
    pass_id: int
    number: int
    facts: list[Callable[[], object]] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return f"H{self.number}-"

    def tube(self) -> str:
        return f"{self.prefix}{self.random.randrange(5)}"

    def person(self) -> int:
        return self.random.choice(self.world.people[self.world.grids[self.random.randrange(2)].pk][:5])

    def at(self) -> timedelta:
        return timedelta(minutes=self.random.randrange(600))

    def identity(self) -> UUID:
        return UUID(int=(self.random.getrandbits(96) << 32) + self.number)

    def draw(self) -> Callable[[], object]:
        kinds = [
            self.fill,
            self.fill,
            self.fill,
            self.offer,
            self.accept,
            self.tested,
            self.result,
            self.result,
            self.condition,
            self.correct,
        ]
        return self.random.choice(kinds)()

    def fill(self) -> Callable[[], object]:
        people = {self.person() for _ in range(self.random.randrange(1, 4))}
        moment = MORNING + self.at()
        sealed = moment + timedelta(hours=1) if self.random.random() < 0.5 else None
        record = FillRecord(self.identity(), self.tube(), tuple(Swab(person, moment) for person in sorted(people)), sealed)
        batch = FillBatch(self.identity(), self.pass_id, self.world.sites[0].pk, (record,))
        return lambda: api.record_fills(staff("sampler", self.world.county.path), batch)

    def offer(self) -> Callable[[], object]:
        record = OfferRecord(
            self.identity(), self.identity(), self.world.sites[0].pk, self.world.courier.pk, MORNING + self.at(), (self.tube(),)
        )
        return lambda: api.offer(staff("sampler", self.world.county.path), record)

    def accept(self) -> Callable[[], object]:
        taker, role = self.random.choice(
            [(self.world.courier, "courier"), (self.world.labs[0], "lab_staff"), (self.world.labs[1], "lab_staff")]
        )
        record = AcceptRecord(self.identity(), self.identity(), taker.pk, MORNING + self.at(), (self.tube(), self.tube()))
        return lambda: api.accept_handover(staff(role, self.world.county.path), record)

    def tested(self) -> Callable[[], object]:
        record = FinishedRecord(self.identity(), self.world.labs[0].pk, (self.tube(),), MORNING + self.at())
        return lambda: api.mark_tested(staff("lab_staff", self.world.county.path), record)

    def result(self) -> Callable[[], object]:
        lab, corrects = self.random.choice(self.world.labs), self.random.random() < 0.2
        record = ResultRecord(
            self.identity(), self.tube(), self.random.choice(list(Outcome)), MORNING + self.at(), corrects=corrects, reason="read again"
        )
        role = "screening_lead" if corrects else "lab_staff"
        batch = self.identity()
        return lambda: api.record_results(both(role, self.world), lab.pk, batch_id=batch, records=[record])

    def condition(self) -> Callable[[], object]:
        record = ConditionRecord(self.identity(), self.tube(), self.random.choice(CONDITIONS), MORNING + self.at())
        return lambda: api.record_condition(staff("sampler", self.world.county.path), self.world.sites[0].pk, record)

    def correct(self) -> Callable[[], object]:
        kind = self.random.choice(list(CorrectionKind))
        into = self.tube() if kind is CorrectionKind.VOID and self.random.random() < 0.3 else ""
        tube = self.tube()
        moment = MORNING + self.at()
        record = ScanCorrection(
            self.identity(), tube, self.person(), kind, moment, "mistake", into=into if into != tube else "", pass_id=self.pass_id
        )
        return lambda: api.correct_scan(staff("sampler", self.world.county.path), self.world.sites[0].pk, record)


def both(role: str, world: World) -> Actor:
    """A laboratory worker who may also correct."""
    lab, lead = staff("lab_staff", world.county.path), staff(role, world.county.path)
    return replace(lab, grants=(*lab.grants, *lead.grants))


def history(world: World, seed: int, *, steps: int) -> History:
    made = History(world, Random(seed), open_pass(world), next(_examples))
    made.facts = [made.draw() for _ in range(steps)]
    return made


@PLAIN
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 25))
def test_counters_say_what_the_facts_say_after_any_history(world: World, seed: int, steps: int) -> None:
    made = history(world, seed, steps=steps)
    for fact in made.facts:
        fact()
    assert differences(made.pass_id) == []
    assert api.pass_ledger(staff("screening_lead", world.county.path), made.pass_id).unbalanced == ()


@PLAIN
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 25))
def test_a_history_replayed_and_shuffled_ends_where_it_began(world: World, seed: int, steps: int) -> None:
    made = history(world, seed, steps=steps)
    for fact in made.facts:
        fact()
    before = picture(made.pass_id, made.prefix)
    again = [*made.facts, *made.facts]
    Random(seed).shuffle(again)
    for fact in again:
        fact()
    assert picture(made.pass_id, made.prefix) == before


@PLAIN
@given(seed=st.integers(0, 2**32), steps=st.integers(2, 20))
def test_the_same_facts_in_another_order_end_in_the_same_place(world: World, seed: int, steps: int) -> None:
    first, second = history(world, seed, steps=steps), history(world, seed, steps=steps)
    order = list(range(steps))
    Random(seed + 1).shuffle(order)
    for fact in first.facts:
        fact()
    for place in order:
        second.facts[place]()
    assert picture(second.pass_id, second.prefix) == picture(first.pass_id, first.prefix)


def picture(pass_id: int, prefix: str) -> tuple[object, object]:
    """Everything that counts about a pass, without ids that differ between runs."""
    tubes = Tube.objects.filter(code__startswith=prefix).order_by("code")
    states = [
        (
            tube.code.removeprefix(prefix),
            tube.screening_pass_id is None,
            tube.stage,
            tube.condition,
            tube.outcome,
            tube.disputed,
            tube.people,
            tube.custodian_id,
            tube.custody_at,
            tube.handed_at,
            tube.received_at,
            tube.tested_at,
        )
        for tube in tubes
    ]
    samples = Sample.objects.filter(screening_pass_id=pass_id, effective=True).values_list("person_id", "tube__code")
    return states, sorted((person, code.removeprefix(prefix)) for person, code in samples)
