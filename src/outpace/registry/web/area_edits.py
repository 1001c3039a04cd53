"""Pages that change the area tree."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import NotFound
from outpace.registry import api
from outpace.registry.data import AreaNode, NewArea
from outpace.registry.web.forms import AreaForm, MoveAreaForm, RenameForm
from outpace.registry.web.pages import form_page, refuse
from outpace.registry.web.words import area_name


@require_http_methods(["GET", "POST"])
def new_area(request: HttpRequest, area_id: int) -> HttpResponse:
    """Add an area below this one."""
    actor = actor_of(request)
    parent = _manageable(request, area_id)
    form = AreaForm(request.POST or None, kinds=api.kinds(), initial={"kind": "grid"})
    if form.is_bound and form.is_valid():
        try:
            made = api.create_area(actor, NewArea(**form.cleaned_data), parent_id=area_id)
        except api.AreaRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The area was added."))
            return redirect("registry:area", made.id)
    return form_page(request, form, title=_("Add an area"), back=parent)


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, area_id: int) -> HttpResponse:
    """Give the area another name."""
    actor = actor_of(request)
    node = _manageable(request, area_id)
    form = RenameForm(request.POST or None, initial={"name": node.name, "name_en": node.name_en})
    if form.is_bound and form.is_valid():
        try:
            api.rename_area(actor, area_id, name=form.cleaned_data["name"], name_en=form.cleaned_data["name_en"])
        except api.AreaRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The area has its new name; the old one still finds it."))
            return redirect("registry:area", area_id)
    return form_page(request, form, title=_("Rename"), back=node)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, area_id: int) -> HttpResponse:
    """Hang the area, with all below it, under another one."""
    actor = actor_of(request)
    node = _manageable(request, area_id)
    form = MoveAreaForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            parent = api.area_by_code(actor, form.cleaned_data["parent"].strip())
            api.move_area(actor, area_id, to_parent_id=parent.id)
        except NotFound:
            form.add_error("parent", _("No area has this code."))
        except api.AreaRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%(name)s was moved, with everything in it.") % {"name": area_name(node)})
            return redirect("registry:area", area_id)
    return form_page(request, form, title=_("Move"), back=node)


def _manageable(request: HttpRequest, area_id: int) -> AreaNode:
    """Which area is this, for whoever may manage it? A page must not offer what will be refused."""
    node = api.area(actor_of(request), area_id)
    actor_of(request).require(Permission.AREA_MANAGE, node.path)
    return node
