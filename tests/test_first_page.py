"""After signing in everybody stands where their work is."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from outpace.config.first import first_page
from outpace.kernel.scope import ROOT, Actor, ActorKind, Grant

WORK = {
    "commander": "screening:overview",
    "duty_officer": "screening:overview",
    "screening_lead": "screening:overview",
    "site_head": "screening:sample",
    "sampler": "screening:sample",
    "courier": "screening:desks",
    "lab_staff": "screening:desks",
    "grid_worker": "screening:overview",
    "investigator": "casework:cases",
    "isolation_head": "isolation:board",
    "transfer_crew": "isolation:trips",
    "observer": "screening:overview",
    "auditor": "kernel:log",
    "system_admin": "kernel:users",
}


@pytest.mark.parametrize(("role", "name"), WORK.items(), ids=WORK)
def test_the_first_page_is_where_a_role_works(role: str, name: str) -> None:
    request = RequestFactory().get("/")
    vars(request)["actor"] = Actor(ActorKind.USER, 1, "somebody", (Grant(role, ROOT),))
    assert first_page(request).headers["Location"] == reverse(name)
