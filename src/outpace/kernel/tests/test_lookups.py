"""A list of any length is one parameter, whatever kind of column it is compared with."""

import pytest

from outpace.kernel.models import JobRun, User

pytestmark = pytest.mark.django_db


def made(*names: str) -> list[int]:
    return [User.objects.create(username=name).pk for name in names]


def test_any_finds_what_in_finds() -> None:
    one, two, _three = made("one", "two", "three")
    assert set(User.objects.filter(pk__any=[one, two]).values_list("username", flat=True)) == {"one", "two"}
    assert set(User.objects.filter(username__any=["one", 'o"{,}']).values_list("pk", flat=True)) == {one}


def test_nothing_is_in_an_empty_list() -> None:
    made("one")
    assert not User.objects.filter(pk__any=[]).exists()
    assert not JobRun.objects.filter(kind__any=()).exists()


def test_a_thousand_values_are_one_parameter() -> None:
    sql, parameters = User.objects.filter(pk__any=range(1_000)).values("pk").query.sql_with_params()
    assert (sql.count("%s"), len(parameters)) == (1, 1)
