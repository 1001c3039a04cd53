"""Masked text shows the form people know and never more than it may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel import masking

any_text = st.text(st.characters(exclude_categories=["Cs"]))
digits = st.text("0123456789", min_size=1, max_size=20)
MASKS = [masking.mask_name, masking.mask_document, masking.mask_phone, masking.mask_address]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张*"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("扎西次仁", "扎*"),
        ("买买提·艾力", "买*"),
        ("Ann Lee", "A*"),
    ],
)
def test_a_name_shows_the_surname_only(name: str, shown: str) -> None:
    assert masking.mask_name(name) == shown


@pytest.mark.parametrize(("name", "shown"), [("张", "*"), ("", ""), ("  ", "")])
def test_a_single_character_is_hidden_and_nothing_stays_nothing(name: str, shown: str) -> None:
    assert masking.mask_name(name) == shown


@pytest.mark.parametrize(
    ("document", "shown"),
    [("621227199001011234", "6212**********1234"), ("E12345678", "E1*****78"), ("1234567", "*******"), ("", "")],
)
def test_a_document_shows_its_ends(document: str, shown: str) -> None:
    assert masking.mask_document(document) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("+86 138-1234-1234", "138****1234"),
        ("0932-3121234", "093****1234"),
        ("3121234", "****234"),
        ("110", "***"),
    ],
)
def test_a_phone_number_shows_its_ends(phone: str, shown: str) -> None:
    assert masking.mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("甘肃省陇南市徽县城关镇东街社区12号楼3单元501", "甘肃省陇南市徽县城关镇****"),
        ("西藏自治区拉萨市城关区八廓街道1号", "西藏自治区拉萨市城关区八廓街道****"),
        ("徽县伏家镇", "徽县伏家镇****"),
        ("花园小区3号楼", "****"),
        ("幸福路18号", "****"),
        ("12 Main Street", "****"),
        ("", ""),
    ],
)
def test_an_address_shows_areas_down_to_the_township(address: str, shown: str) -> None:
    assert masking.mask_address(address) == shown


@pytest.mark.parametrize("mask", MASKS)
@given(text=any_text)
def test_masking_twice_is_masking_once(mask: "masking.Mask", text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(any_text)
def test_a_name_leaks_at_most_two_characters_and_never_the_whole(text: str) -> None:
    shown = masking.mask_name(text)
    assert len(shown) <= 3
    assert not text.strip() or shown.endswith("*")


@given(digits)
def test_a_document_leaks_at_most_eight_characters(text: str) -> None:
    shown = masking.mask_document(text)
    assert len(shown) == len(text)
    assert sum(character != "*" for character in shown) <= min(8, len(text) // 2 + 1)


@given(digits)
def test_a_phone_number_leaks_at_most_seven_digits(text: str) -> None:
    assert sum(character != "*" for character in masking.mask_phone(text)) <= 7


@given(any_text)
def test_an_address_shows_no_house_number_and_is_bounded(text: str) -> None:
    shown = masking.mask_address(text)
    assert not any(character.isascii() and character.isdigit() for character in shown)
    assert len(shown) <= masking.MAX_ADDRESS_SHOWN + len(masking.HIDDEN)
