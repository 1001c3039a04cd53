"""Random histories of results, classes and corrections: no task outlives its cause, none is missing, and a replay gives the same tasks."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epiworks.protocol import Place
from outpace.casework.data import CaseReclassified
from outpace.command.choices import Step, TaskState
from outpace.command.models import Task, TaskFact
from outpace.command.rules.states import OPEN, state_of
from outpace.command.tests.world import GRID, MORNING, POOL_KINDS, Headquarters, case, no_placement, placement
from outpace.isolation.data import PersonArrived
from outpace.kernel import clock
from outpace.kernel.events import Event
from outpace.screening.data import PoolFoundPositive, PoolWithdrawn

PLAIN = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
CLASSES = ("preliminary", "confirmed", "asymptomatic", "excluded")
CASE_KINDS = {"report_case", "transfer_case", "start_investigation", "list_contacts", "propose_zone", "review_by_second_person"}


class History:
    """Draws news that could really come, one after the other, and remembers which causes stand."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.events: list[Event] = []
        self.pools: dict[int, bool] = {}
        self.cases: dict[int, str] = {}
        self.places: dict[int, str] = {}

    def draw(self, steps: int) -> "History":
        """Go on by so many pieces of news."""
        for number in range(steps):
            self._now = MORNING + timedelta(minutes=number)
            draws: list[Callable[[int], Event]] = [self._pool, self._case, self._place]
            self.events.append(self.random.choice(draws)(self.random.randrange(1, 4)))
        return self

    def _pool(self, number: int) -> Event:
        stands = self.pools.get(number, False)
        self.pools[number] = not stands
        return PoolWithdrawn(number, number, self._now) if stands else PoolFoundPositive(number, number, None, GRID, (number,), self._now)

    def _case(self, number: int) -> Event:
        before = self.cases.get(number, "")
        after = self.random.choice([name for name in CLASSES if name != before] if before else ["preliminary", "confirmed"])
        self.cases[number] = after
        if not before:
            return case(number, at=self._now, case_class=after)
        return CaseReclassified(number, 100 + number, GRID, before, after, self._now)

    def _place(self, number: int) -> Event:
        state = self.places.get(number, "none")
        if state == "arrived":  # this request has been met; another need of the same person has a number of its own
            return self._pool(number)
        if state != "asked":
            self.places[number] = "asked"
            return placement(number, place=Place.CENTRALISED)
        self.places[number] = self.random.choice(["withdrawn", "arrived"])
        if self.places[number] == "withdrawn":
            return no_placement(number, at=self._now)
        return PersonArrived(number, 200 + number, GRID, 1, self._now)

    def standing(self) -> set[str]:
        """Which causes stand at the end?"""
        pools = {f"pool:{number}" for number, stands in self.pools.items() if stands}
        cases = {f"case:{number}" for number, name in self.cases.items() if name != "excluded"}
        return pools | cases | {f"placement:{number}" for number, state in self.places.items() if state == "asked"}


def tell(headquarters: Headquarters, history: History) -> set[tuple[str, str, str, str]]:
    """Let all of it happen, and say which tasks that leaves."""
    with clock.at(MORNING):
        for event in history.events:
            headquarters.tell(event)
    return set(Task.objects.values_list("cause", "kind", "subject", "state"))


@PLAIN
@given(st.integers(0, 2**32), st.integers(1, 25))
def test_no_task_outlives_its_cause_and_none_is_missing(headquarters: Headquarters, seed: int, steps: int) -> None:
    history = History(seed).draw(steps)
    with transaction.atomic():
        left = tell(headquarters, history)
        transaction.set_rollback(True)
    owed = {cause for cause, _, _, state in left if TaskState(state) in OPEN}
    assert owed == history.standing()
    kinds = {cause: {kind for found, kind, _, state in left if found == cause and state != "withdrawn"} for cause in history.standing()}
    assert all(found == POOL_KINDS for cause, found in kinds.items() if cause.startswith("pool:"))
    assert all(found >= CASE_KINDS for cause, found in kinds.items() if cause.startswith("case:"))


@PLAIN
@given(st.integers(0, 2**32), st.integers(1, 20))
def test_replaying_the_news_from_zero_gives_the_same_tasks(headquarters: Headquarters, seed: int, steps: int) -> None:
    history = History(seed).draw(steps)
    with transaction.atomic():
        first = tell(headquarters, history)
        TaskFact.objects.all().delete()
        Task.objects.all().delete()
        again = tell(headquarters, history)
        transaction.set_rollback(True)
    assert first == again


@PLAIN
@given(st.integers(0, 2**32), st.integers(1, 20))
def test_every_task_stands_where_its_facts_say(headquarters: Headquarters, seed: int, steps: int) -> None:
    with transaction.atomic():
        tell(headquarters, History(seed).draw(steps))
        facts: dict[int, list[Step]] = {}
        for task_id, step in TaskFact.objects.order_by("id").values_list("task_id", "step"):
            facts.setdefault(task_id, []).append(Step(step))
        states = dict(Task.objects.values_list("pk", "state"))
        transaction.set_rollback(True)
    assert {key: state_of(steps) for key, steps in facts.items()} == {key: TaskState(state) for key, state in states.items()}
