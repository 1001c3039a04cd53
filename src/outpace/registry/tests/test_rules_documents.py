"""Identity numbers and phones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.registry.rules import documents
from outpace.registry.rules.documents import DocumentFault, document_fault

TODAY = date(2021, 11, 8)
births = st.dates(date(1900, 1, 1), TODAY)


def real(birth: date, order: int, division: str = "110105") -> str:
    first17 = f"{division}{birth:%Y%m%d}{order:03d}"
    return first17 + documents.check_character(first17)


def synthetic(birth: date, order: int) -> str:
    return documents.synthetic_document("621227", f"{birth:%Y%m%d}", order)


def test_the_standards_own_example_is_well_formed() -> None:
    # GB 11643-1999, the example number printed in the standard.
    assert document_fault("11010519491231002X", today=TODAY) is None


@given(births, st.integers(0, 999))
def test_a_synthetic_number_passes_only_as_synthetic(birth: date, order: int) -> None:
    number = synthetic(birth, order)
    assert document_fault(number, today=TODAY, synthetic=True) is None
    assert document_fault(number, today=TODAY) is DocumentFault.DIVISION


@given(births, st.integers(0, 999))
def test_a_real_number_never_passes_as_synthetic(birth: date, order: int) -> None:
    assert document_fault(real(birth, order), today=TODAY, synthetic=True) is DocumentFault.NOT_SYNTHETIC


@given(births, st.integers(0, 999))
def test_a_synthetic_number_fails_the_real_check_character(birth: date, order: int) -> None:
    number = synthetic(birth, order)
    assert documents.check_character(number[:17]) != number[17]


@given(births, st.integers(0, 999), st.integers(6, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(birth: date, order: int, position: int, shift: int) -> None:
    number = real(birth, order)
    wrong = number[:position] + str((int(number[position]) + shift) % 10) + number[position + 1 :]
    assert document_fault(wrong, today=TODAY) is not None


@given(births, st.integers(0, 999))
def test_birth_date_and_sex_are_read_from_the_number(birth: date, order: int) -> None:
    said = documents.facts(real(birth, order))
    assert said is not None
    assert (said.birth, said.sex) == (birth, "m" if order % 2 else "f")


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("123", DocumentFault.SHAPE),
        ("99122719900101123X", DocumentFault.DIVISION),
        ("160105194912310021", DocumentFault.DIVISION),
        ("110105194913310021", DocumentFault.BIRTH_DATE),
        ("110105203012310021", DocumentFault.BIRTH_DATE),
        ("110105194912310021", DocumentFault.CHECK),
    ],
)
def test_each_fault_has_its_name(number: str, fault: DocumentFault) -> None:
    assert document_fault(number, today=TODAY) is fault


def test_a_foreigners_permanent_residence_number_is_accepted() -> None:
    assert document_fault(real(date(1990, 1, 1), 12, "911840"), today=TODAY) is None


def test_full_width_digits_and_blanks_are_folded() -> None:
    assert documents.normal_document(" 1101 0519491231002x") == "11010519491231002X"


@pytest.mark.parametrize(("number", "expected"), [("E12345678", True), ("11010519491231002X", False), ("a b", False), ("1234", False)])
def test_passports_and_permits_are_told_from_resident_numbers(number: str, expected: bool) -> None:
    assert documents.is_other_document(number) is expected


@pytest.mark.parametrize("number", ["", "E12345678", "110105194913310021"])
def test_a_number_without_a_real_date_says_nothing(number: str) -> None:
    assert documents.facts(number) is None


@pytest.mark.parametrize(
    ("phone", "is_synthetic", "expected"),
    [
        ("13800000000", False, True),
        ("13800000000", True, False),
        ("15400000001", True, True),
        ("15400000001", False, False),
        ("1540000000x", True, False),
        ("09391234567", False, True),
        ("12000000000", False, False),
        ("", False, False),
    ],
)
def test_phones_keep_to_their_ranges(phone: str, is_synthetic: bool, expected: bool) -> None:
    assert documents.phone_plausible(phone, synthetic=is_synthetic) is expected


def test_a_phone_loses_its_country_code_and_separators() -> None:
    assert documents.normal_phone("+86 138-0000-0000") == "13800000000"
