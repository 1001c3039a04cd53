"""What recording a filled tube does."""

from uuid import uuid4

import pytest

from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import NotFound
from outpace.screening import api
from outpace.screening.choices import Stage
from outpace.screening.data import Verdict
from outpace.screening.models import Coverage, Ledger, Pass, Sample, Tube
from outpace.screening.tests.world import World, open_pass, staff


def done(world: World) -> int:
    return sum(Coverage.objects.filter(screening_pass_id=world.pass_id).values_list("done", flat=True))


def sampled(world: World) -> tuple[int, int]:
    row = Ledger.objects.filter(screening_pass_id=world.pass_id, stage=Stage.SAMPLED).values_list("tubes", "people")
    return sum(tubes for tubes, _ in row), sum(people for _, people in row)


def everyone(world: World) -> list[int]:
    return [person for people in world.people.values() for person in people]


def test_a_filled_tube_counts_its_people_as_done(world: World) -> None:
    answer = world.fill(world.record("T1", everyone(world)[:10]))
    assert [outcome.verdict for outcome in answer.outcomes] == [Verdict.ACCEPTED]
    assert done(world) == 10
    assert sampled(world) == (1, 10)


def test_opening_a_pass_counts_everyone_present_as_due(world: World) -> None:
    assert sum(Coverage.objects.filter(screening_pass_id=world.pass_id).values_list("due", flat=True)) == 48


def test_replaying_a_batch_changes_nothing(world: World) -> None:
    record = world.sample("T1", everyone(world)[:10])
    answer = world.fill(record)
    assert [outcome.verdict for outcome in answer.outcomes] == [Verdict.REPLAYED]
    assert (done(world), sampled(world), Sample.objects.count()) == (10, (1, 10), 10)


def test_the_same_content_under_a_new_id_changes_nothing_either(world: World) -> None:
    record = world.sample("T1", everyone(world)[:10])
    world.fill(type(record)(uuid4(), record.tube, record.swabs, record.sealed_at))
    assert (done(world), sampled(world), Sample.objects.count()) == (10, (1, 10), 10)


def test_a_second_record_adds_people_to_the_same_tube(world: World) -> None:
    people = everyone(world)
    world.sample("T1", people[:4])
    world.sample("T1", people[4:9])
    assert Tube.objects.get(code="T1").people == 9
    assert (done(world), sampled(world)) == (9, (1, 9))


def test_a_person_sampled_twice_is_one_person_and_two_person_times(world: World) -> None:
    people = everyone(world)
    world.sample("T1", people[:3])
    answer = world.fill(world.record("T2", people[2:5]))
    assert answer.outcomes[0].notes == ("repeated",)
    assert (done(world), sampled(world)) == (5, (2, 6))


def test_somebody_unknown_stays_in_the_tube_as_unidentified(world: World) -> None:
    answer = world.fill(world.record("T1", [*everyone(world)[:2], 999_999_999]))
    assert answer.outcomes[0].notes == ("unidentified",)
    assert (done(world), sampled(world)) == (2, (1, 3))


def test_an_overfull_tube_is_accepted_and_noted(world: World) -> None:
    answer = world.fill(world.record("T1", everyone(world)[:11]))
    assert answer.outcomes[0].notes == ("overfull",)
    assert done(world) == 11


def test_a_bar_code_of_another_pass_is_refused_with_what_to_do(world: World) -> None:
    other = open_pass(world)
    world.sample("T1", everyone(world)[:2])
    answer = world.fill(world.record("T1", everyone(world)[:2]), pass_id=other)
    assert answer.outcomes[0].verdict is Verdict.REJECTED
    assert "use another tube" in answer.outcomes[0].message


def test_another_townships_sampler_cannot_record_here(world: World) -> None:
    stranger = staff("sampler", world.townships[1].path)
    with pytest.raises(NotFound):
        world.fill(world.record("T1", everyone(world)[:2]), actor=stranger)
    assert not Tube.objects.exists()


def test_a_batch_beyond_the_bound_is_refused_whole(world: World) -> None:
    records = [world.record(f"T{n}", [], sealed=True) for n in range(1_001)]
    with pytest.raises(api.BatchTooLarge):
        world.fill(*records)


def test_a_batch_leaves_one_line_in_the_audit_log(world: World) -> None:
    before = AuditEntry.objects.filter(action="screening.sampled").count()
    world.sample("T1", everyone(world)[:10])
    assert AuditEntry.objects.filter(action="screening.sampled").count() == before + 1


def test_a_site_cannot_record_into_another_areas_pass(world: World) -> None:
    Pass.objects.filter(pk=world.pass_id).update(area_path=world.townships[1].path)
    with pytest.raises(NotFound):
        world.fill(world.record("T1", everyone(world)[:2]), site=0)
    assert not Tube.objects.exists()
