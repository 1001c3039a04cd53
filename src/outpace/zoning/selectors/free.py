"""Epidemic-free units: the name is given by signature when the rule is met, and taken away by itself on a new case."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from epiworks.protocol import Countdown, Decision, UnitFacts, epidemic_free
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import AreaPath, shared_path
from outpace.zoning.selectors.facts import LOOK_BACK, cases_inside, negative_rounds
from outpace.zoning.selectors.packs import local_day, protocol_at

NEVER = date(2000, 1, 1)
"""Stands for the last case of a unit that never had one."""


def freedom(name: str, areas: Sequence[AreaPath], *, at: datetime) -> Decision[Countdown] | None:
    """May these areas be called epidemic-free by this definition? None when the rules in force have none of that name."""
    protocol = protocol_at(shared_path(areas), at)
    if protocol is None or protocol.find("epidemic_free", name) is None:
        return None
    last = max((local_day(case.found_at) for case in cases_inside(areas)), default=NEVER)
    facts = UnitFacts(last, negative_rounds(areas, since=at - LOOK_BACK))
    return epidemic_free(protocol, name, facts, as_of=local_day(at))


def require_free(name: str, areas: Sequence[AreaPath], *, at: datetime) -> None:
    """Let pass what meets its definition; raises Refusal otherwise: a name that is not true protects nobody."""
    found = freedom(name, areas, at=at)
    if found is None or not found.value.ready:
        raise Refusal("not_free", _("The conditions for an epidemic-free unit are not met."), field="areas")
