"""Where a case got it: known sources, unknown ones, shared ones and venues, ranked as the formula says."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.epi.interval import from_weights
from epiworks.protocol import Anchor, CaseAnchors, SharedPlace, Window
from epiworks.protocol.tests.making import packs
from epiworks.trace.backward import InfectionDays, SourceBeliefs, Sources, infection_days, shared_sources, sources, split_days
from epiworks.trace.cases import Cases, cases
from epiworks.trace.rules import compile_rules
from epiworks.trace.tests.worlds import DAY, PLACE, World
from epiworks.trace.venues import SourceVenue, scan_ratio, source_venues
from epiworks.units import Probability

NINTH, MEASLES = packs("cn-covid-9"), packs("measles")
ROOM, VENUE = SharedPlace.ROOM, SharedPlace.VENUE
TODAY = InfectionDays(DAY.toordinal(), np.array([1.0]))
ONE_EACH = SourceBeliefs(unknown=Probability(0.1), outside_minutes=60.0)


def found(
    world: World, *persons: int, infected: InfectionDays = TODAY, pack: str = "cn-covid-9", windows: list[Window] | None = None
) -> Sources:
    ill = cases(persons, windows or [Window(DAY, DAY)] * len(persons))
    return sources(compile_rules(packs(pack)), ill, [infected] * len(persons), basis=world.basis(), beliefs=ONE_EACH)


def test_minutes_with_known_cases_unknown_people_and_nobody_recorded_share_the_probability() -> None:
    world = World().at(ROOM, 1, 2, hours=(8, 9)).at(ROOM, 1, 3, hours=(10, 20))
    rows = found(world, 1, 2)
    assert dict(rows.of(0)) == pytest.approx({2: 60 / 180, 3: 600 * 0.1 / 180})
    assert rows.outside[0] == pytest.approx(60 / 180)
    assert (rows.known[:2].tolist(), rows.minutes[:2].tolist()) == ([1, -1], [60, 600])


def test_a_known_case_infects_only_within_its_window_and_the_days_of_infection() -> None:
    world = World().at(ROOM, 1, 2, hours=(8, 9))
    later = Window(DAY + timedelta(days=1))
    assert found(world, 1, 2, windows=[Window(DAY), later]).of(0) == []
    assert found(world, 1, 2, infected=InfectionDays(DAY.toordinal() - 3, np.full(3, 1 / 3))).of(0) == []


def test_days_of_infection_weigh_the_minutes() -> None:
    world = World().at(ROOM, 1, 2, hours=(8, 9)).at(ROOM, 1, 3, hours=(32, 33))
    rows = found(world, 1, 2, 3, infected=InfectionDays(DAY.toordinal(), np.array([0.75, 0.25])), windows=[Window(DAY)] * 3)
    (likely, less) = rows.of(0)
    assert (likely[0], less[0]) == (2, 3)
    assert likely[1] == pytest.approx(3 * less[1])
    assert (rows.first_day[0], rows.last_day[1]) == (DAY.toordinal(), DAY.toordinal() + 1)


def test_air_that_a_known_case_left_counts_as_a_minute_and_only_one_way() -> None:
    world = World().at(VENUE, 2, hours=(8, 9)).at(VENUE, 1, hours=(10, 11))
    rows = found(world, 1, 2, pack="measles")
    assert (rows.case.tolist(), rows.person.tolist(), rows.minutes.tolist()) == ([0], [2], [1])
    assert rows.exposed(2).tolist() == [[False, False], [True, False]]


def test_somebody_who_met_several_cases_is_a_shared_source() -> None:
    world = (
        World().at(ROOM, 1, 9, hours=(8, 9)).at(ROOM, 2, 9, hours=(10, 11)).at(ROOM, 2, 8, hours=(12, 13)).at(ROOM, 1, 2, hours=(14, 15))
    )
    (shared,) = shared_sources(found(world, 1, 2))
    assert (shared.person, shared.known, shared.cases) == (9, False, (0, 1))
    assert shared.expected == pytest.approx(6 / 126 + 6 / 132)
    assert len(shared_sources(found(world, 1, 2), least_cases=1)) == 4


def test_no_stay_leaves_only_what_is_not_recorded() -> None:
    rows = found(World(), 1)
    assert (len(rows), rows.outside.tolist(), shared_sources(rows)) == (0, [1.0], ())
    assert len(found(World())) == 0


@pytest.mark.parametrize("asked", [sources, source_venues])
def test_every_case_needs_its_days(asked: object) -> None:
    assert callable(asked)
    with pytest.raises(ValueError, match="may have been infected"):
        asked(compile_rules(NINTH), cases([1], [Window(DAY)]), [], basis=World().basis())


def test_the_days_of_infection_come_from_the_pack_or_from_a_given_incubation() -> None:
    onset = CaseAnchors("symptomatic", {Anchor.ONSET: date(2022, 8, 15), Anchor.REPORT: date(2022, 8, 16)})
    flat = infection_days(NINTH, onset)
    assert (date.fromordinal(flat.value.first), flat.value.weights.size) == (date(2022, 8, 1), 15)
    assert [line.address for line in flat.because] == ["incubation.default"]
    given_days = infection_days(NINTH, onset, incubations=from_weights([0, 0.25, 0.75])).value
    assert (date.fromordinal(given_days.first), given_days.weights.tolist()) == (date(2022, 8, 13), [0.75, 0.25, 0.0])
    unseen = infection_days(NINTH, CaseAnchors("asymptomatic", {Anchor.SAMPLE_COLLECTED: date(2022, 8, 15)})).value
    assert (date.fromordinal(unseen.first), unseen.weights.size) == (date(2022, 8, 1), 15)
    with pytest.raises(ValueError, match="without any date"):
        infection_days(NINTH, CaseAnchors("symptomatic", {}))


def venues(world: World, *persons: int) -> tuple[SourceVenue, ...]:
    return source_venues(compile_rules(NINTH), cases(persons, [Window(DAY)] * len(persons)), [TODAY] * len(persons), basis=world.basis())


def test_the_venue_where_most_of_those_present_are_cases_comes_first() -> None:
    world = World().at(VENUE, 1, 2, 3, 4, hours=(8, 9)).at(VENUE, 1, 2, *range(10, 40), hours=(12, 20), which=1)
    market, mall = venues(world, 1, 2, 3)
    assert (market.place, market.kind, market.cases, market.people) == (PLACE[VENUE], VENUE, (0, 1, 2), 4)
    assert market.log_likelihood_ratio == pytest.approx(scan_ratio(3, 4, all_cases=3, everyone=34))
    assert (mall.people, mall.log_likelihood_ratio) == (32, 0.0)
    assert mall.expected > market.expected
    assert market.expected == pytest.approx(2 * 60 / 541 + 60 / 61)


def test_a_place_where_nobody_else_was_and_one_that_counts_as_nothing_are_no_venues() -> None:
    assert venues(World().at(VENUE, 1).at(SharedPlace.WATER_POINT, 1, 2), 1) == ()


spans = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4)


@given(spans)
def test_every_day_of_every_span_becomes_a_case_of_one_day(drawn: list[tuple[int, int]]) -> None:
    size = len(drawn)
    who = Cases(np.arange(size), np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.bool_))
    split, back = split_days(who, drawn)
    wanted = [(row, day) for row, (first, last) in enumerate(drawn) for day in range(first, last + 1)]
    assert list(zip(back.tolist(), split.start.tolist(), strict=True)) == wanted


stay = st.tuples(st.integers(1, 5), st.integers(0, 40), st.integers(1, 5))


@given(st.lists(stay, max_size=12))
def test_the_probabilities_of_a_case_add_up_to_one_and_equal_a_plain_recount(drawn: list[tuple[int, int, int]]) -> None:
    world = World()
    for person, hour, length in drawn:
        world.at(ROOM, person, hours=(hour, hour + length))
    rows = found(world, 1, 2, infected=InfectionDays(DAY.toordinal(), np.array([0.5, 0.5])), windows=[Window(DAY), Window(DAY, DAY)])
    for case in (0, 1):
        assert rows.probability[rows.case == case].sum() + rows.outside[case] == pytest.approx(1.0)
        weights = {person: _recount(drawn, case + 1, person) for person in range(1, 6)}
        total = 60 + sum(weights.values())
        assert dict(rows.of(case)) == pytest.approx({person: weight / total for person, weight in weights.items() if weight})


def _recount(drawn: list[tuple[int, int, int]], case: int, other: int) -> float:
    """0.5 a minute together; a tenth of it for people who are no cases; case 2 infects on the first day only."""
    hours = [{hour + more for who, hour, length in drawn if who == person for more in range(length)} for person in (case, other)]
    both = [hour for hour in hours[0] & hours[1] if hour < 48 and (other != 2 or hour < 24)]
    return 0.0 if case == other else 30.0 * len(both) * (1.0 if other in {1, 2} else 0.1)
