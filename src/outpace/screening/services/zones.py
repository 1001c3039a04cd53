"""What zoning tells screening of its zones, in the transaction of the signature: how tubes are filled inside."""

from collections.abc import Collection
from datetime import datetime

from outpace.kernel.scope import AreaPath
from outpace.screening.choices import ZoneType
from outpace.screening.data import PoolingZone
from outpace.screening.models import ZonedArea


def pool_zone(zone: PoolingZone, areas: Collection[AreaPath], *, since: datetime) -> None:
    """Let tubes in these areas follow this zone, and no longer in areas that it has left; telling it again changes nothing.

    No areas, or a word of the pack that screening does not know, end the zone's part in pooling. `since`: from when areas follow that
    did not follow so before. The caller has judged who may sign, holds the zone, and logs the signature; these rows are taken last and
    by nobody else.
    """
    wanted = set(areas) if zone.pool_as in ZoneType.values else set()
    held = ZonedArea.objects.filter(zone_id=zone.id)
    same = held.filter(path__in=wanted, pool_as=zone.pool_as, rank=zone.rank)
    kept = set(same.values_list("path", flat=True))
    held.exclude(pk__in=same.values("pk")).delete()
    ZonedArea.objects.bulk_create(
        ZonedArea(zone_id=zone.id, path=path, pool_as=zone.pool_as, rank=zone.rank, since=since) for path in sorted(wanted - kept)
    )
