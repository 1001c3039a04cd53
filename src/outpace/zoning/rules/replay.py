"""How does a zone stand, told by its signed versions alone from the first on? What is stored must say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from outpace.kernel.scope import AreaPath
from outpace.zoning.choices import Change
from outpace.zoning.rules.cover import cover


@dataclass(frozen=True, slots=True)
class Version:
    """One signed version. An empty type says that it is no zone any more; `day` is the local day it holds from."""

    number: int
    change: Change
    zone_type: str
    regime: str
    area_paths: tuple[AreaPath, ...]
    valid_from: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Stands:
    """How a zone stands. `zone_type` and `regime` keep the last that held when it is lifted; it then covers nothing."""

    version: int
    in_force: bool
    zone_type: str
    regime: str
    area_paths: tuple[AreaPath, ...]
    drawn_at: datetime
    changed_at: datetime
    stepped_down_on: date | None


def zone_after(versions: Sequence[Version]) -> Stands:
    """How does a zone stand after these versions have taken hold, in order of their number? Raises ValueError for none."""
    if not versions:
        message = "a zone has at least the version by which it was drawn"
        raise ValueError(message)
    first, last = versions[0], versions[-1]
    zone_type = next((version.zone_type for version in reversed(versions) if version.zone_type), "")
    regime = next((version.regime for version in reversed(versions) if version.regime), "")
    return Stands(
        version=last.number,
        in_force=bool(last.zone_type),
        zone_type=zone_type,
        regime=regime,
        area_paths=cover(last.area_paths) if last.zone_type else (),
        drawn_at=first.valid_from,
        changed_at=last.valid_from,
        stepped_down_on=_stepped_down(versions),
    )


def zone_before(first: Version) -> Stands:
    """How does a zone stand whose first version has not taken hold yet, or was taken back before it did? As what it was signed."""
    return Stands(
        version=0,
        in_force=False,
        zone_type=first.zone_type,
        regime=first.regime,
        area_paths=(),
        drawn_at=first.valid_from,
        changed_at=first.valid_from,
        stepped_down_on=None,
    )


def _stepped_down(versions: Sequence[Version]) -> date | None:
    """On which day did it last step down? None when it never did, or was made stricter since."""
    turns = [version for version in versions if version.change in {Change.STEPPED_DOWN, Change.RAISED}]
    return turns[-1].day if turns and turns[-1].change is Change.STEPPED_DOWN else None
