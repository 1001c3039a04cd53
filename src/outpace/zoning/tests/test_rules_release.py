"""The checklist by day, what is harder than the rules ask, and what a zone owes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from epiworks.protocol import Countdown, Protocol, ZoneFacts, shipped_library
from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath
from outpace.zoning.choices import ProposalKind
from outpace.zoning.rules.checklist import MOST_DAYS, NextStep, days, next_step
from outpace.zoning.rules.owed import owed
from outpace.zoning.rules.papers import lines_in, lines_out, reasons_in, reasons_out
from outpace.zoning.rules.strictness import Drawn, Harder, judge, warn

LAST = date(2022, 8, 11)
NINTH = shipped_library().protocol("cn-covid-9")
RANKS = {"high": 30, "medium": 20, "low": 10}
GRID, TOWN = AreaPath("/1/2/"), AreaPath("/1/")


def on(number: int) -> date:
    return LAST + timedelta(days=number)


def test_the_checklist_has_a_line_for_every_day_and_turns_on_the_seventh() -> None:
    found = days(NINTH, ZoneFacts("high", LAST, [on(7)]), since=LAST, as_of=on(7)).value
    assert [line.ready for line in found] == [False] * 7 + [True]
    assert [line.day for line in found if line.is_today] == [on(7)]


def test_days_to_come_wait_for_the_round_nobody_has_held_yet() -> None:
    found = days(NINTH, ZoneFacts("high", LAST), since=LAST, as_of=on(2)).value
    assert (len(found), found[-1].day, [str(key) for key in found[-1].unmet]) == (8, on(7), ["final_round_missing"])


@given(st.integers(0, 90), st.integers(0, 90), st.lists(st.integers(0, 90), max_size=6))
def test_today_in_the_checklist_agrees_with_the_countdown_itself(since: int, as_of: int, rounds: list[int]) -> None:
    facts = ZoneFacts("high", LAST, [on(number) for number in rounds])
    found = days(NINTH, facts, since=on(since), as_of=on(as_of)).value
    assert len(found) <= MOST_DAYS
    todays = [line for line in found if line.is_today]
    assert [line.ready for line in todays] == [as_of >= 7 and any(7 <= number <= as_of for number in rounds)]


def test_a_ready_zone_steps_down_or_goes_and_one_that_is_not_ready_waits() -> None:
    assert next_step(Countdown(True, (), (), LAST, "medium")) == NextStep(ProposalKind.STEP_DOWN, LAST, "medium")
    assert next_step(Countdown(True, (), (), LAST, None)) == NextStep(ProposalKind.LIFT, LAST, "")
    assert next_step(Countdown(False, (), (), LAST, "medium")).kind is None


def judged(signed: Drawn, proposed: Drawn) -> tuple[Harder, ...]:
    return judge(signed, proposed, ranks=RANKS)


def test_what_is_signed_as_proposed_is_not_harder() -> None:
    drawn = Drawn("high", (GRID,), PersonCount(180))
    assert judged(drawn, drawn) == ()


def test_each_way_of_being_harder_has_its_name() -> None:
    proposed = Drawn("medium", (GRID,), PersonCount(180))
    assert judged(Drawn("high", (GRID,), PersonCount(180)), proposed) == (Harder.STRICTER_TYPE,)
    assert judged(Drawn("medium", (TOWN,), PersonCount(900)), proposed) == (Harder.MORE_AREA,)
    assert judged(Drawn("high", (TOWN,), PersonCount(900)), proposed) == (Harder.STRICTER_TYPE, Harder.MORE_AREA)
    assert judged(Drawn("low", (GRID,), PersonCount(180)), Drawn("", (), PersonCount(0))) == (Harder.NOT_ASKED_FOR,)


drawings = st.builds(
    Drawn,
    st.sampled_from(["", *RANKS]),
    st.lists(st.sampled_from([GRID, TOWN]), min_size=1).map(tuple),
    st.integers(0, 999).map(PersonCount),
)


@given(drawings, drawings)
def test_lifting_is_never_harder_and_harder_one_way_is_not_harder_the_other(first: Drawn, second: Drawn) -> None:
    assert judged(Drawn("", first.area_paths, first.people), second) == ()
    if Harder.STRICTER_TYPE in judged(first, second):
        assert Harder.STRICTER_TYPE not in judged(second, first)


def test_guard_rails_of_the_pack_speak_against_it() -> None:
    found = warn(NINTH, [Harder.MORE_AREA], more_people=PersonCount(720))
    assert [(warning.harder, warning.more_people, "longer_zone" in warning.must_nots) for warning in found.value] == [
        (Harder.MORE_AREA, 720, True)
    ]
    assert {line.address.partition(".")[0] for line in found.because} == {"guardrails"}


@given(st.integers(0, 999), st.integers(0, 999), st.integers(0, 99), st.sampled_from(["stay_in", "service_to_door", "no_gathering"]))
def test_nobody_is_owed_less_than_nothing_and_doors_only_where_they_stay_shut(due: int, done: int, households: int, measure: str) -> None:
    found = owed(due=due, done=done, households=households, people=due, measures=frozenset({measure}))
    assert found.tests == max(0, due - done)
    assert found.doors == (0 if measure == "no_gathering" else households)


def test_grounds_are_read_back_as_they_were_stored() -> None:
    decision = days(NINTH, ZoneFacts("high", LAST), since=LAST, as_of=LAST)
    assert [ground.address for ground in lines_in(lines_out(decision.because))] == ["zones.high"]
    assert reasons_in(reasons_out([])) == ()


def test_a_zone_that_is_not_ready_waits_for_its_earliest_day() -> None:
    assert next_step(Countdown(False, (), (), on(7), "medium")) == NextStep(None, on(7), "medium")
    assert next_step(Countdown(False, (), (), on(7), None)) == NextStep(None, on(7), "")


def test_several_ways_of_being_harder_rest_on_the_lines_of_all_of_them() -> None:
    both = warn(NINTH, [Harder.NOT_ASKED_FOR, Harder.LONGER], more_people=PersonCount(1))
    alone = [warn(NINTH, [way], more_people=PersonCount(1)) for way in (Harder.NOT_ASKED_FOR, Harder.LONGER)]
    assert set(both.because) == {line for one in alone for line in one.because}
    assert [objection.must_nots for objection in both.value] == [one.value[0].must_nots for one in alone]


def test_where_no_guard_rail_speaks_the_absent_one_is_named() -> None:
    ebola: Protocol = shipped_library().protocol("who-ebola")
    assert [str(line.address) for line in warn(ebola, [Harder.LONGER], more_people=PersonCount(1)).because] == ["guardrails.any"]
