"""The re-look at finished investigations: a share of each day is drawn, a second person reads, gaps are owed by the investigation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from epiworks.protocol import Owner
from outpace.casework.choices.relooks import RelookOutcome
from outpace.casework.data.follow_up import Grounds
from outpace.casework.data.relooks import Reading
from outpace.casework.models import Case, Deliverable, Relook
from outpace.casework.rules.cases import EXCLUDED
from outpace.casework.rules.cases_clocks import INVESTIGATION, RELOOK_GAPS
from outpace.casework.rules.relooks import CLOSE_GAPS_WITHIN, LOOK_BACK_DAYS, drawn
from outpace.casework.services.cases.held import hold_case, refresh_next_due, require_person
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound

LIMIT = Grounds("local", "1", "limits.relook_gaps", (), gettext_noop("no pack names a limit for closing the gaps of a re-look"))
MAX_NOTE = 500


@locks.taken_again
def draw_relooks(actor: Actor) -> int:
    """Draw from the investigations finished on each of the last days that are over; returns how many are new. Safe to repeat.

    A day keeps the share it was first drawn at. Cases excluded meanwhile are not read again. A job runs it every hour.
    """
    now = clock.now()
    with transaction.atomic():
        locks.advisory("casework.relooks")
        finished = _finished(timezone.localtime(now).date())
        shares = dict(Relook.objects.filter(finished_on__in=finished).values_list("finished_on", "percent"))
        rows = [
            _relook(finished[day][case], day, shares.get(day, settings.RELOOK_PERCENT), now=now)
            for day in sorted(finished)
            for case in drawn(day, finished[day], shares.get(day, settings.RELOOK_PERCENT))
        ]
        fresh = _fresh(rows)
        Relook.objects.bulk_create(fresh)
        for row in fresh:
            details = {"day": row.finished_on.isoformat(), "percent": row.percent}
            audit.record(actor, "case.relook_drawn", subject=f"case:{row.case_id}", path=AreaPath(row.case.area_path), details=details)
    return len(fresh)


@locks.taken_again
def read_again(actor: Actor, relook_id: int, reading: Reading) -> None:
    """A second named human says what they found; the first reading stands. Gaps are a deliverable that the investigation owes.

    Raises NotFound out of scope, NotAllowed without CASE_JUDGE or for anybody but a named human, Refusal for an excluded case, for whoever
    investigated, for gaps that are not named, and for named ones when it is agreed.
    """
    case_id = Relook.objects.filter(pk=relook_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound(f"re-look {relook_id}")
    with transaction.atomic():
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        require_person(actor)
        row = Relook.objects.get(pk=relook_id)
        if row.read_at is not None:
            return
        if case.case_class == EXCLUDED:
            raise Refusal("case_excluded", _("This case was excluded: its investigation is not read again."))
        if row.investigator_id == actor.id:
            raise Refusal("same_person", _("This is read by somebody other than who investigated."))
        _require_whole(reading)
        row.outcome, row.gaps, row.note = reading.outcome, [gap.value for gap in reading.gaps], reading.note.strip()[:MAX_NOTE]
        row.read_at, row.read_by, row.read_by_id = clock.now(), actor.name, actor.id
        row.save()
        if reading.outcome is RelookOutcome.GAPS:
            _owe(case, now=clock.now())
        details = {"outcome": str(row.outcome), "gaps": row.gaps}
        audit.record(actor, "case.relook_read", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)


def _finished(today: date) -> Mapping[date, dict[int, Deliverable]]:
    """The investigations finished on each of the last local days that are over, by case."""
    end = timezone.make_aware(datetime.combine(today, time.min))
    start = timezone.make_aware(datetime.combine(today - timedelta(days=LOOK_BACK_DAYS), time.min))
    rows = Deliverable.objects.filter(name=INVESTIGATION, done_at__gte=start, done_at__lt=end).select_related("case")
    found: dict[date, dict[int, Deliverable]] = defaultdict(dict)
    for row in rows:
        found[timezone.localtime(row.done_at).date()][row.case_id] = row
    return found


def _relook(done: Deliverable, day: date, percent: int, *, now: datetime) -> Relook:
    return Relook(
        case=done.case, finished_on=day, percent=percent, investigator=done.done_by, investigator_id=done.done_by_id, drawn_at=now
    )


def _fresh(rows: Iterable[Relook]) -> list[Relook]:
    """Those not drawn before, of cases that are ones."""
    wanted = [row for row in rows if row.case.case_class != EXCLUDED]
    known = set(Relook.objects.filter(case_id__in=[row.case_id for row in wanted]).values_list("case_id", flat=True))
    return [row for row in wanted if row.case_id not in known]


def _require_whole(reading: Reading) -> None:
    if reading.outcome is RelookOutcome.GAPS and not reading.gaps:
        raise Refusal("no_gaps", _("Say which gaps you found."), field="gaps")
    if reading.outcome is RelookOutcome.AGREED and reading.gaps:
        raise Refusal("gaps_named", _("You named gaps: choose “gaps found”, or name none."), field="gaps")


def _owe(case: Case, *, now: datetime) -> None:
    """The investigation owes that the gaps are closed, within a limit of our own."""
    values = {"owner": Owner.INVESTIGATION_TEAM.value, "started_at": now, "due_at": now + CLOSE_GAPS_WITHIN, "because": [asdict(LIMIT)]}
    Deliverable.objects.get_or_create(case=case, name=RELOOK_GAPS, defaults=values)
    refresh_next_due(case)
