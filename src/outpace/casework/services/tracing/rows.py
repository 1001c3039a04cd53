"""Rows of a list of stays, written: places and people on no roster are made when they are met first, a stay is held once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from outpace.casework.models import HeldStay, StayLoad, TracedPlace, UnknownPerson
from outpace.casework.rules.held_stays import StayRow, journey_key, place_key
from outpace.kernel import crypto, prepared
from outpace.kernel.files import Row
from outpace.kernel.scope import AreaPath
from outpace.registry import api as registry

PlaceKey = tuple[str, str, str]

_ENDS = """
UPDATE casework_held_stay AS s SET ends_at = w.ends_at, is_presumed = false, load_id = %(load)s::bigint
FROM unnest(%(places)s::bigint[], %(people)s::bigint[], %(unknown)s::bigint[], %(begins)s::timestamptz[], %(ends)s::timestamptz[])
     AS w(place_id, person_id, unknown_id, begins_at, ends_at)
WHERE s.is_presumed AND s.place_id = w.place_id AND s.begins_at = w.begins_at AND (s.person_id = w.person_id OR s.unknown_id = w.unknown_id)
"""
_KEEP_PLACES = "SELECT id, key, kind, area_path FROM casework_traced_place WHERE key = ANY(%(keys)s::text[]) ORDER BY id FOR KEY SHARE"
_KEEP_PEOPLE = "SELECT id FROM casework_unknown_person WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR KEY SHARE"
"""The deletion of places and people without stays passes by those that are locked: theirs are about to be written."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A row that can be taken: as the file has it, what it says, and in which area the place lies."""

    row: Row
    said: StayRow
    area_path: AreaPath

    @property
    def place(self) -> PlaceKey:
        """By what is its place found? One journey of a vehicle is a place."""
        said = self.said
        key = place_key(said.place) if said.journey_on is None else journey_key(said.place, said.journey_on)
        return key, self.said.kind.value, self.area_path

    @property
    def is_reachable(self) -> bool:
        """Could they be reached if they are on no roster?"""
        return bool(self.said.document or self.said.phone)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a batch: how many of its rows are held, how many of these are of people in the register, whose card nobody has."""

    held: int
    known: int
    no_code: tuple[Row, ...]


def write(load: StayLoad, batch: Sequence[Sound]) -> Written:
    """Hold these stays. Sending a row again changes nothing, but that an end which is known replaces one that was presumed."""
    matched = list(zip(batch, _in_register(batch), strict=True))
    found = [(one, person) for one, person in matched if person is not None or one.is_reachable]
    unknown = _unknown(load, [one for one, person in found if person is None])
    places = _places(batch)
    rows = [
        _stay(load, one, place=places[one.place], person=person, unknown=None if person else unknown[_reach(one.said)])
        for one, person in found
    ]
    rows.sort(key=lambda stay: (stay.place_id, stay.person_id or 0, stay.unknown_id or 0, stay.begins_at))  # two lists meet in one order
    HeldStay.objects.bulk_create(rows, ignore_conflicts=True)
    _end(load, rows)
    no_code = tuple(one.row for one, person in matched if person is None and not one.is_reachable)
    return Written(len(rows), sum(row.person_id is not None for row in rows), no_code)


def _in_register(batch: Sequence[Sound]) -> Iterable[int | None]:
    """Whom of the register does each row mean, by card or else by document? None for whoever is not there."""
    documents = registry.ids_by_document(sorted({one.said.document for one in batch if one.said.document}))
    codes = registry.ids_by_code(sorted({one.said.code for one in batch if one.said.code}))
    return [codes.get(one.said.code) or documents.get(one.said.document) for one in batch]


def _end(load: StayLoad, rows: Iterable[HeldStay]) -> None:
    """Where an end was presumed that one of these rows knows, it is that, and the stay goes with the list that told it."""
    known: dict[tuple[object, ...], HeldStay] = {}
    for row in rows:
        if not row.is_presumed:
            known.setdefault((row.place_id, row.person_id, row.unknown_id, row.begins_at), row)
    if known:
        ends = {
            "load": str(load.pk),
            "places": prepared.numbers([row.place_id for row in known.values()]),
            "people": prepared.numbers([row.person_id for row in known.values()]),
            "unknown": prepared.numbers([row.unknown_id for row in known.values()]),
            "begins": prepared.moments([row.begins_at for row in known.values()]),
            "ends": prepared.moments([row.ends_at for row in known.values()]),
        }
        prepared.fetch(_ENDS, ends)


def _stay(load: StayLoad, one: Sound, *, place: int, person: int | None, unknown: int | None) -> HeldStay:
    said = one.said
    return HeldStay(
        load=load,
        place_id=place,
        person_id=person,
        unknown_id=unknown,
        begins_at=said.begins,
        ends_at=said.ends,
        day=timezone.localtime(said.begins).date(),
        compartment=said.compartment,
        seat_row=said.seat_row,
        is_crew=said.is_crew,
        is_presumed=said.is_presumed,
    )


def _places(batch: Iterable[Sound]) -> dict[PlaceKey, int]:
    """The ids of these places, made where there were none, and kept until the stays are written."""
    wanted = {one.place: one.said.place for one in batch}
    found: dict[PlaceKey, int] = {}
    while missing := sorted(wanted.keys() - found.keys()):
        made = [TracedPlace(key=key, kind=kind, area_path=path, name=wanted[key, kind, path]) for key, kind, path in missing]
        TracedPlace.objects.bulk_create(made, ignore_conflicts=True)
        kept = prepared.fetch(_KEEP_PLACES, {"keys": prepared.texts(sorted({key for key, _kind, _path in missing}))})
        found |= {(key, kind, path): number for number, key, kind, path in kept}
    return found


def _reach(said: StayRow) -> tuple[str, str]:
    """By what is somebody on no roster found again: the document, or without one the phone?"""
    return ("document", said.document) if said.document else ("phone", said.phone)


def _unknown(load: StayLoad, batch: Sequence[Sound]) -> dict[tuple[str, str], int]:
    """The ids of these people on no roster, made where nobody had met them, and kept until the stays are written."""
    wanted = {_reach(one.said): one.said for one in batch}
    found = _kept(_known_unknown(wanted))
    while missing := sorted(wanted.keys() - found.keys()):
        UnknownPerson.objects.bulk_create([_made(load, wanted[reach]) for reach in missing], ignore_conflicts=True)
        found |= _kept(_known_unknown(missing))
    return found


def _kept(found: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Those of these people who are still there, and stay there until the transaction ends."""
    kept = {row[0] for row in prepared.fetch(_KEEP_PEOPLE, {"ids": prepared.numbers(found.values())})} if found else set()
    return {reach: number for reach, number in found.items() if number in kept}


def _known_unknown(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    by_index = {(how, index): (how, text) for how, text in wanted for index in crypto.blind_index_candidates(text)}
    documents = [index for how, index in by_index if how == "document"]
    phones = [index for how, index in by_index if how == "phone"]
    rows = UnknownPerson.objects.filter(document_index__any=documents).values_list("document_index", "id")
    found = {by_index["document", bytes(index or b"")]: number for index, number in rows}
    rows = UnknownPerson.objects.filter(document_index=None, phone_index__any=phones).values_list("phone_index", "id")
    return found | {by_index["phone", bytes(index or b"")]: number for index, number in rows}


def _made(load: StayLoad, said: StayRow) -> UnknownPerson:
    name, document, phone = crypto.seal_many((said.name, said.document, said.phone))
    return UnknownPerson(
        area_path=load.area_path,
        name_sealed=name,
        document_sealed=document if said.document else None,
        document_index=crypto.blind_index(said.document) if said.document else None,
        phone_sealed=phone if said.phone else None,
        phone_index=crypto.blind_index(said.phone) if said.phone else None,
    )
