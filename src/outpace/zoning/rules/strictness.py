"""Is what a person signs harder on people than what was proposed, or than the pack asks? Then a reason is owed and a warning shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from epiworks.protocol import Decision, PackLine, Protocol, decide
from epiworks.units import PersonCount
from outpace.kernel.scope import AreaPath
from outpace.zoning.rules.cover import inside


class Harder(StrEnum):
    """In which way is it harder?"""

    STRICTER_TYPE = "stricter_type"
    MORE_AREA = "more_area"
    NOT_ASKED_FOR = "not_asked_for"
    LONGER = "longer"
    SMALLER_UNIT_ALLOWED = "smaller_unit_allowed"


class Sooner(StrEnum):
    """In which way is it laxer than the rules? That too is answered for in writing."""

    CHECKLIST_OPEN = "checklist_open"


MUST_NOTS: Mapping[Harder, tuple[str, ...]] = {
    Harder.STRICTER_TYPE: ("zones.low", "departure."),
    Harder.MORE_AREA: ("zones.", "contact_classes."),
    Harder.NOT_ASKED_FOR: ("limits.", "zones.low"),
    Harder.LONGER: ("zones.",),
    Harder.SMALLER_UNIT_ALLOWED: ("zones.",),
}
"""Which addresses of a pack a guard-rail must watch to speak against each way of being harder."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A zone as proposed or as signed. `people`: persons present inside. `zone_type` empty: none."""

    zone_type: str
    area_paths: tuple[AreaPath, ...]
    people: PersonCount


@dataclass(frozen=True, slots=True)
class Objection:
    """One way in which the signature is harder, how many persons more it restricts, and the must-nots that speak against it."""

    harder: Harder
    more_people: PersonCount
    must_nots: tuple[str, ...]


def judge(signed: Drawn, proposed: Drawn, *, ranks: Mapping[str, int], smallest: PersonCount | None = None) -> tuple[Harder, ...]:
    """In which ways is the signature harder than the proposal? `smallest`: persons in the smallest unit the pack allows, where known."""
    found = []
    if signed.zone_type and not proposed.zone_type:
        found.append(Harder.NOT_ASKED_FOR)
    elif ranks.get(signed.zone_type, 0) > ranks.get(proposed.zone_type, 0):
        found.append(Harder.STRICTER_TYPE)
    if signed.zone_type and proposed.zone_type and not inside(signed.area_paths, proposed.area_paths):
        found.append(Harder.MORE_AREA)
    elif smallest is not None and signed.people > smallest and signed.people > proposed.people:
        found.append(Harder.SMALLER_UNIT_ALLOWED)
    return tuple(found)


def warn(protocol: Protocol, ways: Sequence[Harder], *, more_people: PersonCount) -> Decision[tuple[Objection, ...]]:
    """Which guard-rails of the protocol speak against these ways? A warning forbids nothing: a named human answers in writing."""
    rails = protocol.section("guardrails")
    warnings = []
    lines: list[PackLine] = []
    for way in ways:
        against = [rail for rail in rails if _watches(rail.texts("watches"), MUST_NOTS[way])]
        warnings.append(Objection(way, more_people, tuple(rail.name for rail in against)))
        lines += [rail.line for rail in against]
    return decide(tuple(warnings), *(lines or [protocol.absent("guardrails", "any")]))


def _watches(watched: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(pattern.startswith(prefix) for pattern in watched for prefix in wanted)
