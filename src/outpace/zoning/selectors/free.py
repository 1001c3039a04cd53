"""Whole areas: when may a unit be called epidemic-free, and when may static management be lifted in stages?"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from epiworks.protocol import Countdown, Decision, StagedLift, UnitFacts, epidemic_free, staged_lift
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import AreaPath, shared_path
from outpace.zoning.choices import Layer
from outpace.zoning.models import Zone
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


def static_lift(zone: Zone, *, at: datetime) -> Decision[StagedLift] | None:
    """May static management be lifted here, leaving the control zones? None where the rules in force say nothing of it.

    Of the rules `staged_lift.*` the one that leaves zones applies where zones stand in the county, the other where none does.
    """
    protocol = protocol_at(AreaPath(zone.area_path), at)
    if protocol is None:
        return None
    has_zones = Zone.objects.filter(county_path=zone.county_path, layer=Layer.CONTROL, in_force=True).exists()
    names = [rule.name for rule in protocol.section("staged_lift") if bool(rule.texts("except_zones")) is has_zones]
    if not names:
        return None
    areas = [AreaPath(area.path) for area in zone.areas.all()]
    rounds = negative_rounds(areas, since=max(zone.drawn_at, at - LOOK_BACK))
    return staged_lift(protocol, names[0], controlled_since=local_day(zone.drawn_at), negative_rounds=len(rounds), as_of=local_day(at))
