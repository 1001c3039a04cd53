"""Stations, who answers for them, and who is posted there."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from outpace.kernel import audit, clock
from outpace.kernel.errors import Refusal
from outpace.kernel.locks import advisory
from outpace.kernel.models import User
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.registry.choices import Duty, Mobility, StationKind
from outpace.registry.data import NewStation, StationRow
from outpace.registry.models import StaffPost, Station
from outpace.registry.rules.areas import normal_name, plausible_code
from outpace.registry.selectors.areas import require_area
from outpace.registry.selectors.stations import require_station, station_row

MESSAGES: Final = {
    "code": _("A code has letters, digits, hyphens or underscores."),
    "name": _("Give the station a name."),
    "taken": _("This code is already in use."),
    "period": _("A post must end after it begins."),
    "username": _("Nobody who may sign in has this user name."),
}


class StationRefused(Refusal):
    """The station or post cannot be so; the code is a key of MESSAGES."""

    def __init__(self, code: str) -> None:
        super().__init__(code, MESSAGES[code], field={"taken": "code", "period": ""}.get(code, code))


@transaction.atomic
def create_station(actor: Actor, area_id: int, new: NewStation) -> StationRow:
    """Add a station in an area. Raises StationRefused (code, name, taken), NotFound, NotAllowed; ValueError for an unknown kind."""
    area = require_area(actor, Permission.STATION_MANAGE, area_id)
    name = normal_name(new.name)
    if not plausible_code(new.code) or len(new.code) > 32:
        raise StationRefused("code")
    if not name:
        raise StationRefused("name")
    advisory(f"registry.station.{new.code}")
    if Station.objects.filter(code=new.code).exists():
        raise StationRefused("taken")
    row = Station.objects.create(
        code=new.code,
        kind=StationKind(new.kind),
        mobility=Mobility(new.mobility),
        name=name,
        name_en=new.name_en.strip(),
        area=area,
        address=new.address.strip(),
        nominal_per_day=new.nominal_per_day,
    )
    audit.record(actor, "station.create", subject=f"station:{row.pk}", path=AreaPath(area.path), details={"code": row.code})
    return station_row(row)


@transaction.atomic
def post_staff(actor: Actor, station_id: int, *, user_id: int, duty: str, starts_at: datetime | None = None) -> int:
    """Post a user to a station and give the post's id. A new head relieves the old one, so that exactly one person answers.

    Raises NotFound, NotAllowed; ValueError for an unknown duty.
    """
    row = require_station(actor, Permission.STATION_MANAGE, station_id)
    kind, start = Duty(duty), starts_at or clock.now()
    advisory(f"registry.station.{row.code}")
    if kind is Duty.HEAD:
        _relieve(row, start)
        row.head_id = user_id
        row.save(update_fields=["head"])
    post = StaffPost.objects.create(user_id=user_id, station=row, duty=kind, starts_at=start)
    audit.record(
        actor, "post.start", subject=f"station:{row.pk}", path=AreaPath(row.area.path), details={"user": user_id, "duty": kind.value}
    )
    return post.pk


def post_by_name(actor: Actor, station_id: int, *, username: str, duty: str) -> int:
    """Post the user of this name, as `post_staff`. Raises StationRefused (username) besides."""
    user = User.objects.filter(username__iexact=username.strip(), is_active=True).first()
    if user is None:
        raise StationRefused("username")
    return post_staff(actor, station_id, user_id=user.pk, duty=duty)


@transaction.atomic
def post_to_area(actor: Actor, area_id: int, *, user_id: int, duty: str, starts_at: datetime | None = None) -> int:
    """Post a user to an area (a grid worker, a building head) and give the post's id; the same open post again changes nothing.

    Raises NotFound, NotAllowed; ValueError for an unknown duty.
    """
    area = require_area(actor, Permission.STATION_MANAGE, area_id)
    kind = Duty(duty)
    advisory(f"registry.area.posts.{area.pk}")
    post, made = StaffPost.objects.get_or_create(
        user_id=user_id, area=area, duty=kind, ends_at=None, defaults={"starts_at": starts_at or clock.now()}
    )
    if made:
        audit.record(
            actor, "post.start", subject=f"area:{area.pk}", path=AreaPath(area.path), details={"user": user_id, "duty": kind.value}
        )
    return post.pk


@transaction.atomic
def end_post(actor: Actor, post_id: int, *, ends_at: datetime | None = None) -> None:
    """End a posting. A station whose head's post ends has no head until another is posted. Raises StationRefused, NotFound, NotAllowed."""
    post = StaffPost.objects.select_related("station__area", "area").filter(pk=post_id).first()
    area = None if post is None else post.area or (post.station.area if post.station else None)
    if post is None or area is None:
        raise NotFound("post")
    require_area(actor, Permission.STATION_MANAGE, area.pk)
    end = ends_at or clock.now()
    if post.ends_at is not None:
        return
    if end <= post.starts_at:
        raise StationRefused("period")
    post.ends_at = end
    post.save(update_fields=["ends_at"])
    if post.station is not None and post.duty == Duty.HEAD and post.station.head_id == post.user_id:
        post.station.head = None
        post.station.save(update_fields=["head"])
    audit.record(actor, "post.end", subject=f"post:{post.pk}", path=AreaPath(area.path), details={"user": post.user_id})


@transaction.atomic
def close_station(actor: Actor, station_id: int) -> None:
    """Take a station out of use; its records stay. Raises NotFound, NotAllowed."""
    row = require_station(actor, Permission.STATION_MANAGE, station_id)
    if not row.active:
        return
    row.active, row.head = False, None
    row.save(update_fields=["active", "head"])
    now = clock.now()
    StaffPost.objects.filter(station=row, ends_at__isnull=True, starts_at__lt=now).update(ends_at=now)
    audit.record(actor, "station.close", subject=f"station:{row.pk}", path=AreaPath(row.area.path))


def _relieve(row: Station, at: datetime) -> None:
    for post in StaffPost.objects.filter(station=row, duty=Duty.HEAD, ends_at__isnull=True):
        if at <= post.starts_at:
            raise StationRefused("period")
        post.ends_at = at
        post.save(update_fields=["ends_at"])
