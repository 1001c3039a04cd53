"""Letting days pass where all people are made up: how far the clock is ahead is one row, which every process follows.

Web processes look before each request and workers before each task, and only in an installation that is marked as synthetic; any
other never follows and is never ahead. The clock goes forward only: what is written down carries its times. Sessions, passwords, lockouts
and the queue keep the world's time; device tokens and role grants end by this clock, so that days let pass can end them.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from outpace.kernel import audit, clock
from outpace.kernel.errors import Refusal
from outpace.kernel.models import DaysPassed
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import ROOT, Actor

__all__ = ["FURTHEST", "PROBES", "ClockMiddleware", "DaysRefused", "before_task", "follow", "left_behind", "let_pass", "were_let_pass"]

FURTHEST: Final = timedelta(days=366)
"""How far ahead a clock may be in all."""

PROBES: Final = frozenset({"/healthz", "/readyz"})
"""What supervisors ask (`outpace.kernel.health`): answered at any hour, with the database or without it."""


class DaysRefused(Refusal):
    """This installation's clock is not to be moved, or not by so much."""


def follow() -> None:
    """Have this process as far ahead as the installation is, and never less far than it was."""
    if settings.OUTPACE_SYNTHETIC:
        clock.be_ahead(max(clock.ahead(), *DaysPassed.objects.values_list("ahead", flat=True), timedelta()))


def were_let_pass() -> bool:
    """Were days ever let pass here? Asks the database, wherever this process's own clock stands; one query."""
    return DaysPassed.objects.exists()


def left_behind() -> bool:
    """Were days let pass here while the installation no longer says that its people are made up?"""
    return not settings.OUTPACE_SYNTHETIC and were_let_pass()


@transaction.atomic
def let_pass(actor: Actor, by: timedelta) -> None:
    """Let this much time pass, for every process. The caller knows that all people are made up (`registry.let_days_pass` asks).

    Raises NotAllowed, and DaysRefused for no time at all, for more than FURTHEST in all, and where people may be real.
    """
    actor.require(Permission.ACCOUNT_MANAGE, ROOT)
    if not settings.OUTPACE_SYNTHETIC:
        raise DaysRefused("not_synthetic", _("Time passes by itself here: only an installation marked as synthetic may let days pass."))
    row = DaysPassed.objects.select_for_update().first() or DaysPassed(ahead=timedelta())
    row.ahead += by
    if by <= timedelta() or row.ahead > FURTHEST:
        raise DaysRefused("days_amount", _("The clock goes forward only, and no more than 366 days in all."))
    row.save()
    transaction.on_commit(follow)
    audit.record(actor, "clock.days_passed", subject="clock", path=None, details={"by": str(by), "ahead": str(row.ahead)})


class ClockMiddleware:
    """Follows the installation's clock before each request; static files are answered before it, and probes say themselves what is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request at the installation's time."""
        if request.path_info not in PROBES:
            follow()
        return self.get_response(request)


def before_task(task: Callable[[], Any], *_about: object) -> Any:
    """Follow the installation's clock, then do a task of the queue."""
    follow()
    return task()
