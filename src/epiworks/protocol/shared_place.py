"""Two people were recorded in one place at one time: what does that count as, and who is looked for around a contact?"""

from dataclasses import dataclass

from epiworks.protocol.lines import Decision, decide
from epiworks.protocol.pack import Protocol
from epiworks.protocol.vehicle import Seat, shared_vehicle
from epiworks.protocol.words import SharedPlace, Situation


@dataclass(frozen=True, slots=True)
class Meeting:
    """What does being in one place of this kind count as?

    `situation` None: by itself it counts as nothing. `each_place`: minutes and hours count place by place. `higher_risk`: a close contact
    found here is of higher risk.
    """

    situation: Situation | None
    each_place: bool = False
    higher_risk: bool = False


@dataclass(frozen=True, slots=True)
class SecondHop:
    """Whose contacts are looked for as contacts of the second generation, and of all of them or only of those of higher risk?"""

    group: str
    contacts_of: str
    only_higher_risk: bool


def shared_place(protocol: Protocol, kind: SharedPlace, seat: Seat | None = None) -> Decision[Meeting]:
    """What does it count as that two people were in one place of this kind at one time?

    In a vehicle whose rule gives a situation for seats far off, `shared_vehicle` says which seats are near; a seat not known counts as
    near. A kind that the pack does not name counts as nothing, and the absent rule is named. Raises `RuleMissing` for a vehicle with far
    seats that the pack has no rule for. Source: rule `shared_places.<kind>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> packs = shipped_library().protocol("cn-covid-9")
    >>> shared_place(packs, SharedPlace.PLANE, Seat(True, rows_away=4)).value.situation.value
    'same_place'
    """
    rule = protocol.find("shared_places", kind.value)
    if rule is None:
        return decide(Meeting(None), protocol.absent("shared_places", kind.value))
    field, lines = "situation", [rule.line]
    if rule.has("far_situation") and seat is not None:
        near = shared_vehicle(protocol, kind.value, seat)
        field = "situation" if near.value else "far_situation"
        lines.extend(near.because)
    return decide(Meeting(Situation(rule.text(field)), rule.flag("each_place"), rule.flag("higher_risk")), *lines)


def second_hops(protocol: Protocol) -> Decision[tuple[SecondHop, ...]]:
    """Around which contacts are contacts of the second generation looked for? None at all where the pack does not judge them.

    Classes that say `contacts_of`, highest rank first. Source: section `contact_classes`.

    >>> from epiworks.protocol.library import shipped_library
    >>> [second_hops(shipped_library().protocol(pack)).value for pack in ("cn-covid-9", "cn-covid-9+20")]
    [(SecondHop(group='secondary', contacts_of='close', only_higher_risk=True),), ()]
    """
    rules = sorted(
        (rule for rule in protocol.section("contact_classes") if rule.has("contacts_of")), key=lambda rule: (-rule.whole("rank"), rule.name)
    )
    hops = tuple(
        SecondHop(rule.name, rule.text("contacts_of"), rule.flag("only_higher_risk_link")) for rule in rules if rule.flag("judged")
    )
    return decide(hops, *([rule.line for rule in rules] or [protocol.absent("contact_classes", "contacts_of")]))
