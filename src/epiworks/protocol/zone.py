"""Which zone, if any, does a place call for? The least the pack allows, proposed with reasons, never applied without a signature."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from epiworks.protocol.lines import Decision, PackLine, Reason, ReasonKey, Value, decide, reason
from epiworks.protocol.pack import Protocol
from epiworks.protocol.rule import Rule
from epiworks.protocol.words import Measure, PlaceKind, Setting, Spread, Unit

_UNITS = tuple(Unit)


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is known of a place that a case lived in or went to.

    `settings` says where its cases were discovered; `holds_cases` is the smallest unit of the map that contains all of them.
    """

    kind: PlaceKind
    spread: Spread
    hard_to_trace: bool
    positives: int
    settings: frozenset[Setting]
    contacts_controlled: bool
    holds_cases: Unit = Unit.HOUSEHOLD


@dataclass(frozen=True, slots=True)
class ZoneProposal:
    """Which type over which unit, with which measures? `zone` None: the rules ask for no zone here."""

    zone: str | None
    unit: Unit | None
    measures: tuple[Measure, ...]
    reasons: tuple[Reason, ...]


def propose_zone(protocol: Protocol, place: PlaceFacts) -> Decision[ZoneProposal]:
    """Which zone does this place call for?

    First the exclusions: when every case was discovered in settings that draw no zone (and, where the pack asks, its contacts are
    controlled), none. Then the clauses: a type fits when one of its `when` clauses holds in full. Of several fitting types the lowest
    rank is proposed, and of its units the smallest that holds the cases: the least people restricted. Source: sections `zone_exclusions`,
    `zones`.

    >>> from epiworks.protocol.library import shipped_library
    >>> home = PlaceFacts(PlaceKind.RESIDENCE, Spread.HIGH, False, 1, frozenset({Setting.COMMUNITY_SCREENING}), False, Unit.STAIRWELL)
    >>> proposal = propose_zone(shipped_library().protocol("cn-covid-9+20"), home).value
    >>> proposal.zone, proposal.unit.value
    ('high', 'stairwell')
    """
    excluding = _exclusions(protocol, place)
    if excluding:
        reasons = tuple(reason(ReasonKey.SETTING_DRAWS_NO_ZONE, rule=rule.name) for rule in excluding)
        return decide(ZoneProposal(None, None, (), reasons), *(rule.line for rule in excluding))
    zones = sorted(protocol.section("zones"), key=lambda rule: rule.whole("rank"))
    for rule in zones:
        clause = next((clause for clause in rule.parts("when") if _clause_holds(clause, place)), None)
        if clause is not None:
            why = reason(ReasonKey.ZONE_CLAUSE_MATCHES, zone=rule.name, **_said(clause, place))
            measures = tuple(Measure(measure) for measure in rule.texts("measures"))
            return decide(ZoneProposal(rule.name, smallest_unit(rule, place.holds_cases), measures, (why,)), rule.line)
    lines: Sequence[PackLine] = [rule.line for rule in zones] or [protocol.absent("zones", "any")]
    return decide(ZoneProposal(None, None, (), (reason(ReasonKey.NO_CLAUSE_MATCHES),)), *lines)


@dataclass(frozen=True, slots=True)
class Crossing:
    """What is this zone type of one regime called in another? `becomes` None: the other regime has nothing like it."""

    zone: str
    regime: str
    becomes: str | None
    new_regime: str | None


def crosswalk(old: Protocol, new: Protocol) -> Decision[tuple[Crossing, ...]]:
    """Which zone type takes the place of which when the regime changes? Types that are pooled alike (`pool_as`) answer to one another.

    Source: sections `zones` of both.

    >>> from epiworks.protocol.library import shipped_library
    >>> packs = shipped_library()
    >>> found = crosswalk(packs.protocol("cn-covid-9"), packs.protocol("cn-covid-9+20")).value
    >>> {crossing.zone: crossing.becomes for crossing in found}
    {'high': 'high', 'low': 'low', 'medium': None}
    """
    after = {rule.text("pool_as"): rule for rule in new.section("zones") if rule.has("pool_as")}
    before = old.section("zones")
    pairs = [(rule, after.get(rule.text("pool_as")) if rule.has("pool_as") else None) for rule in before]
    crossings = tuple(_crossing(rule, other) for rule, other in pairs)
    lines = [line.line for pair in pairs for line in pair if line is not None]
    return decide(crossings, *(lines or [old.absent("zones", "any")]))


def _crossing(rule: Rule, other: Rule | None) -> Crossing:
    if other is None:
        return Crossing(rule.name, rule.text("regime"), None, None)
    return Crossing(rule.name, rule.text("regime"), other.name, other.text("regime"))


def smallest_unit(rule: Rule, holds_cases: Unit) -> Unit:
    """Which allowed unit is the smallest that holds the cases? The largest allowed when none does: then several zones are drawn."""
    allowed = sorted((Unit(unit) for unit in rule.texts("units")), key=_UNITS.index)
    return next((unit for unit in allowed if _UNITS.index(unit) >= _UNITS.index(holds_cases)), allowed[-1])


def _exclusions(protocol: Protocol, place: PlaceFacts) -> list[Rule]:
    """Which rules together excuse every setting? Empty when one setting is left."""
    section = protocol.section("zone_exclusions")
    rules = [rule for rule in section if place.contacts_controlled or not rule.flag("only_if_contacts_controlled")]
    excused = {setting for rule in rules for setting in rule.texts("settings")}
    if not place.settings or any(setting.value not in excused for setting in place.settings):
        return []
    return [rule for rule in rules if any(setting.value in rule.texts("settings") for setting in place.settings)]


def _clause_holds(clause: Mapping[str, Value], place: PlaceFacts) -> bool:
    return all(_PARTS[part](wanted, place) for part, wanted in clause.items())


def _said(clause: Mapping[str, Value], place: PlaceFacts) -> dict[str, str | int]:
    """By which facts of the place does this clause hold? Only those that it asks for."""
    known: Mapping[str, str | int] = {
        "place": place.kind.value,
        "spread": place.spread.value,
        "hard_to_trace": "yes" if place.hard_to_trace else "no",
        "positives_at_least": place.positives,
    }
    return {part: known[part] for part in clause}


def _listed(wanted: Value, found: str) -> bool:
    return isinstance(wanted, Sequence) and found in wanted


def _enough(wanted: Value, found: int) -> bool:
    return isinstance(wanted, int) and found >= wanted


_PARTS: Mapping[str, Callable[[Value, PlaceFacts], bool]] = {
    "place": lambda wanted, place: _listed(wanted, place.kind.value),
    "spread": lambda wanted, place: _listed(wanted, place.spread.value),
    "hard_to_trace": lambda wanted, place: wanted is place.hard_to_trace,
    "positives_at_least": lambda wanted, place: _enough(wanted, place.positives),
}
