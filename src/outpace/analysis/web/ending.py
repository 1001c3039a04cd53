"""Is it over? The zones of an area, and for each how likely, beside the packs' own checklist; advice, never a release."""

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from outpace.analysis import api
from outpace.analysis.data import Answer, Assumed, EndingFound, Lack
from outpace.analysis.web import words
from outpace.analysis.web.charts import Chart, Mark, Plan, Range, chart
from outpace.analysis.web.frame import area_name, carried, neighbours
from outpace.kernel import places
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import AreaPath
from outpace.ui.charts import Tone
from outpace.ui.htmx import render_page
from outpace.ui.text import number_text, percent_text
from outpace.zoning.data import ZoneRow

LIKELY, SURE = 0.8, 0.95


class AssumedForm(forms.Form):
    """What a human assumes; left empty, what the page says."""

    hidden = forms.FloatField(
        label=_("Chains begun unseen, in the mean"), min_value=0, max_value=20, required=False, help_text=_("A judgement: try several.")
    )
    sensitivity = forms.FloatField(
        label=_("A pooled test finds an infected person"), min_value=0.01, max_value=1, required=False, help_text=_("As a share, 0 to 1.")
    )
    never_reached = forms.FloatField(
        label=_("People no round reaches"), min_value=0, max_value=0.9, required=False, help_text=_("As a share, 0 to 1.")
    )
    reproduction = forms.FloatField(label=_("R without measures"), min_value=0.1, max_value=20, required=False)
    dispersion = forms.FloatField(label=_("k: how unevenly people infect"), min_value=0.01, max_value=50, required=False)
    controlled = forms.FloatField(label=_("R under the measures in force"), min_value=0.05, max_value=10, required=False)

    def assumed(self) -> Assumed:
        """What is assumed? The usual where nothing, or nothing usable, was given."""
        usual = Assumed()
        given = self.cleaned_data if self.is_valid() else {}
        chosen = {name: given.get(name) for name in self.fields}
        return Assumed(**{name: getattr(usual, name) if value is None else value for name, value in chosen.items()})


@require_safe
def zones(request: HttpRequest, area_id: int) -> HttpResponse:
    """Which zones of this area may be asked about?"""
    actor = actor_of(request)
    area = api.area_for(actor, area_id)
    actor.require_anywhere(Permission.ZONE_READ)
    found = api.zones_here(actor, area.path)
    named = places.names({path for zone in found for path in zone.area_paths})
    answered = api.fine_enough(actor, {zone.id: zone.area_paths for zone in found})
    context = {
        **neighbours(request, actor, area_id, page="ending"),
        "zones": [
            (zone, zone_name(zone, named), reverse("analysis:zone", args=[zone.id]) if zone.id in answered else "") for zone in found
        ],
        "area_title": area_name(area),
    }
    return render_page(request, "analysis/ending.html", "analysis/ending_body.html", context=context)


@require_safe
def zone(request: HttpRequest, zone_id: int) -> HttpResponse:
    """How likely is it over in this zone?"""
    actor = actor_of(request)
    actor.require_anywhere(Permission.ZONE_READ)
    row = api.zone_of(actor, zone_id)
    form = AssumedForm({name: value for name, value in request.GET.items() if value})
    answer = api.ending(actor, zone_id, assumed=form.assumed())
    found = answer.found
    name = zone_name(row, places.names(row.area_paths))
    context = {
        "zone": row,
        "zone_name": name,
        "found": found,
        "source": words.source_text(found.interval),
        "said": said(found),
        "sure": gettext("Advice only: whether the zone may be lifted follows from the pack's checklist, and a named person signs."),
        "look": look(found),
        "chart": ending_chart(answer) if found.days else None,
        "facts": facts(found),
        "by_hidden": [(number_text(belief, decimals=1), percent_text(over, decimals=0)) for belief, over in found.by_hidden],
        "rounds": [(seen.day, percent_text(seen.done / seen.due if seen.due else None), seen) for seen in found.rounds],
        "lack": lack_text(found),
        "form": form if form.errors else AssumedForm(initial=as_initial(found.assumed)),
        "carried": carried(answer.frame, level=gettext("zone"), area=name),
        "zone_url": reverse("zoning:zone", args=[row.id]),
    }
    return render_page(request, "analysis/zone.html", "analysis/zone_body.html", context=context)


def zone_name(zone: ZoneRow, named: Mapping[AreaPath, str]) -> str:
    """What is the zone called: by its own name, or by its areas?"""
    return zone.name or " · ".join((named.get(path, path.rstrip("/").rpartition("/")[2])) for path in zone.area_paths[:3])


def said(found: EndingFound) -> str:
    """Is it over, in one sentence?"""
    if found.over is None:
        return lack_text(found)
    words_of = {"chance": percent_text(found.over, decimals=0), "days": number_text(found.clear)}
    if found.over >= SURE:
        text = ngettext(
            "It is over with a chance of %(chance)s: %(days)s day without a new case.",
            "It is over with a chance of %(chance)s: %(days)s days without a new case.",
            found.clear,
        )
    elif found.over >= LIKELY:
        text = ngettext(
            "It is probably over, but not surely (%(chance)s): %(days)s day without a new case.",
            "It is probably over, but not surely (%(chance)s): %(days)s days without a new case.",
            found.clear,
        )
    else:
        text = ngettext(
            "It cannot be said to be over (%(chance)s): %(days)s day without a new case.",
            "It cannot be said to be over (%(chance)s): %(days)s days without a new case.",
            found.clear,
        )
    return text % words_of


def lack_text(found: EndingFound) -> str:
    """Why is nothing said? Empty where something is."""
    if found.lack is Lack.FEW_DAYS:
        return gettext("The last case was found, or the zone drawn, today: nothing can be said before tomorrow.")
    return str(words.LACKS[found.lack])


def look(found: EndingFound) -> Tone:
    """Which tone has the sentence?"""
    if found.over is None:
        return Tone.NEUTRAL
    return Tone.OK if found.over >= SURE else Tone.INFO if found.over >= LIKELY else Tone.WARN


def facts(found: EndingFound) -> list[tuple[str, str]]:
    """The parts of the answer, in a list."""
    if found.over is None:
        return []
    sure_on = words.on_day(found.sure_on) if found.sure_on else gettext("not within three weeks")
    return [
        (gettext("It is over"), percent_text(found.over)),
        (gettext("No known case has infections to come"), percent_text(found.known)),
        (gettext("A hidden chain runs"), percent_text(found.hidden)),
        (gettext("A hidden chain would have been found by now"), percent_text(found.seen_by_now)),
        (gettext("Known cases in the zone"), number_text(found.cases)),
        (gettext("Since the last case, or the drawing"), words.on_day(found.since)),
        (gettext("95 % sure, without further rounds, on"), sure_on),
    ]


def ending_chart(answer: Answer[EndingFound]) -> Chart:
    """How does the chance grow by day?"""
    found = answer.found
    line = tuple(Range(day.day, day.over * 100, 0.0, day.known * 100, day.over * 100, day.known * 100) for day in found.days)
    marks = tuple(Mark(day.day, "●", gettext("today; later days assume no further round")) for day in found.days if not day.ahead)[-1:]
    keys = [(11, _("chance that it is over; the band ends where known cases alone would put it"))]
    caption = gettext("Chance that it is over, by day, if nothing new is found")
    return chart(Plan(ranges=(line,), marks=marks, level=95.0, highest=100.0), caption=caption, unit="%", keys=keys)


def as_initial(assumed: Assumed) -> dict[str, float]:
    """What stands in the form?"""
    return {name: getattr(assumed, name) for name in AssumedForm.base_fields}
