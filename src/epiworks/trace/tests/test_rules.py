"""The columns decide what the rules for one exposure decide, row by row, under every shipped pack."""

from dataclasses import replace
from datetime import date
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import (
    ClassVerdict,
    Exposure,
    Immunity,
    Protocol,
    ReasonKey,
    Seat,
    SharedPlace,
    Situation,
    Window,
    contact_class,
    shared_place,
    shipped_library,
)
from epiworks.protocol.tests.making import holding, made, packs
from epiworks.trace.rules import (
    IMMUNITIES,
    KINDS,
    NOTHING,
    OPEN_END,
    UNKNOWN,
    ExposureFacts,
    classify,
    compile_rules,
    explain,
    exposure_at,
    exposure_facts,
    kind_code,
    known_kinds,
)

DAY = date(2022, 8, 10).toordinal()
SOURCE = {"source": ["163-9"]}


def rows_of(*kinds: SharedPlace, days: tuple[int, int] = (0, 0), window: tuple[int, int] = (-2, 0), **known: Any) -> ExposureFacts:
    """Exposures in these kinds of place, days counted from `DAY`."""
    types = {"minutes": np.int32, "after_left": np.int32, "immunity": np.uint8, "metres": np.float64, "cumulative_hours": np.float64}
    columns: dict[str, Any] = {name: np.array(values, dtype=types.get(name, np.bool_)) for name, values in known.items()}
    first, last, start, end = (min(DAY + day, OPEN_END) for day in (*days, *window))
    codes = [kind_code(kind) for kind in kinds]
    return replace(exposure_facts(codes, first=first, last=last, window_start=start, window_end=end), **columns)


def groups(protocol: Protocol, rows: ExposureFacts) -> list[str | None]:
    rules = compile_rules(protocol)
    return [None if code == NOTHING else rules.classes[code] for code in classify(rules, rows)]


def test_the_class_follows_from_the_kind_of_place() -> None:
    rows = rows_of(SharedPlace.HOUSEHOLD, SharedPlace.VENUE, SharedPlace.TOILET_OR_LIFT, SharedPlace.WATER_POINT)
    assert groups(packs("cn-covid-8"), rows) == ["close", "general", "general", None]
    assert groups(packs("cn-covid-9"), rows) == ["close", "venue_exposed", "close", None]


def test_a_far_seat_is_a_general_contact() -> None:
    assert groups(packs("cn-covid-9"), rows_of(SharedPlace.PLANE, SharedPlace.PLANE, near=[True, False])) == ["close", "general"]


def test_companions_need_more_than_their_minutes_and_hours() -> None:
    rows = rows_of(*[SharedPlace.CELL] * 4, minutes=[10, 11, 11, UNKNOWN], cumulative_hours=[40, 30, 30.1, np.nan])
    assert groups(packs("cn-covid-9"), rows) == [None, None, "companion", "companion"]


def test_measles_hangs_in_the_air_and_spares_the_immune() -> None:
    immunity = [IMMUNITIES.index(state) for state in (Immunity.UNKNOWN, Immunity.IMMUNE, Immunity.UNKNOWN)]
    rows = rows_of(*[SharedPlace.VENUE] * 3, after_left=[120, 60, 121], immunity=immunity)
    assert groups(packs("measles"), rows) == ["susceptible", "immune", None]


def test_an_exposure_outside_the_window_counts_as_nothing() -> None:
    assert groups(packs("cn-covid-9"), rows_of(SharedPlace.ROOM, days=(1, 2))) == [None]
    assert groups(packs("cn-covid-9"), rows_of(SharedPlace.ROOM, days=(1, 2), window=(0, OPEN_END))) == ["close"]


def test_one_exposure_is_explained_by_the_lines_of_place_and_class() -> None:
    found = explain(compile_rules(packs("cn-covid-9")), rows_of(SharedPlace.CELL, minutes=[5], window=(-2, OPEN_END)), 0)
    assert found.value.group is None
    assert ("companion", ReasonKey.TOO_SHORT) in [(name, why.key) for name, why in found.value.against]
    assert found.because[0].address == "shared_places.cell"


def test_a_place_that_counts_as_nothing_is_explained_by_the_absent_line() -> None:
    found = explain(compile_rules(packs("mpox")), rows_of(SharedPlace.VENUE), 0)
    assert found.value.group is None
    assert [(line.address, line.text) for line in found.because] == [("shared_places.venue", "null")]


def test_what_must_be_searched_and_counted_is_known_beforehand() -> None:
    rules = compile_rules(packs("cn-covid-9"))
    assert (rules.tails(1), rules.hours_within_days) == ({}, 14)
    assert SharedPlace.SHIP in [KINDS[kind] for kind in np.flatnonzero(rules.seated)]
    assert [KINDS[kind] for kind in np.flatnonzero(rules.needs_hours)] == [SharedPlace.CELL]
    assert [KINDS[kind] for kind in np.flatnonzero(rules.each_place)] == [SharedPlace.CELL]
    assert SharedPlace.HOUSEHOLD in [KINDS[kind] for kind in np.flatnonzero(rules.higher_risk)]
    assert [KINDS[kind] for kind in np.flatnonzero(~rules.counts)] == [SharedPlace.WATER_POINT, SharedPlace.FUNERAL]
    assert [rules.classes[code] for code in np.flatnonzero(rules.field_judgement)] == ["companion", "potential_close"]


def test_a_pack_without_contact_classes_puts_nobody_anywhere() -> None:
    rules = compile_rules(packs("cn-clin-9"))
    assert (rules.tails(1), groups(packs("cn-clin-9"), rows_of(SharedPlace.HOUSEHOLD))) == ({}, [None])


@pytest.mark.parametrize(("column", "values"), [("minutes", [1, 2]), ("immunity", [3]), ("kinds", [len(KINDS)])])
def test_columns_are_checked_at_the_door(column: str, values: list[int]) -> None:
    rows, wrong = rows_of(SharedPlace.ROOM), cast(dict[str, Any], {column: np.array(values, dtype=np.uint8)})
    with pytest.raises(ValueError, match=r"one length|no code"):
        replace(rows, **wrong)


def test_a_place_of_unknown_kind_makes_a_contact_that_somebody_must_ask_about() -> None:
    found = explain(compile_rules(packs("cn-covid-9")), rows_of(SharedPlace.UNKNOWN), 0)
    assert (found.value.group, found.value.needs_field_judgement) == ("potential_close", True)
    assert groups(packs("measles"), rows_of(SharedPlace.UNKNOWN)) == ["susceptible"]


def test_a_kind_and_its_code_are_one() -> None:
    assert [KINDS[kind_code(kind)] for kind in SharedPlace] == list(SharedPlace)


def test_a_code_of_no_kind_is_the_code_of_an_unknown_place() -> None:
    assert known_kinds(np.array([1, len(KINDS) - 1, len(KINDS), 200], dtype=np.uint8)).tolist() == [1, len(KINDS) - 1, 0, 0]


def test_every_fact_not_given_is_unknown_and_columns_are_as_narrow_as_the_index_keeps_them() -> None:
    rows = exposure_facts([1, 2], first=DAY, last=DAY + 3, window_start=DAY - 2, window_end=OPEN_END)
    assert (rows.first.tolist(), rows.last.tolist()) == ([DAY, DAY], [DAY + 3, DAY + 3])
    assert (rows.minutes.tolist(), rows.after_left.tolist(), rows.near.tolist()) == ([UNKNOWN, UNKNOWN], [0, 0], [True, True])
    days = (rows.first, rows.last, rows.minutes, rows.after_left, rows.window_start, rows.window_end)
    assert {column.dtype.name for column in days} == {"int32"}
    assert [column.dtype.name for column in (rows.kinds, rows.near, rows.immunity)] == ["uint8", "bool", "uint8"]


def test_two_metres_are_near_enough_and_a_step_more_is_not() -> None:
    rows = rows_of(*[SharedPlace.ROOM] * 3, metres=[2.0, 2.1, np.nan])
    assert groups(packs("influenza-novel"), rows) == ["contact", None, "contact"]


def test_a_far_seat_is_explained_as_a_far_seat_and_a_near_one_as_near() -> None:
    rules, rows = compile_rules(packs("cn-covid-9")), rows_of(SharedPlace.PLANE, SharedPlace.PLANE, near=[True, False])
    assert [explain(rules, rows, row).value.group for row in (0, 1)] == ["close", "general"]
    assert "vehicles.plane" in [line.address for line in explain(rules, rows, 0).because]


def test_a_closed_window_is_explained_as_closed_and_an_open_one_as_open() -> None:
    rules = compile_rules(packs("cn-covid-9"))
    found = [explain(rules, rows_of(SharedPlace.ROOM, days=(1, 2), window=(-2, end)), 0) for end in (0, 1, OPEN_END)]
    assert [verdict.value.group for verdict in found] == [None, "close", "close"]
    assert "contact_classes.close" in [line.address for line in found[1].because]


def test_a_place_that_counts_as_nothing_asks_nobody_for_anything() -> None:
    assert explain(compile_rules(packs("mpox")), rows_of(SharedPlace.VENUE), 0).value == ClassVerdict(None, False, None, ())


STRICT = {"judged": True, "rank": 50, "generation": 2, "situations": ["shared_room", "same_place"], "min_minutes": 15, **SOURCE}
MADE = holding(
    made(
        rules={
            "contact_classes": {
                "strict": {
                    **STRICT,
                    "within_metres": 2,
                    "immunity": ["non_immune"],
                    "spare_protected": True,
                    "only_higher_risk_link": True,
                },
                "late": {**STRICT, "rank": 40, "generation": 1, "after_leaving_minutes": 30, "min_cumulative_hours": 2},
                "words": {**STRICT, "rank": 60, "judged": False},
            },
            "shared_places": {"room": {"situation": "shared_room", **SOURCE}, "venue": {"situation": "same_place", **SOURCE}},
        }
    )
)


def test_one_exposure_takes_every_fact_that_its_row_has() -> None:
    known: dict[str, Any] = {"minutes": [15], "after_left": [30], "cumulative_hours": [2.5], "metres": [0.5], "immunity": [1]}
    rows = rows_of(SharedPlace.ROOM, days=(0, 1), **known, protected=[True], higher_risk_link=[True])
    assert exposure_at(compile_rules(MADE), rows, 0) == Exposure(
        Situation.SHARED_ROOM,
        date.fromordinal(DAY),
        date.fromordinal(DAY + 1),
        generation=1,
        protected=True,
        minutes=15,
        cumulative_hours=2.5,
        metres=0.5,
        minutes_after_case_left=30,
        higher_risk_link=True,
        immunity=IMMUNITIES[1],
    )


WANTED = IMMUNITIES.index(Immunity.NON_IMMUNE)
FITS: dict[str, Any] = {"minutes": [15], "metres": [2.0], "immunity": [WANTED], "protected": [False], "higher_risk_link": [True]}


@pytest.mark.parametrize(
    ("fact", "value", "group"),
    [
        ("minutes", 15, "strict"),
        ("minutes", 14, None),
        ("metres", 2.1, None),
        ("immunity", 1 - WANTED, None),
        ("protected", True, None),
        ("higher_risk_link", False, None),
        ("after_left", 1, None),
    ],
)
def test_a_class_takes_only_who_meets_all_that_it_asks(fact: str, value: float, group: str | None) -> None:
    rows = replace(rows_of(SharedPlace.ROOM, **(FITS | {fact: [value]})), generation=2)
    assert groups(MADE, rows) == [group]


def test_who_comes_within_the_longest_time_of_any_class_must_be_searched_for() -> None:
    later = {**STRICT, "generation": 1, "situations": ["same_place"], "after_leaving_minutes": 45}
    soon = {**STRICT, "rank": 40, "generation": 1, "after_leaving_minutes": 30}
    places = {"room": {"situation": "shared_room", **SOURCE}, "venue": {"situation": "same_place", **SOURCE}}
    rules = compile_rules(holding(made(rules={"contact_classes": {"later": later, "soon": soon}, "shared_places": places})))
    assert rules.tails(1) == {kind_code(SharedPlace.ROOM): 31, kind_code(SharedPlace.VENUE): 46}
    assert rules.tails(2) == {}


protocols = st.sampled_from([*(packs(name) for name in shipped_library().packs), MADE])
maybe_metres = st.sampled_from([np.nan, 0.5, 2.0, 2.1])
row = st.tuples(
    st.integers(0, len(KINDS) - 1),
    st.integers(-5, 5),
    st.integers(0, 4),
    st.sampled_from([UNKNOWN, 0, 9, 10, 15, 600]),
    st.sampled_from([0, 0, 30, 120, 121]),
    st.booleans(),
    st.sampled_from([np.nan, 1.9, 2.0, 29.5, 30.0]),
    maybe_metres,
    st.booleans(),
    st.integers(0, 2),
    st.booleans(),
    st.integers(-4, 2),
    st.sampled_from([0, 3, OPEN_END]),
)


@given(protocols, st.lists(row, min_size=1, max_size=20), st.sampled_from([1, 2]))
def test_the_columns_agree_with_the_rules_for_one_exposure(protocol: Protocol, drawn: list[tuple[float, ...]], generation: int) -> None:
    columns = [np.array(column) for column in zip(*drawn, strict=True)]
    kinds, first, length, minutes, left, near, hours, metres, protected, immunity, higher, start, open_days = columns
    starts = DAY + start
    ends = np.minimum(starts + open_days, OPEN_END)
    days = exposure_facts(kinds, first=DAY + first, last=DAY + first + length, window_start=starts, window_end=ends, generation=generation)
    rows = replace(
        days,
        minutes=minutes.astype(np.int32),
        after_left=left.astype(np.int32),
        near=near.astype(np.bool_),
        cumulative_hours=hours,
        metres=metres,
        protected=protected.astype(np.bool_),
        immunity=immunity.astype(np.uint8),
        higher_risk_link=higher.astype(np.bool_),
    )
    rules = compile_rules(protocol)
    found = [None if code == NOTHING else rules.classes[code] for code in classify(rules, rows)]
    assert found == [one_by_one(protocol, rows, at) for at in range(len(rows))]
    assert found == [explain(rules, rows, at).value.group for at in range(len(rows))]


def one_by_one(protocol: Protocol, rows: ExposureFacts, at: int) -> str | None:
    """The class of one row by the functions of the protocol alone."""
    seat = Seat(True, 0) if rows.near[at] else Seat(False)
    situation = shared_place(protocol, KINDS[rows.kinds[at]], seat).value.situation
    if situation is None:
        return None
    end = None if rows.window_end[at] == OPEN_END else date.fromordinal(int(rows.window_end[at]))
    exposure = Exposure(
        situation,
        date.fromordinal(int(rows.first[at])),
        date.fromordinal(int(rows.last[at])),
        generation=rows.generation,
        protected=bool(rows.protected[at]),
        minutes=None if rows.minutes[at] == UNKNOWN else int(rows.minutes[at]),
        cumulative_hours=None if np.isnan(rows.cumulative_hours[at]) else float(rows.cumulative_hours[at]),
        metres=None if np.isnan(rows.metres[at]) else float(rows.metres[at]),
        minutes_after_case_left=int(rows.after_left[at]),
        higher_risk_link=bool(rows.higher_risk_link[at]),
        immunity=IMMUNITIES[rows.immunity[at]],
    )
    return contact_class(protocol, exposure, Window(date.fromordinal(int(rows.window_start[at])), end)).value.group
