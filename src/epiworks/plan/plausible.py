"""Can this imported figure be right? Ratios, tenfold errors, supplies, windows and bases, mixed words and items.

The tests come from oddities in real reports (domain reference, section 3): a tenfold number of monks, a zone named twice with two
regimes, half a tonne of eggs for a county, new cases counted noon to noon beside contacts counted at midnight, one total below one of its
parts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from epiworks.plan.remarks import Remark, RemarkKey, explain, query, reject
from epiworks.units import Days, PersonCount

NORMS_GRAMS: Mapping[str, float] = {"grain": 350.0, "oil": 50.0, "meat": 115.0, "vegetables": 400.0, "eggs": 60.0}
"""Grams for one person and day (Quanzhou command, 16 March 2022)."""

SEALED_TARGET = Days(7.0)
"""Days of stock that a sealed area should hold (Hebei Daily, 19 April 2022)."""

_ITEM_BREAKS = re.compile(r"[、,，+/;；]|\band\b|和|及|与")
_ASYMPTOMATIC = re.compile(r"无症状[^，。；,;]{0,6}病例|asymptomatic\s+cases?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RatioBounds:
    """Between which values does a ratio of two figures lie in real life?"""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Basis:
    """On which window, level and basis does a figure stand? Two figures may be compared only when all three agree."""

    start: datetime | None
    end: datetime | None
    level: str
    kind: str


def ratio(upper: int, lower: int, bounds: RatioBounds) -> tuple[Remark, ...]:
    """Is upper / lower believable, and if not, would a tenth (or ten times) of it be? Raises `ValueError` for a lower of zero.

    S4 printed 460,000 monastics in 1,787 temples, 257 to a temple; 46,000, 26 to a temple, was meant.

    >>> [remark.key.value for remark in ratio(460_000, 1_787, RatioBounds("monastics per temple", 2, 100))]
    ['ratio_out_of_bounds', 'probably_tenfold']
    """
    if lower <= 0:
        message = "a ratio needs something below the line"
        raise ValueError(message)
    found = upper / lower
    if bounds.low <= found <= bounds.high:
        return ()
    remarks = [query(RemarkKey.RATIO_OUT_OF_BOUNDS, name=bounds.name, ratio=round(found, 2), low=bounds.low, high=bounds.high)]
    for factor in (0.1, 10.0):
        if bounds.low <= found * factor <= bounds.high:
            remarks.append(query(RemarkKey.PROBABLY_TENFOLD, printed=upper, meant=round(upper * factor)))
    return tuple(remarks)


def part_of(part: int, whole: int, *, most: float) -> Remark | None:
    """Can this part be so large a share of the whole? None when it can. Above the whole it is rejected, above `most` queried.

    >>> part_of(460_000, 3_648_100, most=0.05).key.value
    'share_too_large'
    """
    if part > whole:
        return reject(RemarkKey.CHILD_ABOVE_PARENT, part=part, whole=whole)
    if part > most * whole:
        return query(RemarkKey.SHARE_TOO_LARGE, part=part, whole=whole, most=most)
    return None


def zones_unique(rows: Iterable[tuple[str, str]]) -> tuple[Remark, ...]:
    """Does each zone type have one regime only? `rows`: (zone type, regime). S2 names 封控区 twice, once for the controlled zone.

    >>> rows = [("sealed", "free ration every 2 days"), ("sealed", "designated merchants deliver")]
    >>> zones_unique(rows)[0].get("zone")
    'sealed'
    """
    regimes: dict[str, list[str]] = {}
    for zone, regime in rows:
        if regime not in regimes.setdefault(zone, []):
            regimes[zone].append(regime)
    return tuple(reject(RemarkKey.ZONE_NAMED_TWICE, zone=zone, regimes=tuple(found)) for zone, found in regimes.items() if len(found) > 1)


def days_of_supply(kilograms: float, people: PersonCount, grams_each_day: float) -> Days:
    """For how many days does this stock feed these people? kg x 1000 / (people x g each day). Raises `ValueError` for nobody or no norm.

    >>> round(days_of_supply(500, PersonCount(75_700), NORMS_GRAMS["eggs"]), 1)
    0.1
    """
    if people <= 0 or grams_each_day <= 0:
        message = "days of supply need people and a norm"
        raise ValueError(message)
    return Days(kilograms * 1000 / (people * grams_each_day))


def supply_short(stock: Mapping[str, float], people: PersonCount, *, target: Days = SEALED_TARGET) -> tuple[Remark, ...]:
    """Which items, in kilograms, would not last until the target?

    "Sufficient" is a claim about each item, never about tonnes. Items without a norm are left out.

    >>> [remark.get("item") for remark in supply_short({"eggs": 500, "grain": 303_000}, PersonCount(75_700))]
    ['eggs']
    """
    known = {item: days_of_supply(amount, people, NORMS_GRAMS[item]) for item, amount in stock.items() if item in NORMS_GRAMS}
    return tuple(
        query(RemarkKey.SUPPLY_SHORT, item=item, days=round(lasts, 1), target=target) for item, lasts in known.items() if lasts < target
    )


def items_unmixed(text: str) -> Remark | None:
    """Does one quantity stand for several items? None when it does not. S1 counted thermometers, alcohol and disinfectant as one 1,292.

    >>> items_unmixed("体温计、酒精、消毒液").get("items")
    ('体温计', '酒精', '消毒液')
    """
    items = tuple(part.strip() for part in _ITEM_BREAKS.split(text) if part.strip())
    return query(RemarkKey.ITEMS_MIXED, items=items) if len(items) > 1 else None


def classes_unmixed(text: str) -> Remark | None:
    """Does the text call asymptomatic infections cases? None when it does not. An asymptomatic infection is not a confirmed case.

    >>> classes_unmixed("新增2例无症状感染病例").severity.value
    'query'
    """
    found = _ASYMPTOMATIC.search(text)
    return None if found is None else query(RemarkKey.ASYMPTOMATIC_CALLED_CASE, words=found.group())


def comparable(one: Basis, other: Basis) -> tuple[Remark, ...]:
    """May these two figures be added or compared? Empty when they may.

    S3 counted new cases from noon to noon and contacts at midnight; on calendar days the peak is another one (64 and 72 instead of 56).

    >>> from datetime import timezone
    >>> noon = [datetime(2022, 2, day, 12, tzinfo=timezone.utc) for day in (7, 8)]
    >>> midnight = [datetime(2022, 2, day, tzinfo=timezone.utc) for day in (7, 8)]
    >>> [remark.key.value for remark in comparable(Basis(*noon, "prefecture", "final"), Basis(*midnight, "prefecture", "preliminary"))]
    ['window_differs', 'basis_differs']
    """
    remarks: list[Remark] = []
    if None in {one.start, one.end, other.start, other.end}:
        remarks.append(reject(RemarkKey.WINDOW_MISSING))
    elif (one.start, one.end) != (other.start, other.end):
        remarks.append(reject(RemarkKey.WINDOW_DIFFERS, one=_window(one), other=_window(other)))
    if one.kind != other.kind:
        remarks.append(reject(RemarkKey.BASIS_DIFFERS, one=one.kind, other=other.kind))
    return tuple(remarks)


def child_within_parent(parent: int, child: int, *, parent_basis: Basis, child_basis: Basis) -> tuple[Remark, ...]:
    """Can one area report more than the area it belongs to? Empty when it does not.

    The region printed 269 for the hour at which one of its prefectures printed 449: two ledgers, preliminary and finally reported. So a
    child above its parent is rejected only on the same basis; on different ones it is explained, and both are kept as two series.

    >>> at = datetime.fromisoformat("2022-08-13T12:00:00+08:00")
    >>> region, prefecture = Basis(at, at, "region", "final"), Basis(at, at, "prefecture", "preliminary")
    >>> [remark.severity.value for remark in child_within_parent(269, 449, parent_basis=region, child_basis=prefecture)]
    ['explain', 'reject']
    """
    if child <= parent:
        return ()
    differences = comparable(parent_basis, child_basis)
    say = explain if differences else reject
    return (say(RemarkKey.CHILD_ABOVE_PARENT, part=child, whole=parent), *differences)


def duplicates(codes: Sequence[str]) -> Mapping[str, int]:
    """Which codes stand more than once, and how often?

    >>> dict(duplicates(["a", "b", "a"]))
    {'a': 2}
    """
    return {code: count for code, count in Counter(codes).items() if count > 1}


def _window(basis: Basis) -> str:
    return f"{basis.start:%Y-%m-%dT%H:%M}/{basis.end:%Y-%m-%dT%H:%M}"
