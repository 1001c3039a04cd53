"""Do the test kits last? What is in stock against the passes still to come, for whoever plans them. Aggregates only."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from epiworks.units import PersonCount, PoolSize, TubeCount
from outpace.kernel import clock
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.screening import api
from outpace.screening.choices import PassState, Target
from outpace.screening.data import PassInfo
from outpace.screening.rules.kits import FURTHEST, KitOutlook, KitPlan, Stock, kits_last
from outpace.screening.web.round_words import pass_name
from outpace.ui.charts import Tone
from outpace.ui.htmx import render_page
from outpace.ui.text import day_text, number_text

TONES = {Stock.SHORT: Tone.DANGER, Stock.NOTHING_LEFT: Tone.WARN, Stock.ENOUGH: Tone.OK}

YEARS = range(2000, 2101)
"""Days outside these years are slips of the hand."""


class KitForm(forms.Form):
    """What is in stock and what it is for; nothing of it is kept."""

    stock = forms.IntegerField(
        label=_("Tests in stock"),
        min_value=0,
        max_value=1_000_000_000,
        help_text=_("Tests, not boxes: a box of 48 is 48. Count while no tube is being tested."),
    )
    people = forms.IntegerField(label=_("People to test in a pass"), min_value=1, max_value=100_000_000)
    pool = forms.IntegerField(label=_("People to a tube"), min_value=1, max_value=20)
    passes = forms.IntegerField(label=_("Passes still to come, this one included"), min_value=1, max_value=200)
    first = forms.DateField(
        label=pgettext_lazy("kits", "Day of the first of them"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    every = forms.IntegerField(label=_("Days from one pass to the next"), min_value=1, max_value=60)

    def clean_first(self) -> date:
        """A day that the passes after it have a day beyond."""
        first: date = self.cleaned_data["first"]
        if not YEARS[0] <= first.year <= YEARS[-1]:
            raise forms.ValidationError(
                _("Give a day between the years %(first)d and %(last)d."), params={"first": YEARS[0], "last": YEARS[-1]}
            )
        return first

    def clean(self) -> dict[str, Any]:
        """A plan of which every pass has a day."""
        given = super().clean() or self.cleaned_data
        if {"passes", "every"} <= given.keys() and (given["passes"] - 1) * given["every"] > FURTHEST:
            self.add_error("passes", _("The last of these passes would be more than a year after the first."))
        return given

    def plan(self) -> KitPlan:
        """What is asked?"""
        given = self.cleaned_data
        return KitPlan(
            TubeCount(given["stock"]),
            PersonCount(given["people"]),
            PoolSize(given["pool"]),
            passes=given["passes"],
            first=given["first"],
            every=given["every"],
        )


@require_safe
def kits(request: HttpRequest, pass_id: int) -> HttpResponse:
    """Do the kits last for this pass and those planned after it, and when do they run out?"""
    actor = actor_of(request)
    info = api.get_pass(actor, pass_id)
    actor.require(Permission.SCREENING_PLAN, info.area_path)
    typed = {name: request.GET[name] for name in KitForm.base_fields if request.GET.get(name)}
    usual = _usual(actor, info, counted="people" not in typed)
    form = KitForm({**usual, **typed}) if typed else KitForm(initial=usual)
    found = kits_last(form.plan()) if form.is_valid() else None
    context = {
        "info": info,
        "pass_name": pass_name(info),
        "form": form,
        "tone": TONES[found.stock] if found is not None else "",
        "said": said(found) if found is not None else "",
        "facts": facts(found) if found is not None else (),
    }
    return render_page(request, "screening/round/kits.html", "screening/round/kits.html", context=context)


def _usual(actor: Actor, info: PassInfo, *, counted: bool) -> dict[str, object]:
    """What stands in the form before anybody changed it: who is due, the plan's tube, and the passes of the campaign that are planned."""
    waiting = [
        other.id
        for other in api.sibling_passes(actor, info)
        if other.state == PassState.PLANNED and not other.is_retest and other.target != Target.NAMED
    ]
    return {
        "people": max(int(api.people_due(actor, info)), 1) if counted else None,
        "pool": 1 if info.is_single else info.pool_size or None,
        "passes": len({*waiting, info.id}),
        "first": timezone.localdate(clock.now()).isoformat(),
        "every": 1,
    }


def said(found: KitOutlook) -> str:
    """Does the stock last, in one sentence?"""
    if found.out_on is None:
        return gettext("The kits last for more than a year.")
    named = {"left": number_text(abs(found.left)), "day": _day(found)}
    if found.stock is Stock.SHORT:
        return gettext("The kits do not last: %(left)s tests are missing, and the pass of %(day)s cannot be tested whole.") % named
    if found.stock is Stock.NOTHING_LEFT:
        return gettext("Enough for the plan and for no pass more: one on %(day)s could not be tested. Order before then.") % named
    return gettext("The kits last: %(left)s tests are left after the plan. At this rhythm they run out on %(day)s.") % named


def facts(found: KitOutlook) -> tuple[tuple[str, str], ...]:
    """What the answer rests on."""
    covered = ngettext("%(n)s pass", "%(n)s passes", found.covered) % {"n": number_text(found.covered)}
    return (
        (gettext("Tests for one pass"), number_text(found.each)),
        (gettext("Passes that the stock covers"), covered),
        (gettext("Left after the plan"), number_text(found.left)),
        (gettext("First pass that cannot be tested whole"), _day(found)),
    )


def _day(found: KitOutlook) -> str:
    return day_text(found.out_on, timezone.localdate(clock.now())) if found.out_on is not None else "–"
