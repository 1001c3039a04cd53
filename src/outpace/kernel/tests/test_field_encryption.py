"""Sealed values come back whole, only whole, and only with the right key."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import Settings

from outpace.kernel import crypto
from outpace.kernel.crypto import keyring, keystore

texts = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.fixture
def own_home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"


@given(texts)
def test_what_was_sealed_is_unsealed_unchanged(text: str) -> None:
    assert crypto.unseal(crypto.seal(text)) == text


@given(st.text("赵钱孙李0123456789", min_size=4))
def test_a_sealed_value_shows_nothing_of_its_text(text: str) -> None:
    assert text.encode() not in crypto.seal(text)


def test_sealing_twice_gives_two_different_values() -> None:
    assert crypto.seal("张三") != crypto.seal("张三")


def test_no_text_seals_to_nothing() -> None:
    assert (crypto.seal(""), crypto.unseal(b"")) == (b"", "")


@given(st.lists(texts, max_size=20))
def test_many_are_sealed_as_one_by_one(many: list[str]) -> None:
    assert crypto.unseal_many(crypto.seal_many(many)) == many


@given(st.data())
def test_one_flipped_bit_anywhere_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(crypto.seal("6212"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(crypto.CannotUnseal):
        crypto.unseal(bytes(sealed))


def test_a_value_cut_short_is_refused() -> None:
    with pytest.raises(crypto.CannotUnseal):
        crypto.unseal(crypto.seal("张三")[:20])


@given(texts)
@example("U \u0308")
def test_writing_a_document_number_one_way_is_done_once(text: str) -> None:
    once = crypto.normalise_document(text)
    assert crypto.normalise_document(once) == once


@pytest.mark.parametrize(
    "typed", ["62122719900101123x", "6212 2719 9001 0112 3X", "６２１２２７１９９００１０１１２３Ｘ", " 62122719900101123X\u3000"]
)
def test_typing_habits_do_not_hide_a_person(typed: str) -> None:
    assert crypto.blind_index(typed) == crypto.blind_index("62122719900101123X")


def test_a_blind_index_is_sixteen_bytes_and_none_for_no_document() -> None:
    assert (len(crypto.blind_index("E12345678")), crypto.blind_index(" ")) == (crypto.BLIND_BYTES, b"")


def test_another_installation_has_another_blind_index(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "a"
    first = crypto.blind_index("E12345678")
    settings.HOME = tmp_path / "b"
    assert crypto.blind_index("E12345678") != first


def test_the_first_use_makes_a_key_file_only_its_owner_can_read(own_home: Path) -> None:
    crypto.seal("张三")
    assert (own_home / "keys.json").stat().st_mode & 0o777 == 0o600
    assert [found.name for found in own_home.iterdir()] == ["keys.json"]


def test_a_new_key_seals_at_once_and_the_old_one_still_unseals(own_home: Path) -> None:
    old = crypto.seal("张三")
    keystore.replace_ring(keyring.with_key(keystore.current().ring, keyring.random_key()))
    new = crypto.seal("张三")
    assert (crypto.key_id_of(old), crypto.key_id_of(new), crypto.unseal(old)) == (1, 2, "张三")


def test_a_retired_key_unseals_no_more(own_home: Path) -> None:
    old = crypto.seal("张三")
    keystore.replace_ring(keyring.only_active(keyring.with_key(keystore.current().ring, keyring.random_key())))
    with pytest.raises(crypto.CannotUnseal):
        crypto.unseal(old)


def test_while_blind_keys_rotate_both_indexes_are_searched_for(own_home: Path) -> None:
    before = crypto.blind_index("E1")
    keystore.replace_ring(keyring.with_blind_key(keystore.current().ring, keyring.random_key()))
    assert crypto.blind_index_candidates("e1") == [crypto.blind_index("E1"), before]


def test_keys_may_come_from_the_environment_and_then_no_file_is_made(own_home: Path, settings: Settings) -> None:
    settings.FIELD_KEYS = keyring.to_json(keyring.fresh_ring())
    assert crypto.unseal(crypto.seal("张三")) == "张三"
    assert not own_home.exists()


def test_a_ring_from_the_environment_cannot_be_changed_by_the_program(settings: Settings) -> None:
    settings.FIELD_KEYS = keyring.to_json(keyring.fresh_ring())
    with pytest.raises(crypto.KeysUnreadable):
        keystore.replace_ring(keyring.fresh_ring())


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"active": 2, "keys": {"1": ""}, "blind_active": 1, "blind_keys": {}}', '{"active": 1, "keys": 5}']
)
def test_an_odd_key_ring_is_refused(text: str) -> None:
    with pytest.raises(crypto.KeysUnreadable):
        keyring.from_json(text)


def test_a_key_ring_is_read_back_as_written() -> None:
    ring = keyring.with_blind_key(keyring.with_key(keyring.fresh_ring(), keyring.random_key()), keyring.random_key())
    assert keyring.from_json(keyring.to_json(ring)) == ring


def test_a_ring_never_uses_more_ids_than_one_byte_holds() -> None:
    ring = keyring.KeyRing(active=255, keys={255: bytes(32)}, blind_active=1, blind_keys={1: bytes(32)})
    with pytest.raises(crypto.KeysUnreadable):
        keyring.with_key(ring, keyring.random_key())


def test_a_blind_index_must_come_from_a_sealed_column() -> None:
    with pytest.raises(ValueError, match="sealed column"):
        crypto.register(crypto.SealedTable(table="t", sealed=("name",), blind=(crypto.BlindColumn(index="i", source="document"),)))
