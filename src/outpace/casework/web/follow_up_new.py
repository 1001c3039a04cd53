"""Having somebody followed who is no contact of a case here: who returned, who came from a risk area, whom a letter names."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from outpace.casework import api
from outpace.casework.data.follow_up import Newcomer
from outpace.casework.web.links import SeeOther
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.scope import Actor
from outpace.kernel.web.refusals import show_refusal


class NewcomerForm(forms.Form):
    """Who, as what, counted from which day, and how it is known."""

    typed = forms.CharField(
        label=gettext_lazy("Card or document number"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    group = forms.ChoiceField(label=gettext_lazy("Followed as"))
    day = forms.DateField(
        label=gettext_lazy("Day to count from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("What day this is stands beside the class."),
    )
    reason = forms.CharField(
        label=gettext_lazy("How it is known"),
        max_length=200,
        help_text=gettext_lazy("Number of the letter, the list or the checkpoint. Do not name people here."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        """Offer the classes that the packs in force in this actor's areas follow."""
        super().__init__(*args, **kwargs)
        choices = [(group, f"{api.group_text(group)} · {api.anchor_text(anchor)}") for group, anchor in api.groups_without_case(actor)]
        self.fields["group"] = forms.ChoiceField(label=gettext_lazy("Followed as"), choices=choices)


@require_http_methods(["GET", "HEAD", "POST"])
def newcomer(request: HttpRequest) -> HttpResponse:
    """Sign that somebody is followed, as the packs of their home order for this class."""
    actor = actor_of(request)
    if request.method != "POST":
        form = NewcomerForm(actor, initial={"reason": request.GET.get("reason", "")[:200]})
        return render(request, "casework/follow_up/new.html", {"form": form})
    form = NewcomerForm(actor, request.POST)
    if form.is_valid():
        try:
            number = api.follow_newcomer(actor, Newcomer(**form.cleaned_data))
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Signed. The person is followed."))
            return SeeOther(reverse("casework:follow_up", args=[number]))
    return render(request, "casework/follow_up/new.html", {"form": form}, status=422)


@require_POST
def take_back_ground(request: HttpRequest, link_id: int) -> HttpResponse:
    """Somebody was followed by mistake: say so, and why."""
    actor, reason = actor_of(request), request.POST.get("reason", "")[:200]
    try:
        number = api.take_back_ground(actor, link_id, reason=reason)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return SeeOther(reverse("casework:follow_ups"))
    messages.success(request, _("Taken back, with what hung on it. It stays in the history."))
    return SeeOther(reverse("casework:follow_up", args=[number]))
