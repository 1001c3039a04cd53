"""Which rules hold at a place and a moment, and what do they say of zones?"""

from datetime import date, datetime

from django.utils import timezone

from epiworks.protocol import Protocol
from outpace.casework import api as casework
from outpace.kernel.scope import AreaPath


def protocol_at(path: AreaPath, at: datetime) -> Protocol | None:
    """Which rules held here then, as decided for the area or else as shipped? None when no pack did."""
    return casework.protocol_for(path, at) if casework.packs_for(path, at).packs else None


def local_day(moment: datetime) -> date:
    """Which day was it in the incident's zone? Protocol days are local days."""
    return timezone.localtime(moment).date()
