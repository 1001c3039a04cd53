"""Where each role begins."""

import pytest

from outpace.screening.tests.browsing import as_role, get
from outpace.screening.tests.world import World


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("screening_lead", "/screening/"),
        ("commander", "/screening/"),
        ("observer", "/screening/"),
        ("grid_worker", "/screening/"),
        ("sampler", "/screening/sample/"),
        ("auditor", "/office/log/"),
    ],
)
def test_each_role_begins_with_its_own_work(world: World, role: str, page: str) -> None:
    assert get(as_role(role, world.county.path), "/").headers["location"] == page
