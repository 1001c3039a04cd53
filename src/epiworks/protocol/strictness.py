"""What does a pack make stricter or milder than its parent, and does that touch one of the nine must-nots?

"Stricter" means: binds people (or the staff that serve them) harder. In which direction each field is stricter stands in the JSON Schema
beside the field (`x-stricter`), and what it means that a rule is added stands beside the section (`x-added`), so a new field cannot be
forgotten here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from math import inf
from typing import Any

from epiworks.protocol.lines import Address, Decision, PackLine, Value, decide
from epiworks.protocol.load import pack_schema
from epiworks.protocol.pack import Protocol
from epiworks.protocol.rule import Rule
from epiworks.protocol.words import Place


class Direction(StrEnum):
    """Which way does a change go? `MIXED`: harder here, milder there; `NEUTRAL`: other, but not harder or milder."""

    STRICTER = "stricter"
    LOOSER = "looser"
    MIXED = "mixed"
    NEUTRAL = "neutral"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that differs from the parent's. `before` or `after` None: the rule is new, or gone. `fields` names what differs and how."""

    address: Address
    direction: Direction
    fields: tuple[tuple[str, Direction], ...]
    before: PackLine | None
    after: PackLine | None
    declared: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MustNotWarning:
    """A change that one of the must-nots speaks against."""

    must_not: str
    change: Change
    rule: PackLine


def compare(child: Protocol, parent: Protocol) -> tuple[Change, ...]:
    """Which rules differ between these protocols, and in which direction? In order of address; equal rules are left out.

    >>> from epiworks.protocol.library import shipped_library
    >>> packs = shipped_library()
    >>> [(change.address, change.direction.value) for change in compare(packs.protocol("cn-local-luzhou"), packs.protocol("cn-covid-9"))]
    [('infectious_window.asymptomatic', 'stricter'), ('infectious_window.symptomatic', 'stricter')]
    """
    addresses = sorted({*child.rules, *parent.rules})
    changes = (_change(address, parent.rules.get(address), child.rules.get(address)) for address in addresses)
    return tuple(change for change in changes if change is not None)


def guardrail_warnings(child: Protocol, parent: Protocol) -> Decision[tuple[MustNotWarning, ...]]:
    """Which changes towards the parent are stricter where a must-not watches? A warning forbids nothing: a named human answers.

    The rails of the parent hold (a child cannot take off its own). Source: section `guardrails` (nine must-nots, June 2022).

    >>> from epiworks.protocol.library import shipped_library
    >>> packs = shipped_library()
    >>> found = guardrail_warnings(packs.protocol("cn-local-luzhou"), packs.protocol("cn-covid-9")).value
    >>> sorted({warning.must_not for warning in found})
    ['wider_quarantine']
    """
    rails = parent.section("guardrails") or child.section("guardrails")
    harder = [change for change in compare(child, parent) if change.direction in {Direction.STRICTER, Direction.MIXED}]
    warnings = tuple(
        MustNotWarning(rail.name, change, rail.line)
        for rail in rails
        for change in harder
        if any(fnmatchcase(change.address, pattern) for pattern in rail.texts("watches"))
    )
    return decide(warnings, *([rail.line for rail in rails] or [parent.absent("guardrails", "any")]))


def _change(address: Address, before: Rule | None, after: Rule | None) -> Change | None:
    section = address.partition(".")[0]
    if after is None:
        return None if before is None else Change(address, _opposite(_added(section)), (), before.line, None, {})
    if before is None:
        return Change(address, _added(section), (), None, after.line, after.declared)
    if before.fields == after.fields:
        return None
    names = sorted({*before.fields, *after.fields})
    fields = tuple((name, _field(section, name, before, after)) for name in names if before.fields.get(name) != after.fields.get(name))
    return Change(address, combine([direction for _, direction in fields]), fields, before.line, after.line, after.declared)


def combine(directions: Sequence[Direction]) -> Direction:
    """Which way do several changes go together? Harder and milder at once is mixed.

    >>> combine([Direction.STRICTER, Direction.NEUTRAL]).value
    'stricter'
    """
    found = set(directions) - {Direction.SAME}
    if Direction.MIXED in found or {Direction.STRICTER, Direction.LOOSER} <= found:
        return Direction.MIXED
    for direction in (Direction.STRICTER, Direction.LOOSER, Direction.NEUTRAL):
        if direction in found:
            return direction
    return Direction.SAME


def _added(section: str) -> Direction:
    return Direction(pack_schema()["properties"]["rules"]["properties"][section]["x-added"])


def _opposite(direction: Direction) -> Direction:
    return {Direction.STRICTER: Direction.LOOSER, Direction.LOOSER: Direction.STRICTER}.get(direction, direction)


def _field(section: str, name: str, before: Rule, after: Rule) -> Direction:
    described: Mapping[str, Any] = pack_schema()["$defs"][f"rule_{section}"]["properties"].get(name, {})
    way = str(described.get("x-stricter", "neutral"))
    old, new = before.fields.get(name), after.fields.get(name)
    if way in _MILDEST:
        absent = {None: _MILDEST[way], "unlimited": inf}.get(described.get("x-absent"), 0.0)
        larger = _by_size(old, new, absent)
        return larger if way == "higher" else _opposite(larger)
    return _COMPARERS[way](old, new)


def _by_size(before: Value, after: Value, absent: float) -> Direction:
    old, new = _number(before, absent), _number(after, absent)
    if old == new:
        return Direction.SAME
    return Direction.STRICTER if new > old else Direction.LOOSER


def _number(value: Value, absent: float) -> float:
    return float(value) if isinstance(value, int | float) else absent


def _truth(before: Value, after: Value) -> Direction:
    return _by_size(before is True, after is True, absent=0.0)


def _untruth(before: Value, after: Value) -> Direction:
    return _opposite(_truth(before, after))


def _superset(before: Value, after: Value) -> Direction:
    old, new = _set(before), _set(after)
    return combine([Direction.STRICTER] * bool(new - old) + [Direction.LOOSER] * bool(old - new))


def _subset(before: Value, after: Value) -> Direction:
    return _opposite(_superset(before, after))


def _set(value: Value) -> set[str]:
    return {str(item) for item in value} if isinstance(value, Sequence) and not isinstance(value, str) else set()


def _later(before: Value, after: Value) -> Direction:
    return Direction.STRICTER if after == "day_after" and before != after else Direction.LOOSER


def _place(before: Value, after: Value) -> Direction:
    return _by_size(_rank(before), _rank(after), absent=0.0)


def _rank(place: Value) -> int:
    return list(Place).index(Place(str(place))) if isinstance(place, str) else -1


def _neutral(_before: Value, _after: Value) -> Direction:
    return Direction.NEUTRAL


def _stages(before: Value, after: Value) -> Direction:
    """Day by day: a day in a harder place, more days, more tests, a taken-away outing are stricter."""
    old, new = _days(before), _days(after)
    places = [_by_size(was, now, 0.0) for was, now in zip(*_padded(old, new), strict=True)]
    return combine([*places, _by_size(_tests(before), _tests(after), 0.0)])


def _days(stages: Value) -> list[float]:
    days: list[float] = []
    for stage in _blocks(stages):
        # A stage that allows going out weighs half a step less than the same place without it.
        weight = _rank(stage.get("place")) + 1 - (0.5 if stage.get("outing") is True else 0.0)
        days.extend([weight] * _length(stage))
    return days


def _length(stage: Mapping[str, Value]) -> int:
    span = stage.get("span")
    if isinstance(span, Mapping):
        start, end = (span[part] for part in ("from", "to"))
        first, last = (part["day"] if isinstance(part, Mapping) else 0 for part in (start, end))
        return int(_number(last, 0.0) - _number(first, 0.0)) + 1
    return int(_number(stage.get("days"), 0.0))


def _tests(stages: Value) -> int:
    total = 0
    for stage in _blocks(stages):
        needed = stage.get("tests_needed")
        total += len(_set(stage.get("test_days"))) + (int(_number(needed.get("count"), 0.0)) if isinstance(needed, Mapping) else 0)
    return total


def _blocks(stages: Value) -> list[Mapping[str, Value]]:
    return [stage for stage in stages if isinstance(stage, Mapping)] if isinstance(stages, Sequence) else []


def _padded(old: list[float], new: list[float]) -> tuple[list[float], list[float]]:
    longest = max(len(old), len(new))
    return old + [0.0] * (longest - len(old)), new + [0.0] * (longest - len(new))


_MILDEST: Mapping[str, float] = {"higher": 0.0, "lower": inf}
"""What a missing number means, unless the schema says otherwise: no "at least" and no "at most" are the mildest."""

_COMPARERS: Mapping[str, Callable[[Value, Value], Direction]] = {
    "true": _truth,
    "false": _untruth,
    "superset": _superset,
    "subset": _subset,
    "later": _later,
    "place": _place,
    "stages": _stages,
    "neutral": _neutral,
}
