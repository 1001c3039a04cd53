"""Which stays of a case's itinerary are at places of which records are held?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from epiworks.protocol import SharedPlace
from outpace.casework.models import Case, HeldStay, Stay, TracedPlace
from outpace.casework.rules.contact_proposals import within_each_other
from outpace.casework.rules.held_stays import journey_key, place_key

Keys = tuple[str, str, str]
"""By what are the places found at which a stay may have been: by name, the journey of its day, that of the day before?"""


@dataclass(frozen=True, slots=True)
class Told:
    """A stay of the itinerary at a place of which records are held."""

    stay_id: int
    place_id: int
    kind: SharedPlace
    begins_at: datetime
    ends_at: datetime


def itinerary(case: Case) -> tuple[Told, ...]:
    """Which stays of the itinerary are at places of which records are held? By name, where one area lies in the other; homes are not.

    On a vehicle it is the journey of that day, or that of the day before if somebody was still on it.
    """
    rows = Stay.objects.filter(case=case, corrected_by=None, is_void=False, place_sealed=None).exclude(place_name="")
    keys = {row: _keys(row) for row in rows if place_key(row.place_name)}
    by_key = _places_by_key(keys.values())
    until = _last_there(place for *_today, before in keys.values() for place in by_key.get(before, ()))
    found = ((row, place) for row, some in keys.items() for place in _where(row, some, by_key, until))
    return tuple(Told(row.pk, place.pk, SharedPlace(place.kind), row.starts_at, row.ends_at) for row, place in found)


def _keys(row: Stay) -> Keys:
    day = timezone.localtime(row.starts_at).date()
    return place_key(row.place_name), journey_key(row.place_name, day), journey_key(row.place_name, day - timedelta(days=1))


def _places_by_key(keys: Iterable[Keys]) -> Mapping[str, list[TracedPlace]]:
    found: dict[str, list[TracedPlace]] = defaultdict(list)
    for place in TracedPlace.objects.filter(key__any=sorted({key for some in keys for key in some})).order_by("pk"):
        found[place.key].append(place)
    return found


def _last_there(journeys: Iterable[TracedPlace]) -> Mapping[int, datetime]:
    """Until when was anybody on these journeys?"""
    numbers = sorted({place.pk for place in journeys})
    return dict(HeldStay.objects.filter(place_id__any=numbers).values_list("place").annotate(Max("ends_at"))) if numbers else {}


def _where(row: Stay, keys: Keys, by_key: Mapping[str, list[TracedPlace]], until: Mapping[int, datetime]) -> Iterable[TracedPlace]:
    """At which of these places was this stay?"""
    *today, before = keys
    there = [place for key in today for place in by_key.get(key, ())]
    there += [place for place in by_key.get(before, ()) if place.pk in until and until[place.pk] > row.starts_at]
    return [place for place in there if within_each_other(row.area_path, place.area_path)]
