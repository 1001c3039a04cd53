"""The re-look at finished investigations (流调回头看): what was drawn, and the form of the second person who reads it again."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from outpace.casework import api
from outpace.casework.choices.relooks import Gap, RelookOutcome
from outpace.casework.data.relooks import Reading, RelookRow
from outpace.casework.web.case_forms import refuse
from outpace.casework.web.links import SeeOther
from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import NotAllowed
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Table, show
from outpace.ui.text import day_text


def _state(row: RelookRow) -> str:
    if row.reading is None:
        return _("to be read")
    if row.reading.outcome is RelookOutcome.AGREED:
        return str(row.reading.outcome.label)
    return _("gaps found, closed") if row.closed_at else _("gaps found, still open")


RELOOKS: Table[RelookRow] = Table(
    id="relooks",
    caption=gettext_lazy("Investigations read again"),
    empty_title=gettext_lazy("No investigation waits to be read again"),
    empty_text=gettext_lazy("A share of the investigations finished on a day is drawn once the day is over."),
    icon="eye",
    columns=(
        Column(
            "case",
            gettext_lazy("Case"),
            cell=lambda row: _("Case %(number)s") % {"number": row.case_id},
            link=lambda row: reverse("casework:relook", args=[row.id]),
        ),
        Column("area", gettext_lazy("Lives in"), cell=lambda row: row.area_name or "–"),
        Column(
            "finished",
            gettext_lazy("Investigation finished"),
            cell=lambda row: day_text(row.finished_on, timezone.localtime(clock.now()).date()),
        ),
        Column("state", pgettext_lazy("re-look", "State"), cell=_state),
    ),
)

READ = replace(RELOOKS, empty_title=gettext_lazy("No investigation was read again yet"))


class ReadingForm(forms.Form):
    """What the second person found."""

    outcome = forms.ChoiceField(label=gettext_lazy("What you found"), choices=RelookOutcome.choices, widget=forms.RadioSelect)
    gaps = forms.MultipleChoiceField(label=gettext_lazy("Gaps"), choices=Gap.choices, required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Do not name people here."),
    )

    @property
    def reading(self) -> Reading:
        """What was said, of a form that is valid."""
        given = self.cleaned_data
        return Reading(RelookOutcome(given["outcome"]), tuple(Gap(gap) for gap in given["gaps"]), given["note"])


@require_safe
def relooks(request: HttpRequest) -> HttpResponse:
    """Which investigations wait to be read again, and what was found in the others?"""
    actor, is_read = actor_of(request), request.GET.get("state") == "read"
    page = api.list_relooks(actor, is_read=is_read, cursor=request.GET.get("cursor"))
    context = {"table": show(request, READ if is_read else RELOOKS, page), "counts": api.count_relooks(actor), "is_read": is_read}
    return render_page(request, "casework/cases/relooks.html", "ui/partials/table.html", context=context)


@require_safe
def relook(request: HttpRequest, relook_id: int) -> HttpResponse:
    """One investigation to be read again, or what was found in it."""
    return _page(request, relook_id, ReadingForm())


@require_POST
def relook_read(request: HttpRequest, relook_id: int) -> HttpResponse:
    """The second person says what they found."""
    actor, form = actor_of(request), ReadingForm(request.POST)
    if not actor.holds(Permission.CASE_JUDGE):
        raise NotAllowed(str(Permission.CASE_JUDGE))
    if form.is_valid():
        try:
            api.read_again(actor, relook_id, form.reading)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Written down."))
            return SeeOther(reverse("casework:relooks"))
    return _page(request, relook_id, form)


def _page(request: HttpRequest, relook_id: int, form: ReadingForm) -> HttpResponse:
    context: dict[str, Any] = {"sheet": api.get_relook(actor_of(request), relook_id), "form": form}
    return render(request, "casework/cases/relook.html", context, status=422 if form.errors else 200)
