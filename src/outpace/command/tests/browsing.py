"""Reading and sending pages in tests, as the holder of a post or as a role, at a fixed moment."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.test import Client

from outpace.command.choices import OwnerCode
from outpace.command.tests.world import COUNTY, MORNING, Headquarters, minutes
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath
from outpace.screening.tests.people import BACKEND, sign_in

LATER = MORNING + minutes(10)


def as_holder(headquarters: Headquarters, owner: OwnerCode, path: AreaPath = COUNTY, *, role: str = "site_head") -> Client:
    """A browser of somebody who holds this post."""
    with clock.at(MORNING):
        headquarters.holder(owner, path, role=role)
        client = Client(headers={"accept-language": "en"})
        client.force_login(headquarters.people[f"{owner.value} {path}"], BACKEND)
    return client


def as_role(role: str, path: AreaPath = COUNTY) -> Client:
    """A browser of somebody with this role."""
    with clock.at(MORNING):
        return sign_in(role, path)


def text(client: Client, url: str, *, at: datetime = LATER) -> str:
    """The page at this address, which must be there."""
    with clock.at(at):
        answer = client.get(url)
    assert answer.status_code == 200, (answer.status_code, answer.content[:300])
    return str(answer.content.decode())


def send(client: Client, url: str, **given: Any) -> Any:
    """Send this form."""
    with clock.at(LATER):
        return client.post(url, {"record_id": str(uuid4()), **given})
