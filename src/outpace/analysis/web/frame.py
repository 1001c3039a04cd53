"""What every page of analysis has: the area and its neighbours, the window, the other pages, and what each figure must carry."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from outpace.analysis import api
from outpace.analysis.data import Ask, RunFrame
from outpace.analysis.web.words import on_day
from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.registry.data import AreaNode
from outpace.ui.text import ago_text, listed_text, moment_text

PAGES: Sequence[tuple[str, str | Promise]] = (
    ("curve", pgettext_lazy("analysis", "Curve")),
    ("rt", pgettext_lazy("analysis", "Rt")),
    ("delays", pgettext_lazy("analysis", "Delays and progress")),
    ("chains", pgettext_lazy("analysis", "Chains and places")),
    ("ending", pgettext_lazy("analysis", "Is it over?")),
)
"""The pages about an area, in the order of the tabs."""

DAYS = ("first", "last", "as_of")
"""What a window is asked by."""

REFUSALS: Mapping[str, str | Promise] = {
    "backwards": gettext_lazy("The window ends before it begins."),
    "too_long": gettext_lazy("A window holds at most 366 days."),
    "future": gettext_lazy("The window ends after the day up to which it is known, or lies ahead."),
}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


_BOUNDS = (MinValueValidator(api.EARLIEST), MaxValueValidator(api.LATEST))


class WindowForm(forms.Form):
    """Which days, as known at the end of which day? Left empty: sixty days until today."""

    first = forms.DateField(label=pgettext_lazy("window", "From day"), required=False, widget=_day(), validators=_BOUNDS)
    last = forms.DateField(label=pgettext_lazy("window", "To day"), required=False, widget=_day(), validators=_BOUNDS)
    as_of = forms.DateField(
        label=gettext_lazy("As known on"),
        required=False,
        widget=_day(),
        help_text=gettext_lazy("Shows what was known at the end of that day."),
        validators=_BOUNDS,
    )

    def asked(self, area: AreaNode) -> Ask:
        """What is asked for? The usual window where nothing, or nothing readable, was given."""
        given = self.cleaned_data if self.is_valid() else {}
        as_of = given.get("as_of") or api.today()
        last = given.get("last") or as_of
        return Ask(area.path, given.get("first") or last - api.USUAL, last, as_of)


def window(request: HttpRequest, area: AreaNode) -> tuple[Ask, WindowForm]:
    """Which window does the reader ask for? A refused one is replaced by the usual, and the form says why."""
    named = {name: request.GET[name] for name in DAYS if request.GET.get(name)}
    form = WindowForm(named)
    ask = form.asked(area)
    try:
        return api.asked_window(ask, today=api.today()), form
    except api.WindowRefused as refused:
        form.add_error(None, str(REFUSALS[str(refused)]))
        return WindowForm({}).asked(area), form


def page_context(request: HttpRequest, actor: Actor, area_id: int, *, page: str, frame: RunFrame, form: WindowForm) -> dict[str, Any]:
    """What do the parts around the figures show?"""
    around = neighbours(request, actor, area_id, page=page)
    area: AreaNode = around["area"]
    ask = form.asked(area)
    shown = WindowForm(initial={"first": ask.first, "last": ask.last, "as_of": ask.as_of})
    return {
        **around,
        "form": form if form.is_bound and form.errors else shown,
        "asked": [(name, request.GET[name]) for name in DAYS if request.GET.get(name)],
        "kept": [(name, value) for name, value in request.GET.items() if name not in DAYS],
        "frame": frame,
        "age": ago_text(frame.made_at, clock.now()),
        "carried": carried(frame, level=area.kind_zh if is_chinese() else area.kind_en, area=area_name(area)),
    }


def neighbours(request: HttpRequest, actor: Actor, area_id: int, *, page: str) -> dict[str, Any]:
    """Which area is it, which lie above and below, and which other pages are there about it?"""
    choice = api.area_choice(actor, area_id)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    allowed = [(name, label) for name, label in PAGES if name != "ending" or actor.holds(Permission.ZONE_READ)]
    return {
        "area": choice.area,
        "area_name": area_name(choice.area),
        "above": [(area_name(node), reverse(f"analysis:{page}", args=[node.id]) + query) for node in choice.above],
        "below": [(area_name(node), reverse(f"analysis:{page}", args=[node.id]) + query) for node in choice.below],
        "tabs": [(label, reverse(f"analysis:{name}", args=[area_id]) + query, name == page) for name, label in allowed],
    }


def carried(frame: RunFrame, *, level: str, area: str) -> list[str]:
    """What every figure carries, in words: window, as-of, level, basis, packs, and by which run it can be found again."""
    return [
        _("Window %(first)s to %(last)s") % {"first": on_day(frame.first), "last": on_day(frame.last)},
        _("as known at the end of %(day)s") % {"day": on_day(frame.as_of)},
        _("level: %(level)s (%(area)s)") % {"level": level, "area": area},
        _("%(standing)s figures") % {"standing": str(frame.standing.label)},
        _("packs: %(packs)s") % {"packs": listed_text(frame.packs)},
        _("run %(number)s of %(moment)s") % {"number": frame.run_id, "moment": moment_text(frame.made_at, frame.made_at)},
    ]


def switched(request: HttpRequest, **changes: str) -> str:
    """Where does the reader find this page with these choices changed?"""
    kept = request.GET.copy()
    for name, value in changes.items():
        kept[name] = value
    return f"{request.path}?{kept.urlencode()}"


def area_name(area: AreaNode) -> str:
    """What is the area called in the reader's language?"""
    return area.name if is_chinese() or not area.name_en else area.name_en


def is_chinese() -> bool:
    """Does the reader read Chinese?"""
    return (get_language() or "").startswith("zh")
