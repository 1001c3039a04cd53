"""One row of a list of people, as townships write it."""

import pytest

from outpace.registry.data import NewPerson
from outpace.registry.rules.rows import HEADINGS, MAX_HOUSEHOLD, PersonRow, columns, identity_text, missing, read_row

NAMES = tuple(HEADINGS)
PLACES = {name: index for index, name in enumerate(NAMES)}
GROUPS = {"elder": 0, "老人": 0, "pregnant": 2, "孕产妇": 2}
PLAIN = {
    "grid": "G1",
    "household": "12",
    "address": "Lane 3",
    "name": "Li",
    "document": "D1",
    "phone": "139",
    "sex": "男",
    "birth_year": "1950年",
}


def read(**cells: str) -> tuple[PersonRow, tuple[str, ...]]:
    said = {**PLAIN, **cells}
    return read_row([f" {said.get(name, '')} " for name in NAMES], PLACES, GROUPS)


def test_a_plain_row_is_a_person_and_where_they_live() -> None:
    row, faults = read(presence="返乡", groups="老人、pregnant")
    assert faults == ()
    assert (row.grid, row.household, row.address) == ("G1", "12", "Lane 3")
    assert row.person == NewPerson(
        name="Li", document="D1", phone="139", sex="m", birth_year=1950, groups=5, source="bulk_load", presence=3
    )


def test_cells_left_empty_have_their_plain_meaning() -> None:
    row, faults = read_row(["G1", "Li"], {"grid": 0, "name": 1}, GROUPS)
    assert (faults, row.household, row.address) == ((), "", "")
    assert row.person == NewPerson(name="Li", document="", phone="", sex="u", birth_year=None, groups=0, source="bulk_load", presence=1)


def test_a_row_that_ends_early_has_empty_cells() -> None:
    row, faults = read_row(["G1"], PLACES, GROUPS)
    assert (row.grid, row.person.name, faults) == ("G1", "", ())


@pytest.mark.parametrize(("word", "code"), [("女", "f"), ("F", "f"), ("M", "m"), ("未知", "u"), ("", "u")])
def test_a_sex_is_a_word_or_a_letter(word: str, code: str) -> None:
    assert read(sex=word)[0].person.sex == code


@pytest.mark.parametrize(
    ("word", "code"),
    [("在家", 1), ("Present", 1), ("外出", 2), ("AWAY", 2), ("返乡中", 3), ("迁出", 8), ("left", 8), ("死亡", 9), ("9", 9)],
)
def test_a_presence_is_a_word_or_a_number(word: str, code: int) -> None:
    assert read(presence=word)[0].person.presence == code


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("sex", "x"),
        ("presence", "gone"),
        ("groups", "老人,nobody"),
        ("birth_year", "old"),
        ("birth_year", "10000"),
        ("birth_year", "1950.5"),
    ],
)
def test_a_word_that_is_not_understood_is_named_by_its_column(field: str, cell: str) -> None:
    row, faults = read(**{field: cell})
    assert faults == (field,)
    assert (row.person.sex, row.person.presence, row.person.groups, row.person.birth_year) == (
        "u" if field == "sex" else "m",
        1,
        0,
        None if field == "birth_year" else 1950,
    )


def test_all_words_that_are_not_understood_are_named_at_once() -> None:
    assert read(sex="x", presence="x", groups="x", birth_year="x")[1] == ("sex", "presence", "groups", "birth_year")


def test_the_year_9999_is_left_to_the_rules_of_people() -> None:
    assert read(birth_year="9999")[0].person.birth_year == 9999


def test_a_group_said_twice_counts_once_whatever_parts_the_words() -> None:
    assert read(groups="老人；Elder|孕产妇 pregnant")[0].person.groups == 5


def test_a_household_number_is_folded_and_cut() -> None:
    assert read(household="１ 2")[0].household == "12"
    assert len(read(household="x" * 50)[0].household) == MAX_HOUSEHOLD


def test_headings_are_known_in_both_languages_and_others_are_left_out() -> None:
    assert columns(["网格", " NAME ", "what", "身份证号"]) == {"grid": 0, "name": 1, "document": 3}
    for name, aliases in HEADINGS.items():
        assert all(columns([alias]) == {name: 0} for alias in (name, *aliases))


def test_a_list_without_grids_or_names_says_so() -> None:
    assert missing({"name": 0}) == ("grid",)
    assert missing({"grid": 0, "phone": 1}) == ("name",)
    assert missing({"grid": 0, "name": 1}) == ()


def test_the_same_document_is_the_same_person() -> None:
    assert identity_text(read()[0]) == identity_text(read(name="Wang", grid="G2")[0]) == "document:D1"


def test_without_a_document_everything_said_makes_the_person() -> None:
    assert identity_text(read(document="")[0]) == "row|G1|12|Li|139|1950|m"
    assert identity_text(read(document="", birth_year="")[0]) == "row|G1|12|Li|139||m"
