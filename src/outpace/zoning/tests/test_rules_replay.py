"""Zones told by their signed versions alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from outpace.kernel.scope import AreaPath
from outpace.zoning.choices import Change
from outpace.zoning.rules.replay import Version, zone_after

NOON = datetime(2022, 5, 9, 4, tzinfo=UTC)
TOWN, GRID = AreaPath("/62/1/"), AreaPath("/62/1/3/")


def version(number: int, change: Change, zone_type: str = "high", *areas: AreaPath) -> Version:
    at = NOON + timedelta(days=number)
    return Version(number, change, zone_type, "risk" if zone_type else "", areas or (GRID,), at, date(2022, 5, 9 + number))


def test_a_zone_covers_what_its_latest_version_does_and_began_with_the_first() -> None:
    stands = zone_after([version(1, Change.DRAWN), version(2, Change.EXTENDED, "high", GRID, TOWN)])
    assert (stands.version, stands.area_paths, stands.drawn_at) == (2, (TOWN,), NOON + timedelta(days=1))
    assert (stands.in_force, stands.changed_at) == (True, NOON + timedelta(days=2))


def test_a_lifted_zone_covers_nothing_and_keeps_its_last_type() -> None:
    stands = zone_after([version(1, Change.DRAWN), version(2, Change.LIFTED, "")])
    assert (stands.in_force, stands.zone_type, stands.regime, stands.area_paths) == (False, "high", "risk", ())


def test_the_day_of_the_last_step_down_is_kept_until_the_zone_is_made_stricter() -> None:
    steps = [version(1, Change.DRAWN), version(2, Change.STEPPED_DOWN, "medium"), version(3, Change.SHRUNK, "medium")]
    assert zone_after(steps).stepped_down_on == date(2022, 5, 11)
    assert zone_after([*steps, version(4, Change.RAISED)]).stepped_down_on is None


def test_no_version_is_no_zone() -> None:
    with pytest.raises(ValueError, match="at least the version"):
        zone_after([])
