"""May an infected person leave care, and does a later positive bring them back?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from epiworks.protocol.facts import TestResult
from epiworks.protocol.lines import Decision, Reason, ReasonKey, decide, reason
from epiworks.protocol.pack import Protocol
from epiworks.protocol.rule import Rule
from epiworks.protocol.words import Outcome


@dataclass(frozen=True, slots=True)
class DischargeVerdict:
    """May the person leave, and why (not)?"""

    eligible: bool
    unmet: tuple[Reason, ...]
    met: tuple[Reason, ...]


def discharge(protocol: Protocol, group: str, results: Sequence[TestResult], *, admitted: date, as_of: date) -> Decision[DischargeVerdict]:
    """May an infected person of this class leave care on this day?

    The newest results must be clear `consecutive` times, spread over at least `gap_hours`. Clear: negative, or every gene target at or
    above `ct_at_least` (a positive result without Ct values is never clear). `min_days` counts whole days since admission. `on_days`
    names the days on which home care tests, admission being day 0; samples of earlier days do not count. Raises `RuleMissing`. Source:
    rule `discharge.<group>`.

    >>> from datetime import datetime, timezone
    >>> from epiworks.protocol.library import shipped_library
    >>> clear = [TestResult(datetime(2022, 8, day, 8, tzinfo=timezone.utc), Outcome.POSITIVE, (36.1, 37.0)) for day in (16, 17)]
    >>> packs = shipped_library().protocol("cn-clin-9")
    >>> discharge(packs, "asymptomatic", clear, admitted=date(2022, 8, 11), as_of=date(2022, 8, 18)).value.eligible
    True
    """
    rule = protocol.get("discharge", group)
    first_day = admitted + timedelta(days=min(rule.wholes("on_days"), default=0))
    known = sorted((result for result in results if first_day <= result.day <= as_of), key=lambda result: result.sampled_at)
    checks = [_stay(rule, (as_of - admitted).days), _clearance(rule, known)]
    unmet = tuple(found for fulfilled, found in checks if not fulfilled)
    met = tuple(found for fulfilled, found in checks if fulfilled)
    return decide(DischargeVerdict(not unmet, unmet, met), rule.line)


@dataclass(frozen=True, slots=True)
class Readmission:
    """Does the person come (back) under care, and does that draw or prolong a zone?"""

    returns: bool
    changes_zone: bool


def readmission(protocol: Protocol, group: str, result: TestResult) -> Decision[Readmission]:
    """Does this result bring a discharged (or inbound) person under care (again)?

    True when positive and any gene target lies below `ct_below`, or no Ct is known. Raises `RuleMissing`. Source: rule
    `readmission.<group>`.

    >>> from datetime import datetime, timezone
    >>> from epiworks.protocol.library import shipped_library
    >>> weak = TestResult(datetime(2022, 9, 1, 8, tzinfo=timezone.utc), Outcome.POSITIVE, (36.4, 38.0))
    >>> readmission(shipped_library().protocol("cn-clin-9"), "discharged", weak).value.returns
    False
    """
    rule = protocol.get("readmission", group)
    infectious = not result.ct or min(result.ct) < rule.number("ct_below")
    returns = result.outcome is Outcome.POSITIVE and infectious
    return decide(Readmission(returns, returns and rule.flag("changes_zone")), rule.line)


def _stay(rule: Rule, stayed: int) -> tuple[bool, Reason]:
    needed = rule.whole_or("min_days", 0)
    if stayed < needed:
        return False, reason(ReasonKey.STAY_TOO_SHORT, days=stayed, needed=needed)
    return True, reason(ReasonKey.DAYS_DONE, days=stayed)


def _clearance(rule: Rule, known: Sequence[TestResult]) -> tuple[bool, Reason]:
    needed, limit = rule.whole("consecutive"), rule.number("ct_at_least")
    run: list[TestResult] = []
    for result in reversed([result for result in known if result.outcome is not Outcome.INVALID]):
        if not _clear(result, limit):
            break
        run.append(result)
    gap = timedelta(hours=rule.whole("gap_hours"))
    counted = _spaced(run, gap)
    if counted >= needed:
        return True, reason(ReasonKey.CT_MET, results=counted, ct=limit)
    if not run and known:
        return False, reason(ReasonKey.CT_TOO_LOW, ct=limit)
    return False, reason(ReasonKey.CT_TOO_FEW, results=counted, needed=needed, gap_hours=rule.whole("gap_hours"))


def _clear(result: TestResult, limit: float) -> bool:
    if result.outcome is Outcome.NEGATIVE:
        return True
    return result.outcome is Outcome.POSITIVE and bool(result.ct) and min(result.ct) >= limit


def _spaced(newest_first: Sequence[TestResult], gap: timedelta) -> int:
    counted, last = 0, None
    for result in newest_first:
        if last is None or last - result.sampled_at >= gap:
            counted, last = counted + 1, result.sampled_at
    return counted
