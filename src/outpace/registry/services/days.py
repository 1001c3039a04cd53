"""Letting days pass: only where every person of the registry is made up, and no real one comes in afterwards."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outpace.kernel import clock, days
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import Actor
from outpace.registry.models import Person


class RealPeople(Refusal):
    """The clock of an installation and real people do not go together."""


@transaction.atomic
def let_days_pass(actor: Actor, by: timedelta) -> None:
    """Let this much time pass in an installation whose people are all made up.

    Raises RealPeople when one is not, and what `kernel.days.let_pass` raises.
    """
    if Person.objects.filter(synthetic=False).exists():
        raise RealPeople("not_synthetic", _("There are real people in this installation; days pass for them by themselves."))
    days.let_pass(actor, by)


def refuse_real(synthetic: Iterable[bool]) -> None:
    """Let new people in unless one of them is real and days were let pass here. Raises RealPeople.

    For a real one the database is asked: a process without the mark, or one that has not followed the clock yet, does not know.
    """
    if not all(synthetic) and (clock.ahead() or days.were_let_pass()):
        raise RealPeople("clock_ahead", _("The clock of this installation was moved on: only made-up people can be written down in it."))
