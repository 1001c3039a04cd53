"""Which protocol holds for a campaign on a day: its own pack, and those that were in force for the disease here."""

from datetime import datetime
from functools import lru_cache

from django.utils import timezone

from epiworks.protocol import PackUnknown, Protocol, shipped_library

DISEASE, JURISDICTION = "covid_19", "CN"
"""Which packs are asked beside the campaign's own: those that held for this disease here on that day."""


def protocol_on(pack: str, at: datetime) -> Protocol | None:
    """Which rules held at this moment for a campaign under this pack ("" for none)? None when no pack was in force at all.

    A campaign's pack that this release no longer ships leaves the rules of the day.
    """
    library = shipped_library()
    held = library.live_on(timezone.localtime(at).date(), disease=DISEASE, jurisdiction=JURISDICTION)
    names = tuple(dict.fromkeys([*([pack] if pack else []), *held]))
    try:
        return _together(names) if names else None
    except PackUnknown:
        return _together(held) if held else None


@lru_cache(maxsize=64)
def _together(names: tuple[str, ...]) -> Protocol:
    """Packs are part of the release, so what they say together never changes while the program runs."""
    return shipped_library().protocol(*names)
