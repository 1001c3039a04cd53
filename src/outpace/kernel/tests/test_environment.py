"""Settings are understood exactly, or the program does not start."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel.environment import Environment, SettingRefused


def env(**values: str) -> Environment:
    return Environment(values)


def test_what_is_not_set_has_its_default() -> None:
    assert env().integer("N", default=7, between=(1, 9), purpose="") == 7


@given(st.integers(1, 64))
def test_a_whole_number_within_bounds_is_read_as_it_is(number: int) -> None:
    assert env(N=str(number)).integer("N", default=1, between=(1, 64), purpose="") == number


@pytest.mark.parametrize("odd", ["0", "65", "-1", "1.5", "1e1", "2x", "²", "0x10", "１"])
def test_any_other_number_is_refused_with_what_is_accepted(odd: str) -> None:
    with pytest.raises(SettingRefused, match=r"N is .* it must be a whole number from 1 to 64"):
        env(N=odd).integer("N", default=1, between=(1, 64), purpose="")


@pytest.mark.parametrize(("text", "on"), [("yes", True), ("TRUE", True), ("1", True), ("off", False), ("0", False), (" no ", False)])
def test_a_switch_is_on_or_off(text: str, on: bool) -> None:
    assert env(S=text).flag("S", default=not on, purpose="") is on


def test_a_switch_that_says_neither_is_refused() -> None:
    with pytest.raises(SettingRefused):
        env(S="maybe").flag("S", default=False, purpose="")


def test_a_word_not_among_the_choices_is_refused() -> None:
    with pytest.raises(SettingRefused, match="one of json, console"):
        env(F="xml").choice("F", default="json", among=("json", "console"), purpose="")


def test_an_empty_word_between_commas_is_refused() -> None:
    with pytest.raises(SettingRefused):
        env(H="a,,b").names("H", default=(), purpose="")


@pytest.mark.parametrize("odd", ["mysql://h/db", "postgresql://h", "postgresql:///", "nonsense"])
def test_an_odd_database_url_is_refused_without_repeating_its_password(odd: str) -> None:
    with pytest.raises(SettingRefused) as refusal:
        env(U=odd.replace("//", "//user:hunter2@")).url("U", schemes=("postgresql",), purpose="")
    assert "hunter2" not in str(refusal.value)


def test_a_folder_must_be_an_absolute_path(tmp_path: Path) -> None:
    with pytest.raises(SettingRefused):
        env(D="here").folder("D", default=tmp_path, shown_default="", purpose="")


def test_a_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = (env().secret("KEY", home=tmp_path, purpose="") for _ in range(2))
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "secrets" / "key").stat().st_mode & 0o077 == 0


def test_processes_that_make_a_secret_at_once_end_with_the_same_one(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(env().secret("KEY", home=tmp_path, purpose=""))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found))) == (8, 1)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("from a file\n")
    assert env(KEY_FILE=str(tmp_path / "given")).secret("KEY", home=tmp_path, purpose="") == "from a file"


@pytest.mark.parametrize("values", [{"KEY": "a", "KEY_FILE": "/b"}, {"KEY_FILE": "/no/such/file"}], ids=["both", "no file"])
def test_a_secret_that_is_unclear_is_refused(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(SettingRefused):
        Environment(values).secret("KEY", home=tmp_path, purpose="")


def test_an_empty_secret_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(SettingRefused, match="empty"):
        env(KEY_FILE=str(tmp_path / "empty")).secret("KEY", home=tmp_path, purpose="")


def test_what_was_read_is_remembered_for_the_settings_page() -> None:
    environment = env()
    environment.flag("B", default=True, purpose="why")
    environment.text("A", default="", purpose="what")
    assert [(d.name, d.default) for d in environment.declared] == [("A", "(empty)"), ("B", "yes")]
