"""Local days and UTC minutes fit together, also where the clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from epiworks.trace.days import LocalDays

ZONES = [LocalDays(ZoneInfo(name)) for name in ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns")]


@given(st.sampled_from(ZONES), st.lists(st.integers(0, 80 * 366 * 1440), max_size=5))
def test_the_day_of_a_minute_is_the_day_that_the_clock_on_the_wall_shows(days: LocalDays, minutes: list[int]) -> None:
    near = [minute // 100 for minute in minutes]  # within a year and a half: years of midnights for two minutes would be slow
    shown = [(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(days.zone).toordinal() for minute in near]
    assert days.ordinals(near).tolist() == shown


def test_a_day_on_which_the_clock_changes_is_an_hour_longer() -> None:
    berlin = ZONES[1]
    assert berlin.begins(date(2022, 10, 31)) - berlin.begins(date(2022, 10, 30)) == 1500
    assert (np.diff(berlin.ordinals([berlin.begins(date(2022, 10, 30)) + hour * 60 for hour in (0, 24, 25)])) == [0, 1]).all()


def test_a_moment_without_a_zone_is_local() -> None:
    shanghai = ZONES[0]
    assert shanghai.minute(datetime.fromisoformat("2022-08-10T00:00")) == shanghai.begins(date(2022, 8, 10))
    assert shanghai.moment(shanghai.minute(datetime(2022, 8, 9, 16, tzinfo=UTC))).date() == date(2022, 8, 10)
