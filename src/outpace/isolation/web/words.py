"""How pages of isolation say things: names, states with their tone, grounds of a proposal, what is in the way of somebody."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from outpace.isolation.choices import BedState, TripState
from outpace.isolation.rules.allocation import Ground
from outpace.isolation.rules.care import Standing
from outpace.isolation.rules.evening import Leftover
from outpace.kernel.errors import Refusal

GROUNDS: Mapping[Ground, str | Promise] = {
    Ground.NEAR: _("nearest place of its kind with a free room"),
    Ground.TOGETHER: _("people of one home stay together"),
    Ground.ACCOMPANIED: _("shares a room with an adult of the same home: not to be alone"),
    Ground.STAFFED: _("not to be alone: nurses are at hand there"),
    Ground.ACCESSIBLE: _("room that a wheelchair can enter"),
    Ground.CARE_HERE: _("regular treatment is given there"),
    Ground.CARE_ELSEWHERE: _("regular treatment is given elsewhere: transport must be booked"),
    Ground.STAY_LOCAL: _("very old, infant or in psychiatric care: stays in the county"),
    Ground.EMPTIER: _("of equally near places the emptier one"),
    Ground.HOME_NOT_ALONE: _(
        "not to be alone (14 or younger, pregnant, dependent), and no adult of the home goes along: home after an assessment"
    ),
    Ground.HOME_BY_RULES: _("the rules ask for isolation at home"),
    Ground.NO_ROOM: _("no suitable room is free"),
    Ground.NO_LOCAL_ROOM: _("no suitable room is free in the county, and the person is not to be moved further"),
    Ground.OTHER_CHOICE: _("chosen by the signer instead of the proposal"),
}
"""Why this place? One sentence for each ground (rules.allocation)."""

LEFTOVERS: Mapping[Leftover, str | Promise] = {
    Leftover.NOT_SIGNED: _("nobody has signed"),
    Leftover.NO_TRIP: _("signed, no trip planned"),
    Leftover.NOT_DEPARTED: _("on a manifest, not departed"),
    Leftover.UNDER_WAY: pgettext_lazy("person", "under way"),
}

STANDINGS: Mapping[Standing, tuple[str | Promise, str]] = {
    Standing.QUIET: (pgettext_lazy("treatment", "in time"), "neutral"),
    Standing.BOOKED: (pgettext_lazy("treatment", "transport booked"), "ok"),
    Standing.AT_RISK: (pgettext_lazy("treatment", "due soon, no transport"), "danger"),
    Standing.LATE: (pgettext_lazy("treatment", "hour has passed"), "danger"),
    Standing.OVER: (pgettext_lazy("treatment", "over"), "neutral"),
}

ROOM_LOOKS: Mapping[BedState, tuple[str, str]] = {
    BedState.PLANNED: ("neutral", "calendar"),
    BedState.CONVERTING: ("neutral", "settings"),
    BedState.READY: ("ok", "check"),
    BedState.RESERVED: ("info", "lock"),
    BedState.OCCUPIED: ("warn", "user"),
    BedState.LEAVING: ("info", "logout"),
    BedState.CLEANING: ("neutral", "refresh"),
    BedState.OUT_OF_USE: ("neutral", "x"),
}
"""Tone and icon of a room's state: colour never speaks alone."""

TRIP_LOOKS: Mapping[TripState, tuple[str, str]] = {
    TripState.PLANNED: ("info", "calendar"),
    TripState.DEPARTED: ("warn", "truck"),
    TripState.ARRIVED: ("warn", "map-pin"),
    TripState.CLOSED: ("ok", "circle-check"),
    TripState.CANCELLED: ("neutral", "x"),
}


class SeeOther(HttpResponseRedirect):
    """After a POST the browser fetches a page, so that reloading it sends nothing again."""

    status_code = 303


def named(name: str, name_en: str) -> str:
    """What is this place called in the reader's language? Its Chinese name where it has no English one."""
    return name_en if name_en and not (get_language() or "").startswith("zh") else name


def attempt(request: HttpRequest, work: Callable[[], object], *, done: str, back: str) -> SeeOther:
    """Do this and go back to the page: with what was done, or with why it could not be done."""
    try:
        work()
    except Refusal as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, done)
    return SeeOther(back)
