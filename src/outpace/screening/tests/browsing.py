"""Reading pages in tests: at a fixed moment of the world's day, as one role."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from outpace.kernel import clock
from outpace.screening.tests.people import sign_in
from outpace.screening.tests.world import MORNING, World

NOON = MORNING + timedelta(hours=4)


def as_role(role: str, path: str) -> Client:
    """A browser signed in since the morning."""
    with clock.at(MORNING):
        return sign_in(role, path)


def get(client: Client, url: str, *, at: datetime = NOON) -> Any:
    """What this address answers at that moment."""
    with clock.at(at):
        return client.get(url)


def text(client: Client, url: str, *, at: datetime = NOON) -> str:
    """The page at this address, which must be there."""
    answer = get(client, url, at=at)
    assert answer.status_code == 200, (answer.status_code, answer.content[:300])
    return b"".join(answer.streaming_content).decode() if answer.streaming else str(answer.content.decode())


def post(client: Client, url: str, **given: Any) -> Any:
    """Send this form at noon."""
    with clock.at(NOON):
        return client.post(url, given)


def everyone(world: World) -> list[int]:
    """Everybody, grid by grid."""
    return [person for people in world.people.values() for person in people]
