"""The custody timeline: order, breaks, and facts that were written down late."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outpace.ui.charts import CustodyEvent, custody_line

START = datetime(2021, 11, 8, 8, tzinfo=UTC)


def event(hours: float, giver: str, taker: str, *, late: int = 0) -> CustodyEvent:
    moment = START + timedelta(hours=hours)
    return CustodyEvent("event", "who", "where", moment, moment + timedelta(minutes=late), giver=giver, taker=taker)


def test_custody_that_passes_from_hand_to_hand_is_whole() -> None:
    line = custody_line([event(0, "", "site"), event(1, "site", "courier"), event(2, "courier", "lab")], caption="c")
    assert (line.breaks, line.holder) == (0, "lab")


def test_a_giver_who_never_had_it_breaks_custody() -> None:
    line = custody_line([event(0, "", "site"), event(1, "site", "courier"), event(2, "another", "lab")], caption="c")
    assert [(step.broken, step.held_before) for step in line.steps] == [(False, ""), (False, "site"), (True, "courier")]


def test_events_stand_in_the_order_they_were_observed() -> None:
    line = custody_line([event(2, "courier", "lab"), event(0, "", "site"), event(1, "site", "courier")], caption="c")
    assert [step.event.taker for step in line.steps] == ["site", "courier", "lab"]
    assert line.breaks == 0


def test_a_fact_written_down_long_after_is_marked() -> None:
    line = custody_line([event(0, "", "site"), event(1, "site", "courier", late=95)], caption="c")
    assert [step.recorded_late for step in line.steps] == [None, timedelta(minutes=95)]


def test_an_event_without_custodians_changes_nothing() -> None:
    line = custody_line([event(0, "", "site"), event(1, "", "")], caption="c")
    assert (line.holder, line.breaks) == ("site", 0)


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=12))
def test_breaks_are_counted_one_by_one(holders: list[str]) -> None:
    events = [event(0, "", holders[0])] + [event(hour, "x", taker) for hour, taker in enumerate(holders[1:], start=1)]
    assert custody_line(events, caption="c").breaks == len(holders) - 1
