"""Which causes ask for which first actions, told by their facts alone."""

from datetime import timedelta

from epiworks.protocol import Trigger
from outpace.casework.data import StandingCase
from outpace.casework.data.standing import Turn
from outpace.command.choices import Kind
from outpace.command.rules.replay import asked_by_case, orphans
from outpace.command.tests.world import GRID, MORNING

NOON, EVENING = MORNING + timedelta(hours=4), MORNING + timedelta(hours=9)


def case(*turns: Turn, closed_as: str = "") -> StandingCase:
    return StandingCase(7, 12, GRID, turns[-1].after if turns else "excluded", MORNING, closed_as, turns)


def test_a_case_asks_from_when_it_was_found_and_confirmation_from_when_it_came() -> None:
    asked = asked_by_case(case(Turn("", "preliminary", NOON), Turn("preliminary", "confirmed", EVENING)))
    assert asked is not None
    assert (asked.ref, asked.path, asked.spared) == ("case:7", GRID, ())
    assert asked.triggers == ((Trigger.PRELIMINARY_POSITIVE, MORNING), (Trigger.CASE_CONFIRMED, EVENING))


def test_a_case_taken_up_again_asks_from_then() -> None:
    asked = asked_by_case(case(Turn("excluded", "preliminary", EVENING)))
    assert asked is not None
    assert asked.triggers == ((Trigger.PRELIMINARY_POSITIVE, EVENING),)


def test_an_excluded_case_asks_for_nothing_and_an_ended_one_for_no_transfer() -> None:
    assert asked_by_case(case(closed_as="excluded")) is None
    ended = asked_by_case(case(Turn("", "preliminary", NOON), closed_as="discharged"))
    assert ended is not None
    assert ended.spared == (Kind.TRANSFER_CASE,)


def test_a_task_of_a_cause_that_does_not_stand_is_an_orphan_and_a_persons_order_never_is() -> None:
    assert orphans([(1, "case:7"), (2, "pool:1"), (3, "order:9")], frozenset({"case:7"})) == [2]
