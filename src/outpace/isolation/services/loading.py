"""Rooms from a table: every row read, the good ones added, the others named with what is wrong."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outpace.isolation.choices import BedState
from outpace.isolation.data import NewRoom, RoomLoad, RowMistake
from outpace.isolation.rules.room_rows import Fault, read_room
from outpace.isolation.services.facilities import add_rooms
from outpace.isolation.services.guards import facility_for
from outpace.kernel.files import FileRefused, Limits, read_table
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor

MOST_ROOMS = 5_000

FAULTS: Mapping[Fault, str | Promise] = {
    Fault.CODE: _("The room has no number, or one of more than 20 characters."),
    Fault.BEDS: _("The number of beds is not a whole number from 1 to 200."),
    Fault.STATE: _("The state is not one of planned, converting, ready, out of use."),
    Fault.READY_ON: _("The day on which the room is to be ready is not written as 2022-08-20."),
    Fault.TWICE: _("The same room is in an earlier row."),
}


@transaction.atomic
def load_rooms(actor: Actor, facility_id: int, content: bytes) -> RoomLoad:
    """How many rooms were added, and which rows could not be taken? Raises NotFound, NotAllowed, FileRefused for no such table."""
    facility_for(actor, facility_id, Permission.ROOM_MANAGE)
    table = read_table(content, limits=Limits(size=4 * 1024 * 1024, unpacked=32 * 1024 * 1024, rows=MOST_ROOMS))
    if not {"room", "房号"} & set(table.headings):
        raise FileRefused(str(_("The table has no column room (房号).")))
    rooms: list[NewRoom] = []
    mistakes: list[RowMistake] = []
    seen: set[str] = set()
    for number, cells in table.records():
        found = read_room(cells)
        if not isinstance(found, Fault) and found.code in seen:
            found = Fault.TWICE
        if isinstance(found, Fault):
            mistakes.append(RowMistake(number, str(FAULTS[found])))
            continue
        seen.add(found.code)
        rooms.append(
            NewRoom(
                code=found.code,
                beds=found.beds,
                building=found.building,
                floor=found.floor,
                accessible=found.accessible,
                state=BedState(found.state),
                ready_on=found.ready_on,
            )
        )
    return RoomLoad(added=add_rooms(actor, facility_id, rooms), rows=len(rooms) + len(mistakes), mistakes=tuple(mistakes))
