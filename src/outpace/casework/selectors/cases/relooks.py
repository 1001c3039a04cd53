"""Investigations drawn to be read again: which wait, what was found, how many gaps are still open."""

from collections.abc import Mapping

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from epiworks.units import PersonCount
from outpace.casework.choices.relooks import Gap, RelookOutcome
from outpace.casework.data.relooks import Reading, RelookCounts, RelookRow, RelookSheet
from outpace.casework.models import Deliverable, Relook
from outpace.casework.rules.cases import EXCLUDED
from outpace.casework.rules.cases_clocks import RELOOK_GAPS
from outpace.casework.selectors.cases.scope import may, visible
from outpace.kernel import places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, ActorKind, AreaPath, NotFound

OF_CASE = Deliverable.objects.filter(case=OuterRef("case_id"), name=RELOOK_GAPS)


def list_relooks(actor: Actor, *, is_read: bool = False, cursor: str | None = None, size: int = 50) -> Page[RelookRow]:
    """Which investigations wait to be read again, the longest first; or which were, the latest first?

    Raises NotAllowed for somebody who reads cases nowhere. Nothing in it identifies the person of the case.
    """
    actor.require_anywhere(Permission.CASE_READ)
    rows = _told(actor).filter(read_at__isnull=not is_read)
    page = keyset(rows, ["-read_at", "-id"] if is_read else ["finished_on", "id"], cursor, size=size)
    names = places.names({row.case.area_path for row in page.items})
    return page.map(lambda row: _row(row, names))


def count_relooks(actor: Actor) -> RelookCounts:
    """How many were drawn, wait, were agreed with, had gaps, and have them still? One query. Raises NotAllowed as `list_relooks`."""
    actor.require_anywhere(Permission.CASE_READ)
    with_gaps = Q(outcome=RelookOutcome.GAPS)
    counted = _told(actor).aggregate(
        drawn=Count("pk"),
        waiting=Count("pk", filter=Q(read_at=None)),
        agreed=Count("pk", filter=Q(outcome=RelookOutcome.AGREED)),
        gaps=Count("pk", filter=with_gaps),
        still_open=Count("pk", filter=with_gaps & Q(Exists(OF_CASE.filter(done_at=None, dropped_at=None)))),
    )
    return RelookCounts(**{name: PersonCount(number) for name, number in counted.items()})


def get_relook(actor: Actor, relook_id: int) -> RelookSheet:
    """Which investigation is to be read again, or what was found in it? Raises NotFound outside the actor's scope."""
    row = _told(actor).filter(pk=relook_id).first()
    if row is None:
        raise NotFound(f"re-look {relook_id}")
    another = actor.kind is ActorKind.USER and row.investigator_id != actor.id
    allowed = row.read_at is None and another and may(actor, row.case, Permission.CASE_JUDGE)
    return RelookSheet(_row(row, places.names({row.case.area_path})), allowed)


def _told(actor: Actor) -> QuerySet[Relook]:
    rows = Relook.objects.filter(visible(actor, prefix="case__")).exclude(case__case_class=EXCLUDED).select_related("case")
    return rows.annotate(closed_at=Subquery(OF_CASE.values("done_at")[:1]))


def _row(row: Relook, names: Mapping[AreaPath, str]) -> RelookRow:
    reading = Reading(RelookOutcome(row.outcome), tuple(Gap(gap) for gap in row.gaps), row.note) if row.outcome else None
    return RelookRow(
        id=row.pk,
        case_id=row.case_id,
        area_name=names.get(AreaPath(row.case.area_path), ""),
        finished_on=row.finished_on,
        percent=row.percent,
        investigator=row.investigator,
        reading=reading,
        read_by=row.read_by,
        read_at=row.read_at,
        closed_at=getattr(row, "closed_at", None),
    )
