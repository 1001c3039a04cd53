"""The stays around somebody: where they were in a window, and everybody who was there then or soon after. Bounded by places and days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from epiworks.protocol import SharedPlace
from epiworks.trace.question import ExtraStays, extra_stays
from epiworks.trace.rules import TraceRules, kind_code
from epiworks.trace.seats import UNKNOWN_COMPARTMENT, UNKNOWN_ROW, SeatMap, seat_map
from epiworks.trace.stays import Places, Stays, places, stays
from outpace.casework.models import Case, HeldStay, Stay, TracedPlace
from outpace.casework.rules.contact_proposals import UNKNOWN_FROM, within_each_other
from outpace.casework.rules.held_stays import journey_key, kept_from, place_key
from outpace.kernel import clock, prepared

_THERE = """
SELECT DISTINCT s.id, coalesce(s.person_id, u.person_id, s.unknown_id + %(unknown)s::bigint), s.place_id, p.kind, s.begins_at, s.ends_at,
       s.compartment, s.seat_row, s.is_crew
FROM unnest(%(places)s::bigint[], %(begins)s::timestamptz[], %(ends)s::timestamptz[]) AS w(place_id, begins_at, ends_at)
     JOIN casework_held_stay AS s ON s.place_id = w.place_id AND s.begins_at < w.ends_at AND s.ends_at > w.begins_at
     JOIN casework_traced_place AS p ON p.id = s.place_id
     JOIN casework_stay_load AS l ON l.id = s.load_id
     LEFT JOIN casework_unknown_person AS u ON u.id = s.unknown_id
WHERE s.day >= %(kept_from)s::date AND (l.ordered_until IS NULL OR l.ordered_until >= %(today)s::date)
"""
_COUNT = """
SELECT count(DISTINCT s.id)
FROM unnest(%(places)s::bigint[], %(begins)s::timestamptz[], %(ends)s::timestamptz[]) AS w(place_id, begins_at, ends_at)
     JOIN casework_held_stay AS s ON s.place_id = w.place_id AND s.begins_at < w.ends_at AND s.ends_at > w.begins_at
"""
Row = tuple[int, int, int, str, datetime, datetime, str, int | None, bool]
"""A held stay: its id, whose by their number, the place and its kind, from when until when, compartment, row of the seat, crew."""
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Told:
    """A stay of the itinerary at a place of which records are held."""

    stay_id: int
    place_id: int
    kind: SharedPlace
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Everybody who was at this place between these moments is asked for."""

    place_id: int
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """The stays around somebody, as the tracer takes them. `extra`: the itinerary, as stays of the first case asked for."""

    stays: Stays
    places: Places
    seats: SeatMap | None
    extra: ExtraStays


def itinerary(case: Case) -> tuple[Told, ...]:
    """Which stays of the itinerary are at places of which records are held? By name, where one area lies in the other; homes are not.

    On a vehicle it is the journey of that day, or that of the day before if somebody was still on it.
    """
    rows = list(Stay.objects.filter(case=case, corrected_by=None, is_void=False, place_sealed=None).exclude(place_name=""))
    keys = {row.pk: _keys(row) for row in rows if place_key(row.place_name)}
    by_key: dict[str, list[TracedPlace]] = {}
    for place in TracedPlace.objects.filter(key__any=sorted({key for some in keys.values() for key in some})).order_by("pk"):
        by_key.setdefault(place.key, []).append(place)
    overnight = {place.pk for *_today, before in keys.values() for place in by_key.get(before, ())}
    until = (
        dict(HeldStay.objects.filter(place_id__any=sorted(overnight)).values_list("place").annotate(Max("ends_at"))) if overnight else {}
    )
    return tuple(
        Told(row.pk, place.pk, SharedPlace(place.kind), row.starts_at, row.ends_at)
        for row in rows
        for key in keys.get(row.pk, ())
        for place in by_key.get(key, ())
        if within_each_other(row.area_path, place.area_path)
        and (key != keys[row.pk][-1] or (place.pk in until and until[place.pk] > row.starts_at))
    )


def spans_of(
    rules: TraceRules, people: Sequence[int], told: Iterable[Told], *, window: tuple[datetime, datetime], generation: int
) -> list[Span]:
    """At which places, when, were these people in this window? So long after they left, too, as the packs count others as exposed."""
    since, until = window
    tails, found = rules.tails(generation), []
    own = [(row[2], row[3], row[4], row[5]) for row in _their_own(people, since, until)]
    told_rows = [(one.place_id, one.kind.value, one.begins_at, one.ends_at) for one in told]
    for place, kind, begins, ends in [*own, *told_rows]:
        code = kind_code(SharedPlace(kind))
        if begins >= until or ends <= since or not rules.counts[code]:
            continue
        reach = timedelta(minutes=tails.get(code, 0))
        hours = timedelta(days=rules.hours_within_days) if rules.needs_hours[code] else None
        start = max(begins, since) if hours is None else min(begins, clock.now() - hours)
        found.append(Span(place, start, (min(ends, until) if hours is None else clock.now()) + reach))
    return found


def count_around(spans: Sequence[Span]) -> int:
    """How many stays are there to look at?"""
    return int(prepared.fetch(_COUNT, _asked(spans))[0][0]) if spans else 0


def around(people: Sequence[int], spans: Sequence[Span], told: Sequence[Told], *, window: tuple[datetime, datetime]) -> Around:
    """Which stays are there around these people? Two queries."""
    rows: dict[int, Row] = {row[0]: row for row in _their_own(people, *window)}
    if spans:
        rows |= {
            int(row[0]): (row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8])
            for row in prepared.fetch(_THERE, {**_terms(), **_asked(spans)})
        }
    listed = [rows[key] for key in sorted(rows)]
    kinds = {row[2]: kind_code(SharedPlace(row[3])) for row in listed} | {one.place_id: kind_code(one.kind) for one in told}
    kept = stays(
        person=[row[1] for row in listed],
        place=[row[2] for row in listed],
        begin=[minute(row[4]) for row in listed],
        end=[end_minute(row[5]) for row in listed],
    )
    extra = extra_stays(
        case=np.zeros(len(told)),
        place=[one.place_id for one in told],
        begin=[minute(one.begins_at) for one in told],
        end=[end_minute(one.ends_at) for one in told],
    )
    return Around(kept, places({place: kind for place, kind in kinds.items() if kind}), _seats(listed), extra)


def minute(moment: datetime) -> int:
    """In which UTC minute since 1970 is this?"""
    return int(moment.timestamp() // _MINUTE)


def end_minute(moment: datetime) -> int:
    """With which UTC minute since 1970 was somebody gone who left then? A minute that was begun counts."""
    return int(-(-moment.timestamp() // _MINUTE))


def _keys(row: Stay) -> tuple[str, str, str]:
    """By what are the places found at which this stay may have been: by name, the journey of its day, that of the day before?"""
    day = timezone.localtime(row.starts_at).date()
    return place_key(row.place_name), journey_key(row.place_name, day), journey_key(row.place_name, day - timedelta(days=1))


def _their_own(people: Sequence[int], since: datetime, until: datetime) -> list[Row]:
    """The held stays of these people that touch this time."""
    today = timezone.localtime(clock.now()).date()
    rows = HeldStay.objects.filter(
        Q(person_id__any=list(people)) | Q(unknown__person_id__any=list(people)),
        Q(load__ordered_until=None) | Q(load__ordered_until__gte=today),
        day__gte=kept_from(today, settings.STAY_DAYS),
        begins_at__lt=until,
        ends_at__gt=since,
    )
    whose = Coalesce("person_id", "unknown__person_id")
    return list(rows.values_list("pk", whose, "place_id", "place__kind", "begins_at", "ends_at", "compartment", "seat_row", "is_crew"))


def _asked(spans: Sequence[Span]) -> dict[str, str | None]:
    return {
        "places": prepared.numbers([span.place_id for span in spans]),
        "begins": prepared.moments([span.begins_at for span in spans]),
        "ends": prepared.moments([span.ends_at for span in spans]),
    }


def _terms() -> Mapping[str, str]:
    """Only stays that may still be held count, whether or not the nightly deletion has been there."""
    today = timezone.localtime(clock.now()).date()
    return {"unknown": str(UNKNOWN_FROM), "kept_from": kept_from(today, settings.STAY_DAYS).isoformat(), "today": today.isoformat()}


def _seats(rows: Sequence[Row]) -> SeatMap | None:
    """Who sat where? Of somebody with two different seats on one journey none is known."""
    found: dict[tuple[int, int], tuple[str, int | None, bool]] = {}
    for _id, person, place, _kind, _begins, _ends, compartment, row, crew in rows:
        if compartment or row is not None or crew:
            seat = (compartment, row, crew)
            found[place, person] = seat if found.get((place, person), seat) == seat else ("", None, crew)
    if not found:
        return None
    names = {name: code for code, name in enumerate(sorted({part for part, _row, _crew in found.values()} - {""}))}
    return seat_map(
        place=[place for place, _person in found],
        person=[person for _place, person in found],
        compartment=[names.get(part, UNKNOWN_COMPARTMENT) for part, _row, _crew in found.values()],
        row=[UNKNOWN_ROW if row is None else row for _part, row, _crew in found.values()],
        crew=[crew for _part, _row, crew in found.values()],
    )
