"""Letting days pass in a demonstration: six hours at a time, and at each stop the program does what its worker would have done.

People do nothing meanwhile, unless asked to work: then everybody in follow-up is checked and everybody due is tested, and is well.
Decisions stay with whoever tries the program: nothing is signed by itself.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from typing import Final
from uuid import uuid4

from django.utils import timezone

from outpace.casework import api as casework
from outpace.casework.data.cases import CaseBrief
from outpace.casework.data.follow_up import CheckRecord
from outpace.command import api as command
from outpace.isolation import api as isolation
from outpace.kernel import clock, days
from outpace.kernel.scope import ROOT, Actor, AreaPath, system_actor
from outpace.registry import api as registry
from outpace.registry.choices import StationKind
from outpace.registry.data import StationRow
from outpace.screening import api as screening
from outpace.screening.api import NamedOrder
from outpace.screening.choices import Outcome
from outpace.screening.data import FillBatch, FillRecord, ResultRecord, Swab
from outpace.zoning import api as zoning

STOP: Final = timedelta(hours=6)
ACTOR: Final = system_actor("days")
WELL: Final = Decimal("36.4")
PAGE: Final = 200
CLEARED: Final = timedelta(days=5)
"""How long after they were found cases of the demonstration are negative. Ours; no source."""
WARD: Final = "病区检测 Ward tests"


def today() -> date:
    """Which local day is it?"""
    return timezone.localtime(clock.now()).date()


HOUSEWORK: Mapping[str, Callable[[], object]] = {
    "outpace.order_follow_up_tests": lambda: casework.order_tests(ACTOR, today()),
    "outpace.escalate_deliverables": lambda: casework.escalate_late(ACTOR),
    "outpace.draw_relooks": lambda: casework.draw_relooks(ACTOR),
    "outpace.forget_stays": lambda: casework.forget_stays(ACTOR),
    "outpace.isolation_watch": lambda: (isolation.find_gaps(ACTOR), isolation.escalate_treatments(ACTOR)),
    "outpace.zones_take_hold": zoning.take_hold_due,
    "outpace.review_zones": zoning.review_all,
    "outpace.escalate_tasks": command.escalate,
}
"""What the worker does by the clock, by the name of its task. What only tidies up is left to the worker."""


def let_days_pass(by: timedelta, *, working: bool = False, stopped: Callable[[datetime], None] = lambda _moment: None) -> None:
    """Let this much time pass; `stopped` hears of each stop. With `working`, checks are made and tests are negative meanwhile.

    Raises what `registry.let_days_pass` raises; the clock then stands where it was, or at the last stop.
    """
    days.follow()
    left = by
    while True:
        step = min(left, STOP)
        registry.let_days_pass(ACTOR, step)
        days.follow()
        for work in HOUSEWORK.values():
            work()
        if working:
            work_through(ACTOR)
        stopped(clock.now())
        left -= step
        if not left:
            return


def work_through(actor: Actor) -> None:
    """Everybody in follow-up who is owed a check or a test now gets it, and is well; cases found a while ago are tested once a day."""
    for row in _owed(actor, casework.Due.CHECKS):
        moment = clock.now()
        half = casework.half_of(timezone.localtime(moment))[1]
        casework.record_checks(actor, uuid4(), [CheckRecord(uuid4(), row.id, today(), half, WELL, (), moment)])
    owed = [row.person_id for row in _owed(actor, casework.Due.TESTS) if not row.test_taken]
    if owed:
        _test(actor, screening.list_passes(actor, size=1).items[0].id, owed)
    for case in _in_care(actor):
        order = NamedOrder(
            _area_of_both(case.area_path, _station(actor, StationKind.SAMPLING_SITE).path), WARD, "", today(), (case.person_id,)
        )
        _test(actor, screening.order_named(actor, order).pass_id, [case.person_id])


def _area_of_both(one: AreaPath, other: AreaPath) -> int:
    """Which is the smallest area that holds both? A site samples only in a pass of an area that holds it."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one.strip("/").split("/"), other.strip("/").split("/"), strict=False))
    path = AreaPath("/" + "".join(f"{step}/" for step, _ in same))
    return registry.areas_at([path])[path].id


def _in_care(actor: Actor) -> list[CaseBrief]:
    """Which cases were found long enough ago to be negative, and were not tested today?"""
    now = clock.now()
    page = casework.list_cases(actor, casework.CaseView.OPEN, size=PAGE).items
    late = [row.case for row in page if now - row.case.found_at >= CLEARED]
    morning = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tested = screening.own_results([case.person_id for case in late], since=morning)
    return [case for case in late if case.person_id not in tested]


def _owed(actor: Actor, due: casework.Due) -> list[casework.FollowUpRow]:
    found: list[casework.FollowUpRow] = []
    cursor = None
    while True:
        page = casework.list_follow_ups(actor, due, cursor=cursor, size=PAGE)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def _test(actor: Actor, pass_id: int, people: list[int]) -> None:
    """Sample these people one to a tube in the pass ordered for them, and read the tubes negative."""
    moment = clock.now()
    site, laboratory = _station(actor, StationKind.SAMPLING_SITE).id, _station(actor, StationKind.LABORATORY).id
    tubes = [FillRecord(uuid4(), f"FD{today():%y%m%d}-{person}", (Swab(person, moment),), moment) for person in people]
    screening.record_fills(actor, FillBatch(uuid4(), pass_id, site, tuple(tubes)))
    results = [ResultRecord(uuid4(), tube.tube, Outcome.NEGATIVE, moment, {}) for tube in tubes]
    screening.record_results(actor, laboratory, batch_id=uuid4(), records=results)


def _station(actor: Actor, kind: StationKind) -> StationRow:
    return registry.stations(actor, kind=kind, path=ROOT, cursor=None, size=1).items[0]
