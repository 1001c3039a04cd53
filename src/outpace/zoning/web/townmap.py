"""The map of zones: the parts of an area where they lie, or as a plan of tiles as large as their people; with a table below."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from outpace.kernel import clock
from outpace.kernel.middleware import actor_of
from outpace.ui.charts import Rect, Tone, squarify
from outpace.ui.charts.shapes import PAD, Label, fitted
from outpace.ui.htmx import render_page
from outpace.ui.maps import AreaMap
from outpace.zoning import api
from outpace.zoning.web.forms import HourForm
from outpace.zoning.web.ground import hours, town_places
from outpace.zoning.web.links import is_chinese
from outpace.zoning.web.words import HARDNESS, look, type_text

WIDE, NARROW = Rect(0, 0, 960, 420), Rect(0, 0, 360, 520)


@dataclass(frozen=True, slots=True)
class Tile:
    """One drawn part: where, in which tone, whether the zone holds all of it or lies inside, and what of its name fits."""

    label: str
    part: api.Part
    zone_type: str
    tone: Tone
    is_whole: bool
    url: str
    rect: Rect
    shown: Label

    @property
    def text_x(self) -> float:
        """Where does its name begin?"""
        return self.rect.x + PAD

    @property
    def type(self) -> str:
        """What is its zone called?"""
        return type_text(self.zone_type)


@require_safe
def town_map(request: HttpRequest) -> HttpResponse:
    """Where are the zones, now or at an hour?"""
    actor, form = actor_of(request), HourForm(request.GET or None)
    at = form.cleaned_data["at"] if form.is_valid() and form.cleaned_data["at"] else clock.now()
    asked = request.GET.get("area", "")
    found = api.town_map(actor, int(asked) if asked.isdecimal() and len(asked) < 18 else None, at)
    hour = request.GET.get("at", "")
    wants_plan = request.GET.get("view") == "plan"
    context: dict[str, object] = {
        "map": found,
        "form": form if hour else HourForm(initial={"at": timezone.localtime(at)}),
        "hour": hour,
        "wants_plan": wants_plan,
        "tones": [tone.value for tone in Tone],
    }
    if found:
        context |= _drawn(found, hour)
        context["drawn"] = None if wants_plan else on_ground(found, hour)
        context["hours"] = hours(api.change_hours(actor), at, query={"area": str(found.area.id)})
    return render_page(request, "zoning/map.html", "zoning/map_body.html", context=context)


def _drawn(found: api.TownMap, hour: str) -> dict[str, object]:
    """Where is this, what lies above it, and its parts as tiles for desk and phone?"""
    wide = board(found.parts, WIDE, hour)
    return {
        "name": named(found.area.name, found.area.name_en),
        "above": [(node, named(node.name, node.name_en), _link(node.id, hour)) for node in found.above],
        "boards": [(WIDE, wide, "op-hide-phone"), (NARROW, board(found.parts, NARROW, hour), "op-only-phone")],
        "tiles": wide,
        "legend": [(type_text(name), look(name)[0]) for name in _types(found)],
    }


def on_ground(found: api.TownMap, hour: str) -> AreaMap | None:
    """Where do the parts of this area lie? None where none of them has a place on the map."""
    told = {
        part.node.path: (
            *hardest(part),
            named(part.node.name, part.node.name_en),
            _link(part.node.id, hour) if part.has_below else "",
        )
        for part in found.parts
    }
    return town_places(found, told)


def board(parts: Sequence[api.Part], frame: Rect, hour: str) -> tuple[Tile, ...]:
    """Which tiles fill this frame, areas proportional to people? Parts without people are in the table only."""
    shown = sorted((part for part in parts if part.people > 0), key=lambda part: (-part.people, part.node.code))
    rects = squarify([float(part.people) for part in shown], frame) if shown else ()
    return tuple(_tile(part, rect.shrunk(1.0), hour) for part, rect in zip(shown, rects, strict=True))


def hardest(part: api.Part) -> tuple[str, bool]:
    """Which type colours this part, and does that zone hold all of it? The hardest of all; of two alike the one that holds it."""
    for name in HARDNESS:
        if name in part.whole:
            return name, True
        if name in part.inside:
            return name, False
    found = (*part.whole, *part.inside)
    return (found[0], bool(part.whole)) if found else ("", False)


def named(name: str, name_en: str) -> str:
    """What is this place called in the reader's language?"""
    return name_en if name_en and not is_chinese() else name


def _tile(part: api.Part, rect: Rect, hour: str) -> Tile:
    zone_type, is_whole = hardest(part)
    label = named(part.node.name, part.node.name_en)
    tone = look(zone_type)[0] if zone_type else Tone.NEUTRAL
    url = _link(part.node.id, hour) if part.has_below else ""
    return Tile(label, part, zone_type, tone, is_whole, url, rect, fitted(label, rect))


def _link(area_id: int, hour: str) -> str:
    return f"{reverse('zoning:map')}?{urlencode([('area', str(area_id)), *([('at', hour)] if hour else [])])}"


def _types(found: api.TownMap) -> list[str]:
    types = {zone.zone_type for zone in found.zones}
    return [name for name in HARDNESS if name in types] + sorted(types - set(HARDNESS))
