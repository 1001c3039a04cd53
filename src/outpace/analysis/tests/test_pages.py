"""The pages of analysis, as people of every role meet them."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outpace.analysis.tests.world import NOW, TODAY, County, county, growing
from outpace.kernel import clock
from outpace.screening.tests.people import BACKEND, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> County:
    """An empty county."""
    return county()


def browser(here: County, role: str = "commander", *, language: str = "en") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    with clock.at(NOW):
        client.force_login(user_with(role, here.path), BACKEND)
    return client


def text(client: Client, address: str) -> str:
    with clock.at(NOW):
        answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_commander_comes_to_the_curve_of_their_own_area(here: County) -> None:
    with clock.at(NOW):
        answer = browser(here).get("/analysis/")
    assert answer.headers["location"] == f"/analysis/areas/{here.world.county.pk}/"


def test_without_cases_the_page_says_so(here: County) -> None:
    page = text(browser(here), "/analysis/")
    assert "No cases yet" in page
    assert "No case is known in this area and window." in page


def test_cases_without_a_day_of_onset_are_shown_by_their_report(here: County) -> None:
    here.cases([TODAY - timedelta(days=3)] * 2, onset_on=None)
    page = text(browser(here), "/analysis/")
    assert "2 cases in the window: too few to say which way it goes." in page
    assert "2 cases are known, none of them with this day" in text(browser(here), "/analysis/?basis=onset")


def test_a_growing_outbreak_is_said_in_one_sentence_with_everything_it_carries(here: County) -> None:
    here.cases(growing())
    page = text(browser(here), "/analysis/")
    for words in ("It grows: about", "twice as many every", "Window 22 Oct to 20 Dec", "preliminary figures", "packs: cn-covid-8"):
        assert words in page


def test_the_chart_has_its_figures_as_a_table(here: County) -> None:
    here.cases(growing())
    page = text(browser(here), "/analysis/?basis=report&by=found")
    assert "Figures as a table" in page
    assert "found in the community" in page


def test_the_page_is_whole_in_chinese(here: County) -> None:
    here.cases(growing())
    page = text(browser(here, language="zh-hans"), "/analysis/")
    for words in ("流行曲线：", "翻一番", "初步", "何时不可信", "（未经确认：标准差）"):
        assert words in page


@pytest.mark.parametrize(("page", "words"), [("rt", "One case infects more than one other"), ("delays", "From onset to isolation")])
def test_rt_and_delays_have_their_pages(here: County, page: str, words: str) -> None:
    here.cases(growing())
    assert words in text(browser(here), f"/analysis/areas/{here.world.county.pk}/{page}/")


@pytest.mark.parametrize("page", ["rt", "delays"])
def test_every_page_is_honest_about_nothing(here: County, page: str) -> None:
    shown = text(browser(here, language="zh-hans"), f"/analysis/areas/{here.world.county.pk}/{page}/")
    assert "没有可显示的 R" in shown or "尚无病例" in shown


def test_a_window_that_runs_backwards_is_explained(here: County) -> None:
    page = text(browser(here), f"/analysis/areas/{here.world.county.pk}/?first=2021-12-10&last=2021-12-01&as_of=2021-12-10")
    assert "The window ends before it begins." in page


def test_an_area_of_somebody_else_looks_absent(here: County) -> None:
    client = Client()
    client.force_login(user_with("commander", "/62/6212/621228/"), BACKEND)
    assert client.get(f"/analysis/areas/{here.world.county.pk}/").status_code == 404


def test_a_sampler_may_not_look(here: County) -> None:
    assert browser(here, "sampler").get(f"/analysis/areas/{here.world.county.pk}/").status_code == 403


def test_the_curve_takes_as_many_queries_with_many_cases_as_with_few(
    here: County, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    here.cases(growing())
    client = browser(here)
    with clock.at(NOW):
        client.get("/analysis/", follow=True)
        with django_assert_max_num_queries(22):
            assert client.get(f"/analysis/areas/{here.world.county.pk}/").status_code == 200


def test_an_observer_reads_the_county_and_its_townships_and_is_refused_a_grid(here: County) -> None:
    client = browser(here, "observer")
    places = (here.world.county, here.world.townships[0], here.world.grids[0])
    with clock.at(NOW):
        found = [
            client.get(f"/analysis/areas/{place.pk}/{page}").status_code for place in places for page in ("", "rt/", "delays/", "ending/")
        ]
    assert found == [200] * 8 + [403] * 4


def test_an_observer_meets_no_link_to_what_is_below_the_township(here: County) -> None:
    address, link = (f"/analysis/areas/{area.pk}/" for area in (here.world.townships[0], here.world.grids[0]))
    assert link in text(browser(here), address)
    assert link not in text(browser(here, "observer"), address)


@pytest.mark.parametrize("asked", ["last=0001-01-02", "as_of=0001-01-02", "first=0001-01-02&last=0001-02-02", "as_of=9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_refused_beside_its_field(here: County, asked: str) -> None:
    page = text(browser(here), f"/analysis/areas/{here.world.county.pk}/?{asked}")
    assert "Ensure this value is" in page
