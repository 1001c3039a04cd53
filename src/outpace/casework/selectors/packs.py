"""Which rules hold here and now? The one door through which every app above asks for a protocol."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils import timezone

from epiworks.protocol import PackId, Protocol, shipped_library
from outpace.casework.models import PacksInForce
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath

DISEASE, JURISDICTION = "covid_19", "CN"
"""What the shipped packs are chosen by where nobody has decided."""


@dataclass(frozen=True, slots=True)
class InForce:
    """Which packs hold in an area, where that was decided and by whom; `decided_at` None: nobody has, the shipped ones of the day hold."""

    area_path: AreaPath
    packs: tuple[str, ...]
    decided_id: int | None
    decided_by: str
    decided_at: datetime | None
    ongoing: str
    reason: str


def protocol_for(path: AreaPath, at: datetime | None = None) -> Protocol:
    """Which rules hold in this area at this moment (now, when not given)? The nearest area up the tree that has decided is heard.

    Where nobody has decided, the shipped packs that were live on that local day hold. Raises `PackUnknown` when a decided pack no longer
    comes with this release.
    """
    return protocol_of(packs_for(path, at).packs)


def packs_for(path: AreaPath, at: datetime | None = None) -> InForce:
    """Which packs hold in this area at this moment, and who said so?"""
    return packs_for_all([path], at)[path]


def protocols_for(paths: Iterable[AreaPath], at: datetime | None = None) -> dict[AreaPath, Protocol]:
    """Which rules hold in each of these areas at this moment? Areas where no pack holds on that day are left out. One query.

    Raises `PackUnknown` when a decided pack no longer comes with this release.
    """
    return {path: protocol_of(found.packs) for path, found in packs_for_all(paths, at).items() if found.packs}


def packs_for_all(paths: Iterable[AreaPath], at: datetime | None = None) -> dict[AreaPath, InForce]:
    """Which packs hold in each of these areas at this moment, and who said so? One query."""
    moment = at or clock.now()
    above = {path: ancestors(path) for path in paths}
    latest: dict[str, PacksInForce] = {}
    wanted = {area for areas in above.values() for area in areas}
    for row in PacksInForce.objects.filter(area_path__in=wanted, holds_from__lte=moment).order_by("holds_from", "pk"):
        latest[row.area_path] = row
    shipped = None if "/" in latest else _shipped(moment)
    nearest = {path: next((latest[area] for area in reversed(areas) if area in latest), None) for path, areas in above.items()}
    return {path: in_force(row) if row is not None else shipped or _shipped(moment) for path, row in nearest.items()}


def _shipped(moment: datetime) -> InForce:
    """The packs that come with the release and were live on that local day, where nobody has decided."""
    live = shipped_library().live_on(timezone.localtime(moment).date(), disease=DISEASE, jurisdiction=JURISDICTION)
    return InForce(AreaPath("/"), tuple(str(pack) for pack in live), None, "", None, "", "")


def in_force(row: PacksInForce) -> InForce:
    """What was decided in this row?"""
    path = AreaPath(row.area_path)
    return InForce(path, split(row.packs), row.pk, row.decided_by, row.decided_at, row.ongoing, row.reason)


@lru_cache(maxsize=64)
def protocol_of(packs: tuple[str, ...]) -> Protocol:
    """Which rules do these packs make together? Kept per process: packs are part of the release and never change while it runs.

    Raises `PackUnknown`, and `ValueError` for none at all.
    """
    return shipped_library().protocol(*packs)


def gone(packs: Iterable[str]) -> tuple[str, ...]:
    """Which of these packs do not come with this release any more? They did when they were decided."""
    library = shipped_library()
    return tuple(pack for pack in packs if PackId(pack) not in library.packs)


def joined(packs: Iterable[str]) -> str:
    """How are pack ids stored? In order of name, because the order in which they are named does not matter."""
    return " ".join(sorted(packs))


def split(packs: str) -> tuple[str, ...]:
    """Which pack ids are stored here?"""
    return tuple(packs.split())


def ancestors(path: AreaPath) -> list[str]:
    """Which areas lie above this one, the root first, the area itself last?"""
    codes = path.strip("/").split("/") if path.strip("/") else []
    return ["/", *("/" + "/".join(codes[: length + 1]) + "/" for length in range(len(codes)))]
