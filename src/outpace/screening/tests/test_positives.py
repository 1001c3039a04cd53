"""What a positive tube triggers, and how its pool is resolved or taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from outpace.kernel import clock, events
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import NotAllowed, NotFound, system_actor
from outpace.screening import api
from outpace.screening.choices import Outcome, RecallState, Stage, TubeEventKind
from outpace.screening.data import ConditionRecord, PersonFoundPositive, PoolFoundPositive, PoolReopened, PoolResolved, PoolWithdrawn
from outpace.screening.models import Coverage, DuePerson, Ledger, Pass, PositivePool, RecallMember, Result, Tube
from outpace.screening.selectors.recount import differences
from outpace.screening.tests.world import MORNING, World, staff

POSITIVE = Outcome.PRELIMINARY_POSITIVE


class SubscriberFailed(Exception):
    """What the failing subscriber of these tests raises."""


def people_of(world: World, size: int, start: int = 0) -> list[int]:
    return [person for group in world.people.values() for person in group][start : start + size]


def positive(world: World, size: int = 5) -> PositivePool:
    world.sample("T1", people_of(world, size))
    world.results(world.reading("T1", POSITIVE))
    return PositivePool.objects.get(tube__code="T1")


def states(pool: PositivePool) -> set[RecallState]:
    return {RecallState(state) for state in pool.recall.values_list("state", flat=True)}


def retest(world: World, person: int, outcome: Outcome, code: str) -> None:
    number = Pass.objects.get(is_retest=True).pk
    world.fill(world.record(code, [person], MORNING + timedelta(hours=6)), pass_id=number)
    world.results(world.reading(code, outcome, tested_at=MORNING + timedelta(hours=8)))


def test_a_positive_tube_puts_each_of_its_people_on_the_recall_list(world: World) -> None:
    pool = positive(world)
    assert set(pool.recall.values_list("person_id", flat=True)) == set(people_of(world, 5))
    assert (pool.members, pool.open_members, states(pool)) == (5, 5, {RecallState.TO_REACH})


def test_each_member_is_due_for_a_single_retest(world: World) -> None:
    positive(world)
    again = Pass.objects.get(is_retest=True)
    assert set(DuePerson.objects.filter(screening_pass=again).values_list("person_id", flat=True)) == set(people_of(world, 5))
    assert sum(Coverage.objects.filter(screening_pass=again).values_list("due", flat=True)) == 5
    assert again.pool_size == 1


def test_a_failing_subscriber_rolls_the_result_and_its_recall_back(world: World) -> None:
    def fail(event: PoolFoundPositive) -> None:
        raise SubscriberFailed

    world.sample("T1", people_of(world, 5))
    with events.listening(PoolFoundPositive, fail), pytest.raises(SubscriberFailed):
        world.results(world.reading("T1", POSITIVE))
    assert not Result.objects.exists()
    assert not RecallMember.objects.exists()
    assert Tube.objects.get(code="T1").outcome is None
    assert not Ledger.objects.filter(stage=Stage.UPLOADED, tubes__gt=0).exists()


def test_the_event_names_the_people_in_the_tube(world: World) -> None:
    heard: list[PoolFoundPositive] = []
    with events.listening(PoolFoundPositive, heard.append):
        pool = positive(world)
    assert [(event.pool_id, set(event.person_ids)) for event in heard] == [(pool.pk, set(people_of(world, 5)))]


def test_a_second_positive_reading_opens_no_second_pool(world: World) -> None:
    positive(world)
    world.results(world.reading("T1", POSITIVE), lab=1)
    assert (PositivePool.objects.count(), RecallMember.objects.count()) == (1, 5)


def test_a_sample_that_arrives_late_joins_the_recall(world: World) -> None:
    pool = positive(world)
    world.sample("T1", people_of(world, 2, start=5))
    pool.refresh_from_db()
    assert (pool.members, pool.open_members) == (7, 7)
    assert DuePerson.objects.count() == 7


def test_a_positive_result_before_its_sampling_record_recalls_everyone_when_it_comes(world: World) -> None:
    world.results(world.reading("T1", POSITIVE))
    world.sample("T1", people_of(world, 5))
    pool = PositivePool.objects.get()
    assert (pool.members, pool.open_members) == (5, 5)


def test_somebody_unidentified_keeps_the_pool_open(world: World) -> None:
    world.sample("T1", [*people_of(world, 1), 999_999_999])
    world.results(world.reading("T1", POSITIVE))
    retest(world, people_of(world, 1)[0], Outcome.NEGATIVE, "R1")
    pool = PositivePool.objects.get(tube__code="T1")
    assert (pool.unidentified, pool.open_members, pool.resolved_at) == (1, 0, None)


def test_a_single_retest_shows_on_the_recall_list(world: World) -> None:
    pool = positive(world)
    person = people_of(world, 1)[0]
    world.fill(world.record("R1", [person]), pass_id=Pass.objects.get(is_retest=True).pk)
    member = pool.recall.get(person_id=person)
    assert (member.state, member.retest_tube_id) == (RecallState.RESAMPLED, Tube.objects.get(code="R1").pk)


def test_single_retests_resolve_the_pool(world: World) -> None:
    pool = positive(world, size=2)
    first, second = people_of(world, 2)
    retest(world, first, Outcome.NEGATIVE, "R1")
    pool.refresh_from_db()
    assert (pool.open_members, pool.resolved_at) == (1, None)
    retest(world, second, POSITIVE, "R2")
    pool.refresh_from_db()
    assert (pool.open_members, states(pool)) == (0, {RecallState.CLEARED, RecallState.POSITIVE})
    assert pool.resolved_at is not None


def test_a_retest_that_is_no_answer_after_all_opens_the_resolved_pool_again(world: World) -> None:
    pool, (person,) = positive(world, size=1), people_of(world, 1)
    retest(world, person, Outcome.NEGATIVE, "R1")
    heard: list[PoolReopened] = []
    with events.listening(PoolReopened, heard.append):
        world.results(world.reading("R1", Outcome.INCONCLUSIVE, corrects=True, reason="read again"))
    pool.refresh_from_db()
    assert ([event.pool_id for event in heard], pool.resolved_at, pool.open_members) == ([pool.pk], None, 1)


def test_one_batch_that_answers_or_corrects_several_retests_tells_of_their_pool_once(world: World) -> None:
    pool, codes = positive(world, size=3), ["R1", "R2", "R3"]
    for code, person in zip(codes, people_of(world, 3), strict=True):
        number = Pass.objects.get(is_retest=True).pk
        world.fill(world.record(code, [person], MORNING + timedelta(hours=6)), pass_id=number)
    heard: list[tuple[str, int]] = []
    with events.listening(PoolResolved, lambda event: heard.append(("resolved", event.pool_id))):
        world.results(*(world.reading(code, Outcome.NEGATIVE, tested_at=MORNING + timedelta(hours=8)) for code in codes))
    with events.listening(PoolReopened, lambda event: heard.append(("reopened", event.pool_id))):
        world.results(*(world.reading(code, Outcome.INCONCLUSIVE, corrects=True, reason="read again") for code in codes))
    assert heard == [("resolved", pool.pk), ("reopened", pool.pk)]
    assert PositivePool.objects.get(pk=pool.pk).open_members == 3


def test_a_positive_retest_is_told_as_a_person_and_opens_no_pool(world: World) -> None:
    heard: list[PersonFoundPositive] = []
    positive(world, size=2)
    with events.listening(PersonFoundPositive, heard.append):
        retest(world, people_of(world, 1)[0], POSITIVE, "R1")
    assert [event.person_id for event in heard] == people_of(world, 1)
    assert PositivePool.objects.count() == 1


def test_an_inconclusive_retest_asks_for_another_one(world: World) -> None:
    pool = positive(world, size=2)
    retest(world, people_of(world, 1)[0], Outcome.INCONCLUSIVE, "R1")
    assert pool.recall.get(person_id=people_of(world, 1)[0]).state == RecallState.REACHED


def test_a_corrected_result_withdraws_the_pool_and_releases_its_people(world: World) -> None:
    heard: list[PoolWithdrawn] = []
    pool = positive(world)
    with events.listening(PoolWithdrawn, heard.append):
        world.results(world.reading("T1", Outcome.NEGATIVE, corrects=True, reason="labels swapped"))
    pool.refresh_from_db()
    assert (pool.open_members, states(pool)) == (0, {RecallState.RELEASED})
    assert pool.withdrawn_at is not None
    assert [event.pool_id for event in heard] == [pool.pk]


def test_a_correction_taken_back_recalls_everyone_again(world: World) -> None:
    pool = positive(world)
    world.results(world.reading("T1", Outcome.NEGATIVE, corrects=True, reason="labels swapped"))
    later = MORNING + timedelta(hours=9)
    world.results(world.reading("T1", POSITIVE, corrects=True, reason="labels were right", tested_at=later))
    pool.refresh_from_db()
    assert (pool.withdrawn_at, pool.open_members, states(pool)) == (None, 5, {RecallState.TO_REACH})


def test_reaching_somebody_keeps_the_first_time(world: World) -> None:
    pool = positive(world)
    member = pool.recall.order_by("id")[0]
    officer = staff("duty_officer", world.county.path, name="Duty officer Wang")
    for hour in (6, 7):
        with clock.at(MORNING + timedelta(hours=hour)):
            api.mark_reached(officer, member.pk)
    member.refresh_from_db()
    assert (member.state, member.reached_by, member.reached_at) == (
        RecallState.REACHED,
        "Duty officer Wang",
        MORNING + timedelta(hours=6),
    )


def test_another_areas_officer_cannot_reach_a_member(world: World) -> None:
    pool = positive(world)
    with pytest.raises(NotFound):
        api.mark_reached(staff("duty_officer", "/53/"), pool.recall.order_by("id")[0].pk)


def test_a_hold_is_signed_by_a_named_person_and_the_first_signature_stands(world: World) -> None:
    pool = positive(world)
    for name in ("Commander Li", "Commander Zhao"):
        api.sign_holds(staff("commander", world.county.path, name=name), pool.pk)
    pool.refresh_from_db()
    assert pool.holds_signed_by == "Commander Li"


def test_the_program_itself_cannot_sign_a_hold(world: World) -> None:
    pool = positive(world)
    with pytest.raises(NotAllowed):
        api.sign_holds(system_actor("jobs"), pool.pk)


def test_a_signature_may_shorten_the_hold_and_never_lengthen_it(world: World) -> None:
    pool = positive(world)
    lapses = pool.recall.order_by("id")[0].hold_until
    commander = staff("commander", world.county.path)
    api.sign_holds(commander, pool.pk, until=lapses - timedelta(hours=2))
    assert set(pool.recall.values_list("hold_until", flat=True)) == {lapses - timedelta(hours=2)}


def test_a_signature_for_longer_than_the_pack_says_is_refused(world: World) -> None:
    pool = positive(world)
    lapses = pool.recall.order_by("id")[0].hold_until
    with pytest.raises(Refusal):
        api.sign_holds(staff("commander", world.county.path), pool.pk, until=lapses + timedelta(minutes=1))
    pool.refresh_from_db()
    assert pool.holds_signed_at is None


def test_a_signed_hold_is_shortened_after_an_objection(world: World) -> None:
    pool = positive(world)
    commander, ends = staff("commander", world.county.path), MORNING + timedelta(hours=8)
    with clock.at(MORNING + timedelta(hours=7)):
        api.sign_holds(commander, pool.pk)
        api.shorten_holds(commander, pool.pk, until=ends)
    assert set(pool.recall.values_list("hold_until", flat=True)) == {ends}


def test_a_hold_that_nobody_signed_cannot_be_shortened(world: World) -> None:
    pool = positive(world)
    with pytest.raises(Refusal):
        api.shorten_holds(staff("commander", world.county.path), pool.pk, until=MORNING + timedelta(hours=7))


def test_only_who_may_sign_may_shorten(world: World) -> None:
    pool = positive(world)
    with pytest.raises(NotAllowed):
        api.shorten_holds(staff("duty_officer", world.county.path), pool.pk, until=MORNING + timedelta(hours=7))


def test_somebody_sampled_in_the_retest_pass_before_being_due_there_counts_as_done(world: World) -> None:
    first = positive(world, size=2)
    again = Pass.objects.get(is_retest=True).pk
    late = people_of(world, 4)[3]
    world.fill(world.record("R9", [late], MORNING + timedelta(hours=6)), pass_id=again)
    world.fill(world.record("T1", [late]))
    assert first.recall.filter(person_id=late).exists()
    grid = Coverage.objects.filter(screening_pass_id=again, due__gt=0).get()
    assert (grid.due, grid.done, grid.extra) == (3, 1, 0)
    assert differences(again) == []


def test_a_due_count_that_left_its_list_is_named(world: World) -> None:
    positive(world, size=2)
    again = Pass.objects.get(is_retest=True).pk
    Coverage.objects.filter(screening_pass_id=again).update(due=7)
    assert [(found.check, found.stored, found.facts) for found in differences(again)] == [("due", 7, 2)]


def test_a_lost_retest_is_taken_again_and_the_new_tube_counts(world: World) -> None:
    pool = positive(world, size=2)
    person, again = people_of(world, 1)[0], Pass.objects.get(is_retest=True).pk
    world.fill(world.record("R1", [person]), pass_id=again)
    lost = ConditionRecord(uuid4(), "R1", TubeEventKind.LOST, MORNING + timedelta(hours=7))
    api.record_condition(staff("site_head", world.county.path), world.sites[0].pk, lost)
    retest(world, person, Outcome.NEGATIVE, "R2")
    assert pool.recall.get(person_id=person).state == RecallState.CLEARED


def test_a_retest_read_before_its_sampling_record_settles_its_person_all_the_same(world: World) -> None:
    pool = positive(world, size=2)
    person, again = people_of(world, 1)[0], Pass.objects.get(is_retest=True).pk
    world.results(world.reading("R1", POSITIVE, tested_at=MORNING + timedelta(hours=8)))
    world.fill(world.record("R1", [person], MORNING + timedelta(hours=6)), pass_id=again)
    assert pool.recall.get(person_id=person).state == RecallState.POSITIVE
    assert PositivePool.objects.get(tube__code="R1").withdrawn_at is not None
