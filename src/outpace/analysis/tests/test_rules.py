"""The pure parts: windows, breaks, canonical texts, layouts."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.epi.curve import Basis
from epiworks.epi.published import PUBLISHED, published_interval
from epiworks.protocol import Setting, shipped_library
from epiworks.units import PersonCount
from outpace.analysis.choices import Kind, Standing
from outpace.analysis.data import Ask, Break, BreakWhy, CaseInputs, Course, CurveFound, CurveInputs, Lack
from outpace.analysis.rules.curve import curve
from outpace.analysis.rules.heavy import is_heavy
from outpace.analysis.rules.kinds import code_version, worked_out
from outpace.analysis.rules.papers import figure, fingerprint, read, written
from outpace.analysis.rules.windows import WindowRefused, asked_window, breaks_of, standing
from outpace.analysis.selectors.snapshot import borrowed
from outpace.analysis.tests.links import case as ill
from outpace.analysis.tests.links import inputs as chained
from outpace.analysis.web.charts import Part, Plan, Range, Reading, chart
from outpace.casework.data.daily import CaseCell, PacksChange
from outpace.kernel.scope import AreaPath

TODAY = date(2022, 8, 31)
HERE = AreaPath("/62/6212/")


def cell(day: date, *, cases: int = 1, wait: int = 1, kind: str = "confirmed", imported: bool = False) -> CaseCell:
    found = day + timedelta(days=wait)
    return CaseCell(
        onset=day,
        sampled=found,
        reported=found,
        isolated=None,
        found=found,
        case_class=kind,
        setting=Setting.COMMUNITY_SCREENING,
        imported=imported,
        linked=False,
        timely=None,
        investigated=False,
        cases=PersonCount(cases),
    )


def inputs(*cells: CaseCell, breaks: tuple[Break, ...] = (), days: int = 40) -> CaseInputs:
    first = TODAY - timedelta(days=days - 1)
    interval = borrowed(published_interval("covid_19"))
    return CaseInputs(HERE, first - timedelta(days=45), first, TODAY, TODAY, ("cn-covid-9 1",), "covid_19", (), cells, breaks, interval)


def flat(number: int, *, days: int = 30) -> list[CaseCell]:
    """So many cases on each of the last days, reported the next day."""
    return [cell(TODAY - timedelta(days=ago), cases=number) for ago in range(1, days)]


cells = st.builds(
    lambda ago, cases, wait, imported: cell(TODAY - timedelta(days=ago + wait), cases=cases, wait=wait, imported=imported),
    st.integers(0, 60),
    st.integers(1, 9),
    st.integers(0, 9),
    st.booleans(),
)


@given(st.lists(cells, max_size=25), st.sampled_from(Basis))
@settings(max_examples=40)
def test_every_case_is_counted_once_whatever_the_cases_are(found: list[CaseCell], basis: Basis) -> None:
    made = curve(CurveInputs(inputs(*found), basis), np.random.default_rng(1))
    assert made.total + made.undated + made.outside == sum(one.cases for one in found)
    assert all(sum(day.kinds.values()) == day.controlled + day.community == day.total for day in made.days)


@given(st.lists(cells, max_size=12))
@settings(max_examples=15)
def test_the_same_inputs_and_seed_give_the_same_bytes(found: list[CaseCell]) -> None:
    text = written(CurveInputs(inputs(*found), Basis.ONSET))
    assert written(read(text, CurveInputs)) == text
    assert worked_out(Kind.CURVE, text, seed=1) == worked_out(Kind.CURVE, text, seed=1)


def test_an_even_outbreak_neither_grows_nor_shrinks() -> None:
    made = curve(CurveInputs(inputs(*flat(9)), Basis.REPORT), np.random.default_rng(1))
    assert made.course is Course.UNCLEAR


def test_no_rate_is_taken_across_a_break() -> None:
    yesterday = Break(TODAY - timedelta(days=2), BreakWhy.MASS_SCREENING)
    made = curve(CurveInputs(inputs(*flat(9), breaks=(yesterday,)), Basis.REPORT), np.random.default_rng(1))
    assert (made.course, made.no_growth, made.no_forecast) == (Course.BROKEN, Lack.BREAK, Lack.BREAK)


def test_imported_cases_do_not_make_an_outbreak_grow() -> None:
    brought = [cell(TODAY - timedelta(days=ago), cases=20 - ago, imported=True) for ago in range(1, 15)]
    made = curve(CurveInputs(inputs(*brought), Basis.REPORT), np.random.default_rng(1))
    assert made.growth is None


def test_the_day_that_runs_is_never_complete() -> None:
    made = curve(CurveInputs(inputs(*flat(3)), Basis.REPORT), np.random.default_rng(1))
    assert [day.day for day in made.days if not day.complete] == [TODAY]


@pytest.mark.parametrize(("first", "last", "why"), [(2, 1, "backwards"), (-400, 0, "too_long"), (0, 1, "future")])
def test_windows_that_cannot_be_shown_say_why(first: int, last: int, why: str) -> None:
    ask = Ask(HERE, TODAY + timedelta(days=first), TODAY + timedelta(days=last), TODAY)
    with pytest.raises(WindowRefused, match=why):
        asked_window(ask, today=TODAY)


def test_figures_are_final_once_nobody_is_missing_or_waits_for_a_class() -> None:
    old = CaseInputs(HERE, TODAY, TODAY, TODAY, TODAY + timedelta(days=14), (), "covid_19", (), (cell(TODAY),), (), None)
    waiting = CaseInputs(
        HERE, TODAY, TODAY, TODAY, TODAY + timedelta(days=14), (), "covid_19", (), (cell(TODAY, kind="suspected"),), (), None
    )
    assert [standing(found) for found in (old, waiting, inputs())] == [Standing.FINAL, Standing.PRELIMINARY, Standing.PRELIMINARY]


def test_only_the_first_of_a_run_of_screenings_breaks_the_series() -> None:
    days = [TODAY - timedelta(days=ago) for ago in (40, 38, 36, 10, 9)]
    found = breaks_of((PacksChange(TODAY, ("cn-covid-9",)),), tuple(days))
    assert [(one.day, one.why) for one in found] == [
        (days[0], BreakWhy.MASS_SCREENING),
        (days[3], BreakWhy.MASS_SCREENING),
        (TODAY, BreakWhy.PACKS),
    ]


def test_every_published_interval_belongs_to_a_disease_that_a_pack_speaks_of() -> None:
    library = shipped_library()
    spoken = {
        library.protocol(pack).packs[-1].disease for pack in ("cn-covid-9", "sars-2003", "mers", "who-ebola", "measles", "influenza-novel")
    }
    assert set(PUBLISHED) == spoken


def test_the_methods_have_a_fingerprint() -> None:
    assert code_version() == code_version()
    assert "numpy" in code_version()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_figure_kept_is_a_figure_read(value: float) -> None:
    assert read(written(figure(value)), float) == figure(value)


def test_a_column_stands_on_the_ground_and_the_highest_reaches_the_top() -> None:
    drawn = chart(
        Plan((Reading(TODAY, (Part(0, 3), Part(1, 1))), Reading(TODAY + timedelta(days=1), (Part(0, 2),)))), caption="", unit=""
    ).desk
    tall = [box for box in drawn.boxes if box.x == drawn.boxes[0].x]
    assert sum(box.height for box in tall) == pytest.approx(drawn.frame.ground - drawn.frame.up(4))
    assert max(box.y + box.height for box in drawn.boxes) == pytest.approx(drawn.frame.ground)


def test_no_line_is_drawn_across_days_that_are_not_known() -> None:
    days = [TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=5)]
    line = tuple(Range(day, 1, 0, 2, 0.5, 1.5) for day in days)
    assert len(chart(Plan(ranges=(line,)), caption="", unit="").desk.lines) == 2


def test_labels_of_days_do_not_touch_on_a_phone() -> None:
    long = tuple(Reading(TODAY + timedelta(days=number), (Part(0, 1),)) for number in range(90))
    places = [tick.place for tick in chart(Plan(long), caption="", unit="").phone.across]
    assert min(b - a for a, b in pairwise(places)) >= 46


def asked_for(first: date, last: date, as_of: date = TODAY) -> Ask:
    return Ask(AreaPath("/62/"), first=first, last=last, as_of=as_of)


def test_a_window_of_one_day_that_is_today_and_one_of_a_year_are_taken() -> None:
    for asked in (asked_for(TODAY, TODAY), asked_for(TODAY - timedelta(days=365), TODAY)):
        assert asked_window(asked, today=TODAY) == asked


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (asked_for(TODAY, TODAY - timedelta(days=1)), "backwards"),
        (asked_for(TODAY - timedelta(days=366), TODAY), "too_long"),
        (asked_for(TODAY, TODAY, TODAY + timedelta(days=1)), "future"),
        (asked_for(TODAY - timedelta(days=3), TODAY, TODAY - timedelta(days=1)), "future"),
    ],
)
def test_a_window_that_cannot_be_shown_says_why(asked: Ask, code: str) -> None:
    with pytest.raises(WindowRefused) as refused:
        asked_window(asked, today=TODAY)
    assert str(refused.value) == code


@pytest.mark.parametrize(("cases", "heavy"), [(1_999, False), (2_000, True)])
def test_a_question_about_two_thousand_cases_is_worked_out_in_the_background(cases: int, heavy: bool) -> None:
    many = inputs(cell(TODAY - timedelta(days=3), cases=cases))
    assert is_heavy(CurveInputs(many, Basis.ONSET)) is heavy
    assert is_heavy(chained([ill(number % 20) for number in range(cases)], [])) is heavy
    assert not is_heavy("a zone")


def test_equal_texts_and_no_others_have_one_fingerprint() -> None:
    assert fingerprint("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert fingerprint("a") != fingerprint("b")


def test_a_pause_of_fourteen_days_between_screenings_is_none_and_fifteen_are() -> None:
    days = [TODAY, TODAY + timedelta(days=14), TODAY + timedelta(days=29)]
    assert [found.day for found in breaks_of((), tuple(days))] == [days[0], days[2]]


def test_a_result_kept_is_of_its_kind_and_hangs_on_the_seed() -> None:
    text = written(CurveInputs(inputs(*flat(9, days=18)), Basis.ONSET))
    first, again, other = (worked_out(Kind.CURVE, text, seed=seed) for seed in (1, 1, 2))
    assert read(first, CurveFound).total == 17 * 9
    assert first == again
    assert isinstance(read(other, CurveFound), CurveFound)
