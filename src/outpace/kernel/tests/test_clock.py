"""The one clock."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from outpace.kernel import clock

DAY = datetime(2022, 10, 25, 8, 0, tzinfo=UTC)


def test_it_tells_the_time_in_utc() -> None:
    before = datetime.now(UTC)
    told = clock.now()
    assert before <= told <= datetime.now(UTC)
    assert told.tzinfo is UTC


def test_it_can_be_set_for_a_piece_of_work_and_goes_on_after() -> None:
    with clock.at(DAY) as moment:
        assert (moment, clock.now(), clock.is_moved()) == (DAY, DAY, True)
    assert not clock.is_moved()


def test_settings_nest() -> None:
    with clock.at(DAY), clock.at(DAY + timedelta(hours=1)):
        assert clock.now() == DAY + timedelta(hours=1)


def test_another_zone_is_the_same_moment() -> None:
    with clock.at(datetime(2022, 10, 25, 16, 0, tzinfo=timezone(timedelta(hours=8)))):
        assert clock.now() == DAY


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), clock.at(DAY.replace(tzinfo=None)):
        pass


def test_setting_it_moves_no_neighbours_clock() -> None:
    seen: list[bool] = []
    with clock.at(DAY):
        neighbour = threading.Thread(target=lambda: seen.append(clock.is_moved()))
        neighbour.start()
        neighbour.join()
    assert seen == [False]
