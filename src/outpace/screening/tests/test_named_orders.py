"""Tests ordered by name, and what came of them read back person by person."""

from datetime import datetime, timedelta

import pytest

from epiworks.protocol import Outcome as Said
from epiworks.units import PersonCount
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath, NotAllowed
from outpace.screening import api
from outpace.screening.api import NamedChange, NamedOrder
from outpace.screening.choices import Outcome, PassState, Target
from outpace.screening.models import Coverage, DuePerson, Pass
from outpace.screening.tests.browsing import everyone
from outpace.screening.tests.world import MORNING, World, staff

SINCE = MORNING - timedelta(days=1)


def order(world: World, *people: int, role: str = "screening_lead", at: datetime = MORNING) -> api.Ordered:
    wanted = NamedOrder(world.county.pk, "Tests of people in follow-up", "cn-covid-8", at.date(), people)
    with clock.at(at):
        return api.order_named(staff(role, world.county.path), wanted)


def test_named_people_are_due_in_one_pass_of_the_day(world: World) -> None:
    first, second = order(world, *everyone(world)[:2]), order(world, *everyone(world)[1:4])
    assert (first.pass_id, first.added, second.added) == (second.pass_id, 2, 2)
    assert sum(Coverage.objects.filter(screening_pass_id=first.pass_id).values_list("due", flat=True)) == 4
    assert Pass.objects.get(pk=first.pass_id).target == Target.NAMED


def test_ordering_again_adds_nobody(world: World) -> None:
    order(world, *everyone(world)[:2])
    assert order(world, *everyone(world)[:2]).added == 0


def test_a_round_that_goes_on_is_shown_before_the_days_named_tests(world: World) -> None:
    order(world, everyone(world)[0], at=MORNING + timedelta(days=1))
    shown = api.current_pass(staff("duty_officer", world.county.path))
    assert shown is not None
    assert shown.id == world.pass_id


def test_named_tests_are_shown_when_no_other_pass_runs(world: World) -> None:
    named = order(world, everyone(world)[0])
    Pass.objects.filter(pk=world.pass_id).update(state=PassState.CLOSED)
    shown = api.current_pass(staff("duty_officer", world.county.path))
    assert shown is not None
    assert shown.id == named.pass_id


def test_a_courier_orders_no_tests(world: World) -> None:
    with pytest.raises(NotAllowed):
        order(world, everyone(world)[0], role="courier")


def said(person: int) -> list[Said]:
    return [own.result.outcome for own in api.own_results([person], since=SINCE).get(person, ())]


def test_a_negative_pool_is_negative_for_everybody_in_it(world: World) -> None:
    one, two, three = everyone(world)[:3]
    world.sample("T1", [one, two])
    world.results(world.reading("T1", Outcome.NEGATIVE))
    assert (said(one), said(two), said(three)) == ([Said.NEGATIVE], [Said.NEGATIVE], [])


def test_a_positive_pool_is_nobodys_own_result(world: World) -> None:
    one, two = everyone(world)[:2]
    world.sample("T1", [one, two])
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    assert said(one) == [Said.PENDING]


def test_a_single_positive_is_the_persons_own_with_its_ct(world: World) -> None:
    one = everyone(world)[0]
    world.sample("T1", [one])
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE, ct={"N": 31.5, "ORF1ab": 33.0}))
    (own,) = api.own_results([one], since=SINCE)[one]
    assert (own.result.outcome, sorted(own.result.ct)) == (Said.POSITIVE, [31.5, 33.0])


def test_a_tube_without_a_result_is_pending_and_an_old_sample_is_not_asked_for(world: World) -> None:
    one = everyone(world)[0]
    world.sample("T1", [one])
    assert said(one) == [Said.PENDING]
    assert api.own_results([one], since=MORNING + timedelta(days=1)) == {}


def due(ordered: api.Ordered) -> int:
    return sum(Coverage.objects.filter(screening_pass_id=ordered.pass_id).values_list("due", flat=True))


def amend(world: World, *, added: tuple[int, ...] = (), dropped: tuple[int, ...] = (), role: str = "screening_lead") -> api.Amended:
    path = AreaPath(world.county.path)
    with clock.at(MORNING):
        change = NamedChange("Tests of people in follow-up", MORNING.date(), dict.fromkeys(added, path), dropped)
        return api.amend_named(staff(role, path), change)


def test_an_order_given_follows_who_is_to_be_sampled_now(world: World) -> None:
    one, two, three = everyone(world)[:3]
    ordered = order(world, one, two)
    assert amend(world, added=(three,), dropped=(one,)) == api.Amended(PersonCount(1), PersonCount(1))
    assert set(DuePerson.objects.filter(screening_pass_id=ordered.pass_id).values_list("person_id", flat=True)) == {two, three}
    assert due(ordered) == 2
    assert amend(world, added=(three,), dropped=(one,)) == api.Amended(PersonCount(0), PersonCount(0))


def test_whoever_was_sampled_already_stays_due_and_done(world: World) -> None:
    one = everyone(world)[0]
    ordered = order(world, one)
    with clock.at(MORNING):
        world.fill(world.record("N1", [one], MORNING), pass_id=ordered.pass_id)
    assert amend(world, dropped=(one,)).dropped == 0
    assert due(ordered) == 1


def test_where_the_days_order_was_not_given_nothing_is_ordered(world: World) -> None:
    assert amend(world, added=(everyone(world)[0],)) == api.Amended(PersonCount(0), PersonCount(0))
    assert not Pass.objects.filter(target=Target.NAMED).exists()


def test_a_courier_changes_no_order(world: World) -> None:
    order(world, everyone(world)[0])
    with pytest.raises(NotAllowed):
        amend(world, dropped=(everyone(world)[0],), role="courier")
