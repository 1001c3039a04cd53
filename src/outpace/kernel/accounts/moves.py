"""Roles and tokens follow their area when it moves in the tree."""

from django.db import connection
from django.db.models import Model, Value
from django.db.models.functions import Concat, Substr

from outpace.kernel.events import OutsideTransaction
from outpace.kernel.models import DeviceToken, RoleGrant
from outpace.kernel.scope import AreaPath, subtree_bounds


def follow_area(old: AreaPath, new: AreaPath) -> int:
    """Have every role and token held at or below `old` be held at the same place below `new`, and say how many moved.

    Whoever moves an area calls it in the same transaction: rights neither get lost nor stay behind. Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("rights move together with their area")
    low, high = subtree_bounds(old)
    moved = 0
    tables: tuple[type[Model], ...] = (RoleGrant, DeviceToken)
    for table in tables:
        rows = table._default_manager.filter(path__gte=low, path__lt=high)
        moved += rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    return moved
