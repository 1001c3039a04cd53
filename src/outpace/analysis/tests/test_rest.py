"""The JSON API answers what the pages say."""

from datetime import timedelta

import pytest
from django.test import Client

from outpace.analysis.models import AnalysisRun
from outpace.analysis.tests.world import NOW, County, county, growing
from outpace.kernel import clock
from outpace.screening.tests.people import BACKEND, user_with
from outpace.screening.tests.world import MORNING
from outpace.zoning.tests import world as zoning

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> County:
    """A county with an outbreak."""
    made = county()
    made.cases(growing(days=25))
    return made


def ask(here: County, address: str) -> dict[str, object]:
    client = Client()
    with clock.at(NOW):
        client.force_login(user_with("duty_officer", here.path), BACKEND)
        answer = client.get(f"/api/v1/analysis{address}")
    assert answer.status_code == 200, answer.content
    found: dict[str, object] = answer.json()
    return found


@pytest.mark.parametrize("kind", ["curve", "rt", "delays"])
def test_every_figure_has_its_frame(here: County, kind: str) -> None:
    found = ask(here, f"/areas/{here.world.county.pk}/{kind}")
    frame = found["frame"]
    assert isinstance(frame, dict)
    assert (frame["kind"], frame["as_of"], frame["standing"]) == (kind, "2021-12-20", "preliminary")


def test_a_zone_is_answered_with_what_was_assumed(here: County) -> None:
    zoning.found(here.path, MORNING, case_id=4711)
    zone = zoning.sign(here.world, zoning.waiting()[0], MORNING + timedelta(hours=1))
    found = ask(here, f"/zones/{zone}/ending?hidden=2")["found"]
    assert isinstance(found, dict)
    assert found["assumed"]["hidden"] == 2


def test_a_kept_run_is_given_with_its_inputs(here: County) -> None:
    ask(here, f"/areas/{here.world.county.pk}/curve")
    run = AnalysisRun.objects.get()
    found = ask(here, f"/runs/{run.pk}")
    assert (found["inputs"], found["result"]) == (run.inputs, run.result)


def test_a_kept_run_about_chains_lists_cases_and_is_for_who_reads_cases(here: County) -> None:
    ask(here, f"/areas/{here.world.county.pk}/chains")
    run, client = AnalysisRun.objects.get().pk, Client()
    with clock.at(NOW):
        client.force_login(user_with("screening_lead", here.path), BACKEND)
        refused = client.get(f"/api/v1/analysis/runs/{run}").status_code
    assert refused == 403
    assert ask(here, f"/runs/{run}")["inputs"]


def test_below_the_township_the_api_answers_only_who_reads_cases_and_so_do_kept_runs(here: County) -> None:
    ask(here, f"/areas/{here.world.grids[0].pk}/curve")
    run, client = AnalysisRun.objects.get().pk, Client()
    with clock.at(NOW):
        client.force_login(user_with("screening_lead", here.path), BACKEND)
        asked = (f"areas/{here.world.county.pk}/curve", f"areas/{here.world.grids[0].pk}/curve", f"runs/{run}")
        found = [client.get(f"/api/v1/analysis/{address}").status_code for address in asked]
    assert found == [200, 403, 403]
