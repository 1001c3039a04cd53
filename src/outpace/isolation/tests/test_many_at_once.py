"""News of many people is one piece of news: whatever it says of each, rooms, requests and counters end as if it had come one by one."""

from datetime import date
from random import Random

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epiworks.protocol import Place
from outpace.casework.data import FollowUpChanged, FollowUpEnded, FollowUpsChanged, FollowUpsEnded
from outpace.isolation import api
from outpace.isolation.choices import BedState, EndReason
from outpace.isolation.data import PlacementsRequested, PlacementsWithdrawn
from outpace.isolation.models import BedUse, Placement, RoomChange
from outpace.isolation.tests.test_facilities import assert_counters_equal_a_recount
from outpace.isolation.tests.world import NOW, Isolation, head, make, tell
from outpace.kernel import clock, events
from outpace.kernel.events import Event

PLACES = (Place.CENTRALISED, Place.HOME_ISOLATION, Place.HOME_MONITORING)


def changed(isolation: Isolation, person: int, place: Place, *, before: Place = Place.CENTRALISED, until: int = 26) -> FollowUpChanged:
    placement = Placement.objects.filter(person_id=person).latest("pk")
    return FollowUpChanged(
        follow_up_id=placement.follow_up_id or 0,
        person_id=person,
        area_path=isolation.grid_path(person),
        group="close",
        group_before="close",
        place=place,
        place_before=before,
        until=date(2022, 8, until),
        changed_at=NOW,
    )


def told(*pieces: Event) -> None:
    with transaction.atomic():
        for piece in pieces:
            if isinstance(piece, FollowUpsChanged):
                api.follow_changed(piece)
            elif isinstance(piece, FollowUpsEnded):
                api.follow_ended(piece)


def settle(isolation: Isolation, seed: int) -> list[FollowUpChanged]:
    """Six people of whom some are asked for, some signed for and some inside, and what a change of packs says of each."""
    random, news = Random(seed), []
    for person in isolation.people[:6]:
        wanted = isolation.want(person)
        if random.random() < 0.7 and isolation.free_bed(isolation.site):
            isolation.sign(wanted)
            if random.random() < 0.7:
                api.record_arrival(head(isolation), wanted.pk)
        news.append(changed(isolation, person, random.choice(PLACES), until=random.randint(20, 28)))
    return news


def stands(isolation: Isolation) -> list[tuple[object, ...]]:
    assert_counters_equal_a_recount()
    rows = Placement.objects.filter(person_id__in=isolation.people).order_by("person_id", "pk")
    held = dict(BedUse.objects.filter(ended_at=None).values_list("placement_id", "bed__state"))
    return [(row.person_id, row.place, row.state, row.until, row.end_reason, row.because, held.get(row.pk)) for row in rows]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_all_at_once_comes_to_what_one_by_one_comes_to(isolation: Isolation, seed: int) -> None:
    outcomes = []
    for at_once in (True, False):
        with transaction.atomic():
            news = settle(isolation, seed)
            told(*([FollowUpsChanged(tuple(news))] if at_once else [FollowUpsChanged((each,)) for each in news]))
            outcomes.append(stands(isolation))
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1]


def test_people_whose_place_needs_no_room_are_let_go_together_and_the_beds_show_it(isolation: Isolation) -> None:
    stays = [isolation.placed(person) for person in isolation.people[:3]]
    told(FollowUpsChanged(tuple(changed(isolation, stay.person_id, Place.HOME_MONITORING) for stay in stays)))
    assert set(Placement.objects.values_list("end_reason", flat=True)) == {EndReason.RELEASED}
    assert set(BedUse.objects.values_list("bed__state", flat=True)) == {BedState.LEAVING}
    assert RoomChange.objects.filter(act="prepare").count() == 3
    assert_counters_equal_a_recount()


def test_the_way_back_gives_everybody_their_room_again(isolation: Isolation) -> None:
    stays = [isolation.placed(person) for person in isolation.people[:3]]
    told(FollowUpsChanged(tuple(changed(isolation, stay.person_id, Place.HOME_MONITORING) for stay in stays)))
    told(FollowUpsChanged(tuple(changed(isolation, stay.person_id, Place.CENTRALISED, before=Place.HOME_MONITORING) for stay in stays)))
    assert [row.state for row in Placement.objects.all()] == ["arrived"] * 3
    assert set(BedUse.objects.values_list("bed__state", flat=True)) == {BedState.OCCUPIED}


def test_a_last_day_that_moves_moves_it_for_those_asked_for_and_those_inside(isolation: Isolation) -> None:
    inside, asked = isolation.placed(isolation.people[0]), isolation.want(isolation.people[1])
    told(FollowUpsChanged(tuple(changed(isolation, row.person_id, Place.CENTRALISED, until=28) for row in (inside, asked))))
    assert set(Placement.objects.values_list("until", flat=True)) == {date(2022, 8, 28)}


def test_many_requests_are_told_of_once_and_logged_once(isolation: Isolation) -> None:
    for person in isolation.people[:3]:
        isolation.want(person, Place.HOME_ISOLATION)
    seen: list[Event] = []
    with events.listening(PlacementsRequested, seen.append), events.listening(PlacementsWithdrawn, seen.append):
        before = Place.HOME_ISOLATION
        told(FollowUpsChanged(tuple(changed(isolation, person, Place.CENTRALISED, before=before) for person in isolation.people[:3])))
    assert [(type(event).__name__, len(getattr(event, "placements", ()))) for event in seen] == [
        ("PlacementsWithdrawn", 3),
        ("PlacementsRequested", 3),
    ]


def test_ends_of_many_kinds_in_one_piece_of_news_are_each_kept(isolation: Isolation) -> None:
    released, died, case = (isolation.placed(person) for person in isolation.people[:3])
    ends = zip((released, died, case), ("released", "died", "became_case"), strict=True)
    path = isolation.path
    told(FollowUpsEnded(tuple(FollowUpEnded(row.follow_up_id or 0, row.person_id, path, "close", reason, NOW) for row, reason in ends)))
    assert [Placement.objects.get(pk=row.pk).end_reason for row in (released, died, case)] == ["released", "died", ""]


def test_twice_as_many_people_take_no_more_statements(db: None) -> None:
    isolation = make(rooms=12, people_per_grid=8)
    with clock.at(NOW):
        for person in isolation.people[:6]:
            tell(isolation.started(person, until=date(2022, 8, 19)))
        counted = []
        for people in (isolation.people[:2], isolation.people[2:6]):
            news = FollowUpsChanged(tuple(changed(isolation, person, Place.HOME_ISOLATION) for person in people))
            with CaptureQueriesContext(connection) as queries:
                told(news)
            counted.append(len(queries))
    assert counted[0] == counted[1] <= 20
