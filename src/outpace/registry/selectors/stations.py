"""Stations and the posts of their staff."""

from django.db.models import Q

from outpace.kernel import clock
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.kernel.subtrees import within
from outpace.registry.data import PostRow, StationRow
from outpace.registry.models import StaffPost, Station


def station_row(row: Station) -> StationRow:
    """Which data object is this row? Its area and head must have been fetched with it."""
    return StationRow(
        id=row.pk,
        code=row.code,
        kind=row.kind,
        mobility=row.mobility,
        name=row.name,
        name_en=row.name_en,
        area_id=row.area_id,
        path=AreaPath(row.area.path),
        area_name=row.area.name,
        address=row.address,
        nominal_per_day=row.nominal_per_day,
        head_id=row.head_id,
        head_name=row.head.display_name if row.head else "",
        active=row.active,
        area_name_en=row.area.name_en,
    )


def require_station(actor: Actor, permission: Permission, station_id: int) -> Station:
    """Which station is this? Raises NotFound outside what the actor may see, NotAllowed when seen but not this done."""
    row = Station.objects.select_related("area", "head").filter(pk=station_id).first()
    if row is None or not actor.may(Permission.AREA_READ, AreaPath(row.area.path)):
        raise NotFound("station")
    actor.require(permission, AreaPath(row.area.path))
    return row


def station(actor: Actor, station_id: int) -> StationRow:
    """Which station has this id? Raises NotFound outside the actor's scope."""
    return station_row(require_station(actor, Permission.AREA_READ, station_id))


def station_by_code(actor: Actor, code: str) -> StationRow:
    """Which station has this code? Raises NotFound outside the actor's scope."""
    row = Station.objects.select_related("area", "head").filter(code=code).first()
    if row is None or not actor.may(Permission.AREA_READ, AreaPath(row.area.path)):
        raise NotFound("station")
    return station_row(row)


def stations(actor: Actor, *, kind: str = "", path: AreaPath | None = None, cursor: str | None = None, size: int = 100) -> Page[StationRow]:
    """Which active stations does the actor see, perhaps of one kind or below one path, by code?"""
    scope = within(actor.paths(Permission.AREA_READ), "area__path")
    rows = Station.objects.select_related("area", "head").filter(scope, active=True)
    if kind:
        rows = rows.filter(kind=kind)
    if path is not None:
        rows = rows.filter(within([path], "area__path"))
    return keyset(rows, ["code"], cursor, size=size).map(station_row)


def posts(actor: Actor, station_id: int) -> list[PostRow]:
    """Who is or was posted to a station, newest first? At most 200."""
    require_station(actor, Permission.AREA_READ, station_id)
    return [
        _post(row) for row in StaffPost.objects.select_related("user").filter(station_id=station_id).order_by("-starts_at", "-id")[:200]
    ]


def headless(actor: Actor, *, path: AreaPath) -> list[StationRow]:
    """Which active stations have nobody who answers for them (点长制)? At most 200, by code."""
    if not actor.may(Permission.AREA_READ, path):
        raise NotFound("area")
    rows = Station.objects.select_related("area", "head").filter(within([path], "area__path"), active=True, head__isnull=True)
    return [station_row(row) for row in rows.order_by("code")[:200]]


def on_duty(actor: Actor, station_id: int) -> list[PostRow]:
    """Who is posted to a station now?"""
    require_station(actor, Permission.AREA_READ, station_id)
    now = clock.now()
    rows = StaffPost.objects.select_related("user").filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), station_id=station_id, starts_at__lte=now
    )
    return [_post(row) for row in rows.order_by("duty", "id")[:200]]


def _post(row: StaffPost) -> PostRow:
    return PostRow(
        id=row.pk, user_id=row.user_id, user_name=row.user.display_name, duty=row.duty, starts_at=row.starts_at, ends_at=row.ends_at
    )
