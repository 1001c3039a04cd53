"""Mass testing by the rules: how soon must a round end, when is the next, when does it stop, how many share a tube?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from epiworks.protocol.lines import Decision, Reason, ReasonKey, decide, reason
from epiworks.protocol.pack import Protocol, RuleMissing
from epiworks.protocol.rule import Rule
from epiworks.units import Hours, PersonCount, PoolSize


@dataclass(frozen=True, slots=True)
class Pool:
    """How many samples may share a tube? `or_household`: one household one tube is allowed instead, whatever its size."""

    size: PoolSize
    or_household: bool


@dataclass(frozen=True, slots=True)
class StreetCadence:
    """Every how many days, after how many rounds that everybody takes part in at the start?"""

    every_days: int
    initial_rounds: int


class NextStep(StrEnum):
    """What does the screening do next?"""

    ROUND = "round"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """A finished round: the day it ended and how many infections it found outside controlled settings."""

    ended_on: date
    social_face_positives: int


@dataclass(frozen=True, slots=True)
class NextRound:
    """Another round from this day on, or stop? `on` None: at once (no round yet) or never again (stop)."""

    step: NextStep
    on: date | None
    why: Reason


@dataclass(frozen=True, slots=True)
class StreetFacts:
    """What is known of a street for its test frequency? None: no positive so far."""

    rounds_since_positive: int | None
    days_since_positive: int | None
    isolation_site: bool = False


def round_deadline(protocol: Protocol, people: PersonCount) -> Decision[Hours]:
    """In how many hours must one round over this many people end?

    The rule with the smallest `population_at_most` that still holds them; a rule without that bound holds any number.
    Raises `RuleMissing` when no rule does. Source: section `round_deadline`.

    >>> from epiworks.protocol.library import shipped_library
    >>> round_deadline(shipped_library().protocol("cn-nat-2"), PersonCount(189_888)).value
    48.0
    """
    fitting = [rule for rule in protocol.section("round_deadline") if not rule.has("population_at_most") or people <= _bound(rule)]
    if not fitting:
        message = f"{protocol.id} sets no deadline for a round over {people} people"
        raise RuleMissing(message)
    rule = min(fitting, key=_bound)
    return decide(Hours(float(rule.whole("hours"))), rule.line)


def first_round_deadline(protocol: Protocol, zone: str) -> Decision[Hours]:
    """In how many hours must the first round inside this kind of zone end? Raises `RuleMissing`. Source: rule `first_round.<zone>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> first_round_deadline(shipped_library().protocol("cn-covid-9"), "high").value
    24.0
    """
    rule = protocol.get("first_round", zone)
    return decide(Hours(float(rule.whole("hours"))), rule.line)


def pool_size(protocol: Protocol, group: str) -> Decision[Pool]:
    """How many samples of this zone or group may share a tube?

    A zone that names `pool_as` (high-risk is pooled as sealed) is looked up under that name, and both lines are given.
    Raises `RuleMissing`. Source: rules `pools.<group>`, `zones.<group>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> pool_size(shipped_library().protocol("cn-covid-9", "cn-nat-3"), "medium").value.size
    10
    """
    zone = protocol.find("zones", group)
    pooled_as = zone.text("pool_as") if zone is not None and zone.has("pool_as") else group
    rule = protocol.get("pools", pooled_as)
    pool = Pool(PoolSize(rule.whole("size")), rule.flag("or_household"))
    return decide(pool, rule.line, *([] if zone is None else [zone.line]))


def next_round(protocol: Protocol, rounds: Sequence[RoundOutcome]) -> Decision[NextRound]:
    """When is the next regional round, or may testing stop?

    Rounds follow one another every `cadence.regional.every_days`. After `clean_rounds` in a row without infections at the social face
    there is a pause of `gap_days`, then `extra_rounds` more, each after a pause; if they are clean too, testing stops. Any infection
    starts the count again. `rounds` may come in any order. Raises `RuleMissing`. Source: rules `stop_rule.default`, `cadence.regional`.

    >>> from epiworks.protocol.library import shipped_library
    >>> clean = [RoundOutcome(date(2022, 8, day), 0) for day in (20, 21, 22)]
    >>> next_round(shipped_library().protocol("cn-covid-9"), clean).value.on
    datetime.date(2022, 8, 25)
    """
    stop, cadence = protocol.get("stop_rule", "default"), protocol.get("cadence", "regional")
    ordered = sorted(rounds, key=lambda outcome: outcome.ended_on)
    if not ordered:
        return decide(
            NextRound(NextStep.ROUND, None, reason(ReasonKey.ROUNDS_NOT_CLEAN, clean=0, needed=stop.whole("clean_rounds"))), cadence.line
        )
    last = ordered[-1].ended_on
    clean = _clean_run(ordered)
    needed = stop.whole("clean_rounds")
    if len(clean) < needed:
        why = reason(ReasonKey.ROUNDS_NOT_CLEAN, clean=len(clean), needed=needed)
        return decide(NextRound(NextStep.ROUND, last + timedelta(days=cadence.whole("every_days")), why), cadence.line, stop.line)
    gap = timedelta(days=stop.whole("gap_days") - stop.whole("anchor_is_day"))
    paused = sum(1 for before, after in zip(clean[needed - 1 :], clean[needed:], strict=False) if after - before >= gap)
    if paused >= stop.whole("extra_rounds"):
        return decide(NextRound(NextStep.STOP, None, reason(ReasonKey.ROUNDS_ENOUGH, clean=len(clean))), stop.line)
    return decide(NextRound(NextStep.ROUND, last + gap, reason(ReasonKey.GAP_RUNNING, until=last + gap)), stop.line)


def street_cadence(protocol: Protocol, street: StreetFacts) -> Decision[StreetCadence]:
    """How often is this street tested (2nd-edition rule)?

    The first fitting rule by rank: isolation site or positive within the last `positive_in_last_rounds` rounds, positive within
    `positive_in_days` days, then the rule for all others. Raises `RuleMissing` when nothing fits. Source: section `cadence`.

    >>> from epiworks.protocol.library import shipped_library
    >>> street_cadence(shipped_library().protocol("cn-nat-2"), StreetFacts(rounds_since_positive=5, days_since_positive=9)).value
    StreetCadence(every_days=2, initial_rounds=3)
    """
    for rule in sorted(protocol.section("cadence"), key=lambda rule: -rule.whole_or("rank", 0)):
        if _street_fits(rule, street):
            return decide(StreetCadence(rule.whole("every_days"), rule.whole_or("initial_rounds", 0)), rule.line)
    message = f"{protocol.id} sets no test frequency for streets"
    raise RuleMissing(message)


def _bound(rule: Rule) -> float:
    return float(rule.whole("population_at_most")) if rule.has("population_at_most") else float("inf")


def _clean_run(ordered: Sequence[RoundOutcome]) -> list[date]:
    """On which days did the unbroken run of clean rounds up to now end, oldest first?"""
    run: list[date] = []
    for outcome in reversed(ordered):
        if outcome.social_face_positives:
            break
        run.append(outcome.ended_on)
    return run[::-1]


def _street_fits(rule: Rule, street: StreetFacts) -> bool:
    if rule.flag("isolation_site") and street.isolation_site:
        return True
    if rule.has("positive_in_last_rounds"):
        return street.rounds_since_positive is not None and street.rounds_since_positive < rule.whole("positive_in_last_rounds")
    if rule.has("positive_in_days"):
        return street.days_since_positive is not None and street.days_since_positive <= rule.whole("positive_in_days")
    return True
