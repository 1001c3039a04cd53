"""Proposals: the rules of allocation applied to stored requests and free rooms. They are worked out when asked for and never stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from epiworks.protocol import Place
from outpace.isolation.choices import BedState, Care, Cohort, FacilityKind, PlacementState
from outpace.isolation.models import Bed, Facility, SpecialPatient
from outpace.isolation.rules.allocation import FITS, Berth, FreeRoom, Need, Site, propose
from outpace.isolation.rules.wanted import fits, is_stricter
from outpace.isolation.selectors.answers import BedOption, PlacementRow, Proposal
from outpace.isolation.selectors.company import Beside, beds_beside
from outpace.isolation.selectors.facilities import list_facilities
from outpace.isolation.selectors.placements import requests_for
from outpace.isolation.selectors.scope import within
from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry

MOST_FACILITIES = 500
MOST_ROOMS = 200
"""Free rooms of one facility a proposal looks at: the first ones by number are as good as the rest."""
CARE_GROUPS = {"dialysis": Care.DIALYSIS, "oncology": Care.ONCOLOGY}
"""Key groups of the registry that say which regular care somebody needs."""


def proposals(actor: Actor, rows: Sequence[PlacementRow]) -> Mapping[int, Proposal]:
    """Where should each of these people go? Only requests that nobody has signed; people outside the reader's scope are left out."""
    asked = [row for row in rows if row.state is PlacementState.REQUESTED and row.person is not None]
    if not asked:
        return {}
    facilities = list(Facility.objects.filter(within(actor, Permission.ROOM_READ), closed_at=None, outside=False)[:MOST_FACILITIES])
    names = {facility.pk: facility for facility in facilities}
    sites, beds = _sites(actor, facilities)
    beside = beds_beside(actor, asked, [facility.pk for facility in facilities])
    beds = {**beds, **{found.bed_id: found.label for free in beside.values() for found in free}}
    chosen = propose(_needs(asked, beside, clock.now()), sites)
    return {
        choice.placement_id: Proposal(
            choice,
            names[choice.facility_id].name if choice.facility_id else "",
            names[choice.facility_id].name_en if choice.facility_id else "",
            beds.get(choice.bed_id or 0, ""),
        )
        for choice in chosen
    }


def options_for(actor: Actor, row: PlacementRow) -> list[BedOption]:
    """Which other places could a human choose: a bed beside people of the home, the first free bed of each empty room, the home teams?

    Only places no stricter than the rules ask for.
    """
    facilities = [
        facility
        for facility in Facility.objects.filter(within(actor, Permission.ROOM_READ), closed_at=None).order_by("area_path", "id")
        if fits(FacilityKind(facility.kind), row.place) and not is_stricter(FacilityKind(facility.kind), row.place)
    ][:MOST_FACILITIES]
    rooms = _free_rooms([facility.pk for facility in facilities if facility.kind != FacilityKind.HOME and not facility.outside])
    beside = beds_beside(actor, [row], [facility.pk for facility in facilities]).get(row.id, ())
    found: list[BedOption] = []
    for facility in facilities:
        whole = facility.kind == FacilityKind.HOME or facility.outside
        own: list[tuple[int | None, str]] = [(free.bed_id, free.label) for free in beside if free.facility_id == facility.pk]
        beds = [(None, "")] if whole else [(beds[0][0], f"{code}-{beds[0][1]}") for code, _, beds in rooms.get(facility.pk, {}).values()]
        found += [
            BedOption(facility.pk, facility.name, facility.name_en, FacilityKind(facility.kind), bed, label)
            for bed, label in [*own, *beds][:40]
        ]
    return found


def _needs(rows: Sequence[PlacementRow], beside: Mapping[int, Sequence[Beside]], now: datetime) -> list[Need]:
    bits = {group.code: group.mask for group in registry.key_groups()}
    listed: dict[int, set[Care]] = defaultdict(set)
    patients = SpecialPatient.objects.filter(person_id__in=[row.person_id for row in rows], ended_at=None)
    for person, care in patients.values_list("person_id", "care"):
        listed[person].add(Care(care))
    berths = {number: tuple(Berth(one.facility_id, one.bed_id) for one in free if one.accompanied) for number, free in beside.items()}
    return [replace(_need(row, bits, listed[row.person_id], now), berths=berths.get(row.id, ())) for row in rows]


def _need(row: PlacementRow, bits: Mapping[str, int], listed: Iterable[Care], now: datetime) -> Need:
    person = row.person
    groups = person.groups if person else 0
    age = now.year - person.birth_year if person and person.birth_year else None
    known = {care for code, care in CARE_GROUPS.items() if groups & bits.get(code, 0)}
    home = f"{person.grid_id}/{person.household}" if person and person.household else ""
    return Need(
        placement_id=row.id,
        path=row.path,
        place=Place(row.place),
        age=age,
        pregnant=bool(groups & bits.get("pregnant", 0)),
        dependent=bool(groups & bits.get("disabled", 0)),
        care=frozenset(known | set(listed)),
        party=home,
        due_at=row.due_at,
    )


Rooms = Mapping[int, Mapping[int, tuple[str, bool, list[tuple[int, int]]]]]


def _sites(actor: Actor, facilities: Sequence[Facility]) -> tuple[list[Site], Mapping[int, str]]:
    rooms = _free_rooms([facility.pk for facility in facilities])
    page = list_facilities(actor, size=MOST_FACILITIES)
    shares = {row.id: row.places.share or 0.0 for row in page.items}
    labels = {bed: f"{code}-{number}" for held in rooms.values() for code, _, beds in held.values() for bed, number in beds}
    sites = [
        Site(
            facility_id=facility.pk,
            kind=FacilityKind(facility.kind),
            path=AreaPath(facility.area_path),
            cohort=Cohort(facility.cohort),
            care=frozenset(Care(code) for code in facility.care),
            rooms=tuple(
                FreeRoom(room, tuple(bed for bed, _ in beds), accessible)
                for room, (_, accessible, beds) in rooms.get(facility.pk, {}).items()
            ),
            taken_share=shares.get(facility.pk, 0.0),
        )
        for facility in facilities
        if any(facility.kind in kinds for kinds in FITS.values())
    ]
    return sites, labels


def _free_rooms(facility_ids: Sequence[int]) -> Rooms:
    """Which rooms can take somebody: their code, whether accessible, and their free beds? In a place for single parties only empty ones."""
    found: dict[int, dict[int, tuple[str, bool, list[tuple[int, int]]]]] = defaultdict(dict)
    beds = Bed.objects.filter(room__facility_id__in=list(facility_ids), state=BedState.READY).order_by("room__code", "number")
    one_party = beds.filter(room__facility__cohort=Cohort.ONE_PARTY, room__state=BedState.READY)
    wards = beds.filter(room__facility__cohort=Cohort.WARD)
    columns = ("room__facility_id", "room_id", "room__code", "room__accessible", "id", "number")
    for facility, room, code, accessible, bed, number in [*one_party.values_list(*columns), *wards.values_list(*columns)]:
        if room in found[facility] or len(found[facility]) < MOST_ROOMS:
            found[facility].setdefault(room, (code, accessible, []))[2].append((bed, number))
    return found


def proposals_for(actor: Actor, placement_ids: Sequence[int]) -> Mapping[int, Proposal]:
    """Where should the people of these requests go? As `proposals`, by id."""
    return proposals(actor, requests_for(actor, placement_ids))
