"""Cases as counts by day, for whoever works out curves and delays: no person, no case number."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from epiworks.protocol import Setting
from epiworks.units import PersonCount
from outpace.casework.choices.cases import Doubt
from outpace.casework.data.daily import CaseCell, PacksChange
from outpace.casework.models import Case, PacksInForce
from outpace.casework.rules.cases import EXCLUDED
from outpace.casework.rules.cases_clocks import DAY, INVESTIGATION, RELOOK_GAPS
from outpace.casework.selectors.packs import ancestors, split
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, subtree_bounds
from outpace.kernel.subtrees import within

CELLS = """
SELECT c.onset_on, (c.sampled_at AT TIME ZONE %(zone)s)::date, (c.reported_at AT TIME ZONE %(zone)s)::date,
       (CASE WHEN c.isolated_at < %(until)s THEN c.isolated_at END AT TIME ZONE %(zone)s)::date, (c.found_at AT TIME ZONE %(zone)s)::date,
       COALESCE(judged.after, c.case_class) AS class, c.setting,
       c.setting = %(inbound)s OR COALESCE(origin.away AND NOT origin.here, false) AS imported, COALESCE(origin.known, false) AS linked,
       CASE WHEN work.id IS NULL THEN NULL
            WHEN work.done_at < %(until)s THEN work.done_at - work.started_at <= %(day)s
            WHEN %(until)s - work.started_at > %(day)s THEN false END AS timely,
       work.id IS NOT NULL AS investigated, count(*)
FROM casework_case c
LEFT JOIN LATERAL (
    SELECT f.after FROM casework_class_fact f WHERE f.case_id = c.id AND f.recorded_at < %(until)s ORDER BY f.id DESC LIMIT 1
) judged ON true
LEFT JOIN LATERAL (
    SELECT bool_or(standing.doubt <> %(no)s) AS known,
           bool_or(standing.doubt = ANY(%(sure)s) AND NOT standing.inside) AS away,
           bool_or(standing.doubt = ANY(%(sure)s) AND standing.inside) AS here
    FROM (SELECT DISTINCT ON (s.source_id) s.doubt, o.area_path >= %(low)s AND o.area_path < %(high)s AS inside
          FROM casework_source_fact s JOIN casework_case o ON o.id = s.source_id
          WHERE s.case_id = c.id AND s.at < %(until)s ORDER BY s.source_id, s.id DESC) standing
) origin ON true
LEFT JOIN casework_deliverable work ON work.case_id = c.id AND work.name = %(investigation)s AND work.dropped_at IS NULL
WHERE c.area_path >= %(low)s AND c.area_path < %(high)s AND c.found_at >= %(since)s AND c.found_at < %(until)s
  AND COALESCE(judged.after, c.case_class) <> %(excluded)s
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""


def case_cells(actor: Actor, path: AreaPath, *, since: datetime, until: datetime) -> tuple[CaseCell, ...]:
    """How many cases of people who live in this area were found in [since, until), by their days, class and setting? One statement.

    As known at `until`: classes, sources and investigations of later are not seen (days of onset are kept without history, as they stand
    now). Excluded cases are left out. Raises NotAllowed without ANALYSIS_READ over the area.
    """
    actor.require(Permission.ANALYSIS_READ, path)
    low, high = subtree_bounds(path)
    asked: dict[str, Any] = {
        "zone": timezone.get_current_timezone_name(),
        "low": low,
        "high": high,
        "since": since,
        "until": until,
        "day": DAY,
        "inbound": Setting.INBOUND_CHECK.value,
        "no": Doubt.RULED_OUT.value,
        "sure": [Doubt.CERTAIN.value, Doubt.LIKELY.value],
        "investigation": INVESTIGATION,
        "excluded": EXCLUDED,
    }
    with connection.cursor() as cursor:
        cursor.execute(CELLS, asked)
        cells = [_cell(*row) for row in cursor.fetchall()]
    return tuple(sorted(cells, key=_order))


def _cell(*row: Any) -> CaseCell:
    onset, sampled, reported, isolated, found, case_class, setting, imported, linked, timely, investigated, cases = row
    return CaseCell(
        onset=onset,
        sampled=sampled,
        reported=reported,
        isolated=isolated,
        found=found,
        case_class=case_class,
        setting=Setting(setting),
        imported=imported,
        linked=linked,
        timely=timely,
        investigated=investigated,
        cases=PersonCount(cases),
    )


def _order(cell: CaseCell) -> tuple[str, ...]:
    days = (cell.found, cell.onset, cell.sampled, cell.reported, cell.isolated)
    return (*("" if day is None else day.isoformat() for day in days), cell.case_class, cell.setting, *(str(flag) for flag in _flags(cell)))


def _flags(cell: CaseCell) -> tuple[bool | None, ...]:
    return (cell.imported, cell.linked, cell.timely, cell.investigated)


def found_by_day(paths: Iterable[AreaPath], *, since: datetime, until: datetime) -> Mapping[date, PersonCount]:
    """How many cases of people who live in these areas were found on each local day of [since, until)? Days without any are left out.

    As classified now, without excluded cases. For apps above, which guard their own pages.
    """
    rows = Case.objects.filter(within(paths), found_at__gte=since, found_at__lt=until).exclude(case_class=EXCLUDED)
    days = rows.annotate(day=TruncDate("found_at")).values("day").annotate(cases=Count("pk")).order_by("day")
    return {row["day"]: PersonCount(row["cases"]) for row in days}


def packs_changes(actor: Actor, path: AreaPath, *, since: datetime, until: datetime) -> tuple[PacksChange, ...]:
    """On which days in [since, until) did other packs begin to hold here, by a decision for this area or one above? Oldest first.

    Raises NotAllowed without ANALYSIS_READ over the area.
    """
    actor.require(Permission.ANALYSIS_READ, path)
    rows = PacksInForce.objects.filter(area_path__in=ancestors(path), holds_from__gte=since, holds_from__lt=until)
    return tuple(PacksChange(timezone.localtime(row.holds_from).date(), split(row.packs)) for row in rows.order_by("holds_from", "pk"))


def first_case_worked(actor: Actor, path: AreaPath, *, since: datetime, until: datetime) -> date | None:
    """On which local day was everything signed off that the investigation of the first case here owed? None while it is not, or unknown.

    Of the cases of people who live in the area, found in [since, until) and not excluded, the earliest. What was asked for at `until` or
    later is not seen, and gaps of a re-look are no part of what was owed. Raises NotAllowed without ANALYSIS_READ over the area.
    """
    actor.require(Permission.ANALYSIS_READ, path)
    low, high = subtree_bounds(path)
    inside = Case.objects.filter(area_path__gte=low, area_path__lt=high, found_at__gte=since, found_at__lt=until)
    first = inside.exclude(case_class=EXCLUDED).order_by("found_at", "pk").first()
    if first is None:
        return None
    owed = first.deliverables.filter(dropped_at=None, started_at__lt=until).exclude(name=RELOOK_GAPS)
    done = list(owed.values_list("done_at", flat=True))
    if not done or any(moment is None or moment >= until for moment in done):
        return None
    return timezone.localtime(max(moment for moment in done if moment is not None)).date()
