"""{% load ui %}: icons, numbers, shares and moments in templates."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

from django import template
from django.utils import timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from outpace.kernel import clock, places
from outpace.ui import forms, rule_text, text
from outpace.ui.charts.treemap import STEPS
from outpace.ui.icons import render_icon
from outpace.ui.maps import AreaMap, features

register = template.Library()

_TONES = {"debug": "neutral", "info": "info", "success": "ok", "warning": "warn", "error": "danger"}
_TONE_ICONS = {"neutral": "circle-dot", "info": "info-circle", "ok": "circle-check", "warn": "alert-triangle", "danger": "alert-octagon"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """{% icon "flask" %} draws decoration; {% icon "flask" label=_("Laboratory") %} draws an image with a name."""
    return render_icon(name, label=label)


@register.filter
def tone(level_tag: str) -> str:
    """Which tone has this Django message level?"""
    return _TONES.get(level_tag, "info")


@register.filter
def tone_icon(name: str) -> str:
    """Which icon stands beside this tone (or message level), so that colour never speaks alone?"""
    return _TONE_ICONS.get(_TONES.get(name, name), "info-circle")


@register.simple_tag
def number(value: float | None, decimals: int = 0) -> str:
    """{% number 49800 %} writes 49 800."""
    return text.number_text(value, decimals=decimals)


@register.filter
def unit_of(unit: object, value: object) -> str:
    """{{ unit|unit_of:value }}: the unit of a figure as its number asks."""
    return text.unit_text(str(unit), str(value))


@register.simple_tag
def percent(part: float | None, whole: float | None = None, decimals: int = 1) -> str:
    """{% percent done due %} or {% percent share %}; nothing to divide by is a dash."""
    if part is None or whole == 0:
        return text.DASH
    return text.percent_text(part / whole if whole is not None else part, decimals=decimals)


@register.simple_tag
def at(moment: datetime | None, seconds: bool = False) -> SafeString | str:
    """{% at tube.sealed_at %}: the moment in the incident zone, with the full form on hover."""
    if moment is None:
        return text.DASH
    return _time(moment, text.moment_text(moment, clock.now(), seconds=seconds))


@register.simple_tag
def ago(moment: datetime | None) -> SafeString | str:
    """{% ago event.recorded_at %}: how long ago, with the moment on hover."""
    return text.DASH if moment is None else _time(moment, text.ago_text(moment, clock.now()))


@register.simple_tag
def span(begins: datetime, ends: datetime) -> str:
    """{% span stay.starts_at stay.ends_at %}: from when to when, the day once where both are of one day."""
    return text.span_text(begins, ends, clock.now())


@register.filter
def until(first: date, last: date) -> str:
    """{{ contact.first_on|until:contact.last_on }}: the first and the last day, or the one day."""
    return day(first) if first == last else f"{day(first)} – {day(last)}"


@register.filter
def day(value: date | None) -> str:
    """{{ zone.review_on|day }}: a day in the reader's language, without this year's number; a moment counts in the incident zone."""
    if not value:
        return text.DASH
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return text.day_text(local, timezone.localdate(clock.now()))


@register.simple_tag
def colon() -> str:
    """{% colon %} between a label and what it names, as the reader's language writes it."""
    return text.colon_text()


@register.simple_tag
def comma() -> str:
    """{% comma %} between two parts of a sentence, as the reader's language writes it."""
    return text.comma_text()


@register.simple_tag
def gap() -> str:
    """{% gap %} between two sentences, or after a text that ends in a colon: a space, but none in Chinese."""
    return text.gap_text()


@register.simple_block_tag
def bracketed(content: SafeString) -> SafeString:
    """{% bracketed %}...{% endbracketed %} after a word: brackets as the reader's language writes them, with their room before."""
    return format_html(pgettext("after a word", " ({})"), content)


@register.filter
def spoken(place: object) -> str:
    """{{ area|spoken }}: the name of an area or station in the reader's language."""
    return places.spoken(getattr(place, "name", ""), getattr(place, "name_en", ""))


@register.filter
def listed(parts: Iterable[object]) -> str:
    """{{ areas|listed }}: one after another, as the reader's language writes lists."""
    return text.listed_text(parts)


@register.filter
def rule_rows(line: str) -> tuple[tuple[str, str], ...]:
    """{{ ground.text|rule_rows }}: a line of a pack, kept as JSON, as names and what it says of each."""
    return rule_text.rule_rows(line)


def _time(moment: datetime, shown: str) -> SafeString:
    full = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S %z")
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(timespec="seconds"), full, shown)


register.filter("field_kind", forms.field_kind)
register.filter("described_by", forms.described_by)
register.filter("dressed", forms.dressed)


@register.filter
def plain(value: float) -> str:
    """How is this coordinate written in SVG: a point, at most two decimals, in every language?"""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@register.filter
def grouped(value: float | None) -> str:
    """{{ count|grouped }}: as {% number %}, for use inside other tags."""
    return text.number_text(value)


@register.filter
def share(value: float | None) -> str:
    """{{ part|share }}: a share from 0 to 1, as {% percent %}, for use inside other tags."""
    return text.percent_text(value)


@register.filter
def lasting(value: timedelta) -> str:
    """{{ span|lasting }}: how long, in the two largest units."""
    return text.duration_text(value)


@register.simple_tag
def map_data(found: AreaMap) -> SafeString:
    """{% map_data map %}: what the map to move draws, beside the drawing (ui.maps.features)."""
    return json_script(features(found), f"{found.name}-data")


@register.filter
def ramp_legend(_chart: object) -> list[tuple[int, str]]:
    """Which coverage does each colour of the treemap stand for?"""
    bounds = [f"{low * 100:.0f}" for low in STEPS]
    middle = [
        (step, f"{low}\N{EN DASH}{'<' if high == '100' else ''}{high}%") for step, (low, high) in enumerate(pairwise(bounds), start=2)
    ]
    return [(1, f"<{bounds[0]}%"), *middle, (len(STEPS) + 1, "100%")]
