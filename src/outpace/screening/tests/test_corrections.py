"""What later facts about scans do: void, restore, move, identify."""

from contextlib import nullcontext
from datetime import timedelta
from uuid import uuid4

import pytest

from outpace.kernel.scope import NotFound
from outpace.screening import api
from outpace.screening.api import PassPlan
from outpace.screening.choices import CorrectionKind, Outcome, RecallState, Stage
from outpace.screening.data import RecordOutcome, ScanCorrection, Swab, Verdict
from outpace.screening.models import Coverage, Ledger, PositivePool, RecallMember, Sample, Tube, UnidentifiedSample
from outpace.screening.rules.ledger import Cell, imbalances
from outpace.screening.tests.world import MORNING, World, staff

NOON = MORNING + timedelta(hours=4)


def people_of(world: World, size: int, start: int = 0) -> list[int]:
    return [person for group in world.people.values() for person in group][start : start + size]


def correct(world: World, person: int, kind: CorrectionKind = CorrectionKind.VOID, *, hours: int = 4, into: str = "") -> RecordOutcome:
    fact = ScanCorrection(uuid4(), "T1", person, kind, MORNING + timedelta(hours=hours), "scanned the wrong card", into)
    return api.correct_scan(staff("site_head", world.county.path), world.sites[0].pk, fact)


def done(world: World) -> int:
    return sum(Coverage.objects.filter(screening_pass_id=world.pass_id).values_list("done", flat=True))


def sampled(world: World) -> Cell:
    row = Ledger.objects.get(screening_pass_id=world.pass_id, site_id=world.sites[0].pk, stage=Stage.SAMPLED)
    return Cell(row.tubes, row.people, row.ended_tubes, row.ended_people)


def test_a_voided_scan_takes_the_person_out_and_keeps_the_sample(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    correct(world, people_of(world, 1)[0])
    assert (done(world), sampled(world), Tube.objects.get(code="T1").people) == (4, Cell(1, 4), 4)
    assert Sample.objects.filter(tube__code="T1").count() == 5


def test_a_restored_scan_counts_again(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    correct(world, people_of(world, 1)[0], hours=4)
    correct(world, people_of(world, 1)[0], CorrectionKind.RESTORE, hours=5)
    assert (done(world), sampled(world)) == (5, Cell(1, 5))


def test_a_void_that_arrives_before_its_scan_applies_to_it(world: World) -> None:
    correct(world, people_of(world, 1)[0])
    world.sample("T1", people_of(world, 5))
    assert (done(world), sampled(world)) == (4, Cell(1, 4))


def test_replaying_a_correction_changes_nothing(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    fact = ScanCorrection(uuid4(), "T1", people_of(world, 1)[0], CorrectionKind.VOID, NOON, "wrong card")
    head = staff("site_head", world.county.path)
    api.correct_scan(head, world.sites[0].pk, fact)
    assert api.correct_scan(head, world.sites[0].pk, fact).verdict is Verdict.REPLAYED
    assert (done(world), sampled(world)) == (4, Cell(1, 4))


def test_a_moved_person_is_in_the_other_tube_and_counted_once(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.sample("T2", people_of(world, 3, start=5))
    correct(world, people_of(world, 1)[0], into="T2")
    assert dict(Tube.objects.values_list("code", "people")) == {"T1": 4, "T2": 4}
    assert (done(world), sampled(world)) == (8, Cell(2, 8))


def test_moving_into_a_tube_nobody_has_opened_opens_it(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    correct(world, people_of(world, 1)[0], into="T2")
    tube = Tube.objects.get(code="T2")
    assert (tube.screening_pass_id, tube.site_id, tube.people) == (world.pass_id, world.sites[0].pk, 1)
    assert (done(world), sampled(world)) == (5, Cell(2, 5))


def test_a_person_taken_out_of_a_positive_tube_is_released(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    correct(world, people_of(world, 1)[0])
    assert RecallMember.objects.get(person_id=people_of(world, 1)[0]).state == RecallState.RELEASED
    assert PositivePool.objects.get().open_members == 4


def test_a_person_moved_into_a_positive_tube_joins_its_recall(world: World) -> None:
    world.sample("T1", people_of(world, 3))
    world.sample("T2", people_of(world, 2, start=3))
    world.results(world.reading("T2", Outcome.PRELIMINARY_POSITIVE))
    correct(world, people_of(world, 1)[0], into="T2")
    assert RecallMember.objects.get(person_id=people_of(world, 1)[0]).state == RecallState.TO_REACH


def unidentified(world: World, code: str = "T1") -> int:
    record = world.record(code, people_of(world, 1))
    stranger = Swab(0, NOON, "man in a red coat, third floor")
    world.fill(type(record)(record.id, code, (*record.swabs, stranger), record.sealed_at))
    return int(UnidentifiedSample.objects.get(tube__code=code).pk)


def test_an_unidentified_sample_becomes_the_persons_own(world: World) -> None:
    sample = unidentified(world)
    api.identify(staff("site_head", world.county.path), world.sites[0].pk, sample_id=sample, person=people_of(world, 2)[1])
    assert (done(world), sampled(world), Tube.objects.get().people) == (2, Cell(1, 2), 2)
    assert bytes(UnidentifiedSample.objects.get().reference_sealed) == b""


def test_an_identified_sample_of_a_positive_tube_joins_the_recall(world: World) -> None:
    sample = unidentified(world)
    world.results(world.reading("T1", Outcome.PRELIMINARY_POSITIVE))
    api.identify(staff("site_head", world.county.path), world.sites[0].pk, sample_id=sample, person=people_of(world, 2)[1])
    pool = PositivePool.objects.get()
    assert (pool.members, pool.unidentified) == (2, 0)


def test_a_sample_cannot_be_identified_twice(world: World) -> None:
    sample, head = unidentified(world), staff("site_head", world.county.path)
    api.identify(head, world.sites[0].pk, sample_id=sample, person=people_of(world, 2)[1])
    with pytest.raises(NotFound):
        api.identify(head, world.sites[0].pk, sample_id=sample, person=people_of(world, 3)[2])


def test_another_townships_site_head_corrects_nothing_here(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    fact = ScanCorrection(uuid4(), "T1", people_of(world, 1)[0], CorrectionKind.VOID, NOON, "wrong card")
    with pytest.raises(NotFound):
        api.correct_scan(staff("site_head", world.townships[1].path), world.sites[0].pk, fact)
    assert done(world) == 5


def test_a_move_names_no_pass_of_another_area_where_neither_tube_has_one(world: World) -> None:
    """The scans may arrive after their correction, so it may name the pass; another township's pass looks like none."""
    lead, other = staff("screening_lead", world.county.path), world.townships[1]
    campaign = api.create_campaign(lead, name="Other", area_id=other.pk, pack="cn-nat-2", started_on=MORNING.date())
    foreign = api.plan_pass(lead, api.add_round(lead, campaign), PassPlan(area_id=other.pk))
    head, person = staff("site_head", world.county.path), people_of(world, 1)[0]
    for pass_id, is_refused in ((foreign, True), (world.pass_id, False)):
        fact = ScanCorrection(uuid4(), "T1", person, CorrectionKind.VOID, NOON, "wrong card", "T2", pass_id)
        with pytest.raises(NotFound) if is_refused else nullcontext():
            api.correct_scan(head, world.sites[0].pk, fact)
        assert Sample.objects.filter(screening_pass_id=pass_id).exists() is not is_refused


def test_the_ledger_balances_after_every_correction(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    world.send("T1")
    world.results(world.reading("T1", Outcome.NEGATIVE))
    correct(world, people_of(world, 1)[0], into="T2")
    rows = Ledger.objects.filter(screening_pass_id=world.pass_id, site_id=world.sites[0].pk)
    column = {Stage(row.stage): Cell(row.tubes, row.people, row.ended_tubes, row.ended_people) for row in rows}
    assert imbalances(column) == []


def test_a_screening_lead_may_correct_a_scan(world: World) -> None:
    world.sample("T1", people_of(world, 5))
    fact = ScanCorrection(uuid4(), "T1", people_of(world, 1)[0], CorrectionKind.VOID, NOON, "wrong card")
    api.correct_scan(staff("screening_lead", world.county.path), world.sites[0].pk, fact)
    assert done(world) == 4


def test_a_duty_officer_may_name_an_unidentified_sample(world: World) -> None:
    sample = unidentified(world)
    officer = staff("duty_officer", world.county.path)
    api.identify(officer, world.sites[0].pk, sample_id=sample, person=people_of(world, 2)[1])
    assert done(world) == 2
