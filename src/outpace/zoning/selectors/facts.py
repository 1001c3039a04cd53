"""What the rules are told of a zone: last case, rounds, contacts, what else stands in the county."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from epiworks.protocol import PlaceFacts, PlaceKind, Protocol, Setting, Spread, Unit, ZoneFacts
from epiworks.units import PersonCount
from outpace.casework import api as casework
from outpace.kernel.scope import AreaPath
from outpace.kernel.subtrees import within
from outpace.registry import api as registry
from outpace.screening import api as screening
from outpace.zoning.choices import Layer
from outpace.zoning.models import CaseSeen, PlaceSeen, Zone
from outpace.zoning.rules.cover import upwards
from outpace.zoning.rules.units import UNIT_OF_KIND, Level, smallest_holding
from outpace.zoning.selectors.packs import local_day

LOOK_BACK = timedelta(days=35)
"""How far back rounds are looked for: longer than any pack lets a zone stand after its last case."""

OPENED_BEFORE = timedelta(days=3)
"""A round that ended after the last case may have been opened so long before it (2nd guide: three days for a round)."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The areas above a place, from the county down, and how many persons are present in each."""

    levels: tuple[Level, ...]
    county: AreaPath


def ring_of(path: AreaPath) -> Ring:
    """Which areas lie above this place, it included, as far as the county? The place itself is the county where there is none above."""
    nodes = registry.areas_at(upwards(path))
    inner = [area for area in upwards(path) if area in nodes and nodes[area].kind in UNIT_OF_KIND]
    counts = registry.counts_under_each(inner)
    levels = tuple(Level(area, nodes[area].kind, PersonCount(counts[area].present)) for area in inner)
    county = next((area for area in inner if nodes[area].kind == "county"), inner[0] if inner else path)
    return Ring(levels, county)


def cases_inside(paths: Collection[AreaPath], *, case_ids: Collection[int] = ()) -> list[CaseSeen]:
    """Which cases (not excluded) live in these areas, or are the zone's own evidence? In order of discovery."""
    known = CaseSeen.objects.filter(within(paths) | Q(pk__in=list(case_ids)), excluded_at=None)
    return list(known.order_by("found_at", "case_id"))


def places_of_cases(case_ids: Collection[int]) -> list[AreaPath]:
    """Where do these cases live, and where were they? Excluded cases are left out."""
    live = list(CaseSeen.objects.filter(pk__in=list(case_ids), excluded_at=None))
    stays = PlaceSeen.objects.filter(case_id__in=[case.case_id for case in live])
    return [*(AreaPath(case.area_path) for case in live), *(AreaPath(stay.area_path) for stay in stays)]


def home_facts(path: AreaPath, ring: Ring) -> PlaceFacts:
    """What is known of the place in which cases live? Contacts nobody has judged yet are not controlled."""
    cases = cases_inside([path])
    kinds = {level.path: level.kind for level in ring.levels}
    return PlaceFacts(
        kind=PlaceKind.RESIDENCE,
        spread=Spread.HIGH,
        hard_to_trace=False,
        positives=len(cases),
        settings=frozenset(Setting(case.setting) for case in cases),
        contacts_controlled=_controlled(cases),
        holds_cases=smallest_holding([AreaPath(case.area_path) for case in cases], kinds),
    )


def visited_facts(path: AreaPath, kind: PlaceKind, spread: Spread) -> PlaceFacts:
    """What is known of a place that cases visited? Hard to trace where the spread is high: nobody lists the guests of a market."""
    ids = set(PlaceSeen.objects.filter(area_path=path, kind=kind).values_list("case_id", flat=True))
    cases = list(CaseSeen.objects.filter(pk__in=ids, excluded_at=None))
    return PlaceFacts(
        kind=kind,
        spread=spread,
        hard_to_trace=spread is not Spread.NONE,
        positives=len(cases),
        settings=frozenset(Setting(case.setting) for case in cases),
        contacts_controlled=_controlled(cases),
        holds_cases=Unit.HOUSEHOLD,
    )


def _controlled(cases: Sequence[CaseSeen]) -> bool:
    """Are the contacts of all of these cases reached and followed? False while there is none judged."""
    ids = [case.case_id for case in cases]
    return bool(ids) and casework.contacts_standing(ids, as_of=local_day(cases[-1].found_at)).controlled


def negative_rounds(paths: Sequence[AreaPath], *, since: datetime) -> list[date]:
    """On which local days did a round over all of these areas end with everybody sampled and nobody positive?"""
    rounds = screening.rounds_over(paths, since=since)
    return [local_day(found.ended_at) for found in rounds if found.is_negative and found.ended_at is not None]


def zone_facts(zone: Zone, protocol: Protocol, *, at: datetime) -> ZoneFacts:
    """What do the rules know of this zone? Its areas must have been fetched with it. Rounds are read only where its rule asks for one."""
    areas = [AreaPath(area.path) for area in zone.areas.all()]
    current = zone.versions.filter(number=zone.version).first()
    cases = cases_inside(areas, case_ids=current.case_ids if current else ())
    drawn = zone.stepped_down_on or local_day(zone.drawn_at)
    last = max([local_day(case.found_at) for case in cases if case.found_at <= at], default=drawn)
    contacts = casework.contacts_standing([case.case_id for case in cases], as_of=local_day(at))
    others = Zone.objects.filter(layer=Layer.CONTROL, in_force=True, county_path=zone.county_path).exclude(pk=zone.pk)
    last_positive = max(last, local_day(zone.drawn_at))
    return ZoneFacts(
        zone=zone.zone_type,
        last_positive=last_positive,
        negative_rounds=_rounds_asked_for(
            protocol, zone.zone_type, areas, since=max(at - LOOK_BACK, _morning_of(last_positive) - OPENED_BEFORE)
        ),
        last_contact_exposed=contacts.last_exposed,
        contacts_negative=contacts.negative,
        stepped_down_on=zone.stepped_down_on,
        open_zones=frozenset(others.values_list("zone_type", flat=True)),
    )


def _rounds_asked_for(protocol: Protocol, zone_type: str, areas: Sequence[AreaPath], *, since: datetime) -> list[date]:
    rule = protocol.find("zones", zone_type)
    asks = rule is not None and (rule.has("final_round_on_day") or rule.has("final_round_within_days"))
    return negative_rounds(areas, since=since) if asks else []


def _morning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def knows(protocol: Protocol | None, zone_type: str) -> bool:
    """Does the protocol that holds here know this type? A zone of an older regime waits for its crosswalk."""
    return protocol is not None and protocol.find("zones", zone_type) is not None
