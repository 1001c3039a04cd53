"""Is it over in a zone? Known cases, hidden chains, rounds, and what a human assumes."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from epiworks.epi.published import published_interval
from epiworks.units import PersonCount
from outpace.analysis import api
from outpace.analysis.data import Assumed, EndingInputs, Lack, RoundSeen
from outpace.analysis.rules.ending import ending
from outpace.analysis.selectors.snapshot import borrowed
from outpace.analysis.tests.world import County, county
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath
from outpace.screening.tests.people import BACKEND, user_with
from outpace.screening.tests.world import MORNING
from outpace.zoning.tests import world as zoning

SINCE = date(2022, 8, 10)


def known(*, clear: int = 6, rounds: tuple[RoundSeen, ...] = (), assumed: Assumed | None = None, cases: int = 3) -> EndingInputs:
    fell_ill = tuple((SINCE - timedelta(days=ago), PersonCount(1)) for ago in range(cases))
    return EndingInputs(
        zone_id=1,
        path=AreaPath("/62/"),
        areas=(AreaPath("/62/"),),
        drawn=SINCE - timedelta(days=3),
        since=SINCE,
        as_of=SINCE + timedelta(days=clear),
        packs=("cn-covid-9 1",),
        cases=fell_ill,
        rounds=rounds,
        interval=borrowed(published_interval("covid_19")),
        assumed=assumed or Assumed(),
    )


def over(inputs: EndingInputs) -> float:
    found = ending(inputs, np.random.default_rng(1)).over
    assert found is not None
    return found


@given(st.integers(1, 12), st.integers(1, 5))
@settings(max_examples=15)
def test_every_clear_day_makes_it_likelier_to_be_over_by_known_cases(clear: int, cases: int) -> None:
    found = ending(known(clear=clear, cases=cases), np.random.default_rng(1))
    chances = [day.known for day in found.days]
    assert chances == sorted(chances)


def test_a_round_with_everybody_in_it_makes_a_hidden_chain_less_likely() -> None:
    round_of_all = RoundSeen(SINCE + timedelta(days=4), PersonCount(1000), PersonCount(980))
    assert over(known(rounds=(round_of_all,))) > over(known())


def test_more_hidden_beginnings_make_it_less_likely_to_be_over() -> None:
    found = ending(known(), np.random.default_rng(1)).by_hidden
    assert [chance for _, chance in found] == sorted((chance for _, chance in found), reverse=True)


def test_on_the_day_of_the_last_case_nothing_is_said() -> None:
    found = ending(known(clear=0), np.random.default_rng(1))
    assert (found.over, found.lack, found.days) == (None, Lack.FEW_DAYS, ())


def test_a_disease_without_an_interval_gets_no_figure() -> None:
    found = ending(replace(known(), interval=None), np.random.default_rng(1))
    assert (found.over, found.lack) == (None, Lack.NO_INTERVAL)


@pytest.fixture
def here(db: None) -> County:
    """An empty county."""
    return county()


def drawn(here: County) -> int:
    """A signed zone over the first grid."""
    zoning.found(AreaPath(here.world.grids[0].path), MORNING, case_id=4711)
    return zoning.sign(here.world, zoning.waiting()[0], MORNING)


def test_a_zone_has_its_answer_its_checklist_and_what_is_assumed(here: County) -> None:
    zone = drawn(here)
    later = MORNING + timedelta(days=8)
    client = Client()
    client.cookies["django_language"] = "en"
    with clock.at(later):
        client.force_login(user_with("commander", here.path), BACKEND)
        page = client.get(f"/analysis/zones/{zone}/?hidden=1").content.decode()
        listed = client.get(f"/analysis/areas/{here.world.county.pk}/ending/").content.decode()
    assert "8 days without a new case" in page
    assert "Advice only" in page
    assert f"/analysis/zones/{zone}/" in listed


def test_the_last_case_inside_begins_the_count(here: County) -> None:
    zone = drawn(here)
    here.cases([MORNING.date() + timedelta(days=1)], wait=2)
    with clock.at(MORNING + timedelta(days=8)):
        found = api.ending(here.commander, zone, assumed=Assumed()).found
    assert (found.clear, found.cases) == (5, 1)
