"""What several of the registry's pages share: a form on a page of its own, and a refusal beside its field."""

from collections.abc import Sequence

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from outpace.kernel.errors import Refusal
from outpace.registry.data import AreaNode, RowMistake
from outpace.registry.web.words import area_name


def form_page(
    request: HttpRequest, form: Form, *, title: str, back: AreaNode, text: str = "", mistakes: Sequence[RowMistake] = ()
) -> HttpResponse:
    """What is the page of a form about an area, with the rows of a file that could not be taken? Refused, it answers 422."""
    context = {"form": form, "title": title, "text": text, "back": back, "back_name": area_name(back), "mistakes": mistakes}
    return render(request, "registry/form.html", context, status=422 if form.errors or mistakes else 200)


def refuse(form: Form, refusal: Refusal) -> None:
    """Put a refusal beside its field, or above the form when it is about no field of it."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
