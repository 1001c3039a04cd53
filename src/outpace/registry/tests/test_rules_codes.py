"""The person code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.registry.rules.codes import ALPHABET, LENGTH, PAYLOAD_BITS, code_of, codes_of, read_code

numbers = st.integers(0, (1 << PAYLOAD_BITS) - 1)


@given(numbers)
def test_a_code_reads_back_as_itself(number: int) -> None:
    assert read_code(code_of(number)) == code_of(number)


@given(numbers, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(number: int, position: int, other: str) -> None:
    code = code_of(number)
    wrong = code[:position] + other + code[position + 1 :]
    assert (read_code(wrong) is None) == (wrong != code)


@given(numbers, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_swapped_characters_are_always_caught(number: int, first: int, second: int) -> None:
    swapped = list(code_of(number))
    swapped[first], swapped[second] = swapped[second], swapped[first]
    wrong = "".join(swapped)
    assert (read_code(wrong) is None) == (wrong != code_of(number))


@given(st.lists(numbers, max_size=50))
def test_the_fast_way_gives_the_same_codes(many: list[int]) -> None:
    assert codes_of(many) == [code_of(number) for number in many]


def test_confusable_letters_and_separators_are_folded() -> None:
    code = code_of(1)
    assert read_code(code.replace("0", "o").replace("1", "l")[:6] + "-" + code[6:].replace("0", "O").lower()) == code


@pytest.mark.parametrize("number", [-1, 1 << PAYLOAD_BITS])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="55 bits"):
        code_of(number)


def test_a_number_that_does_not_fit_is_refused_in_bulk() -> None:
    with pytest.raises(ValueError, match="55 bits"):
        codes_of([1 << PAYLOAD_BITS])


@pytest.mark.parametrize("typed", ["", "12345", "UUUUUUUUUUUU", "000000000001"])
def test_what_is_no_code_reads_as_none(typed: str) -> None:
    assert read_code(typed) is None
