"""Bulk loads of people: how far each has come."""

from collections.abc import Sequence

from outpace.kernel.files import Mistake
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.kernel.subtrees import within
from outpace.registry.data import LoadView, RowMistake
from outpace.registry.models import PeopleLoad


def load_view(row: PeopleLoad, *, mistakes: Sequence[Mistake] = ()) -> LoadView:
    """Which data object is this row? Its area must have been fetched with it."""
    return LoadView(
        id=row.pk,
        area_id=row.area_id,
        area_name=row.area.name,
        file_name=row.file_name,
        state=row.state,
        rows=row.rows,
        added=row.added,
        known=row.known,
        rejected=row.rejected,
        by_name=row.by_name,
        at=row.at,
        ended_at=row.ended_at,
        has_errors=bool(row.errors_sealed),
        area_name_en=row.area.name_en,
        mistakes=tuple(RowMistake(number=mistake.number, problem=mistake.problem) for mistake in mistakes),
    )


def load(actor: Actor, load_id: int) -> LoadView:
    """How far is this load? Raises NotFound, NotAllowed."""
    return load_view(require_load(actor, load_id))


def require_load(actor: Actor, load_id: int, *, lock: bool = False) -> PeopleLoad:
    """Which load is this, perhaps kept from others until the transaction ends? Raises as `load`."""
    rows = PeopleLoad.objects.select_related("area")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=load_id).first()
    if row is None or not actor.may(Permission.AREA_READ, AreaPath(row.area.path)):
        raise NotFound("load")
    actor.require(Permission.PERSON_MANAGE, AreaPath(row.area.path))
    return row


def loads(actor: Actor, *, cursor: str | None = None, size: int = 50) -> Page[LoadView]:
    """Which files of people were sent for the actor's areas, newest first?"""
    scope = within(actor.paths(Permission.PERSON_MANAGE), "area__path")
    rows = PeopleLoad.objects.select_related("area").defer("file_sealed").filter(scope)
    return keyset(rows, ["-id"], cursor, size=size).map(load_view)
