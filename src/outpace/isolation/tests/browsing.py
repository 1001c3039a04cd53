"""Reading pages in tests: at the world's moment, as one role."""

from typing import Any

from django.test import Client

from outpace.isolation.tests.world import NOW, Isolation
from outpace.kernel import clock
from outpace.screening.tests.people import sign_in


def as_role(isolation: Isolation, role: str, path: str = "") -> Client:
    """A browser signed in over the county."""
    return sign_in(role, path or str(isolation.path))


def text(client: Client, url: str) -> str:
    """The page at this address, which must be there."""
    with clock.at(NOW):
        answer = client.get(url)
    assert answer.status_code == 200, (answer.status_code, answer.content[:300])
    return str(answer.content.decode())


def post(client: Client, url: str, **given: Any) -> Any:
    """Send this form and follow to the page it leads to."""
    with clock.at(NOW):
        return client.post(url, given, follow=True)
