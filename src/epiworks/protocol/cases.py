"""What may a case become, how long is the incubation, and by when does headquarters want the event under control?"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from epiworks.protocol.lines import Decision, decide
from epiworks.protocol.pack import Protocol
from epiworks.units import Days


@dataclass(frozen=True, slots=True)
class CaseClass:
    """One class of case: is the person infected, is the class final, and what may it become?"""

    name: str
    infected: bool
    final: bool
    converts_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incubation:
    """How many days lie between infection and illness? None: the pack does not say."""

    shortest: Days | None
    typical: Days | None
    longest: Days


def case_class(protocol: Protocol, name: str) -> Decision[CaseClass]:
    """What is this class of case, and which conversions are allowed? Raises `RuleMissing`. Source: rule `case_classes.<name>`.

    >>> from epiworks.protocol.library import shipped_library
    >>> case_class(shipped_library().protocol("cn-covid-9"), "asymptomatic").value.converts_to
    ('confirmed',)
    """
    rule = protocol.get("case_classes", name)
    return decide(CaseClass(name, rule.flag("infected"), rule.flag("final"), rule.texts("converts_to")), rule.line)


def incubation(protocol: Protocol) -> Decision[Incubation]:
    """How long is the incubation? Raises `RuleMissing`. Units: days. Source: rule `incubation.default`.

    >>> from epiworks.protocol.library import shipped_library
    >>> incubation(shipped_library().protocol("who-ebola")).value.longest
    21.0
    """
    rule = protocol.get("incubation", "default")
    shortest, typical = (Days(rule.number(field)) if rule.has(field) else None for field in ("min_days", "typical_days"))
    return decide(Incubation(shortest, typical, Days(rule.number("max_days"))), rule.line)


def control_target(protocol: Protocol, first_detected: date) -> Decision[date]:
    """By which day is "control within one incubation period" (力争在一个潜伏期内控制疫情)?

    day = first detection + longest incubation, rounded up. Raises `RuleMissing`. Source: rule `incubation.default`.

    >>> from epiworks.protocol.library import shipped_library
    >>> control_target(shipped_library().protocol("cn-covid-8"), date(2022, 2, 5)).value
    datetime.date(2022, 2, 19)
    """
    found = incubation(protocol)
    return decide(first_detected + timedelta(days=ceil(found.value.longest)), *found.because)
