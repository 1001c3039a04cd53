"""The one way to wait for each other: sorted keys, at most three seconds, one error.

Rules: lock what becomes scarcer (the tube, the bed, the box), once per transaction, as late as possible, always through this module.
Sorting makes two transactions that want the same rows take them in the same order, so that neither can wait for the other for ever.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection
from django.db.models import Model, QuerySet
from psycopg.errors import DeadlockDetected, LockNotAvailable

from outpace.kernel.events import OutsideTransaction

__all__ = ["LOCK_TIMEOUT_MS", "LockBusy", "OutsideTransaction", "advisory", "lock_rows", "taken_again"]

LOCK_TIMEOUT_MS = 3000
ATTEMPTS = 4

ModelT = TypeVar("ModelT", bound=Model)
Params = ParamSpec("Params")
Answer = TypeVar("Answer")
Key = int | str


class LockBusy(Exception):
    """Somebody else holds what this work needs; nothing was changed and the same request may be sent again."""


def lock_rows(queryset: QuerySet[ModelT], keys: Iterable[object], *, field: str = "pk") -> list[ModelT]:
    """Which of these rows exist, locked until the transaction ends?

    Rows come back in the order of `field`; missing keys are simply absent. Raises LockBusy after LOCK_TIMEOUT_MS.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return []
    with _waiting_a_little():
        return list(queryset.filter(**{f"{field}__any": wanted}).order_by(field).select_for_update(of=("self",)))


def advisory(*keys: Key) -> None:
    """Hold these names until the transaction ends, whether or not a row exists for them. Raises LockBusy after LOCK_TIMEOUT_MS."""
    numbers = sorted({_number(key) for key in keys})
    if not numbers:
        return
    with _waiting_a_little(), connection.cursor() as cursor:
        # A set-returning scan keeps the sorted order; a plain IN list would leave it to the planner.
        cursor.execute("SELECT pg_advisory_xact_lock(n) FROM unnest(%s::bigint[]) WITH ORDINALITY AS t(n, i) ORDER BY i", [numbers])


def taken_again(work: Callable[Params, Answer]) -> Callable[Params, Answer]:
    """Do this one-transaction work again when PostgreSQL undid it because others and it waited for each other in a ring.

    Inside somebody else's transaction it is theirs to do again. Raises LockBusy after ATTEMPTS deadlocks, or at once when a lock
    was waited for too long; nothing was changed then.
    """

    @wraps(work)
    def insistent(*args: Params.args, **kwargs: Params.kwargs) -> Answer:
        left = ATTEMPTS
        while not connection.in_atomic_block:
            left -= 1
            try:
                return work(*args, **kwargs)
            except OperationalError as error:
                if isinstance(error.__cause__, DeadlockDetected) and left:
                    continue
                if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                    raise LockBusy("another operation holds this; try again") from error
                raise
        return work(*args, **kwargs)

    return insistent


def _number(key: Key) -> int:
    """Which signed 64-bit number stands for this name? Same in every process."""
    digest = hashlib.blake2b(str(key).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@contextmanager
def _waiting_a_little() -> Iterator[None]:
    if not connection.in_atomic_block:
        raise OutsideTransaction("locks are taken inside transaction.atomic")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_TIMEOUT_MS}ms"])
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise LockBusy("another operation holds this; try again") from error
        raise
