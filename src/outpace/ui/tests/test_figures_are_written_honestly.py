"""Numbers, shares, durations and moments as words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from outpace.ui.rule_text import rule_rows
from outpace.ui.text import (
    DASH,
    ago_text,
    colon_text,
    comma_text,
    day_text,
    duration_text,
    gap_text,
    listed_text,
    moment_text,
    number_text,
    percent_text,
    span_text,
    unit_text,
)

NOW = datetime(2021, 11, 8, 6, 5, tzinfo=UTC)


@given(st.integers(1, 10**9), st.data())
def test_a_share_is_never_said_to_be_whole_while_somebody_is_missing(due: int, data: st.DataObject) -> None:
    done = data.draw(st.integers(0, due))
    assert (percent_text(done / due) == "100%") == (done == due)


@given(st.integers(1, 10**9), st.data())
def test_a_share_is_never_said_to_be_nothing_while_somebody_is_there(due: int, data: st.DataObject) -> None:
    done = data.draw(st.integers(0, due))
    assert (percent_text(done / due) == "0%") == (done == 0)


@given(st.integers(-(10**12), 10**12))
def test_a_number_loses_no_digit(value: int) -> None:
    assert int(number_text(value).replace("\N{NARROW NO-BREAK SPACE}", "").replace("\N{MINUS SIGN}", "-")) == value


@pytest.mark.parametrize(
    ("value", "shown"), [(None, DASH), (0, "0"), (-0.2, "0"), (49_800, "49\N{NARROW NO-BREAK SPACE}800"), (-5, "\N{MINUS SIGN}5")]
)
def test_numbers_are_grouped_by_thin_spaces(value: float | None, shown: str) -> None:
    assert number_text(value) == shown


@pytest.mark.parametrize(("share", "shown"), [(None, DASH), (0.99996, ">99.9%"), (0.0001, "<0.1%"), (0.8813, "88.1%"), (1.025, "102.5%")])
def test_shares_near_the_ends_say_on_which_side_they_are(share: float | None, shown: str) -> None:
    assert percent_text(share) == shown


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(-3, "0 min"), (59, "59 min"), (61, "1 h 1 min"), (120, "2 h"), (22 * 24 * 60 + 8, "22 d"), (26 * 60 + 5, "1 d 2 h")],
)
def test_durations_have_the_two_largest_units(minutes: int, shown: str) -> None:
    with translation.override("en"):
        assert duration_text(timedelta(minutes=minutes)) == shown


def test_a_moment_ahead_is_said_to_be_ahead() -> None:
    with translation.override("en"):
        assert ago_text(NOW + timedelta(hours=2), NOW) == "in 2 h"


@pytest.mark.parametrize(("language", "shown"), [("en", "8 Nov 14:05"), ("zh-hans", "11月8日 14:05")])
def test_moments_stand_in_the_incident_zone_and_the_readers_language(language: str, shown: str) -> None:
    with translation.override(language), timezone.override("Asia/Shanghai"):
        assert moment_text(NOW, NOW) == shown


@pytest.mark.parametrize(("hours", "shown"), [(1, "8 Nov 14:05 – 15:05"), (12, "8 Nov 14:05 – 9 Nov 02:05")])
def test_a_span_within_a_day_names_the_day_once(hours: int, shown: str) -> None:
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        assert span_text(NOW, NOW + timedelta(hours=hours), NOW) == shown


def test_a_moment_of_another_year_names_the_year() -> None:
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        assert moment_text(NOW - timedelta(days=365), NOW) == "8 Nov 2020 14:05"


@pytest.mark.parametrize(("language", "shown"), [("en", "a, b: c, d e (<b>)"), ("zh-hans", "a、b：c，de（<b>）")])
def test_punctuation_is_that_of_the_readers_language(language: str, shown: str) -> None:
    with translation.override(language):
        brackets = Template("{% load ui %}{% bracketed %}{{ b|safe }}{% endbracketed %}").render(Context({"b": "<b>"}))
        assert f"{listed_text(['a', 'b'])}{colon_text()}c{comma_text()}d{gap_text()}e{brackets}" == shown


@pytest.mark.parametrize(("day", "shown"), [(NOW.date(), "11月8日"), (NOW.date().replace(year=2020), "2020年11月8日")])
def test_a_day_of_this_year_leaves_the_year_out(day: date, shown: str) -> None:
    with translation.override("zh-hans"):
        assert day_text(day, NOW.date()) == shown


@pytest.mark.parametrize(
    ("value", "unit", "written"), [("1", "people", "person"), ("2", "people", "people"), ("0", "tubes", "tubes"), ("1", "人", "人")]
)
def test_one_of_a_thing_is_named_as_one(value: str, unit: str, written: str) -> None:
    assert unit_text(unit, value) == written


def test_a_line_of_a_pack_is_a_little_table_and_each_clause_a_row() -> None:
    line = '{"clear_days": 5, "final": true, "units": ["stairwell", "tent_camp"], "when": [{"place": ["work"], "x": true}, {"place": []}]}'
    with translation.override("zh-hans"):
        found = rule_rows(line)
    rows = (
        ("无新增天数", "5"),
        ("终局", "是"),
        ("单元", "楼道单元、tent camp"),
        ("情形", "场所：工作或学习场所，x：是"),
        ("情形", "场所：–"),
    )
    assert found == rows


@pytest.mark.parametrize(
    ("line", "rows"), [("", ()), ("as written", (("", "as written"),)), ('"a_b"', (("", "a b"),)), ('{"x": null}', (("x", "–"),))]
)
def test_a_line_that_is_no_table_is_shown_as_it_says(line: str, rows: tuple[tuple[str, str], ...]) -> None:
    assert rule_rows(line) == rows
