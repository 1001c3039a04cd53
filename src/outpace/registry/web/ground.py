"""Points for the map, taken from a list: good rows at once, rows at fault by number with what is wrong."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.registry import api
from outpace.registry.data import Placed
from outpace.registry.web.forms import PointsForm
from outpace.registry.web.pages import form_page, refuse


@require_http_methods(["GET", "HEAD", "POST"])
def points(request: HttpRequest, area_id: int) -> HttpResponseBase:
    """Say where areas and stations lie."""
    actor = actor_of(request)
    area = api.area(actor, area_id)
    actor.require(Permission.AREA_MANAGE, area.path)
    form, placed = PointsForm(request.POST or None, request.FILES or None), None
    if form.is_bound and form.is_valid():
        try:
            placed = api.load_points(actor, area_id, content=form.cleaned_data["file"].read())
        except api.FileRefused as refusal:
            form.add_error("file", str(refusal))
        except api.GroundRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _words(placed))
            if not placed.mistakes:
                return redirect("registry:area", area_id)
    mistakes = placed.mistakes if placed else ()
    return form_page(request, form, title=_("Load points for the map"), back=area, text="points", mistakes=mistakes)


def _words(placed: Placed) -> str:
    return _("%(areas)d areas and %(stations)d stations have their point.") % {"areas": placed.areas, "stations": placed.stations}
