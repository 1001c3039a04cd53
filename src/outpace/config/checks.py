"""`outpace check`: does everything that is stored still say what the facts say? Each app answers through its own door."""

from collections.abc import Callable, Mapping

from django.db import connection, transaction

from outpace.casework import api as casework
from outpace.command import api as command
from outpace.isolation import api as isolation
from outpace.kernel.consistency import Difference
from outpace.registry import api as registry
from outpace.screening import api as screening
from outpace.zoning import api as zoning

CHECKS: Mapping[str, Callable[[], list[Difference]]] = {
    "registry": registry.inconsistencies,
    "screening": screening.inconsistencies,
    "casework": casework.inconsistencies,
    "isolation": isolation.inconsistencies,
    "zoning": zoning.inconsistencies,
    "command": command.inconsistencies,
}
"""What each app is asked, from the lowest up: what is wrong below shows above too."""


def differences(*, apps: tuple[str, ...] = ()) -> dict[str, list[Difference]]:
    """What does each of these apps (all, when none is named) store that the facts do not say? Reads what is committed at one moment.

    Inside somebody else's transaction it reads what that transaction sees. Raises KeyError for an app that does not exist.
    """
    with transaction.atomic():
        if len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return {app: CHECKS[app]() for app in apps or tuple(CHECKS)}
