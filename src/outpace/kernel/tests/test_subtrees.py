"""Rows inside subtrees of areas, as PostgreSQL finds them."""

import pytest

from outpace.kernel import audit
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import ROOT, AreaPath, system_actor
from outpace.kernel.subtrees import within

pytestmark = pytest.mark.django_db
COUNTY, TOWN, ALIKE, OTHER = (AreaPath(path) for path in ("/62/", "/62/1/", "/621/", "/63/"))


@pytest.mark.parametrize(
    ("subtrees", "inside"),
    [
        ([], set()),
        ([COUNTY], {COUNTY, TOWN}),
        ([TOWN, OTHER], {TOWN, OTHER}),
        ([COUNTY, TOWN], {COUNTY, TOWN}),
        ([ROOT], {COUNTY, TOWN, ALIKE, OTHER}),
    ],
)
def test_rows_inside_any_of_the_subtrees_are_found_and_no_row_inside_none(subtrees: list[AreaPath], inside: set[AreaPath]) -> None:
    for path in (COUNTY, TOWN, ALIKE, OTHER):
        audit.record(system_actor("test"), "tube.seal", subject="tube:1", path=path)
    assert set(AuditEntry.objects.filter(within(subtrees, "path")).values_list("path", flat=True)) == inside
