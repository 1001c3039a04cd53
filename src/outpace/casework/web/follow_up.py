"""People in follow-up: who is owed what today, the page of one person, and the desk where releases are signed."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from epiworks.protocol import Place
from outpace.casework import api
from outpace.casework.api import Due, FollowUpRow
from outpace.casework.choices.follow_up import Half
from outpace.casework.choices.words import PLACES
from outpace.casework.web.follow_up_words import TABS, grounds
from outpace.casework.web.links import SeeOther
from outpace.kernel import clock
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.ui.htmx import render_page
from outpace.ui.tables import Column, Kind, Table, show


def _checks(row: FollowUpRow) -> str:
    if not row.checks_per_day:
        return "–"
    return _("%(done)d of %(due)d") % {"done": min(len(row.halves), row.checks_per_day), "due": row.checks_per_day}


def _test(row: FollowUpRow) -> str:
    if row.test_taken:
        return _("taken")
    return _("due") if row.test_due else "–"


def _where(row: FollowUpRow) -> str:
    now = api.place_text(row.place)
    return now if row.next_place is None else _("%(now)s, next: %(next)s") % {"now": now, "next": api.place_text(row.next_place)}


def _class(row: FollowUpRow) -> str:
    now = api.group_text(row.group)
    return _("%(now)s, proposed: %(next)s") % {"now": now, "next": api.group_text(row.proposed_class)} if row.proposed_class else now


PEOPLE: Table[FollowUpRow] = Table(
    id="people",
    caption=gettext_lazy("People in follow-up"),
    empty_title=gettext_lazy("Nobody here"),
    empty_text=gettext_lazy("Nobody in your areas is owed this today. Contacts are judged on the page of their case."),
    icon="users",
    columns=(
        Column("name", gettext_lazy("Name"), cell=lambda row: row.name, link=lambda row: reverse("casework:follow_up", args=[row.id])),
        Column("grid", gettext_lazy("Grid"), cell=lambda row: row.grid),
        Column("phone", gettext_lazy("Phone"), cell=lambda row: row.phone or "–", kind=Kind.CODE, on_phone=False),
        Column("class", gettext_lazy("Class of person"), cell=_class),
        Column("place", gettext_lazy("Place"), cell=_where),
        Column("checks", gettext_lazy("Checks today"), cell=_checks),
        Column("test", gettext_lazy("Test today"), cell=_test),
        Column("until", gettext_lazy("Last day"), cell=lambda row: api.day_text(row.until)),
    ),
)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who in my areas is in follow-up, and what are they owed today?"""
    actor = actor_of(request)
    asked, where = request.GET.get("due", Due.CHECKS), request.GET.get("place", "")
    due = Due(asked) if asked in set(Due) else Due.CHECKS
    place = Place(where) if where in set(Place) else None
    counts = api.count_due(actor)
    context = {
        "tabs": [(tab, label, counts[tab], tab == due) for tab, label in TABS],
        "due": due,
        "place": place,
        "places": [(value, label, value == place) for value, label in PLACES.items()],
        "tests_due": counts[Due.TESTS],
        "may_judge": actor.holds(Permission.CASE_JUDGE),
        "may_order": actor.holds(Permission.FOLLOW_UP_RECORD),
        "may_sign": actor.holds(Permission.RELEASE_SIGN),
        "table": show(request, PEOPLE, api.list_follow_ups(actor, due, place=place, cursor=request.GET.get("cursor"))),
    }
    return render_page(request, "casework/follow_up/list.html", "ui/partials/table.html", context=context)


@require_POST
def order_tests(request: HttpRequest) -> HttpResponse:
    """Order today's tests into screening, by name."""
    added = api.order_tests(actor_of(request), timezone.localtime(clock.now()).date())
    text = ngettext("%(count)d person is due for a test now.", "%(count)d people are due for a test now.", added)
    messages.success(request, text % {"count": added} if added else _("Everybody due today was ordered already."))
    return SeeOther(f"{reverse('casework:follow_ups')}?due={Due.TESTS}")


@require_http_methods(["GET", "HEAD", "POST"])
def releases(request: HttpRequest) -> HttpResponse:
    """Whose last day has come, may they go, and what is missing? Those who may be signed for, many at once."""
    actor = actor_of(request)
    if request.method != "POST":
        return _desk(request, actor)
    actor.require_anywhere(Permission.RELEASE_SIGN)
    chosen = [int(number) for number in request.POST.getlist("person") if number.isdecimal()]
    if request.POST.get("read") != "on" or not chosen:
        return _desk(request, actor, unticked=True)
    signed = api.sign_release(actor, chosen)
    text = ngettext("Signed: %(count)d person is released.", "Signed: %(count)d people are released.", len(signed.released))
    messages.success(request, text % {"count": len(signed.released)})
    if not signed.refused:
        return SeeOther(reverse("casework:releases"))
    return _desk(request, actor, refused={number: "; ".join(map(api.reason_text, why)) for number, why in signed.refused.items()})


def _desk(request: HttpRequest, actor: Actor, *, refused: Mapping[int, str] = MappingProxyType({}), unticked: bool = False) -> HttpResponse:
    """The desk of releases; with what was refused, or that nothing was signed since nobody was chosen or the list not read."""
    page = api.release_desk(actor, cursor=request.GET.get("cursor"))
    rows = [(found.row, found.verdict.value, api.group_text(found.row.group), api.place_text(found.row.place)) for found in page.items]
    wordy = [
        (row, verdict, group, place, [api.reason_text(why) for why in verdict.unmet], [api.reason_text(why) for why in verdict.met])
        for row, verdict, group, place in rows
    ]
    context = {
        "rows": wordy,
        "ready": sum(verdict.eligible for _row, verdict, *_words in wordy),
        "refused": refused,
        "lines": grounds(dict.fromkeys(line for found in page.items for line in found.verdict.because)),
        "may_sign": actor.holds(Permission.RELEASE_SIGN),
        "next_cursor": page.next_cursor,
        "unticked": unticked,
    }
    return render(request, "casework/follow_up/releases.html", context, status=422 if refused or unticked else 200)


def new_check_id() -> str:
    """Which id does a check get that is taken on this page? Sending the form twice then records it once."""
    return str(uuid4())


def half_now() -> tuple[str, str]:
    """Which day and half-day does an empty form propose?"""
    now = timezone.localtime(clock.now())
    return now.date().isoformat(), (Half.MORNING if now.hour < 12 else Half.AFTERNOON).value
