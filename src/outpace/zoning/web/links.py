"""Names of areas and answers to forms, the same on every page of zoning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from outpace.kernel import places
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry
from outpace.ui.charts import Tone
from outpace.zoning.data import ZoneRow, ZoneState
from outpace.zoning.web.words import look, type_text

MOST_NAMED = 3


class SeeOther(HttpResponseRedirect):
    """After a POST the browser fetches a page, so that reloading it sends nothing again."""

    status_code = 303


def names_of(groups: Iterable[Sequence[AreaPath]]) -> Mapping[AreaPath, str]:
    """What are all these areas called? One query."""
    return places.names({path for group in groups for path in group})


def areas_text(paths: Sequence[AreaPath], names: Mapping[AreaPath, str]) -> str:
    """How are these areas written: the first few by name, then how many more?"""
    shown = [names.get(path, path.rstrip("/").rpartition("/")[2]) for path in paths[:MOST_NAMED]]
    more = len(paths) - len(shown)
    return " · ".join(shown) + (f" +{more}" if more else "")


@dataclass(frozen=True, slots=True)
class Announced:
    """What is signed about a zone for an hour to come, in words: what changes, to which type with which look, over which areas."""

    zone: ZoneRow
    state: ZoneState
    change: str
    type: str
    look: tuple[Tone, str]
    areas: str


def announced(zone: ZoneRow, names: Mapping[AreaPath, str]) -> Announced | None:
    """What waits for its hour about this zone? None for nothing. Its areas must be among the names."""
    state = zone.ahead
    if state is None:
        return None
    zone_type = state.zone_type or zone.zone_type
    return Announced(zone, state, str(state.change.label), type_text(zone_type), look(zone_type), areas_text(state.area_paths, names))


def over_link(actor: Actor, zone: ZoneRow) -> str:
    """Where is said how likely it is over in this zone? Empty where nobody says it, the zone is gone, or the reader may not look."""
    if not zone.in_force or not all(actor.may(Permission.ANALYSIS_READ, path) for path in zone.area_paths):
        return ""
    read = all(actor.may(Permission.CASE_READ, path) for path in zone.area_paths)
    if not read and not registry.as_large_as("township", {zone.id: zone.area_paths}):
        return ""  # so small that a count may be one person
    try:
        return reverse("analysis:zone", args=[zone.id])
    except NoReverseMatch:
        return ""


def is_chinese() -> bool:
    """Does the reader read Chinese?"""
    return (get_language() or "").startswith("zh")
