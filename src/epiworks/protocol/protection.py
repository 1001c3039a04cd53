"""Protection after exposure, rings around a case, clusters, and who may leave the area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from epiworks.protocol.facts import TestResult
from epiworks.protocol.lines import Decision, Reason, ReasonKey, decide, reason
from epiworks.protocol.pack import Protocol
from epiworks.protocol.rule import Rule
from epiworks.protocol.words import Anchor, Immunity, Outcome


@dataclass(frozen=True, slots=True)
class Prophylaxis:
    """One protection that may still be given, or why not. `until` is the last moment."""

    name: str
    agent: str
    until: datetime
    offered: bool
    why: Reason


@dataclass(frozen=True, slots=True)
class Ring:
    """Which area around a case is treated as a whole?"""

    radius_metres: int
    recall_days: int
    water_points: bool


@dataclass(frozen=True, slots=True)
class DepartureVerdict:
    """May the person leave the area, and if not, why? `antigen_at_gate`: an antigen test at the gate comes on top."""

    allowed: bool
    reasons: tuple[Reason, ...]
    antigen_at_gate: bool = False


def prophylaxis(
    protocol: Protocol, anchors: Mapping[Anchor, datetime], *, immunity: Immunity, at: datetime
) -> Decision[tuple[Prophylaxis, ...]]:
    """Which protection after exposure can this person still be given, and until when?

    until = anchor + within_hours, inclusive. A rule that names immunity states is offered only to those; unknown counts as the pack lists
    it. Rules whose anchor is not known are left out. Source: section `prophylaxis`.

    >>> from datetime import timezone
    >>> from epiworks.protocol.library import shipped_library
    >>> first = datetime(2019, 5, 1, 8, tzinfo=timezone.utc)
    >>> exposed = {Anchor.FIRST_EXPOSURE: first}
    >>> found = prophylaxis(shipped_library().protocol("measles"), exposed, immunity=Immunity.NON_IMMUNE, at=first + timedelta(days=4))
    >>> [(protection.name, protection.offered) for protection in found.value]
    [('immunoglobulin', True), ('vaccine', False)]
    """
    rules = [rule for rule in protocol.section("prophylaxis") if Anchor(rule.text("anchor")) in anchors]
    found = tuple(_protection(rule, anchors[Anchor(rule.text("anchor"))], immunity, at) for rule in rules)
    return decide(found, *([rule.line for rule in rules] or [protocol.absent("prophylaxis", "any")]))


def area_ring(protocol: Protocol) -> Decision[Ring | None]:
    """Which ring around a case is treated as a whole? None where the pack follows persons, not areas. Source: rule `area_ring.default`.

    >>> from epiworks.protocol.library import shipped_library
    >>> area_ring(shipped_library().protocol("cholera")).value
    Ring(radius_metres=100, recall_days=5, water_points=True)
    """
    rule = protocol.find("area_ring", "default")
    if rule is None:
        return decide(None, protocol.absent("area_ring", "default"))
    return decide(Ring(rule.whole("radius_metres"), rule.whole_or("recall_days", 0), rule.flag("water_points")), rule.line)


def is_cluster(protocol: Protocol, found_at: Sequence[datetime], at: datetime) -> Decision[bool]:
    """Do these infections of one school, compound, factory, village or facility make a cluster now?

    True when at least `infections` of them lie within the last `within_days` days up to `at`. Raises `RuleMissing`. Source: rule
    `cluster.default`.

    >>> from datetime import timezone
    >>> from epiworks.protocol.library import shipped_library
    >>> two = [datetime(2022, 8, day, tzinfo=timezone.utc) for day in (1, 9)]
    >>> [is_cluster(shipped_library().protocol(pack), two, two[1]).value for pack in ("cn-covid-8", "cn-covid-9")]
    [True, False]
    """
    rule = protocol.get("cluster", "default")
    since = at - timedelta(days=rule.whole("within_days"))
    recent = [moment for moment in found_at if since <= moment <= at]
    return decide(len(recent) >= rule.whole("infections"), rule.line)


def departure(protocol: Protocol, group: str, results: Sequence[TestResult], *, at: datetime) -> Decision[DepartureVerdict]:
    """May a person of this group or risk area leave the area now?

    Barred groups may not. Others need `tests` negative samples within the last `within_hours`, `gap_hours` apart, and no positive among
    them; the age of a certificate counts from the sample. Raises `RuleMissing`. Source: rule `departure.<group>`.

    >>> from datetime import timezone
    >>> from epiworks.protocol.library import shipped_library
    >>> now = datetime(2022, 8, 16, 12, tzinfo=timezone.utc)
    >>> tests = [TestResult(now - timedelta(hours=hours), Outcome.NEGATIVE) for hours in (40, 10)]
    >>> departure(shipped_library().protocol("cn-covid-9"), "low", tests, at=now).value.allowed
    True
    """
    rule = protocol.get("departure", group)
    if rule.flag("barred"):
        return decide(DepartureVerdict(False, (reason(ReasonKey.DEPARTURE_BARRED, group=group),)), rule.line)
    since = at - timedelta(hours=rule.whole_or("within_hours", 0))
    recent = sorted((result for result in results if since <= result.sampled_at <= at), key=lambda result: result.sampled_at)
    if any(result.outcome is Outcome.POSITIVE for result in recent):
        return decide(DepartureVerdict(False, (reason(ReasonKey.POSITIVE_FOUND),)), rule.line)
    counted = _spaced_negatives(recent, timedelta(hours=rule.whole_or("gap_hours", 0)))
    needed = rule.whole_or("tests", 0)
    if counted < needed:
        return decide(DepartureVerdict(False, (reason(ReasonKey.TEST_DUE, needed=needed, found=counted),)), rule.line)
    done = (reason(ReasonKey.TESTS_DONE, tests=counted),)
    return decide(DepartureVerdict(True, done, antigen_at_gate=rule.flag("antigen_at_gate")), rule.line)


def _protection(rule: Rule, anchor: datetime, immunity: Immunity, at: datetime) -> Prophylaxis:
    until = anchor + timedelta(hours=rule.whole("within_hours"))
    wanted = rule.texts("immunity")
    if wanted and immunity.value not in wanted:
        return Prophylaxis(rule.name, rule.text("agent"), until, False, reason(ReasonKey.IMMUNE_NEEDS_NONE))
    key = ReasonKey.WINDOW_OPEN if at <= until else ReasonKey.WINDOW_CLOSED
    return Prophylaxis(rule.name, rule.text("agent"), until, at <= until, reason(key, until=until))


def _spaced_negatives(results: Sequence[TestResult], gap: timedelta) -> int:
    counted, last = 0, None
    for result in results:
        if result.outcome is Outcome.NEGATIVE and (last is None or result.sampled_at - last >= gap):
            counted, last = counted + 1, result.sampled_at
    return counted
