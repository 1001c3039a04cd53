"""Template filters that name a place in the reader's language (its Chinese name where it has no English one), and the day of a pass."""

from datetime import date, timedelta

from django import template
from django.utils import timezone

from outpace.screening.choices import Target
from outpace.screening.data import PassInfo
from outpace.screening.web.links import named as chosen

register = template.Library()


@register.filter
def named(place: object) -> str:
    """What is this station, laboratory or area called?"""
    return chosen(getattr(place, "name", ""), getattr(place, "name_en", ""))


@register.filter
def area_named(place: object) -> str:
    """What is the area called in which this station lies?"""
    return chosen(getattr(place, "area_name", ""), getattr(place, "area_name_en", ""))


@register.filter
def grid_named(entry: object) -> str:
    """What is the grid called in which this person lives?"""
    return chosen(getattr(entry, "grid", ""), getattr(entry, "grid_en", ""))


@register.filter
def named_day(about: PassInfo) -> date | None:
    """For which day were the people of this pass named one by one? None of a pass that asks for others: it ends when somebody closes it."""
    if about.target is not Target.NAMED or about.due_by is None:
        return None
    return timezone.localdate(about.due_by - timedelta(seconds=1))
