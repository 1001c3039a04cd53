"""The re-test pass of a round: single tubes for the members of its positive pools."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from outpace.screening.choices import Denominator, PassState, Target
from outpace.screening.models import Pass
from outpace.screening.rules.pools import hold_until
from outpace.screening.selectors.covered import covered_among
from outpace.screening.selectors.packs import protocol_on
from outpace.screening.services.denominators import add_due, count_covered_again
from outpace.screening.services.passes import own_pass

ADD_DUE = """
INSERT INTO screening_due_person (pass_id, person_id, grid_id)
SELECT %s, person_id, grid_id FROM unnest(%s::bigint[], %s::bigint[]) AS given (person_id, grid_id) ORDER BY person_id
ON CONFLICT (pass_id, person_id) DO NOTHING RETURNING person_id, grid_id
"""
"""Gives back only those it added: two positive pools found at the same moment must not count the same person due twice."""


def retest_pass_for(pass_id: int, *, now: datetime) -> Pass:
    """Which pass takes the single re-tests of this pass's positive pools? Opened when the first one is needed."""
    source = Pass.objects.select_related("round__campaign").get(pk=pass_id)
    if source.is_retest:
        return source
    retest, _ = Pass.objects.get_or_create(
        round_id=source.round_id,
        number=source.number,
        is_retest=True,
        defaults={
            "area_id": source.area_id,
            "area_path": source.area_path,
            "target": Target.NAMED,
            "pool_size": 1,
            "state": PassState.OPEN,
            "opened_at": now,
            "due_by": hold_until(protocol_on(source.round.campaign.pack, now), now),
        },
    )
    return retest


def add_due_for_retest(pass_id: int, grids: Mapping[int, int], *, now: datetime) -> None:
    """Make these people (person to grid) due in the re-test pass, once each; whoever was sampled in it before is done at once."""
    if not grids:
        return
    retest = retest_pass_for(pass_id, now=now)
    own_pass(retest.pk)  # nobody is sampled in it between the look at who was and the count of who is due
    with connection.cursor() as cursor:
        cursor.execute(ADD_DUE, [retest.pk, *map(list, zip(*sorted(grids.items()), strict=True))])
        added = dict(cursor.fetchall())
    add_due(retest.pk, Counter(added.values()), reason=Denominator.OPENING, at=now)
    if covered_among(retest.pk, added):
        count_covered_again(retest.pk)
