"""Measures beside those of the type: by a named human, never for ever, with exemptions."""

from dataclasses import replace
from datetime import date

import pytest

from outpace.kernel.errors import Refusal
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import NotAllowed, NotFound
from outpace.screening.tests.world import World
from outpace.zoning import api
from outpace.zoning.choices import ProposalKind
from outpace.zoning.data import NewMeasure
from outpace.zoning.tests.test_ahead import ask
from outpace.zoning.tests.world import clock, commander, day, drawn, found, grid, newest, sign, staff

SCHOOLS = NewMeasure("schools_closed", "the two schools on the main street", "final-year exams", review_on=date(2022, 8, 20))


def test_a_measure_holds_with_its_words_exemptions_and_day_of_review(world: World) -> None:
    zone = drawn(world)
    number = api.order_measure(commander(world), zone, SCHOOLS)
    row = next(row for row in api.zone_measures(commander(world), zone) if row.id == number)
    assert (row.text, row.exemptions, row.review_on) == (SCHOOLS.text, SCHOOLS.exemptions, SCHOOLS.review_on)


def test_a_measure_without_a_day_of_review_is_refused(world: World) -> None:
    with pytest.raises(Refusal, match="review_owed"):
        api.order_measure(commander(world), drawn(world), NewMeasure("checkpoint"))


def test_a_measure_says_what_holds(world: World) -> None:
    with pytest.raises(Refusal, match="text_owed"):
        api.order_measure(commander(world), drawn(world), NewMeasure(text=" ", review_on=SCHOOLS.review_on))


def test_the_same_measure_holds_once(world: World) -> None:
    zone = drawn(world)
    assert api.order_measure(commander(world), zone, SCHOOLS) == api.order_measure(commander(world), zone, SCHOOLS)


def test_a_measure_that_holds_otherwise_is_not_taken_for_the_same(world: World) -> None:
    zone = drawn(world)
    api.order_measure(commander(world), zone, SCHOOLS)
    with pytest.raises(Refusal, match="holds_already"):
        api.order_measure(commander(world), zone, replace(SCHOOLS, exemptions="nobody"))
    with pytest.raises(Refusal, match="holds_already"):
        api.order_measure(commander(world), zone, replace(SCHOOLS, measure="stay_in"))


def test_what_was_ordered_by_hand_goes_on_when_the_type_changes_and_ends_when_the_zone_is_lifted(world: World) -> None:
    zone = drawn(world)
    api.order_measure(commander(world), zone, SCHOOLS)
    api.order_measure(commander(world), zone, replace(SCHOOLS, measure="no_gathering"))
    sign(world, ask(world, ProposalKind.STEP_DOWN, zone=zone, zone_type="medium"), reason="as ordered")
    assert holding(world, zone) == ["no_gathering", "schools_closed", "staggered_pickup", "stay_in_area"]
    sign(world, ask(world, ProposalKind.LIFT, zone=zone), reason="as ordered")
    assert holding(world, zone) == []


def test_a_measure_that_was_looked_at_is_kept_until_a_later_day_and_the_log_has_it(world: World) -> None:
    zone = drawn(world)
    number = api.order_measure(commander(world), zone, SCHOOLS)
    with clock.at(day(9)):
        assert [(due.zone_id, due.measure.id) for due in api.board(commander(world)).reviews] == [(zone, number)]
        api.keep_measure(commander(world), zone, number, review_on=date(2022, 8, 27))
        assert api.board(commander(world)).reviews == ()
    kept = AuditEntry.objects.get(action="zoning.measure_kept").details
    assert ("2022-08-20" in kept, "2022-08-27" in kept) == (True, True)


def test_a_measure_is_not_kept_until_today_nor_after_its_end_nor_beside_its_type(world: World) -> None:
    zone = drawn(world)
    number = api.order_measure(commander(world), zone, SCHOOLS)
    of_type = next(row.id for row in api.zone_measures(commander(world), zone) if row.measure == "stay_in")
    with clock.at(day(9)):
        for measure, review_on, refusal in ((number, day(9).date(), "review_past"), (of_type, day(20).date(), "not_kept")):
            with pytest.raises(Refusal, match=refusal):
                api.keep_measure(commander(world), zone, measure, review_on=review_on)
        api.end_measure(commander(world), zone, number)
        with pytest.raises(Refusal, match="not_kept"):
            api.keep_measure(commander(world), zone, number, review_on=day(20).date())
        assert api.board(commander(world)).reviews == ()


def holding(world: World, zone: int) -> list[str]:
    """Which measures hold, by the pack's word?"""
    return sorted(row.measure for row in api.zone_measures(commander(world), zone) if row.ended_at is None)


def test_an_ended_measure_stays_on_record(world: World) -> None:
    zone = drawn(world)
    number = api.order_measure(commander(world), zone, SCHOOLS)
    api.end_measure(commander(world), zone, number)
    api.end_measure(commander(world), zone, number)
    assert [row.id for row in api.zone_measures(commander(world), zone) if row.ended_at] == [number]
    assert AuditEntry.objects.filter(action="zoning.measure_ended").count() == 1


def test_whoever_may_not_sign_orders_nothing(world: World) -> None:
    with pytest.raises(NotAllowed):
        api.order_measure(staff("duty_officer", world.county.path), drawn(world), SCHOOLS)


def test_a_measure_of_another_zone_looks_absent(world: World) -> None:
    first = drawn(world)
    found(grid(world, 1))
    second = sign(world, newest(world, 1))
    number = api.order_measure(commander(world), first, SCHOOLS)
    with pytest.raises(NotFound):
        api.end_measure(commander(world), second, number)
