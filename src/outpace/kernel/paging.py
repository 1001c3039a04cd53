"""Keyset paging: page ten thousand costs what page one costs, and rows that arrive meanwhile shift nothing.

A cursor is the sort key of the last row seen, as opaque text; it carries no offset and is no secret. The last sort field must be unique.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

import orjson
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet

__all__ = ["MAX_PAGE_SIZE", "BadCursor", "Page", "keyset"]

MAX_PAGE_SIZE = 1000

T = TypeVar("T")
U = TypeVar("U")
ModelT = TypeVar("ModelT", bound=Model)


class BadCursor(Exception):
    """The cursor does not belong to this list; start again from the first page."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its items, and the cursor of the next page or None at the end."""

    items: tuple[T, ...]
    next_cursor: str | None

    def map(self, change: Callable[[T], U]) -> "Page[U]":
        """What is the same page with each item changed, for example a row turned into a data object?"""
        return Page(items=tuple(change(item) for item in self.items), next_cursor=self.next_cursor)


def keyset(queryset: QuerySet[ModelT], fields: Sequence[str], cursor: str | None, *, size: int) -> Page[ModelT]:
    """Which `size` rows come after `cursor` when sorted by `fields`?

    A leading "-" sorts a field downwards. Fields must not be null and the last one must be unique. Related fields use "__".
    Raises BadCursor for a cursor of another list and ValueError for a size outside 1 to MAX_PAGE_SIZE.
    """
    if not 1 <= size <= MAX_PAGE_SIZE:
        raise ValueError(f"page size must be from 1 to {MAX_PAGE_SIZE}")
    names = [name.removeprefix("-") for name in fields]
    if cursor:
        queryset = queryset.filter(_after(fields, _values(queryset.model, names, cursor)))
    rows = list(queryset.order_by(*fields)[: size + 1])
    more = len(rows) > size
    return Page(items=tuple(rows[:size]), next_cursor=_encode(rows[size - 1], names) if more else None)


def _after(fields: Sequence[str], values: Sequence[object]) -> Q:
    """Which rows sort after these values? (a, b) > (x, y) written as a > x, or a = x and b > y, with a >= x for the index."""
    condition, equal = Q(), Q()
    for field, value in zip(fields, values, strict=True):
        name = field.removeprefix("-")
        side = "lt" if field.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{side}": value})
        equal &= Q(**{name: value})
    first = fields[0]
    bound = Q(**{f"{first.removeprefix('-')}__{'lte' if first.startswith('-') else 'gte'}": values[0]})
    return bound & condition


def _encode(row: Model, names: Sequence[str]) -> str:
    raw = orjson.dumps([_plain(_attribute(row, name)) for name in names])
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _attribute(row: Model, name: str) -> object:
    value: object = row
    for part in name.split("__"):
        value = getattr(value, part)
    return value


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _values(model: type[Model], names: Sequence[str], cursor: str) -> list[object]:
    """Which values does this cursor hold, each valid for its field?"""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        raw = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(raw, list) or len(raw) != len(names) or None in raw:
            raise BadCursor("the cursor does not fit this list")
        return [_field(model, name).to_python(value) for name, value in zip(names, raw, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError) as error:
        raise BadCursor("the cursor does not fit this list") from error


def _field(model: type[Model], name: str) -> "Field[object, object]":
    """Which model field does this sort name end at?"""
    if name == "pk":
        return model._meta.pk
    head, _, rest = name.partition("__")
    found = model._meta.get_field(head)
    related = found.related_model
    if rest and isinstance(related, type):
        return _field(related, rest)
    if not isinstance(found, Field):
        raise FieldDoesNotExist(f"{model.__name__} cannot be sorted by {name}")
    return found
