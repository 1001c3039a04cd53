"""Which rules hold at a place and a moment, and what do they say of zones?"""

from datetime import date, datetime

from django.utils import timezone

from epiworks.protocol import Protocol, shipped_library
from outpace.casework import api as casework
from outpace.kernel.scope import AreaPath
from outpace.screening.data import PoolingZone
from outpace.zoning.models import Zone


def protocol_at(path: AreaPath, at: datetime) -> Protocol | None:
    """Which rules held here then, as decided for the area or else as shipped? None when no pack did."""
    return casework.protocols_for([path], at).get(path)


def edition_of(regime: str, zone_type: str) -> Protocol | None:
    """Which shipped edition has this type of zone in this regime? The first of them; None for a type of local rules."""
    library = shipped_library()
    for name in sorted(library.packs):
        protocol = library.protocol(name)
        rule = protocol.find("zones", zone_type)
        if rule is not None and rule.text("regime") == regime:
            return protocol
    return None


def pooling_zone(zone: Zone, at: datetime) -> PoolingZone:
    """How do tubes follow this zone by the rules of that moment (`pool_as`), and how strict is it? Empty where the rules do not say."""
    protocol = protocol_at(AreaPath(zone.area_path), at)
    if protocol is None or protocol.find("zones", zone.zone_type) is None:
        protocol = edition_of(zone.regime, zone.zone_type)
    rule = protocol.find("zones", zone.zone_type) if protocol is not None else None
    if rule is None:
        return PoolingZone(zone.pk, "", 0)
    return PoolingZone(zone.pk, rule.text("pool_as") if rule.has("pool_as") else zone.zone_type, rule.whole("rank"))


def local_day(moment: datetime) -> date:
    """Which day was it in the incident's zone? Protocol days are local days."""
    return timezone.localtime(moment).date()
