"""The round overview and the lists behind its differences: what they say, to whom, and in how many queries."""

from datetime import timedelta

import pytest
from django.test import Client

from outpace.kernel import clock
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import MORNING, World

NOON = MORNING + timedelta(hours=4)


def everyone(world: World) -> list[int]:
    return [person for people in world.people.values() for person in people]


def page(client: Client, url: str) -> str:
    with clock.at(NOON):
        answer = client.get(url)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def as_role(role: str, path: str) -> Client:
    with clock.at(MORNING):
        return sign_in(role, path)


@pytest.fixture
def lead(world: World) -> Client:
    return as_role("screening_lead", world.county.path)


def test_the_first_page_says_how_many_people_are_sampled(world: World, lead: Client) -> None:
    world.sample("T1", everyone(world)[:12])
    assert "12 of 48 people sampled (25%)" in page(lead, "/screening/")
