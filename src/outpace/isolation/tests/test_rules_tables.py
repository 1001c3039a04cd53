"""Rows of a table of rooms, and which place a case of which class belongs in."""

from datetime import date

import pytest

from epiworks.protocol import Place, shipped_library
from outpace.isolation.choices import BedState
from outpace.isolation.rules.room_rows import COLUMNS, Fault, RoomRow, numbered, read_room
from outpace.isolation.rules.rooms import Occupancy
from outpace.isolation.rules.wanted import place_for_case

CLINICAL = shipped_library().protocol("cn-covid-9", "cn-clin-9")
FULL = {"room": " 301 ", "beds": "2", "building": "A", "floor": "3", "accessible": "Yes", "state": "Converting", "ready_on": "2022-08-20"}


def test_a_full_row_is_a_room_in_either_language() -> None:
    wanted = RoomRow("301", 2, "A", "3", True, BedState.CONVERTING, date(2022, 8, 20))
    chinese = {heading: FULL[name] for heading, name in COLUMNS.items()}
    assert read_room(FULL) == read_room(chinese) == read_room({name.upper(): cell for name, cell in FULL.items()}) == wanted


def test_a_room_with_nothing_said_has_one_bed_and_is_ready() -> None:
    assert read_room({"room": "1"}) == RoomRow("1", 1, "", "", False, BedState.READY)


@pytest.mark.parametrize("code", ["", " ", "x" * 21])
def test_a_room_needs_a_number_of_at_most_twenty_letters(code: str) -> None:
    assert read_room({"room": code}) is Fault.CODE
    assert isinstance(read_room({"room": "x" * 20}), RoomRow)


@pytest.mark.parametrize("beds", ["0", "201", "1000", "two", "-1", "1.5", "２"])
def test_beds_are_a_whole_number_from_1_to_200(beds: str) -> None:
    assert read_room({"room": "1", "beds": beds}) is Fault.BEDS


def test_the_ends_of_the_range_of_beds_are_inside_it() -> None:
    found = [read_room({"room": "1", "beds": beds}) for beds in ("1", "200")]
    assert [room.beds for room in found if isinstance(room, RoomRow)] == [1, 200]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("规划", BedState.PLANNED),
        ("改造中", BedState.CONVERTING),
        ("可用", BedState.READY),
        ("停用", BedState.OUT_OF_USE),
        ("PLANNED", BedState.PLANNED),
        ("converting", BedState.CONVERTING),
        ("ready", BedState.READY),
    ],
)
def test_a_state_is_a_word_of_either_language(word: str, state: BedState) -> None:
    room = read_room({"room": "1", "state": word})
    assert isinstance(room, RoomRow)
    assert room.state is state


@pytest.mark.parametrize("day", ["soon", "2022-8-20", "20.08.2022", "1899-12-31", "2100-01-01"])
def test_the_day_on_which_a_room_is_to_be_ready_is_a_day_of_this_century(day: str) -> None:
    assert read_room({"room": "1", "ready_on": day}) is Fault.READY_ON
    assert read_room({"room": "1", "ready_on": "2022-08-20 00:00:00"}) == read_room({"room": "1", "ready_on": "2022-08-20"})


@pytest.mark.parametrize("word", ["occupied", "reserved", "whatever"])
def test_a_table_cannot_put_somebody_into_a_room(word: str) -> None:
    assert read_room({"room": "1", "state": word}) is Fault.STATE


@pytest.mark.parametrize(
    ("word", "accessible"), [("1", True), ("Y", True), ("yes", True), ("TRUE", True), ("是", True), ("no", False), ("", False)]
)
def test_accessible_is_said_with_a_yes(word: str, accessible: bool) -> None:
    room = read_room({"room": "1", "accessible": word})
    assert isinstance(room, RoomRow)
    assert room.accessible is accessible


def test_long_words_about_where_a_room_is_are_cut() -> None:
    room = read_room({"room": "1", "building": "b" * 50, "floor": "f" * 50})
    assert isinstance(room, RoomRow)
    assert (len(room.building), len(room.floor)) == (40, 10)


def test_the_clinical_pack_says_where_a_mild_case_belongs() -> None:
    found = place_for_case(CLINICAL, "asymptomatic")
    assert (found.value, [str(line.address) for line in found.because]) == (Place.FANGCANG, ["discharge.asymptomatic"])


@pytest.mark.parametrize("case_class", ["preliminary", "confirmed", "nothing the pack knows"])
def test_a_class_without_a_place_belongs_in_hospital_and_names_the_rule_that_is_absent(case_class: str) -> None:
    found = place_for_case(CLINICAL, case_class)
    assert found.value is Place.HOSPITAL
    assert [str(line.address) for line in found.because] == [f"discharge.{case_class}"]


def test_occupancy_of_several_sites_is_added_column_by_column() -> None:
    names = Occupancy.__dataclass_fields__
    one, ten = Occupancy(**dict.fromkeys(names, 1)), Occupancy(**{name: 10 * number for number, name in enumerate(names, start=1)})
    assert one + ten == Occupancy(**{name: 10 * number + 1 for number, name in enumerate(names, start=1)})


def test_rooms_by_count_are_numbered_on_from_the_first_with_three_digits() -> None:
    assert numbered("B", 99, 3) == ("B099", "B100", "B101")
    assert numbered("B", 1, 0) == ()
