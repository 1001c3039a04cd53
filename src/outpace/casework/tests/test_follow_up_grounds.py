"""Who is followed, as what, until when: grounds add up, the pack's rank decides, latest exposure wins."""

from datetime import date, timedelta

import pytest

from epiworks.protocol import Anchor, Place
from outpace.casework import api
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.data import FollowUpsChanged, FollowUpStarted
from outpace.casework.models import FollowUp, FollowUpFact, FollowUpLink
from outpace.casework.tests.follow_up_world import Scene, cast, decide, heard, noon, row, scene
from outpace.kernel.scope import NotAllowed

pytestmark = pytest.mark.django_db
EIGHTH, NINTH, TWENTY = date(2021, 11, 1), date(2022, 8, 1), date(2022, 11, 12)


@pytest.fixture
def stage(db: None) -> Scene:
    return scene()


@pytest.mark.parametrize(
    ("exposed", "stages", "free"),
    [
        (EIGHTH, [("centralised", 14), ("home_monitoring", 7)], 21),
        (NINTH, [("centralised", 7), ("home_monitoring", 3)], 10),
        (TWENTY, [("centralised", 5), ("home_isolation", 3)], 8),
    ],
)
def test_the_same_person_gets_the_days_of_the_edition_in_force(
    stage: Scene, exposed: date, stages: list[tuple[str, int]], free: int
) -> None:
    made = row(stage.follow(stage.people(1)[0], "close", exposed))
    spans = [(part["place"], (date.fromisoformat(part["last"]) - date.fromisoformat(part["first"])).days + 1) for part in made.stages]
    assert (spans, made.until) == (stages, exposed + timedelta(days=free))


def test_following_the_same_exposure_twice_changes_nothing(stage: Scene) -> None:
    person = stage.people(1)[0]
    first = stage.follow(person, "close", NINTH)
    with heard(FollowUpStarted, FollowUpsChanged) as events:
        assert stage.follow(person, "close", NINTH) == first
    assert events == []
    assert (FollowUpLink.objects.count(), FollowUpFact.objects.count()) == (1, 1)


def test_a_later_exposure_moves_the_last_day(stage: Scene) -> None:
    person = stage.people(1)[0]
    number = stage.follow(person, "close", NINTH)
    assert stage.follow(person, "close", NINTH + timedelta(days=4)) == number
    assert row(number).until == NINTH + timedelta(days=14)


def test_an_earlier_exposure_found_later_moves_nothing(stage: Scene) -> None:
    person = stage.people(1)[0]
    number = stage.follow(person, "close", NINTH)
    stage.follow(person, "close", NINTH - timedelta(days=2), known=NINTH)
    assert row(number).until == NINTH + timedelta(days=10)


def test_the_stronger_class_wins_whichever_comes_first(stage: Scene) -> None:
    one, two = stage.people(2)
    stage.follow(one, "secondary", NINTH)
    stage.follow(two, "close", NINTH)
    groups = [row(stage.follow(one, "close", NINTH)).group, row(stage.follow(two, "secondary", NINTH)).group]
    assert groups == ["close", "close"]


def test_a_start_says_by_when_the_person_must_be_there(stage: Scene) -> None:
    with heard(FollowUpStarted) as events:
        number = stage.follow(stage.people(1)[0], "close", NINTH)
    (event,) = events
    assert isinstance(event, FollowUpStarted)
    assert (event.follow_up_id, event.place, event.due_at) == (number, Place.CENTRALISED, noon(NINTH) + timedelta(hours=8))


def test_a_traveller_is_followed_from_the_day_of_arrival(stage: Scene) -> None:
    made = row(stage.travels(stage.people(1)[0], "inbound", Anchor.ARRIVAL, NINTH))
    assert (made.group, made.until, made.anchors) == ("inbound", NINTH + timedelta(days=10), {"arrival": NINTH.isoformat()})


def test_a_class_the_packs_order_nothing_for_is_refused(stage: Scene) -> None:
    with pytest.raises(api.NotFollowed):
        stage.follow(stage.people(1)[0], "secondary", TWENTY)
    assert not FollowUp.objects.exists()


def test_only_those_who_judge_contacts_start_a_follow_up(stage: Scene) -> None:
    stage.judge = cast("grid_worker")
    with pytest.raises(NotAllowed):
        stage.follow(stage.people(1)[0], "close", NINTH)


def test_the_packs_decided_for_an_area_hold_below_it(stage: Scene) -> None:
    decide("cn-covid-9+20", since=noon(NINTH) - timedelta(days=1))
    assert row(stage.follow(stage.people(1)[0], "close", NINTH)).until == NINTH + timedelta(days=8)


def test_the_nearest_area_that_decided_is_heard(stage: Scene) -> None:
    decide("cn-covid-9+20", since=noon(NINTH) - timedelta(days=1))
    decide("cn-covid-8", since=noon(NINTH) - timedelta(days=1), path=stage.world.townships[0].path)
    assert row(stage.follow(stage.people(1)[0], "close", NINTH)).until == NINTH + timedelta(days=21)


def test_every_start_keeps_the_pack_lines_it_rests_on(stage: Scene) -> None:
    stage.follow(stage.people(1)[0], "close", NINTH)
    because = FollowUpFact.objects.get().because
    assert [line["address"] for line in because] == ["regimen.close", "regimen.close.stages.1", "regimen.close.stages.2"]
    assert {line["pack"] for line in because} == {"cn-covid-9"}


def test_nobody_is_in_two_follow_ups_at_once(stage: Scene) -> None:
    person = stage.people(1)[0]
    stage.follow(person, "close", NINTH)
    stage.follow(person, "secondary", NINTH)
    stage.travels(person, "inbound", Anchor.ARRIVAL, NINTH)
    assert FollowUp.objects.filter(person_id=person, state=FollowUpState.ACTIVE).count() == 1
