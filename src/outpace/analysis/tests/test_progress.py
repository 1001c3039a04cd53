"""R, delays and progress of an area, from its live cases."""

from datetime import timedelta

import pytest

from epiworks.protocol import Setting
from outpace.analysis import api
from outpace.analysis.data import DelaysFound, Lack, RtFound, Spread, Step
from outpace.analysis.tests.world import NOW, TODAY, County, county, growing
from outpace.casework.models import SourceFact
from outpace.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> County:
    """An empty county."""
    return county()


def rt(here: County) -> RtFound:
    with clock.at(NOW):
        return api.reproduction(here.commander, here.ask()).found


def delays(here: County) -> DelaysFound:
    with clock.at(NOW):
        return api.delays(here.commander, here.ask()).found


def test_a_growing_outbreak_has_an_r_above_one(here: County) -> None:
    here.cases(growing())
    found = rt(here)
    assert found.spread is Spread.MORE
    assert found.latest is not None
    assert found.latest.last == found.complete_until


def test_few_cases_have_no_r_and_the_page_says_why(here: County) -> None:
    here.cases([TODAY - timedelta(days=ago) for ago in (12, 9, 5)])
    found = rt(here)
    assert (found.latest, found.no_rt) == (None, Lack.FEW_CASES)


def test_without_a_case_there_is_no_series(here: County) -> None:
    assert rt(here).no_rt is Lack.FEW_DAYS


def test_who_was_found_on_arrival_is_imported_and_lowers_r(here: County) -> None:
    here.cases(growing(days=20))
    before = rt(here).latest
    here.cases([TODAY - timedelta(days=4)] * 30, setting=Setting.INBOUND_CHECK)
    after = rt(here)
    assert after.imported == 30
    assert before is not None
    assert after.latest is not None
    assert (after.latest.mean or 0) < (before.mean or 0) + 0.2


def test_asymptomatic_cases_stand_on_the_day_of_their_sample(here: County) -> None:
    here.cases([TODAY - timedelta(days=6)], onset_on=None, case_class="asymptomatic")
    assert rt(here).stand_ins == 1


def test_delays_tell_median_and_ninth_tenth_by_step(here: County) -> None:
    here.cases([TODAY - timedelta(days=ago) for ago in range(10, 18)], wait=3)
    step = next(found for found in delays(here).steps if found.step is Step.ONSET_SAMPLE)
    assert step.figures is not None
    assert (step.figures.median, step.figures.p90, step.figures.cases) == (3, 3, 8)


def test_who_was_isolated_before_the_report_is_counted_apart(here: County) -> None:
    here.cases([TODAY - timedelta(days=9)], isolated_at=NOW - timedelta(days=15))
    step = next(found for found in delays(here).steps if found.step is Step.REPORT_ISOLATION)
    assert (step.before, step.missing, step.figures) == (1, 0, None)


def test_a_source_makes_a_case_linked_until_it_is_ruled_out(here: County) -> None:
    first, second = here.cases([TODAY - timedelta(days=9), TODAY - timedelta(days=6)])
    SourceFact.objects.create(case=second, source=first, doubt="likely", reason="dinner", by="Ma", at=NOW - timedelta(days=2))
    assert delays(here).unlinked.part == 1
    SourceFact.objects.create(case=second, source=first, doubt="ruled_out", reason="genome", by="Ma", at=NOW - timedelta(hours=2))
    assert delays(here).unlinked.part == 2


def test_a_case_whose_sources_live_elsewhere_is_imported(here: County) -> None:
    (away,) = here.cases([TODAY - timedelta(days=9)], area_path="/62/6212/621228/")
    (case,) = here.cases([TODAY - timedelta(days=6)])
    SourceFact.objects.create(case=case, source=away, doubt="certain", reason="guest", by="Ma", at=NOW - timedelta(days=2))
    assert rt(here).imported == 1


def test_the_social_face_follows_the_packs_own_list(here: County) -> None:
    here.cases([TODAY - timedelta(days=3)], wait=0, setting=Setting.FEVER_CLINIC)
    here.cases([TODAY - timedelta(days=1)], wait=0, setting=Setting.CENTRALISED_ISOLATION)
    face = delays(here).face
    assert face is not None
    assert (face.days, face.outside, face.last_outside) == (3, 1, TODAY - timedelta(days=3))


def test_seven_one_seven_of_the_first_case_is_open_until_its_work_is_signed(here: County) -> None:
    here.cases([TODAY - timedelta(days=5)], wait=2)
    found = delays(here)
    assert found.detect is not None
    assert found.notify is not None
    assert found.respond is not None
    assert (found.detect.days, found.notify.met, found.respond.done) == (2, True, False)


def test_runs_of_every_kind_come_out_again(here: County) -> None:
    here.cases(growing(days=20))
    rt(here)
    delays(here)
    assert all(run.same_result for run in api.check())
