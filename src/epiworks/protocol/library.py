"""Which packs are there, which of them hold on a day, and what do they say together?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from epiworks.protocol.lines import PackId
from epiworks.protocol.load import read_pack, shipped_paths
from epiworks.protocol.merge import lineage, overlay, resolve
from epiworks.protocol.pack import Pack, Protocol

WORLDWIDE = "WHO"


@dataclass(frozen=True, slots=True)
class PackLibrary:
    """A set of packs, by name. Immutable: a new edition makes a new library."""

    packs: Mapping[PackId, Pack]

    def protocol(self, *packs: str) -> Protocol:
        """Which rules hold when these packs, with all they inherit, live in one event? Raises `PackUnknown`, and `ValueError` for none.

        >>> shipped_library().protocol("cn-covid-9", "cn-nat-3").get("round_deadline", "region").whole("hours")
        24
        """
        return overlay([resolve(self.packs, PackId(pack)) for pack in packs])

    def parent_of(self, pack: str) -> Protocol | None:
        """Which rules would hold without this pack's own changes? None for a pack without a parent. Raises `PackUnknown`."""
        parent = lineage(self.packs, PackId(pack))[-1].inherits
        return None if parent is None else resolve(self.packs, parent)

    def live_on(self, day: date, *, disease: str, jurisdiction: str) -> tuple[PackId, ...]:
        """Which packs hold on this day for this disease in this place? Parents that a live child speaks for are left out.

        A pack of `CN` holds in `CN-5105`, and one of `WHO` everywhere. Effective dates are inclusive on both sides.

        >>> shipped_library().live_on(date(2022, 2, 12), disease="covid_19", jurisdiction="CN-4510")
        ('cn-covid-8+community', 'cn-nat-2')
        """
        live = {
            pack.id: pack
            for pack in self.packs.values()
            if pack.disease == disease and pack.effective.holds_on(day) and covers(pack.jurisdiction, jurisdiction)
        }
        spoken_for = {ancestor.id for pack in live for ancestor in lineage(self.packs, pack)[:-1]}
        return tuple(sorted(live.keys() - spoken_for))

    def successors(self, pack: str) -> tuple[PackId, ...]:
        """Which packs inherit directly from this one? The candidates when rules change."""
        return tuple(sorted(other.id for other in self.packs.values() if other.inherits == pack))


def covers(pack: str, place: str) -> bool:
    """Does a pack of this jurisdiction hold in this place?

    >>> covers("CN", "CN-5105"), covers("CN-5105", "CN"), covers("WHO", "CN")
    (True, False, True)
    """
    return pack == WORLDWIDE or place.startswith(pack)


def library_of(packs: Iterable[Pack]) -> PackLibrary:
    """Which library do these packs make? Raises `ValueError` when two share a name."""
    listed: Sequence[Pack] = tuple(packs)
    named = {pack.id: pack for pack in listed}
    if len(named) != len(listed):
        message = "two packs share a name"
        raise ValueError(message)
    return PackLibrary(named)


@lru_cache(maxsize=1)
def shipped_library() -> PackLibrary:
    """Which packs come with this software? Read once; they are part of the release."""
    return library_of(read_pack(path) for path in shipped_paths())
