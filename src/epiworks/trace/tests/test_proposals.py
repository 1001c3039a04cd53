"""Proposals: which class for whom, with which days, why, and as a table."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Anchor, CaseAnchors, Protocol, ReasonKey, SharedPlace, Window
from epiworks.protocol.tests.making import packs
from epiworks.trace.cases import Known, cases, cases_from_anchors
from epiworks.trace.explaining import explain_pair
from epiworks.trace.judging import Judged
from epiworks.trace.people import by_person
from epiworks.trace.proposals import proposals
from epiworks.trace.question import extra_stays
from epiworks.trace.seats import seat_map
from epiworks.trace.tests.worlds import DAY, MIDNIGHT, PLACE, World

NINTH, MEASLES = packs("cn-covid-9"), packs("measles")


def found(judged: Judged) -> dict[int, str]:
    rows = proposals(judged)
    return {int(person): rows.group_of(row) for row, person in enumerate(rows.person)}


def test_everyone_together_with_the_case_gets_the_class_of_the_place() -> None:
    world = World().at(SharedPlace.HOUSEHOLD, 1, 2).at(SharedPlace.VENUE, 1, 3).at(SharedPlace.WATER_POINT, 1, 4).at(SharedPlace.ROOM, 5)
    assert found(world.judged(NINTH)) == {2: "close", 3: "venue_exposed"}


def test_a_place_whose_kind_nobody_has_said_passes_nobody_over() -> None:
    judged = World().at(SharedPlace.UNKNOWN, 1, 2).judged(NINTH)
    assert found(judged) == {2: "potential_close"}
    (exposure,) = explain_pair(judged, 0, 2)
    assert (exposure.kind, len(exposure.stays)) == (SharedPlace.UNKNOWN, 1)


def test_the_highest_class_wins_and_all_days_count() -> None:
    world = World().at(SharedPlace.VENUE, 1, 2, hours=(8, 12)).at(SharedPlace.ROOM, 1, 2, hours=(30, 31))
    rows = proposals(world.judged(NINTH, window=Window(DAY, None)))
    assert (rows.group_of(0), rows.overlap.tolist(), rows.places.tolist()) == ("close", [60], [2])
    assert (rows.first_day.tolist(), rows.last_day.tolist()) == ([DAY.toordinal()], [DAY.toordinal() + 1])


def test_a_stay_outside_the_look_back_is_no_exposure() -> None:
    assert found(World().at(SharedPlace.ROOM, 1, 2, hours=(23.5, 25)).judged(NINTH, window=Window(DAY + timedelta(days=1)))) == {2: "close"}
    assert found(World().at(SharedPlace.ROOM, 1, 2, hours=(22, 24)).judged(NINTH, window=Window(DAY + timedelta(days=1)))) == {}


def test_nothing_after_the_moment_of_asking_counts() -> None:
    assert found(World().at(SharedPlace.ROOM, 1, 2, hours=(49, 50)).judged(NINTH, window=Window(DAY))) == {}


def test_protected_staff_are_spared_where_the_pack_spares_them() -> None:
    world = World().at(SharedPlace.WARD, 1, 2, 3)
    assert found(world.judged(NINTH, known=Known(protected=[2]))) == {2: "general", 3: "close"}
    assert found(world.judged(packs("who-ebola"), known=Known(protected=[2]))) == {2: "contact", 3: "contact"}


def test_measles_exposes_who_comes_within_two_hours_and_immunity_gives_the_class() -> None:
    world = (
        World().at(SharedPlace.VENUE, 1, hours=(8, 9)).at(SharedPlace.VENUE, 2, hours=(11, 12)).at(SharedPlace.VENUE, 3, hours=(11.1, 12))
    )
    world.at(SharedPlace.VENUE, 4, hours=(8, 9))
    known = Known(immune=[4], non_immune=[2, 4])
    assert found(world.judged(MEASLES, known=known)) == {2: "susceptible", 4: "immune"}
    assert proposals(world.judged(MEASLES, known=known)).gap.tolist() == [120, 0]


def test_air_left_before_midnight_of_the_last_day_exposes_after_it() -> None:
    world = World().at(SharedPlace.VENUE, 1, hours=(22, 23.9)).at(SharedPlace.VENUE, 2, hours=(24.5, 25))
    rows = proposals(world.judged(MEASLES))
    assert rows.last_day.tolist() == [DAY.toordinal() + 1]


def test_seats_part_close_from_general_journey_by_journey() -> None:
    world = World().at(SharedPlace.PLANE, 1, 2, 3).at(SharedPlace.PLANE, 1, 3, which=1)
    journeys = [PLACE[SharedPlace.PLANE], PLACE[SharedPlace.PLANE] + 1000]
    seats = seat_map(place=[*[journeys[0]] * 3, *[journeys[1]] * 2], person=[1, 2, 3, 1, 3], row=[10, 14, 20, 5, 6])
    judged = world.judged(NINTH, known=Known(seats=seats))
    assert found(judged) == {2: "general", 3: "close"}
    assert found(world.judged(NINTH)) == {2: "close", 3: "close"}
    assert [exposure.near for exposure in explain_pair(judged, 0, 3)] == [True, False]


@pytest.mark.parametrize(("long_stays", "expected"), [(0, {}), (1, {2: "companion"})])
def test_companions_need_more_than_thirty_hours_in_that_cell_of_either_of_the_two(long_stays: int, expected: dict[int, str]) -> None:
    world = World().at(SharedPlace.CELL, 1, 2, hours=(8, 9))
    for day in range(1, 1 + 3 * long_stays):
        world.at(SharedPlace.CELL, 1, hours=(-24 * day, -24 * day + 10))
    judged = world.judged(NINTH)
    assert found(judged) == expected
    assert [exposure.cumulative_hours for exposure in explain_pair(judged, 0, 2)] == [1.0 + 30 * long_stays]


def test_ten_minutes_count_cell_by_cell() -> None:
    world = World().at(SharedPlace.CELL, 1, hours=(-40, -8)).at(SharedPlace.CELL, 1, hours=(-40, -8), which=1)
    world.at(SharedPlace.CELL, 1, 2, hours=(8, 8.1)).at(SharedPlace.CELL, 1, 2, hours=(9, 9.1), which=1)
    assert found(world.judged(NINTH)) == {}
    assert found(world.at(SharedPlace.CELL, 1, 2, hours=(10, 10.1)).judged(NINTH)) == {2: "companion"}


def test_an_itinerary_that_no_store_holds_counts_too() -> None:
    extra = extra_stays(case=[0], place=[PLACE[SharedPlace.ROOM]], begin=[MIDNIGHT + 60], end=[MIDNIGHT + 120])
    assert found(World().at(SharedPlace.ROOM, 2, hours=(0, 2)).judged(NINTH, known=Known(extra=extra))) == {2: "close"}


def test_a_pair_is_explained_by_its_stays_in_local_time_and_its_lines() -> None:
    world = (
        World().at(SharedPlace.ROOM, 1, hours=(8, 9)).at(SharedPlace.ROOM, 2, hours=(8.5, 10)).at(SharedPlace.VENUE, 1, 2, hours=(12, 14))
    )
    room, venue = explain_pair(world.judged(NINTH), 0, 2)
    assert (room.kind, room.minutes, room.verdict.value.group) == (SharedPlace.ROOM, 30, "close")
    assert [line.address for line in room.verdict.because] == ["shared_places.room", "contact_classes.close"]
    assert [(stay.person_from.hour, stay.person_from.minute, stay.case_to.hour, stay.minutes) for stay in room.stays] == [(8, 30, 9, 30)]
    assert ("close", ReasonKey.SITUATION_NOT_LISTED) in [(name, why.key) for name, why in venue.verdict.value.against]


def test_who_is_not_proposed_is_explained_too() -> None:
    world = World().at(SharedPlace.CELL, 1, 2, hours=(8, 8.1))
    (cell,) = explain_pair(world.judged(NINTH), 0, 2)
    assert cell.place == PLACE[SharedPlace.CELL]
    assert [why.key for _, why in cell.verdict.value.against][2:4] == [ReasonKey.TOO_SHORT, ReasonKey.SITUATION_NOT_LISTED]
    assert explain_pair(world.judged(NINTH), 0, 9) == ()


def test_a_table_says_it_in_words_and_days() -> None:
    rows = proposals(World().at(SharedPlace.ROOM, 1, 2).judged(NINTH)).to_arrow().to_pylist()
    assert [(row["person"], row["group"], row["kind"], row["last_day"], row["first"].hour) for row in rows] == [
        (2, "close", "room", DAY, 0)
    ]


def test_nobody_at_all_is_an_empty_table() -> None:
    rows = proposals(World().judged(NINTH))
    assert (len(rows), rows.to_arrow().num_rows, len(by_person([rows]))) == (0, 0, 0)
    assert len(proposals(World().at(SharedPlace.ROOM, 1, 2).judged(packs("cn-clin-9")))) == 0


def test_several_cases_are_one_row_per_person_in_the_end() -> None:
    world = World().at(SharedPlace.ROOM, 1, 3).at(SharedPlace.VENUE, 2, 3, 4, hours=(12, 13))
    people = by_person([proposals(world.judged(NINTH, 1, 2))])
    assert people.person.tolist() == [3, 4]
    assert people.links.tolist() == [2, 1]
    assert {name: number for name, number in people.count().items() if number} == {"close": 1, "venue_exposed": 1}
    assert people.to_arrow().to_pylist()[0]["group"] == "close"


def test_proposals_of_different_packs_are_not_brought_together() -> None:
    world = World()
    with pytest.raises(ValueError, match="one protocol"):
        by_person([proposals(world.judged(NINTH)), proposals(world.judged(MEASLES))])


def test_the_look_back_follows_the_pack_and_the_presentation() -> None:
    onset = CaseAnchors("symptomatic", {Anchor.ONSET: DAY}, ended=DAY)
    sampled = CaseAnchors("asymptomatic", {Anchor.SAMPLE_COLLECTED: DAY})
    asked = cases_from_anchors(packs("cn-local-luzhou"), [(7, onset), (8, sampled)])
    assert [asked.value.window(row) for row in (0, 1)] == [Window(DAY - timedelta(days=4), DAY), Window(DAY - timedelta(days=4))]
    assert {line.pack for line in asked.because} == {"cn-local-luzhou"}
    assert cases_from_anchors(NINTH, []).because[0].text == "null"
    with pytest.raises(ValueError, match="every case has a window"):
        cases([1], [])


kinds = st.sampled_from([SharedPlace.ROOM, SharedPlace.VENUE, SharedPlace.CELL, SharedPlace.PLANE])
stay = st.tuples(kinds, st.integers(1, 4), st.integers(0, 40), st.integers(0, 5))


@given(st.lists(stay, max_size=14), st.sampled_from([NINTH, MEASLES, packs("cn-covid-8")]))
def test_every_pair_is_proposed_once_with_its_best_class(drawn: list[tuple[SharedPlace, int, int, int]], protocol: Protocol) -> None:
    world = World()
    for kind, person, hour, length in drawn:
        world.at(kind, person, hours=(hour, hour + length))
    judged = world.judged(protocol, 1, 2, window=Window(DAY))
    rows = proposals(judged)
    told = {(int(case), int(person)): rows.group_of(row) for row, (case, person) in enumerate(zip(rows.case, rows.person, strict=True))}
    assert len(told) == len(rows)
    for case in (0, 1):
        for person in range(1, 5):
            explained = explain_pair(judged, case, person)
            best = explained[0].verdict.value.group if explained else None
            assert told.get((case, person)) == best
