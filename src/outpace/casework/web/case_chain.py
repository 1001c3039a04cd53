"""The chain of infection: who infected whom, drawn on a time axis, and judged on a case's own page of sources."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from outpace.casework import api
from outpace.casework.choices.case_words import word
from outpace.casework.choices.cases import Doubt
from outpace.casework.choices.words import CASE_CLASSES
from outpace.casework.web.case_forms import MAX_NUMBER, refuse
from outpace.casework.web.chain_layout import PHONE, picture
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import NotAllowed, NotFound


class SourceForm(forms.Form):
    """How sure is it that a case infected this one?"""

    source = forms.IntegerField(label=gettext_lazy("Number of the source case"), min_value=1, max_value=MAX_NUMBER)
    doubt = forms.ChoiceField(label=gettext_lazy("How sure"), choices=Doubt.choices)
    reason = forms.CharField(
        label=gettext_lazy("What speaks for it, or against it"), max_length=200, help_text=gettext_lazy("Do not name people here.")
    )


@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """Who infected whom, which generation is each case, who has no known source?"""
    return render(request, "casework/cases/chain.html", _shown(api.chain(actor_of(request))))


@require_safe
def around(request: HttpRequest, case_id: int) -> HttpResponse:
    """Who infected this case, and whom did it infect, three links around it?"""
    return render(request, "casework/cases/chain.html", {**_shown(api.chain_around(actor_of(request), case_id)), "middle": case_id})


def _shown(found: api.Chain) -> dict[str, Any]:
    sources: dict[int, list[tuple[int, str, bool]]] = {}
    for link in (*found.links, *found.beyond):
        sources.setdefault(link.case_id, []).append((link.source_id, str(link.doubt.label), link in found.links))
    return {
        "chain": found,
        "pictures": ((picture(found), "op-hide-phone"), (picture(found, PHONE), "op-only-phone")) if found.nodes else (),
        "rows": [(node, word(CASE_CLASSES, node.case_class), sources.get(node.case_id, [])) for node in found.nodes],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def sources(request: HttpRequest, case_id: int) -> HttpResponse:
    """From whom could this case have it? A person judges, with words for the doubt."""
    actor = actor_of(request)
    sheet = api.get_case(actor, case_id)
    if not sheet.may_judge:
        raise NotAllowed(str(Permission.CASE_JUDGE))
    proposed = api.possible_sources(actor, case_id)
    form = SourceForm(request.POST or None, initial={"source": proposed[0] if proposed else None, "doubt": Doubt.LIKELY})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            api.judge_source(actor, case_id, given["source"], doubt=Doubt(given["doubt"]), reason=given["reason"])
        except Refusal as refusal:
            refuse(form, refusal)
        except NotFound:
            form.add_error("source", _("No such case in your areas."))
        else:
            messages.success(request, _("The link is judged; the chain is drawn anew."))
            response = HttpResponse(status=303)
            response["Location"] = reverse("casework:chain")
            return response
    context = {"sheet": sheet, "form": form, "proposed": proposed}
    return render(request, "casework/cases/sources.html", context, status=422 if form.errors else 200)
