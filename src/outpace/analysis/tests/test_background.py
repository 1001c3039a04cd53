"""Figures of very many cases: the last that was kept stands in, with its age, until a background run has worked out the new ones."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from epiworks.epi.curve import Basis
from outpace.analysis import api
from outpace.analysis.jobs import work_out
from outpace.analysis.models import AnalysisRun
from outpace.analysis.rules.heavy import HEAVY
from outpace.analysis.tests.world import NOW, TODAY, County, county
from outpace.kernel import clock
from outpace.kernel.jobs import JobCancelled, Run, progress
from outpace.kernel.models import JobRun
from outpace.screening.tests.people import BACKEND, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> County:
    """A county with a few cases."""
    made = county()
    made.cases([TODAY - timedelta(days=9)] * 6)
    return made


def started(here: County, *, days: int = 60, last: date = TODAY) -> Run:
    """The work as the queue hands it out."""
    with clock.at(NOW):
        number = api.start_work(here.commander, here.ask(days=days, last=last), title="Analysis")
    row = JobRun.objects.get(pk=number)
    return Run(id=number, actor=here.commander, payload=row.payload)


def test_every_figure_is_worked_out_and_found_by_its_page(here: County) -> None:
    run = started(here)
    with clock.at(NOW):
        assert work_out(run) == {"figures": 5}
        kept = AnalysisRun.objects.count()
        assert api.curve(here.commander, here.ask(), basis=Basis.ONSET).frame.fresh
    assert (kept, AnalysisRun.objects.count()) == (5, 5)
    assert JobRun.objects.get(pk=run.id).done == 5


def test_stopped_work_keeps_what_it_has_and_goes_on_from_there(here: County) -> None:
    run = started(here)

    def stop_after_two(done: int, _total: int) -> None:
        JobRun.objects.filter(pk=run.id).update(cancel_requested=done == 2)
        progress(run, done)

    with clock.at(NOW), pytest.raises(JobCancelled):
        api.work_out(here.commander, {name: str(value) for name, value in run.payload.items()}, progress=stop_after_two)
    kept = set(AnalysisRun.objects.values_list("pk", flat=True))
    JobRun.objects.filter(pk=run.id).update(cancel_requested=False)
    with clock.at(NOW):
        assert work_out(run) == {"figures": 5}
    assert (len(kept), AnalysisRun.objects.count(), AnalysisRun.objects.filter(pk__in=kept).count()) == (2, 5, 2)


def test_of_very_many_cases_the_last_answer_stands_in_and_says_its_age(here: County) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    with clock.at(NOW):
        api.curve(here.commander, here.ask(last=TODAY - timedelta(days=1)), basis=Basis.ONSET)
        client.force_login(user_with("commander", here.path), BACKEND)
    here.cases([TODAY - timedelta(days=20)] * HEAVY)
    with clock.at(NOW + timedelta(hours=2)):
        page = client.get(f"/analysis/areas/{here.world.county.pk}/").content.decode()
        fresh = api.curve(here.commander, here.ask(), basis=Basis.ONSET, at_once=True)
    assert "these figures of 21 Oct to 19 Dec were worked out 2 h ago and do not hold what came since" in page
    assert (fresh.frame.fresh, fresh.found.total) == (True, HEAVY + 6)


def test_figures_of_other_days_or_known_later_never_stand_in(here: County) -> None:
    asked = replace(here.ask(days=30, last=TODAY - timedelta(days=3)), as_of=TODAY - timedelta(days=1))
    length = asked.last - asked.first
    others = [replace(asked, first=day - length, last=day) for day in (asked.last - timedelta(days=3), TODAY - timedelta(days=2))]
    with clock.at(NOW):
        for kept in (*others, replace(asked, as_of=TODAY)):
            api.curve(here.commander, kept, basis=Basis.ONSET)
        api.curve(here.commander, asked, basis=Basis.REPORT)
        here.cases([TODAY - timedelta(days=20)] * HEAVY)
        frame = api.curve(here.commander, asked, basis=Basis.ONSET).frame
    assert (frame.fresh, frame.first, frame.last, frame.as_of) == (True, asked.first, asked.last, asked.as_of)


def test_work_is_begun_followed_and_stopped_on_pages(here: County) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    base = f"/analysis/areas/{here.world.county.pk}/work/"
    with clock.at(NOW):
        client.force_login(user_with("commander", here.path), BACKEND)
        address = client.post(base, {"last": TODAY.isoformat()}).headers["location"]
        assert "Waiting" in client.get(address).content.decode()
        client.post(f"{address}stop/")
        assert "Cancelled" in client.get(address).content.decode()
        assert client.post(base, {"first": TODAY.isoformat(), "last": "2021-01-01"}).status_code == 422
        assert client.post(base, {"last": "2021-13-01"}).status_code == 422


def test_the_result_opens_with_the_days_that_were_worked_out(here: County) -> None:
    client, run = Client(), started(here, days=30, last=TODAY - timedelta(days=3))
    with clock.at(NOW):
        user = user_with("commander", here.path)
        JobRun.objects.filter(pk=run.id).update(actor_id=user.pk, state="succeeded", ended_at=NOW)
        client.force_login(user, BACKEND)
        shown = client.get(f"/analysis/areas/{here.world.county.pk}/work/{run.id}/").content.decode()
    assert f'/analysis/areas/{here.world.county.pk}/?first=2021-11-18&amp;last=2021-12-17&amp;as_of=2021-12-17"' in shown


def test_the_same_work_is_queued_once(here: County) -> None:
    assert started(here).id == started(here).id
    assert started(here, days=30).id != started(here).id
