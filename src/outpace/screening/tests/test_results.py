"""What a laboratory's results do to tubes, coverage and the ledger."""

from datetime import timedelta
from uuid import uuid4

import pytest

from outpace.kernel import clock
from outpace.kernel.scope import NotAllowed
from outpace.screening import api
from outpace.screening.choices import Outcome, Stage, TubeEventKind
from outpace.screening.data import ConditionRecord, MissingPerson, Verdict
from outpace.screening.models import Coverage, Ledger, Result, Tube
from outpace.screening.rules.ledger import Cell, imbalances
from outpace.screening.tests.world import MORNING, World, staff


def people_of(world: World, size: int) -> list[int]:
    return [person for group in world.people.values() for person in group][:size]


def done(world: World) -> int:
    return sum(Coverage.objects.filter(screening_pass_id=world.pass_id).values_list("done", flat=True))


def column(world: World, site: int = 0) -> dict[Stage, Cell]:
    rows = Ledger.objects.filter(screening_pass_id=world.pass_id, site_id=world.sites[site].pk)
    return {Stage(row.stage): Cell(row.tubes, row.people, row.ended_tubes, row.ended_people) for row in rows}


def test_a_result_shows_that_the_tube_was_received_and_tested(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.results(world.reading("T1", Outcome.NEGATIVE))
    tube = Tube.objects.get(code="T1")
    assert (tube.stage, tube.outcome, tube.custodian_id) == (Stage.UPLOADED, Outcome.NEGATIVE, world.labs[0].pk)
    assert column(world)[Stage.UPLOADED] == Cell(1, 5)
    assert imbalances(column(world)) == []


def test_a_result_without_receipt_is_accepted_and_noted(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    assert world.results(world.reading("T1", Outcome.NEGATIVE)).outcomes[0].notes == ("not_received",)


def test_a_received_tube_needs_no_note(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.send("T1")
    world.tested("T1")
    assert world.results(world.reading("T1", Outcome.NEGATIVE)).outcomes[0].notes == ()


def test_replaying_a_result_changes_nothing(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    record = world.reading("T1", Outcome.NEGATIVE)
    world.results(record)
    assert world.results(record).outcomes[0].verdict is Verdict.REPLAYED
    assert (Result.objects.count(), column(world)[Stage.UPLOADED]) == (1, Cell(1, 5))


def test_an_inconclusive_result_sends_its_people_back_to_the_missing(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.results(world.reading("T1", Outcome.INCONCLUSIVE))
    assert done(world) == 0
    assert {person.reason for person in missing(world)} >= {"inconclusive"}


def missing(world: World) -> list[MissingPerson]:
    grid = next(iter(world.people))
    return api.missing_in_grid(staff("screening_lead", world.county.path), world.pass_id, grid)


def test_a_result_before_its_sampling_record_waits_and_then_balances(world: World) -> None:
    answer = world.results(world.reading("T1", Outcome.NEGATIVE))
    assert answer.outcomes[0].notes == ("unannounced",)
    world.sample("T1", people_of(world, 5))
    tube = Tube.objects.get(code="T1")
    assert (tube.screening_pass_id, tube.people, tube.outcome) == (world.pass_id, 5, Outcome.NEGATIVE)
    assert (done(world), column(world)[Stage.UPLOADED], imbalances(column(world))) == (5, Cell(1, 5), [])


def test_an_inconclusive_result_before_its_sampling_record_leaves_nobody_done(world: World) -> None:
    world.results(world.reading("T1", Outcome.INCONCLUSIVE))
    world.sample("T1", people_of(world, 5))
    assert (done(world), imbalances(column(world))) == (0, [])


def test_two_laboratories_that_disagree_leave_the_more_serious_reading_disputed(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    answer = world.results(world.reading("T1", Outcome.NEGATIVE), lab=1)
    tube = Tube.objects.get(code="T1")
    assert (tube.outcome, tube.disputed) == (Outcome.PRELIMINARY_POSITIVE, True)
    assert "disputed" in answer.outcomes[0].notes


def test_a_correction_beats_a_more_serious_reading_and_ends_the_dispute(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    world.results(world.reading("T1", Outcome.NEGATIVE, corrects=True, reason="labels swapped"))
    tube = Tube.objects.get(code="T1")
    assert (tube.outcome, tube.disputed, Result.objects.count()) == (Outcome.NEGATIVE, False, 2)


def test_a_correction_without_a_reason_is_refused(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    answer = world.results(world.reading("T1", Outcome.NEGATIVE, corrects=True))
    assert answer.outcomes[0].verdict is Verdict.REJECTED
    assert "reason" in answer.outcomes[0].message


def test_a_result_from_the_future_is_refused_alone(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.sample("T2", people_of(world, 8)[5:])
    tomorrow = world.reading("T1", Outcome.NEGATIVE, tested_at=clock.now() + timedelta(days=1))
    answer = world.results(tomorrow, world.reading("T2", Outcome.NEGATIVE))
    assert [outcome.verdict for outcome in answer.outcomes] == [Verdict.REJECTED, Verdict.ACCEPTED]


def test_ct_values_against_the_outcome_are_noted(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.send("T1")
    answer = world.results(world.reading("T1", Outcome.NEGATIVE, ct={"N": 28.5, "ORF1ab": 29.0}))
    assert answer.outcomes[0].notes == ("ct_contradicts",)


def test_a_tube_read_twice_in_one_batch_is_counted_once(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    later = MORNING + timedelta(hours=6)
    world.results(world.reading("T1", Outcome.NEGATIVE), world.reading("T1", Outcome.NEGATIVE, tested_at=later))
    assert (Result.objects.count(), column(world)[Stage.UPLOADED]) == (2, Cell(1, 5))


def test_a_spoiled_tube_whose_result_came_after_all_counts(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    spoiled = ConditionRecord(uuid4(), "T1", TubeEventKind.SPOILED, MORNING + timedelta(hours=3))
    api.record_condition(staff("site_head", world.county.path), world.sites[0].pk, spoiled)
    assert done(world) == 0
    world.results(world.reading("T1", Outcome.NEGATIVE))
    assert (done(world), imbalances(column(world))) == (5, [])


def test_a_courier_cannot_upload_results(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.results(world.reading("T1", Outcome.NEGATIVE), role="courier")


def test_a_batch_beyond_the_bound_is_refused_whole(world: World) -> None:
    records = [world.reading(f"T{n}", Outcome.NEGATIVE) for n in range(5_001)]
    with pytest.raises(api.BatchTooLarge):
        api.record_results(staff("lab_staff", world.county.path), world.labs[0].pk, batch_id=uuid4(), records=records)
    assert not Result.objects.exists()


def test_a_screening_lead_may_correct_a_result_and_not_upload_one(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.results(world.reading("T1", Outcome.NEGATIVE, corrects=True, reason="labels swapped"), role="screening_lead")
    assert Tube.objects.get(code="T1").outcome == Outcome.NEGATIVE
    with pytest.raises(NotAllowed):
        world.results(world.reading("T1", Outcome.NEGATIVE), role="screening_lead")
