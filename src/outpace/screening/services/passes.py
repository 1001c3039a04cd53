"""How facts and changes of who is due keep out of each other's way: many facts share a pass, one change of the denominator owns it."""

from collections.abc import Collection

from django.db import connection

from outpace.kernel import prepared
from outpace.screening.services import statements


def share_passes(pass_ids: Collection[int]) -> None:
    """Hold these passes against changes of who is due, together with other facts; taken in number order."""
    if pass_ids:
        prepared.fetch(statements.HOLD_TOGETHER, [prepared.numbers(pass_ids)])


def own_pass(pass_id: int) -> None:
    """Hold this pass alone while who is due in it changes."""
    with connection.cursor() as cursor:
        cursor.execute(statements.HOLD_ALONE, [pass_id])
