"""Assistance letters in and out: the list by deadline, writing one down, and checking its people one by one."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outpace.casework import api
from outpace.casework.choices.cases import Checked, LetterWay
from outpace.casework.data.cases import LetterRow, NewLetter
from outpace.casework.web.case_forms import refuse
from outpace.kernel import clock, places
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import NotAllowed
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, show
from outpace.ui.text import moment_text, number_text


def _due(row: LetterRow) -> str:
    now = clock.now()
    when = moment_text(row.due_at, now)
    return _("late, was due %(when)s") % {"when": when} if row.open_people and row.due_at < now else when


LETTERS: Table[LetterRow] = Table(
    id="letters",
    caption=gettext_lazy("Assistance letters"),
    empty_title=gettext_lazy("No letter waits"),
    empty_text=gettext_lazy("Another jurisdiction names somebody here, or we ask about somebody there: write it down as a letter."),
    icon="inbox",
    columns=(
        Column("number", gettext_lazy("Letter"), cell=lambda row: row.number, link=lambda row: reverse("casework:letter", args=[row.id])),
        Column("way", pgettext_lazy("assistance letter", "Way"), cell=lambda row: row.way.label),
        Column("other", gettext_lazy("Other jurisdiction"), cell=lambda row: row.other),
        Column("open", gettext_lazy("To be checked"), cell=lambda row: number_text(row.open_people), kind=Kind.NUMBER),
        Column("people", gettext_lazy("People"), cell=lambda row: number_text(row.people), kind=Kind.NUMBER),
        Column("due", pgettext_lazy("deadline", "Due"), cell=_due),
    ),
)


class LetterForm(forms.Form):
    """A letter as it came, or as it is sent."""

    way = forms.ChoiceField(label=pgettext_lazy("assistance letter", "Way"), choices=LetterWay.choices)
    number = forms.CharField(label=gettext_lazy("Number of the letter"), max_length=60)
    other = forms.CharField(label=gettext_lazy("Other jurisdiction"), max_length=120)
    area = forms.CharField(label=gettext_lazy("Our area"), max_length=120)
    came_at = forms.DateTimeField(
        label=gettext_lazy("When it came or was sent"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        required=False,
        help_text=gettext_lazy("Its clock starts then; empty: now."),
    )
    people = forms.CharField(
        label=gettext_lazy("People named"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One person a line, as the letter names them; stored sealed."),
    )


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Which letters wait, the nearest deadline first?"""
    actor = actor_of(request)
    is_open = request.GET.get("state") != "answered"
    page = api.list_letters(actor, is_open=is_open, cursor=request.GET.get("cursor"))
    context = {
        "table": show(request, LETTERS, page),
        "waiting": api.letters_waiting(actor),
        "is_open": is_open,
        "may_write": actor.holds(Permission.CASE_INVESTIGATE),
    }
    return render_page(request, "casework/cases/letters.html", "ui/partials/table.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_new(request: HttpRequest) -> HttpResponse:
    """Write a letter down; its clock starts when it came or was sent."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.CASE_INVESTIGATE)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        people = tuple(line.strip() for line in given["people"].splitlines() if line.strip())
        try:
            path = places.resolve(actor, given["area"])
            new = NewLetter(LetterWay(given["way"]), given["number"], given["other"], path, given["came_at"] or clock.now(), people)
            return _see(api.record_letter(actor, new))
        except places.UnknownPlace:
            form.add_error("area", _("No such area."))
        except NotAllowed:
            form.add_error("area", _("This area is not yours."))
        except Refusal as refusal:
            refuse(form, refusal)
    return render(request, "casework/cases/letter_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Whom does the letter ask about, and what became of each?"""
    actor = actor_of(request)
    sheet = api.get_letter(actor, letter_id)
    context = {
        "sheet": sheet,
        "outcomes": [choice for choice in Checked if choice is not Checked.PENDING],
        "may_judge": actor.holds(Permission.CASE_JUDGE),
        "reason": f"{sheet.letter.other} {sheet.letter.number}",
    }
    return render(request, "casework/cases/letter.html", context)


@require_POST
def letter_check(request: HttpRequest, letter_id: int, entry_id: int) -> HttpResponse:
    """One person of the letter is checked."""
    asked = request.POST.get("outcome", "")
    outcome = Checked(asked) if asked in set(Checked) else Checked.PENDING
    try:
        api.check_letter_person(actor_of(request), entry_id, outcome)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return _see(letter_id)


def _see(letter_id: int) -> HttpResponse:
    response = HttpResponse(status=303)
    response["Location"] = reverse("casework:letter", args=[letter_id])
    return response
