"""The sampler's phone: choose site and pass, scan a tube, scan its people, seal it, next tube. Every step is a form that works alone."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from outpace.kernel import clock
from outpace.kernel.errors import Refusal
from outpace.kernel.middleware import actor_of
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry
from outpace.screening import api
from outpace.screening.api import Scan, ScanAnswer
from outpace.screening.rules.sampling import ScanVerdict
from outpace.screening.templatetags.screening_names import named_day
from outpace.screening.web.sample_forms import ScanForm, StrangerForm, TubeForm, WalkInForm
from outpace.screening.web.sample_words import DONE, REFUSED, TOLD, Words
from outpace.ui.htmx import Also, render_page

Matches = list[RosterEntry]
DONE_VERDICTS = frozenset({"added", "sampled_again"})


class SeeOther(HttpResponseRedirect):
    """After a POST the browser fetches a page, so that reloading it sends nothing again."""

    status_code = 303


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Where and for which pass does this sampler sample? Their own post is chosen already."""
    actor = actor_of(request)
    actor.require_anywhere(Permission.SCREENING_SAMPLE)
    sites = api.sites_to_sample(actor)
    chosen = next((found for found in sites if str(found.station.id) == request.GET.get("site")), sites[0] if sites else None)
    passes = api.passes_to_sample(actor, chosen.station.path, chosen.grid_ids) if chosen else []
    earlier = [found for found in passes if (day := named_day(found)) is not None and day < timezone.localdate(clock.now())]
    context = {
        "sites": sites,
        "chosen": chosen,
        "passes": [found for found in passes if found not in earlier],
        "earlier": earlier,
        "is_post": bool(chosen and chosen.station.id == actor.station_id),
    }
    return render(request, "screening/sample/start.html", context)


@require_http_methods(["GET", "POST"])
def next_tube(request: HttpRequest, pass_id: int, site_id: int) -> HttpResponse:
    """Which tube is next? POST opens it: nothing is recorded before its first person."""
    actor = actor_of(request)
    site, about = api.to_sample(actor, pass_id, site_id)
    form = TubeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return SeeOther(reverse("screening:sample_tube", args=[pass_id, site_id, form.cleaned_data["code"]]))
    context = {"site": site, "about": about, "form": form, "open": api.open_tubes(actor, pass_id, site_id), "words": _told(request)}
    return render(request, "screening/sample/next.html", context, status=422 if form.is_bound else 200)


@require_GET
def tube(request: HttpRequest, pass_id: int, site_id: int, *, code: str) -> HttpResponse:
    """Who is in the tube in hand, and what is next?"""
    actor = actor_of(request)
    in_hand = api.tube_in_hand(actor, pass_id, site_id, code=code)
    typed = request.GET.get("q", "").strip()[:64]
    matches = api.search_at_site(actor, site_id, typed) if typed else []
    words = REFUSED["choose" if matches else "nobody"] if typed else _told(request)
    return _tube_page(request, in_hand, words, matches=matches)


@require_POST
def add(request: HttpRequest, pass_id: int, site_id: int, *, code: str) -> HttpResponse:
    """Put one person into the tube: by id, card, document, name or description."""
    actor = actor_of(request)
    form = ScanForm(request.POST)
    if not form.is_valid():
        return _refuse(request, actor, _empty_scan(pass_id, site_id, code), REFUSED["empty"])
    given = form.cleaned_data
    scan = Scan(given["record_id"], pass_id, site_id, code, person=given["person"] or 0, anyway=given["anyway"])
    if scan.person:
        return _answer(request, actor, api.scan(actor, scan), scan)
    typed = given["typed"].strip()
    if not typed:
        return _refuse(request, actor, scan, REFUSED["empty"])
    return _add_typed(request, actor, scan, typed)


def _add_typed(request: HttpRequest, actor: Actor, scan: Scan, typed: str) -> HttpResponse:
    """A card or a document says who it is; anything else is looked for among the people of the site's grids."""
    found = api.find_person(actor, typed)
    if found is not None:
        named = Scan(scan.id, scan.pass_id, scan.site_id, scan.tube, person=found.id, anyway=scan.anyway)
        return _answer(request, actor, api.scan(actor, named), named)
    matches = api.search_at_site(actor, scan.site_id, typed)
    return _refuse(request, actor, scan, REFUSED["choose" if matches else "nobody"], matches=matches)


@require_http_methods(["GET", "POST"])
def stranger(request: HttpRequest, pass_id: int, site_id: int, *, code: str) -> HttpResponse:
    """Put somebody into the tube whom nobody can name now."""
    actor = actor_of(request)
    form = StrangerForm(request.POST if request.method == "POST" else None, initial={"record_id": uuid4()})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        scan = Scan(given["record_id"], pass_id, site_id, code, reference=given["reference"], anyway=given["anyway"])
        answer = api.scan(actor, scan)
        if answer.verdict is not ScanVerdict.OTHER_HOUSEHOLD:
            return _answer(request, actor, answer, scan, done="stranger")
    context = {"tube": api.tube_in_hand(actor, pass_id, site_id, code=code), "form": form, "words": _asked(form)}
    return render(request, "screening/sample/stranger.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest, pass_id: int, site_id: int, *, code: str) -> HttpResponse:
    """Register somebody the roster does not have, and put them into the tube."""
    actor = actor_of(request)
    in_hand = api.tube_in_hand(actor, pass_id, site_id, code=code)
    areas = registry.areas_for_ids(actor, in_hand.site.grid_ids).values()
    grids = sorted(((area.id, area.name) for area in areas), key=lambda pair: pair[1])
    form = WalkInForm(request.POST if request.method == "POST" else None, grids=grids, initial={"record_id": uuid4()})
    if form.is_bound and form.is_valid():
        scan = Scan(form.record, pass_id, site_id, code, anyway=form.cleaned_data["anyway"])
        try:
            scan, answer = _registered(actor, scan, form)
            if answer.verdict is not ScanVerdict.OTHER_HOUSEHOLD or scan.person:
                return _answer(request, actor, answer, scan)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    context = {"tube": in_hand, "form": form, "words": _asked(form)}
    return render(request, "screening/sample/walk_in.html", context, status=422 if form.is_bound else 200)


def _registered(actor: Actor, scan: Scan, form: WalkInForm) -> tuple[Scan, ScanAnswer]:
    """Register them and put them into the tube; whoever is known already, and may be seen, is put in as who they are."""
    try:
        return scan, api.walk_in(actor, scan, grid_id=form.cleaned_data["grid"], new=form.person())
    except registry.AlreadyKnown as known:
        if known.person_id is None:
            raise
        named = Scan(scan.id, scan.pass_id, scan.site_id, scan.tube, person=known.person_id)
        return named, api.scan(actor, named)


@require_POST
def undo(request: HttpRequest, pass_id: int, site_id: int, *, code: str) -> HttpResponse:
    """Take a wrongly scanned person out again."""
    form = ScanForm(request.POST)
    actor = actor_of(request)
    if not form.is_valid() or not form.cleaned_data["person"]:
        return _refuse(request, actor, _empty_scan(pass_id, site_id, code), REFUSED["empty"])
    api.undo_scan(actor, Scan(form.cleaned_data["record_id"], pass_id, site_id, code, person=form.cleaned_data["person"]))
    return SeeOther(_address(pass_id, site_id, code, "undone"))


@require_POST
def seal(request: HttpRequest, pass_id: int, site_id: int, *, code: str) -> HttpResponse:
    """Close the tube and go on to the next."""
    form = ScanForm(request.POST)
    actor = actor_of(request)
    if not form.is_valid():
        return _refuse(request, actor, _empty_scan(pass_id, site_id, code), REFUSED["empty"])
    api.seal(actor, Scan(form.cleaned_data["record_id"], pass_id, site_id, code))
    return SeeOther(f"{reverse('screening:sample_site', args=[pass_id, site_id])}?{TOLD}=sealed")


def _answer(request: HttpRequest, actor: Actor, answer: ScanAnswer, scan: Scan, *, done: str = "") -> HttpResponse:
    """Done: go back to the tube. Not done: say so in place, with the way out."""
    if answer.verdict in DONE_VERDICTS:
        return SeeOther(_address(scan.pass_id, scan.site_id, scan.tube, done or answer.verdict.value))
    return _refuse(request, actor, scan, REFUSED[answer.verdict.value], answer=answer)


def _asked(form: StrangerForm | WalkInForm) -> Words | None:
    """What was asked back about somebody whose household nobody knows, before they go into a tube for one household?"""
    return REFUSED[ScanVerdict.OTHER_HOUSEHOLD.value] if form.is_bound and form.is_valid() else None


def _refuse(
    request: HttpRequest, actor: Actor, scan: Scan, words: Words, *, answer: ScanAnswer | None = None, matches: Matches | None = None
) -> HttpResponse:
    in_hand = api.tube_in_hand(actor, scan.pass_id, scan.site_id, code=scan.tube)
    return _tube_page(request, in_hand, words, answer=answer, matches=matches or [], status=422)


def _tube_page(
    request: HttpRequest,
    in_hand: api.TubeInHand,
    words: Words | None,
    *,
    answer: ScanAnswer | None = None,
    matches: Matches | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "tube": in_hand,
        "places": [place < in_hand.people for place in range(max(in_hand.pool_size, in_hand.people, 1))],
        "newest_first": tuple(reversed(in_hand.members)),
        "words": words,
        "answer": answer,
        "matches": matches or [],
        "household": api.household_to_add(actor_of(request), in_hand),
        "record_id": uuid4(),
        "blocked": _blocked(in_hand),
    }
    live: str | Promise = words.title if words else ""
    return render_page(
        request, "screening/sample/tube.html", "screening/sample/in_hand.html", context=context, also=Also(live=str(live), status=status)
    )


def _blocked(in_hand: api.TubeInHand) -> Words | None:
    """Why can nobody be added to this tube at all?"""
    if in_hand.other_pass_id is not None:
        return REFUSED["elsewhere"]
    if in_hand.condition:
        return REFUSED["condemned"]
    return REFUSED["sealed"] if in_hand.sealed_at else None


def _told(request: HttpRequest) -> Words | None:
    return DONE.get(request.GET.get(TOLD, ""))


def _empty_scan(pass_id: int, site_id: int, code: str) -> Scan:
    return Scan(uuid4(), pass_id, site_id, code)


def _address(pass_id: int, site_id: int, code: str, told: str) -> str:
    return f"{reverse('screening:sample_tube', args=[pass_id, site_id, code])}?{TOLD}={told}"
