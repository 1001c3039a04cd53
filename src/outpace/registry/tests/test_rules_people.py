"""Plausibility of what is said about a person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.registry.data import NewPerson
from outpace.registry.rules.documents import synthetic_document
from outpace.registry.rules.people import PersonFault, clean_person
from outpace.registry.tests.cast import document

TODAY = date(2021, 11, 8)
GOOD = NewPerson(name="王小明", document=document(11, "19800101"))


def faults(said: NewPerson) -> tuple[PersonFault, ...]:
    return clean_person(said, today=TODAY)[1]


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=20), st.integers(-5, 3000) | st.none())
def test_no_input_however_dirty_breaks_the_check(name: str, number: str, phone: str, year: int | None) -> None:
    cleaned, found = clean_person(NewPerson(name=name, document=number, phone=phone, birth_year=year), today=TODAY)
    again, same = clean_person(cleaned, today=TODAY)
    assert found or (again, same) == (cleaned, ())


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (NewPerson(name=" "), PersonFault.NAME),
        (NewPerson(name="王" * 61), PersonFault.NAME),
        (NewPerson(name="王", document="12"), PersonFault.DOCUMENT),
        (NewPerson(name="王", document="110105194912310021"), PersonFault.DOCUMENT_CHECK),
        (NewPerson(name="王", document="110105194913310021"), PersonFault.DOCUMENT_BIRTH),
        (NewPerson(name="王", document="160105194912310021"), PersonFault.DOCUMENT_DIVISION),
        (NewPerson(name="王", document=document(1), synthetic=True), PersonFault.DOCUMENT_SYNTHETIC),
        (NewPerson(name="王", phone="12345"), PersonFault.PHONE),
        (NewPerson(name="王", birth_year=1800), PersonFault.BIRTH_YEAR),
        (NewPerson(name="王", birth_year=2022), PersonFault.BIRTH_YEAR),
        (NewPerson(name="王", document=document(1, "19800101"), birth_year=1981), PersonFault.BIRTH_YEAR_DIFFERS),
        (NewPerson(name="王", document=document(1, "19800101"), sex="f"), PersonFault.SEX_DIFFERS),
        (NewPerson(name="王", sex="x"), PersonFault.SEX),
        (NewPerson(name="王", presence=7), PersonFault.PRESENCE),
        (NewPerson(name="王", groups=-1), PersonFault.GROUPS),
    ],
)
def test_each_fault_is_named_alone(said: NewPerson, fault: PersonFault) -> None:
    assert faults(said) == (fault,)


def test_a_plausible_person_has_no_fault() -> None:
    assert faults(GOOD) == ()


def test_a_passport_is_accepted_for_a_real_person_only() -> None:
    assert faults(NewPerson(name="Smith", document="E1234567")) == ()
    assert faults(NewPerson(name="Smith", document="E1234567", synthetic=True)) == (PersonFault.DOCUMENT,)


def test_a_synthetic_person_has_a_synthetic_document() -> None:
    number = synthetic_document("621227", "19800101", 3)
    assert faults(NewPerson(name="王", document=number, synthetic=True)) == ()
    assert faults(NewPerson(name="王", document=number)) == (PersonFault.DOCUMENT_DIVISION,)


@pytest.mark.parametrize(
    "said",
    [
        NewPerson(name="王" * 60),
        NewPerson(name="王", birth_year=TODAY.year),
        NewPerson(name="王", birth_year=TODAY.year - 130),
        NewPerson(name="王", groups=(1 << 63) - 1),
        NewPerson(name="王", document=document(1, f"{TODAY:%Y%m%d}")),
        NewPerson(name="王", document=document(1, "19000101")),
    ],
)
def test_the_last_value_that_can_be_is_taken(said: NewPerson) -> None:
    assert faults(said) == ()


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (NewPerson(name="王", birth_year=TODAY.year - 131), PersonFault.BIRTH_YEAR),
        (NewPerson(name="王", groups=1 << 63), PersonFault.GROUPS),
        (NewPerson(name="王", document=document(1, "20211109")), PersonFault.DOCUMENT_BIRTH),
        (NewPerson(name="王", document=document(1, "18991231")), PersonFault.DOCUMENT_BIRTH),
    ],
)
def test_one_more_is_too_much(said: NewPerson, fault: PersonFault) -> None:
    assert faults(said) == (fault,)


def test_a_resident_number_gives_the_year_of_birth_and_the_sex_where_nobody_said_them() -> None:
    cleaned, _ = clean_person(NewPerson(name="王", document=document(11, "19800101")), today=TODAY)
    assert (cleaned.birth_year, cleaned.sex) == (1980, "m")
