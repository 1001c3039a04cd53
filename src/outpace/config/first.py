"""The first page after signing in: where this person's work is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission

WORK: tuple[tuple[Permission, str], ...] = (
    (Permission.SCREENING_SAMPLE, "screening:sample"),
    (Permission.LAB_RECEIVE, "screening:desks"),
    (Permission.TUBE_TRANSPORT, "screening:desks"),
    (Permission.TASK_DISPATCH, "screening:overview"),
    (Permission.CASE_INVESTIGATE, "casework:cases"),
    (Permission.SCREENING_READ, "screening:overview"),
    (Permission.ROOM_MANAGE, "isolation:board"),
    (Permission.TRIP_RUN, "isolation:trips"),
    (Permission.TASK_DO, "command:mine"),
    (Permission.AUDIT_READ, "kernel:log"),
    (Permission.ACCOUNT_MANAGE, "kernel:users"),
    (Permission.AREA_READ, "registry:areas"),
)
"""Which page is the work of whoever holds a permission: the first that fits."""


@require_safe
def first_page(request: HttpRequest) -> HttpResponse:
    """Where does this person begin? Whoever holds no role yet is shown the areas, which refuse with what to do."""
    actor = actor_of(request)
    return redirect(next((name for permission, name in WORK if actor.holds(permission)), "registry:areas"))
