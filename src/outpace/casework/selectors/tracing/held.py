"""The stays that are held of somebody, and at a place between two moments. Only those count that may still be held."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from outpace.casework.models import HeldStay
from outpace.casework.rules.contact_proposals import UNKNOWN_FROM
from outpace.casework.rules.held_stays import kept_from
from outpace.kernel import clock, prepared

_THERE = """
SELECT DISTINCT s.id, coalesce(s.person_id, u.person_id, s.unknown_id + %(unknown)s::bigint), s.place_id, p.kind, s.begins_at, s.ends_at,
       s.compartment, s.seat_row, s.is_crew, l.ordered_until
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


class Row(NamedTuple):
    """A held stay: whose (by their number), at which place of which kind, from when until when, in which seat, under which order."""

    id: int
    person: int
    place_id: int
    kind: str
    begins_at: datetime
    ends_at: datetime
    compartment: str
    seat_row: int | None
    is_crew: bool
    ordered_until: date | None


@dataclass(frozen=True, slots=True)
class Span:
    """Everybody who was at this place between these moments is asked for."""

    place_id: int
    begins_at: datetime
    ends_at: datetime


def their_own(people: Iterable[int], since: datetime, until: datetime) -> list[Row]:
    """Which held stays of these people touch this time?"""
    today, numbers = timezone.localtime(clock.now()).date(), list(people)
    rows = HeldStay.objects.filter(
        Q(person_id__any=numbers) | Q(unknown__person_id__any=numbers),
        Q(load__ordered_until=None) | Q(load__ordered_until__gte=today),
        day__gte=kept_from(today, settings.STAY_DAYS),
        begins_at__lt=until,
        ends_at__gt=since,
    )
    place = ("place_id", "place__kind", "begins_at", "ends_at")
    seat = ("compartment", "seat_row", "is_crew")
    whose = Coalesce("person_id", "unknown__person_id")
    return [Row(*row) for row in rows.values_list("pk", whose, *place, *seat, "load__ordered_until")]


def everybody_there(spans: Sequence[Span]) -> list[Row]:
    """Which stays are held at these places between these moments?"""
    return [Row(*row) for row in prepared.fetch(_THERE, {**_terms(), **_asked(spans)})] if spans else []


def count_around(spans: Sequence[Span]) -> int:
    """How many stays are there to look at? One in several spans counts once."""
    return int(prepared.fetch(_COUNT, _asked(spans))[0][0]) if spans else 0


def _asked(spans: Sequence[Span]) -> dict[str, str | None]:
    return {
        "places": prepared.numbers([span.place_id for span in spans]),
        "begins": prepared.moments([span.begins_at for span in spans]),
        "ends": prepared.moments([span.ends_at for span in spans]),
    }


def _terms() -> Mapping[str, str]:
    """Only stays that may still be held count, whether or not the deletion has been there."""
    today = timezone.localtime(clock.now()).date()
    return {"unknown": str(UNKNOWN_FROM), "kept_from": kept_from(today, settings.STAY_DAYS).isoformat(), "today": today.isoformat()}
