"""What zoning tells screening of its zones, in the transaction of the signature: how tubes are filled inside."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from outpace.kernel.scope import AreaPath
from outpace.screening.data import PoolingZone
from outpace.screening.models import ZonedArea


def pool_zone(zone: PoolingZone, areas: Collection[AreaPath], *, since: datetime) -> None:
    """Let tubes in these areas follow this zone, and no longer in areas that it has left; telling it again changes nothing.

    No areas, or a word of the pack that screening does not know, end the zone's part in pooling. `since`: from when areas follow that
    did not follow so before, now or earlier; for tubes of before, an area that the zone held already follows it as it did. What was told
    of later hours is gone by a signature dated before them. The caller has judged who may sign, holds the zone, and logs the signature;
    these rows are taken last and by nobody else.
    """
    wanted = sorted(set(areas)) if zone.is_known else []
    held = ZonedArea.objects.filter(zone_id=zone.id)
    held.filter(~Q(path__in=wanted) | Q(since__gt=since)).delete()
    told = {path: (pool_as, rank) for path, pool_as, rank in held.order_by("since").values_list("path", "pool_as", "rank")}
    fresh = [path for path in wanted if told.get(path) != (zone.pool_as, zone.rank)]
    held.filter(path__in=fresh, since=since).delete()
    ZonedArea.objects.bulk_create(
        ZonedArea(zone_id=zone.id, path=path, pool_as=zone.pool_as, rank=zone.rank, since=since) for path in fresh
    )
