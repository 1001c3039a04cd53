"""Stays by name and moment become the numbers that the tracer asks for."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from epiworks.trace.naming import named_stays
from epiworks.trace.stays import BadStays, first_minute, stays

NOON = datetime.fromisoformat("2022-08-10T12:00")
CHINA = ZoneInfo("Asia/Shanghai")


def table(begin: datetime, end: datetime) -> pa.Table:
    return pa.table({"person": ["Wang", "Li"], "place": ["Market", "Market"], "begin": [begin] * 2, "end": [end] * 2})


def test_local_times_become_minutes_of_utc_whether_the_file_or_the_caller_names_the_zone() -> None:
    by_caller = named_stays(table(NOON, NOON.replace(hour=13)), zone="Asia/Shanghai").stays
    by_file = named_stays(table(NOON.replace(tzinfo=CHINA), NOON.replace(hour=13, tzinfo=CHINA)), zone="UTC").stays
    assert by_caller.begin.tolist() == by_file.begin.tolist() == [first_minute(NOON.date()) + 4 * 60] * 2


def test_times_of_no_zone_are_refused_and_the_refusal_says_what_to_write() -> None:
    with pytest.raises(BadStays, match='zone="Asia/Shanghai"'):
        named_stays(table(NOON, NOON))


def test_each_number_has_its_name_back() -> None:
    found = named_stays(table(NOON, NOON), zone="UTC")
    assert [found.persons[number] for number in found.stays.person] == ["Wang", "Li"]
    assert (found.person("Li"), found.place("Market")) == (0, 0)
    with pytest.raises(KeyError):
        found.person("Zhao")


def test_a_column_without_a_value_is_named() -> None:
    with pytest.raises(BadStays, match="end"):
        named_stays(table(NOON, NOON).drop_columns(["end"]), zone="UTC")
    with pytest.raises(BadStays, match="not moments"):
        named_stays(table(NOON, NOON).set_column(2, "begin", pa.array([1, 2])), zone="UTC")


def test_seconds_taken_for_minutes_are_refused_instead_of_stored_under_the_year_5126() -> None:
    seconds = int(NOON.replace(tzinfo=CHINA).timestamp())
    with pytest.raises(BadStays, match="not seconds"):
        stays(person=[1], place=[1], begin=[seconds], end=[seconds + 3600])
