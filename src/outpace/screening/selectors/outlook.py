"""What the feasibility of a pass is calculated from, read from registry, sites, laboratories, ledger and pack."""

from collections.abc import Sequence
from datetime import datetime

from epiworks.plan.standards import serves
from epiworks.protocol import PackUnknown, RuleMissing, shipped_library
from epiworks.protocol.pack import Protocol
from epiworks.units import PersonCount, PersonsPerHour, PersonTimes, PoolSize, Share, TubeCount
from outpace.registry import api as registry
from outpace.screening.choices import Stage
from outpace.screening.data import PassInfo
from outpace.screening.rules.coverage import Count
from outpace.screening.rules.ledger import Line
from outpace.screening.rules.outlook import Outlook, OutlookInputs, outlook
from outpace.screening.rules.pools import HOUSEHOLD_TUBE
from outpace.screening.selectors.places import Capacity


def pass_outlook(info: PassInfo, capacity: Capacity, *, count: Count, printed: Sequence[Line], as_of: datetime) -> Outlook | None:
    """Can this pass end in time with the people, pools, sites and laboratories there are? ``None`` while it is not open."""
    if info.opened_at is None or info.due_by is None or info.closed_at is not None:
        return None
    protocol = protocol_of(info.pack)
    waiting = [line for line in printed if line.stage < Stage.TESTED]
    pool = _pool(info)
    return outlook(
        OutlookInputs(
            people_expected=PersonCount(count.due - count.exempt),
            people_missing=PersonCount(max(0, count.missing)),
            untested_tubes=TubeCount(sum(line.waiting_tubes for line in waiting)),
            untested_people=PersonTimes(sum(line.waiting_people for line in waiting)),
            pool=pool,
            fill=_fill(printed[0], pool),
            sites=capacity.sites,
            tables=capacity.tables,
            people_per_table=_serves(protocol, "table"),
            people_per_site=_serves(protocol, "site"),
            laboratories=capacity.laboratories,
            opened_at=info.opened_at,
            due_by=info.due_by,
            as_of=as_of,
        )
    )


def protocol_of(pack: str) -> Protocol | None:
    """Which rules does this pack hold? ``None`` for a pack this installation does not know."""
    try:
        return shipped_library().protocol(pack)
    except PackUnknown:
        return None


def _serves(protocol: Protocol | None, resource: str) -> PersonsPerHour | None:
    if protocol is None:
        return None
    try:
        return serves(protocol, resource).value
    except RuleMissing:
        return None


def _pool(info: PassInfo) -> PoolSize:
    """How many samples share a tube? One household one tube is taken at the area's mean household."""
    if info.pool_size != HOUSEHOLD_TUBE:
        return PoolSize(info.pool_size)
    counts = registry.counts_under(info.area_path)
    return PoolSize(max(1, round(counts.residents / counts.households))) if counts.households else PoolSize(1)


def _fill(sampled: Line, pool: PoolSize) -> Share:
    """How full have tubes been so far? Whole while there are none."""
    return Share(min(1.0, sampled.people / (sampled.tubes * pool))) if sampled.tubes and sampled.people else Share(1.0)
