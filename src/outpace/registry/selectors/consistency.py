"""What `outpace check` asks the registry: are the counts of every grid those of its people and households?"""

from django.db.models import Count, Q

from outpace.kernel.consistency import Difference, compare
from outpace.registry.models import AreaCount, Household, Person
from outpace.registry.rules.counts import AWAY, PRESENT, RESIDENT

NOBODY = (0, 0, 0, 0)


def inconsistencies() -> list[Difference]:
    """Which grids do not count (residents, present, away, households) as their people and households do? Two scans."""
    people = Person.objects.values("grid_id").annotate(
        residents=Count("id", filter=Q(presence__in=sorted(RESIDENT))),
        here=Count("id", filter=Q(presence=PRESENT)),
        gone=Count("id", filter=Q(presence=AWAY)),
    )
    homes = dict(Household.objects.values_list("grid_id").annotate(Count("id")).order_by())
    counted = {row[0]: row[1:] for row in AreaCount.objects.values_list("area_id", "residents", "present", "away", "households")}
    facts = {row["grid_id"]: (row["residents"], row["here"], row["gone"], homes.get(row["grid_id"], 0)) for row in people.order_by()}
    facts |= {grid: (0, 0, 0, number) for grid, number in homes.items() if grid not in facts}
    return compare("people of area", counted, facts, nothing=NOBODY)
