"""Random histories of people and places: every count always equals a recount, and every event's deltas add up to it."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule, run_state_machine_as_test

from outpace.kernel.events import listening
from outpace.registry import api
from outpace.registry.data import NewPerson, ResidentsChanged
from outpace.registry.models import AreaCount, Household, Person
from outpace.registry.services.counts import recount
from outpace.registry.tests import cast

PRESENCES = st.sampled_from([1, 2, 3, 8, 9])


class Registry(RuleBasedStateMachine):
    """People come, go, die and move; households move; areas merge."""

    people = Bundle("people")
    homes = Bundle("homes")

    @initialize()
    def begin(self) -> None:
        county = cast.county()
        self.grids = [county.grid.id, county.neighbour_grid.id, county.other_grid.id]
        self.totals: Counter[int] = Counter()
        self.listening = listening(ResidentsChanged, self.hear)
        self.listening.__enter__()

    def hear(self, event: ResidentsChanged) -> None:
        self.totals[event.grid_id] += event.residents_delta

    def grid(self, index: int) -> int:
        return self.grids[index % len(self.grids)]

    @rule(target=people, grid=st.integers(0, 2), presence=PRESENCES)
    def enrol(self, grid: int, presence: int) -> int:
        return api.enrol(cast.SYSTEM, self.grid(grid), NewPerson(name="人", presence=presence))

    @rule(target=homes, grid=st.integers(0, 2), number=st.integers(0, 10**6))
    def open(self, grid: int, number: int) -> int:
        return api.open_household(cast.SYSTEM, self.grid(grid), number=str(number))

    @rule(target=people, home=homes, presence=PRESENCES)
    def enrol_at_home(self, home: int, presence: int) -> int:
        grid = Household.objects.get(pk=home).grid_id
        return api.enrol(cast.SYSTEM, grid, NewPerson(name="家人", presence=presence), household_id=home)

    @rule(person=people, presence=PRESENCES)
    def change(self, person: int, presence: int) -> None:
        api.change_presence(cast.SYSTEM, [person], presence)

    @rule(person=people, grid=st.integers(0, 2))
    def move(self, person: int, grid: int) -> None:
        api.move_person(cast.SYSTEM, person, grid_id=self.grid(grid))

    @rule(home=homes, grid=st.integers(0, 2))
    def move_home(self, home: int, grid: int) -> None:
        try:
            api.move_household(cast.SYSTEM, home, grid_id=self.grid(grid))
        except api.NumberTaken:
            assert Household.objects.filter(grid_id=self.grid(grid), number=Household.objects.get(pk=home).number).exists()

    @rule(gone=consumes(people))
    def die(self, gone: int) -> None:
        api.change_presence(cast.SYSTEM, [gone], 9)

    @invariant()
    def counts_equal_a_recount(self) -> None:
        held = recount(getattr(self, "grids", []))
        for row in AreaCount.objects.filter(pk__in=held):
            truth = held[row.pk]
            assert (row.residents, row.present, row.away, row.households) == (truth.residents, truth.present, truth.away, truth.households)
            assert self.totals[row.pk] == row.residents

    @invariant()
    def nobody_counts_without_a_count_row(self) -> None:
        counted = set(AreaCount.objects.values_list("pk", flat=True))
        assert set(Person.objects.values_list("grid_id", flat=True)) <= counted

    def teardown(self) -> None:
        if hasattr(self, "listening"):
            self.listening.__exit__(None, None, None)


class InTransaction(Registry):
    """Each history in a transaction of its own, rolled back at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        super().teardown()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)


@pytest.mark.django_db
def test_counts_equal_a_recount_after_any_history() -> None:
    run_state_machine_as_test(
        InTransaction,
        settings=settings(
            max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
        ),
    )
