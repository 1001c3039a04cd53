"""The page of possible sources: the cases around, with reasons."""

from datetime import timedelta

import pytest
from django.test import Client

from outpace.analysis.tests.world import NOW, TODAY, County, county
from outpace.casework.models import ContactLink
from outpace.kernel import clock
from outpace.screening.tests.people import BACKEND, user_with


@pytest.fixture
def here(db: None) -> County:
    """An empty county."""
    return county()


def test_the_page_ranks_the_cases_around_with_reasons(here: County) -> None:
    first, second = here.cases([TODAY - timedelta(days=8), TODAY - timedelta(days=5)])
    ContactLink.objects.create(
        case=first,
        person_id=second.person_id,
        person_path=first.area_path,
        group="close",
        first_on=TODAY - timedelta(days=8),
        last_on=TODAY - timedelta(days=7),
        state_at=NOW,
        judged_at=NOW,
    )
    client = Client()
    client.cookies["django_language"] = "en"
    with clock.at(NOW):
        client.force_login(user_with("investigator", here.path), BACKEND)
        page = client.get(f"/analysis/cases/{second.pk}/sources/").content.decode()
        judging = client.get(f"/casework/cases/{second.pk}/sources/").content.decode()
    assert f"Most likely case {first.pk}" in page
    assert "fell ill 3 days before · a contact is recorded" in page
    assert f"/analysis/cases/{second.pk}/sources/" in judging


def test_a_case_of_another_county_looks_absent(here: County) -> None:
    (case,) = here.cases([TODAY - timedelta(days=8)])
    client = Client()
    client.force_login(user_with("investigator", "/62/6212/621228/"), BACKEND)
    assert client.get(f"/analysis/cases/{case.pk}/sources/").status_code == 404
