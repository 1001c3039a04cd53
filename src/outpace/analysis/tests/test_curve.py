"""The epidemic curve of an area: counts as they are, what is missing of the last days, growth, and what came before kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from epiworks.epi.curve import Basis
from epiworks.protocol import Setting
from outpace.analysis import api
from outpace.analysis.data import Course, CurveFound, Lack
from outpace.analysis.models import AnalysisRun
from outpace.analysis.tests.world import NOW, TODAY, County, county, growing
from outpace.analysis.web.words import said
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath, NotAllowed
from outpace.screening.tests.world import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> County:
    """An empty county."""
    return county()


def found(here: County, basis: Basis = Basis.ONSET) -> CurveFound:
    with clock.at(NOW):
        return api.curve(here.commander, here.ask(), basis=basis).found


def test_without_a_case_nothing_is_claimed(here: County) -> None:
    curve = found(here)
    assert (curve.course, curve.total, curve.growth, curve.forecast) == (Course.NONE, 0, None, ())


def test_every_case_is_on_a_day_undated_or_outside(here: County) -> None:
    here.cases([TODAY - timedelta(days=4), TODAY - timedelta(days=4), TODAY - timedelta(days=80)])
    here.cases([TODAY - timedelta(days=3)], onset_on=None)
    curve = found(here)
    assert (curve.total, curve.undated, curve.outside) == (2, 1, 1)
    assert sum(day.total for day in curve.days) == 2


def test_few_cases_are_called_few_and_get_no_forecast(here: County) -> None:
    here.cases([TODAY - timedelta(days=6), TODAY - timedelta(days=3)])
    curve = found(here)
    assert (curve.course, curve.no_growth, curve.no_forecast) == (Course.FEW, Lack.FEW_CASES, Lack.FEW_CASES)


def test_a_growing_outbreak_is_said_to_grow_with_its_doubling_time(here: County) -> None:
    here.cases(growing())
    curve = found(here)
    assert curve.course is Course.GROWS
    assert curve.growth is not None
    assert curve.growth.doubling is not None
    assert curve.growth.doubling[0] < 7.3 < curve.growth.doubling[1]


def test_the_last_days_of_onset_are_incomplete_and_their_true_number_has_an_interval(here: County) -> None:
    here.cases(growing(), wait=2)
    late = next(day for day in found(here).days if day.day == TODAY - timedelta(days=1))
    assert not late.complete
    assert late.low is None or late.high is None or late.low <= late.high


def test_days_after_four_quiet_weeks_are_called_quiet(here: County) -> None:
    here.cases([TODAY - timedelta(days=30)] * 6)
    curve = found(here)
    assert (curve.course, curve.quiet) == (Course.QUIET, 29)


def test_two_weeks_with_imported_cases_only_are_not_called_days_without_a_case(here: County) -> None:
    here.cases([TODAY - timedelta(days=30)] * 6)
    with translation.override("en"):
        assert said(replace(found(here), quiet=0)) == "Nobody was infected here in the last 14 complete days, as far as is known."


def test_cases_found_in_isolation_stand_apart_by_the_packs_own_list(here: County) -> None:
    day = TODAY - timedelta(days=5)
    here.cases([day], setting=Setting.CENTRALISED_ISOLATION)
    here.cases([day], setting=Setting.FEVER_CLINIC)
    counted = next(row for row in found(here).days if row.day == day)
    assert (counted.controlled, counted.community) == (1, 1)


def test_excluded_cases_are_not_in_the_curve(here: County) -> None:
    here.cases([TODAY - timedelta(days=5)], case_class="excluded")
    assert found(here).course is Course.NONE


def test_the_same_question_is_worked_out_once(here: County) -> None:
    here.cases(growing(days=10))
    with clock.at(NOW):
        first = api.curve(here.commander, here.ask(), basis=Basis.ONSET)
        assert api.curve(here.commander, here.ask(), basis=Basis.ONSET).frame == first.frame
    assert AnalysisRun.objects.count() == 1


def test_a_kept_run_comes_out_again_byte_for_byte(here: County) -> None:
    here.cases(growing())
    for basis in Basis:
        found(here, basis)
    checked = list(api.check())
    assert len(checked) == 3
    assert all(run.same_code and run.same_result for run in checked)


def test_a_run_holds_counts_and_no_person(here: County) -> None:
    made = here.cases([TODAY - timedelta(days=5)])
    found(here)
    assert str(made[0].person_id) not in AnalysisRun.objects.get().inputs


def test_a_new_case_makes_a_new_run(here: County) -> None:
    here.cases([TODAY - timedelta(days=5)])
    found(here)
    here.cases([TODAY - timedelta(days=4)])
    assert found(here).total == 2
    assert AnalysisRun.objects.count() == 2


def test_a_day_of_the_past_is_seen_as_it_was_known_then(here: County) -> None:
    here.cases([TODAY - timedelta(days=9)], wait=6)
    with clock.at(NOW):
        then = api.curve(here.commander, here.ask(last=TODAY - timedelta(days=5)), basis=Basis.ONSET)
    assert then.found.total == 0


def test_nobody_reads_the_curve_of_another_area(here: County) -> None:
    stranger = staff("commander", AreaPath("/62/6212/621228/"))
    with clock.at(NOW), pytest.raises(NotAllowed):
        api.curve(stranger, here.ask(), basis=Basis.ONSET)


def test_a_window_that_lies_ahead_is_refused(here: County) -> None:
    with clock.at(NOW), pytest.raises(api.WindowRefused, match="future"):
        api.curve(here.commander, here.ask(last=TODAY + timedelta(days=1)), basis=Basis.ONSET)


def test_forgetting_leaves_what_a_report_names(here: County) -> None:
    found(here)
    found(here, Basis.REPORT)
    AnalysisRun.objects.filter(kind="curve").update(made_at=NOW - timedelta(days=100))
    AnalysisRun.objects.filter(pk=AnalysisRun.objects.earliest("pk").pk).update(kept=True)
    with clock.at(NOW):
        assert api.retire() == 1
