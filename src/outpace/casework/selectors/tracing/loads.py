"""Lists of stays: what was sent in for the actor's areas, on which basis, and what became of it."""

from collections.abc import Iterable

from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.choices.tracing import LoadState
from outpace.casework.data.tracing import StayLoadView
from outpace.casework.models import StayLoad
from outpace.kernel import places
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.kernel.subtrees import within


def stay_loads(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[StayLoadView]:
    """Which lists of stays were sent in for the areas whose cases the actor investigates, newest first? Two queries."""
    actor.require_anywhere(Permission.CASE_INVESTIGATE)
    rows = StayLoad.objects.defer("file_sealed").filter(within(actor.paths(Permission.CASE_INVESTIGATE)))
    page = keyset(rows, ["-id"], cursor, size=size)
    return Page(items=_views(page.items), next_cursor=page.next_cursor)


def stay_load(actor: Actor, load_id: int) -> StayLoadView:
    """What became of this list? Raises NotFound outside the actor's scope, NotAllowed without CASE_INVESTIGATE."""
    return _views([require_load(actor, load_id)])[0]


def require_load(actor: Actor, load_id: int) -> StayLoad:
    """Which list is this, its file read only when it is asked for? Raises as `stay_load`."""
    row = StayLoad.objects.defer("file_sealed").filter(pk=load_id).first()
    if row is None or not actor.may(Permission.CASE_READ, AreaPath(row.area_path)):
        raise NotFound(f"stay load {load_id}")
    actor.require(Permission.CASE_INVESTIGATE, AreaPath(row.area_path))
    return row


def _views(rows: Iterable[StayLoad]) -> tuple[StayLoadView, ...]:
    listed = list(rows)
    names = places.names({row.area_path for row in listed})
    return tuple(_view(row, names.get(AreaPath(row.area_path), "")) for row in listed)


def _view(row: StayLoad, area_name: str) -> StayLoadView:
    return StayLoadView(
        id=row.pk,
        area_name=area_name,
        file_name=row.file_name,
        evidence=Evidence(row.evidence),
        legal_basis=LegalBasis(row.legal_basis),
        reference=row.reference,
        purpose=row.purpose,
        ordered_until=row.ordered_until,
        state=LoadState(row.state),
        rows=row.rows,
        taken=row.taken,
        known=row.known,
        rejected=row.rejected,
        by_name=row.by_name,
        at=row.at,
        ended_at=row.ended_at,
        has_errors=row.errors_sealed is not None,
    )
