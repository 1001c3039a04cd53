"""Telling those above that a positive result is one person's own, with what is known of the swab behind it."""

from datetime import datetime

from outpace.kernel import events
from outpace.screening.data import PersonFoundPositive
from outpace.screening.selectors.findings import swab_of


def tell_found(person_id: int, *, tube_id: int, pass_id: int | None, pool_id: int | None, now: datetime) -> None:
    """This tube is positive and this person's own. Inside the caller's transaction."""
    swab = swab_of(person_id, tube_id)
    events.publish(
        PersonFoundPositive(
            person_id,
            tube_id,
            pass_id,
            pool_id,
            now,
            sampled_at=swab.taken_at if swab else None,
            site_path=swab.site_path if swab else None,
            targeted=swab.targeted if swab else False,
        )
    )
