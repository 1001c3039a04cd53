"""Pages that enrol people and record where they are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api
from outpace.registry.data import NewPerson
from outpace.registry.web.forms import MovePersonForm, PersonForm, PresenceForm
from outpace.registry.web.pages import form_page, refuse


@sensitive_post_parameters("name", "document", "phone", "address")
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, area_id: int) -> HttpResponse:
    """Enrol a person in this grid."""
    actor = actor_of(request)
    grid = api.area(actor, area_id)
    actor.require(Permission.PERSON_MANAGE, grid.path)
    form = PersonForm(request.POST or None, groups=api.key_groups())
    if form.is_bound and form.is_valid():
        try:
            person = _enrol(actor, area_id, form)
        except api.AlreadyKnown as known:
            if known.person_id is not None:
                messages.info(request, str(known.message))
                return redirect("registry:person", known.person_id)
            refuse(form, known)
        except api.PersonRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The person is enrolled."))
            return redirect("registry:person", person)
    return form_page(request, form, title=_("Enrol a person"), back=grid)


@require_POST
def presence(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record where a person is now."""
    form = PresenceForm(request.POST)
    if form.is_valid():
        api.change_presence(actor_of(request), [person_id], form.cleaned_data["presence"])
        messages.success(request, _("The presence is recorded."))
    else:
        messages.error(request, _("Choose one of the listed states."))
    return redirect("registry:person", person_id)


@require_POST
def move(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record that a person now lives in another grid."""
    actor, form = actor_of(request), MovePersonForm(request.POST)
    try:
        grid = api.area_by_code(actor, form.data.get("grid", "").strip())
    except NotFound:
        messages.error(request, _("No area has this code."))
    else:
        api.move_person(actor, person_id, grid_id=grid.id)
        messages.success(request, _("The person now belongs to the new grid."))
    return redirect("registry:person", person_id)


def _enrol(actor: Actor, area_id: int, form: PersonForm) -> int:
    given = form.cleaned_data
    number = given["household"].strip()
    home = api.open_household(actor, area_id, number=number, address=given["address"]) if number else None
    new = NewPerson(
        name=given["name"],
        document=given["document"],
        phone=given["phone"],
        sex=given["sex"],
        birth_year=given["birth_year"],
        groups=form.mask,
    )
    return api.enrol(actor, area_id, new, household_id=home)
