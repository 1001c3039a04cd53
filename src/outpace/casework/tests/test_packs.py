"""Packs in force: decided by a named human on a preview, applied to everybody whom it touches, batch by batch."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Anchor, Effect, FollowedPerson, Place, shipped_library
from outpace.casework import api
from outpace.casework.api import PackOrder
from outpace.casework.choices.follow_up import FactKind, FollowUpState, Ongoing
from outpace.casework.data import FollowUpsChanged, FollowUpsEnded, PacksDecided
from outpace.casework.models import FollowUp, FollowUpFact, PacksInForce
from outpace.casework.rules.packs import Tally
from outpace.casework.services import packs as packs_services
from outpace.casework.tests.follow_up_world import Scene, decide, heard, noon, row, scene
from outpace.kernel import clock, events
from outpace.kernel.errors import Refusal
from outpace.kernel.jobs import JobCancelled
from outpace.kernel.models import JobRun
from outpace.kernel.scope import NotAllowed, system_actor
from outpace.screening.models import DuePerson

EXPOSED = date(2022, 11, 5)
CHANGE = date(2022, 11, 11)
NEW = ("cn-covid-9+20", "cn-nat-3")


@pytest.fixture
def stage(db: None) -> Scene:
    """Three people in follow-up under the ninth edition when the twenty measures come: two close contacts and a secondary one."""
    made = scene()
    one, two, three = made.people(3)
    made.follow(one, "close", EXPOSED)
    made.follow(two, "close", EXPOSED - timedelta(days=3), known=EXPOSED)
    made.follow(three, "secondary", EXPOSED)
    return made


def order(stage: Scene, ongoing: Ongoing = Ongoing.RECOMPUTE, packs: tuple[str, ...] = NEW, reason: str = "the twenty measures") -> int:
    with clock.at(noon(CHANGE)):
        return api.decide_packs(stage.signer, PackOrder(stage.world.county.pk, packs, ongoing, reason))


def apply(stage: Scene, decision: int) -> api.Recomputed:
    with clock.at(noon(CHANGE)):
        return api.apply_packs(stage.signer, decision)


def test_a_preview_counts_both_ways_and_changes_nothing(stage: Scene) -> None:
    with clock.at(noon(CHANGE)):
        preview = api.change_sheet(stage.signer, stage.world.county.pk, NEW).preview
    assert (preview.people, preview.effects[Effect.EARLIER], preview.effects[Effect.NO_LONGER_FOLLOWED]) == (3, 2, 1)
    assert preview.free_now == 2
    assert preview.keep.by_place == {Place.CENTRALISED: 1, Place.HOME_MONITORING: 1, Place.HOME_ISOLATION: 1}
    assert not PacksInForce.objects.exists()


@pytest.mark.django_db
def test_recomputing_gives_everybody_the_days_of_the_new_packs(stage: Scene) -> None:
    with heard(PacksDecided) as decided:
        decision = order(stage)
    with heard(FollowUpsChanged, FollowUpsEnded) as events:
        done = apply(stage, decision)
    assert (done.changed, done.ended, done.stuck) == (2, 1, 0)
    assert (len(decided), [type(event).__name__ for event in events]) == (1, ["FollowUpEnded", "FollowUpChanged", "FollowUpChanged"])
    rows = FollowUp.objects.filter(group="close").order_by("until")
    assert [found.until for found in rows] == [EXPOSED + timedelta(days=5), EXPOSED + timedelta(days=8)]
    assert {found.pack for found in rows} == {"cn-covid-9+20"}
    assert {found.packs for found in rows} == {"cn-covid-9+20 cn-nat-3"}


def test_recomputed_schedules_are_those_that_starting_anew_would_give(stage: Scene) -> None:
    apply(stage, order(stage))
    person = stage.people(4)[3]
    fresh = row(stage.follow(person, "close", EXPOSED, known=CHANGE))
    old = FollowUp.objects.get(person_id=stage.people(1)[0])
    same = ("stages", "test_days", "checks_per_day", "place", "stage_until", "until", "pack", "pack_version", "packs", "anchors")
    assert {name: getattr(old, name) for name in same} == {name: getattr(fresh, name) for name in same}


def test_applying_twice_changes_nothing_more(stage: Scene) -> None:
    decision = order(stage)
    apply(stage, decision)
    facts = FollowUpFact.objects.count()
    assert (apply(stage, decision).changed, FollowUpFact.objects.count()) == (0, facts)


def test_a_recomputation_stopped_between_two_batches_goes_on_where_it_was(stage: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs_services, "BATCH", 1)
    decision, seen = order(stage), list[int]()

    def stop(done: int, _total: int) -> None:
        seen.append(done)
        raise JobCancelled(0)

    with clock.at(noon(CHANGE)):
        with pytest.raises(JobCancelled):
            api.apply_packs(stage.signer, decision, progress=stop)
        rest = api.apply_packs(stage.signer, decision)
    assert (seen, rest.changed + rest.ended) == ([1], 2)
    assert FollowUpFact.objects.filter(kind__in=[FactKind.RECOMPUTED, FactKind.ENDED]).count() == 3
    assert set(FollowUp.objects.values_list("packs", flat=True)) == {"cn-covid-9+20 cn-nat-3"}


def test_what_fails_above_takes_its_batch_back_and_no_other(stage: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs_services, "BATCH", 2)
    decision = order(stage)

    def fail(_event: FollowUpsEnded) -> None:
        raise RuntimeError

    with events.listening(FollowUpsEnded, fail), pytest.raises(RuntimeError):
        apply(stage, decision)
    assert FollowUp.objects.filter(packs="cn-covid-9+20 cn-nat-3").count() == 2
    assert (apply(stage, decision).ended, FollowUp.objects.filter(state=FollowUpState.ACTIVE).count()) == (1, 2)


def test_a_batch_is_told_as_one_piece_of_news(stage: Scene) -> None:
    seen: list[events.Event] = []
    with events.listening(FollowUpsChanged, seen.append), events.listening(FollowUpsEnded, seen.append):
        apply(stage, order(stage))
    assert [type(event).__name__ for event in seen] == ["FollowUpsEnded", "FollowUpsChanged"]


def test_orders_already_given_for_the_day_follow_the_new_days(stage: Scene) -> None:
    """On this day the old packs test the fourth (day 7) and whoever missed a test; the new ones the first (day 6), and nobody secondary."""
    one, _two, secondary, four = stage.people(4)
    stage.follow(four, "close", CHANGE - timedelta(days=7))
    stage.tested(one, *(EXPOSED + timedelta(days=day) for day in (1, 2, 3, 5)))
    stage.tested(four, *(CHANGE - timedelta(days=7 - day) for day in (1, 2, 3, 5, 6)))
    with clock.at(noon(CHANGE)):
        api.order_tests(stage.worker, CHANGE)
        before = set(DuePerson.objects.filter(screening_pass__due_by__gt=noon(CHANGE)).values_list("person_id", flat=True))
        api.apply_packs(stage.signer, order(stage))
        after = set(DuePerson.objects.filter(screening_pass__due_by__gt=noon(CHANGE)).values_list("person_id", flat=True))
        assert (after - before, before - after) == ({one}, {secondary, four})
        assert api.order_tests(stage.worker, CHANGE) == 0


def test_keeping_the_old_packs_changes_nobody_and_holds_for_newcomers(stage: Scene) -> None:
    order(stage, Ongoing.KEEP_OLD)
    assert not FollowUpFact.objects.filter(kind=FactKind.RECOMPUTED).exists()
    assert not JobRun.objects.exists()
    newcomer = row(stage.follow(stage.people(4)[3], "close", CHANGE))
    assert newcomer.until == CHANGE + timedelta(days=8)
    assert FollowUp.objects.get(person_id=stage.people(1)[0]).until == EXPOSED + timedelta(days=10)


def test_recomputing_is_a_job_of_whoever_signed(stage: Scene) -> None:
    order(stage)
    assert JobRun.objects.get().actor_name == stage.signer.name


def test_an_area_that_decided_for_itself_is_left_alone(stage: Scene) -> None:
    decide("cn-covid-9", "cn-nat-3", since=noon(EXPOSED), path=stage.world.townships[0].path)
    assert apply(stage, order(stage)).changed == 0


def test_an_area_that_decides_for_itself_while_people_are_recomputed_is_left_alone_from_then_on(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs_services, "BATCH", 1)
    decision = order(stage)

    def decides(done: int, _total: int) -> None:
        if done == 1:
            decide("cn-covid-9", "cn-nat-3", since=noon(CHANGE), path=stage.world.townships[0].path)

    with clock.at(noon(CHANGE)):
        found = api.apply_packs(stage.signer, decision, progress=decides)
    assert found.changed + found.ended == 1
    assert FollowUp.objects.filter(packs="cn-covid-9+20 cn-nat-3").count() == 1


def test_packs_that_a_later_release_dropped_are_said_and_everybody_is_recomputed_under_others(stage: Scene) -> None:
    decide("cn-local-dropped", "cn-nat-3", since=noon(EXPOSED))
    FollowUp.objects.update(packs="cn-local-dropped cn-nat-3")
    with clock.at(noon(CHANGE)):
        sheet = api.packs_sheet(stage.signer, stage.world.county.pk)
        change = api.change_sheet(stage.signer, stage.world.county.pk, NEW)
        assert api.order_tests(stage.worker, CHANGE) == 3
    assert (sheet.gone, sheet.lines, change.gone, change.changes) == (("cn-local-dropped",), (), ("cn-local-dropped",), ())
    assert (change.preview.people, change.preview.unread, sum(change.preview.effects.values())) == (3, 3, 0)
    done = apply(stage, order(stage))
    assert (done.changed, done.ended) == (2, 1)
    assert set(FollowUp.objects.values_list("packs", flat=True)) == {"cn-covid-9+20 cn-nat-3"}


def test_a_later_decision_stops_an_earlier_recomputation(stage: Scene) -> None:
    decision = order(stage)
    order(stage, Ongoing.KEEP_OLD, reason="the province asked to wait")
    assert apply(stage, decision).changed == 0


def test_the_withdrawn_stay_withdrawn_whatever_is_heard_later(stage: Scene) -> None:
    apply(stage, order(stage))
    number = FollowUp.objects.get(group="secondary").pk
    with pytest.raises(api.NotFollowed):
        stage.follow(stage.people(3)[2], "secondary", CHANGE)
    assert row(number).state == FollowUpState.WITHDRAWN


def test_only_a_named_human_with_the_right_decides(stage: Scene) -> None:
    wanted = PackOrder(stage.world.county.pk, NEW, Ongoing.KEEP_OLD, "because")
    for actor in (stage.judge, stage.worker, system_actor("casework")):
        with pytest.raises(NotAllowed):
            api.decide_packs(actor, wanted)


@pytest.mark.parametrize("packs", [(), ("no-such-pack",), ("cn-nat-3",), ("cn-covid-9", "who-ebola")])
def test_packs_that_say_nothing_of_follow_up_or_are_for_two_diseases_are_refused(stage: Scene, packs: tuple[str, ...]) -> None:
    with pytest.raises(Refusal):
        order(stage, packs=packs)


def test_a_stricter_local_overlay_is_shown_as_such_with_the_must_nots_it_touches(stage: Scene) -> None:
    with clock.at(noon(CHANGE)):
        decide("cn-covid-9", "cn-nat-3", since=noon(EXPOSED))
        sheet = api.change_sheet(stage.signer, stage.world.county.pk, ("cn-local-luzhou", "cn-nat-3"))
    assert [pack for pack, _ in sheet.stricter_than_parent] == ["cn-local-luzhou"]
    assert {warning.must_not for warning in sheet.warnings} == {"wider_quarantine"}


PEOPLE = st.lists(
    st.builds(
        lambda ref, group, after: FollowedPerson(ref, group, {Anchor.LAST_EXPOSURE: EXPOSED + timedelta(days=after)}),
        st.integers(1, 99),
        st.sampled_from(["close", "secondary", "venue_exposed"]),
        st.integers(-9, 6),
    ),
    max_size=12,
)


@given(people=PEOPLE, cut=st.integers(0, 12))
def test_counting_in_batches_gives_what_counting_at_once_gives(people: list[FollowedPerson], cut: int) -> None:
    library = shipped_library()
    old, new = library.protocol("cn-covid-9"), library.protocol("cn-covid-9+20")
    whole, parts = Tally(new, CHANGE), Tally(new, CHANGE)
    whole.add(old, people)
    parts.add(old, people[:cut])
    parts.add(old, people[cut:])
    one, two = whole.preview(), parts.preview()
    for name in ("people", "effects", "keep", "recompute", "free_now", "tests_added", "tests_dropped"):
        assert getattr(one, name) == getattr(two, name)
    assert sum(one.effects.values()) + one.stuck == one.people
