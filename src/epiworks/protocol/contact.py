"""Into which class of contact does an exposure put a person?"""

from collections.abc import Callable
from dataclasses import dataclass

from epiworks.protocol.facts import Exposure, Window
from epiworks.protocol.lines import Decision, PackLine, Reason, ReasonKey, decide, reason
from epiworks.protocol.pack import Protocol
from epiworks.protocol.rule import Rule


@dataclass(frozen=True, slots=True)
class ClassVerdict:
    """Which class, on which days, and what spoke against the higher ones?

    `group` None: no class of this pack fits. `needs_field_judgement`: the class comes from data alone, and a person must confirm it
    before anything follows. `infected_between` is the part of the exposure inside the window; its end is the last exposure that the
    regimen counts from.
    """

    group: str | None
    needs_field_judgement: bool
    infected_between: Window | None
    against: tuple[tuple[str, Reason], ...]


def contact_class(protocol: Protocol, exposure: Exposure, window: Window) -> Decision[ClassVerdict]:
    """Which class of contact is this person, and why not a higher one?

    The fitting class of the highest rank wins. A class fits when the exposure lies in the window and every condition that the rule states
    holds; what is not known (minutes, metres, immunity) never speaks for a lower class. A class with `judged: false` is passed over, and
    its line is named. The same function answers for contacts of a case (generation 1, window from `infectious_window`) and contacts of a
    close contact (generation 2, window from `link_window`). Source: section `contact_classes`.

    >>> from datetime import date
    >>> from epiworks.protocol.library import shipped_library
    >>> from epiworks.protocol.words import Situation
    >>> meal = Exposure(Situation.SHARED_MEAL, date(2022, 8, 10), date(2022, 8, 10))
    >>> contact_class(shipped_library().protocol("cn-covid-9"), meal, Window(date(2022, 8, 9))).value.group
    'close'
    """
    inside = window.overlap(exposure.first, exposure.last)
    against: list[tuple[str, Reason]] = []
    lines: list[PackLine] = []
    for rule in sorted(protocol.section("contact_classes"), key=lambda rule: -rule.whole("rank")):
        lines.append(rule.line)
        objection = reason(ReasonKey.NOT_INFECTIOUS_THEN) if inside is None else _objection(rule, exposure)
        if objection is None:
            verdict = ClassVerdict(rule.name, rule.flag("field_judgement"), inside, tuple(against))
            return decide(verdict, rule.line, *_unjudged(lines, against))
        against.append((rule.name, objection))
    return decide(ClassVerdict(None, False, inside, tuple(against)), *(lines or [protocol.absent("contact_classes", "any")]))


@dataclass(frozen=True, slots=True)
class CompanionCell:
    """When do two mobile phones make a spatio-temporal companion? What the tracing engine looks for before it suggests anybody.

    Together for more than `minutes` in one cell of `metres` a side, and either of the two there for more than `cumulative_hours`
    within `within_days`.
    """

    metres: int
    minutes: int
    cumulative_hours: int
    within_days: int


def companion_cell(protocol: Protocol) -> Decision[CompanionCell]:
    """In which cell, for how long, makes a companion? Raises `RuleMissing`. Source: rule `contact_classes.companion`.

    >>> from epiworks.protocol.library import shipped_library
    >>> companion_cell(shipped_library().protocol("cn-covid-8")).value
    CompanionCell(metres=800, minutes=10, cumulative_hours=30, within_days=14)
    """
    rule = protocol.get("contact_classes", "companion")
    fields = ("cell_metres", "over_minutes", "over_cumulative_hours", "within_days")
    return decide(CompanionCell(*(rule.whole_or(field, 0) for field in fields)), rule.line)


def _unjudged(lines: list[PackLine], against: list[tuple[str, Reason]]) -> list[PackLine]:
    names = {name for name, why in against if why.key is ReasonKey.CLASS_NOT_JUDGED}
    return [line for line in lines if line.address.partition(".")[2] in names]


def _objection(rule: Rule, exposure: Exposure) -> Reason | None:
    return next((found for check in _CHECKS if (found := check(rule, exposure)) is not None), None)


def _generation(rule: Rule, exposure: Exposure) -> Reason | None:
    wanted = rule.whole("generation")
    return None if exposure.generation == wanted else reason(ReasonKey.WRONG_GENERATION, wanted=wanted, found=exposure.generation)


def _situation(rule: Rule, exposure: Exposure) -> Reason | None:
    if exposure.situation.value in rule.texts("situations"):
        return None
    return reason(ReasonKey.SITUATION_NOT_LISTED, situation=exposure.situation.value)


def _judged(rule: Rule, _exposure: Exposure) -> Reason | None:
    return None if rule.flag("judged") else reason(ReasonKey.CLASS_NOT_JUDGED, group=rule.name)


def _protection(rule: Rule, exposure: Exposure) -> Reason | None:
    return reason(ReasonKey.PROTECTED) if exposure.protected and rule.flag("spare_protected") else None


def _link(rule: Rule, exposure: Exposure) -> Reason | None:
    spared = rule.flag("only_higher_risk_link") and not exposure.higher_risk_link
    return reason(ReasonKey.LINK_NOT_HIGHER_RISK) if spared else None


def _immunity(rule: Rule, exposure: Exposure) -> Reason | None:
    wanted = rule.texts("immunity")
    if not wanted or exposure.immunity.value in wanted:
        return None
    return reason(ReasonKey.IMMUNITY_DIFFERS, wanted=wanted, found=exposure.immunity.value)


def _duration(rule: Rule, exposure: Exposure) -> Reason | None:
    least = max(rule.whole_or("min_minutes", 0), rule.whole_or("over_minutes", -1) + 1)
    if exposure.minutes is None or exposure.minutes >= least:
        return None
    return reason(ReasonKey.TOO_SHORT, minutes=exposure.minutes, least=least)


def _cumulative(rule: Rule, exposure: Exposure) -> Reason | None:
    least, passed = rule.whole_or("min_cumulative_hours", 0), rule.whole_or("over_cumulative_hours", -1)
    if exposure.cumulative_hours is None:
        return None
    if exposure.cumulative_hours < least:
        return reason(ReasonKey.CUMULATIVE_TOO_SHORT, hours=exposure.cumulative_hours, least=least)
    if exposure.cumulative_hours <= passed:
        return reason(ReasonKey.CUMULATIVE_NOT_OVER, hours=exposure.cumulative_hours, most=passed)
    return None


def _distance(rule: Rule, exposure: Exposure) -> Reason | None:
    if exposure.metres is None or not rule.has("within_metres") or exposure.metres <= rule.number("within_metres"):
        return None
    return reason(ReasonKey.TOO_FAR, metres=exposure.metres, most=rule.number("within_metres"))


def _after_leaving(rule: Rule, exposure: Exposure) -> Reason | None:
    most = rule.whole_or("after_leaving_minutes", 0)
    if exposure.minutes_after_case_left <= most:
        return None
    return reason(ReasonKey.TOO_LATE_AFTER_CASE_LEFT, minutes=exposure.minutes_after_case_left, most=most)


_CHECKS: tuple[Callable[[Rule, Exposure], Reason | None], ...] = (
    _generation,
    _situation,
    _judged,
    _protection,
    _link,
    _immunity,
    _duration,
    _cumulative,
    _distance,
    _after_leaving,
)
