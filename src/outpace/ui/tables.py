"""How is a list shown?

A table is declared once (columns, empty text, sorting where an index allows it) and serves page, fragment and CSV.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from outpace.kernel.paging import Page

__all__ = ["Cell", "Column", "Header", "Kind", "Table", "TableView", "csv_response", "show", "sort_of", "with_query"]

RowT = TypeVar("RowT")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Kind(StrEnum):
    """How a column is set: numbers to the right in tabular figures, codes in one width, controls to the right."""

    TEXT = "text"
    NUMBER = "number"
    CODE = "code"
    STATUS = "status"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Column(Generic[RowT]):
    """One column. `sort` names the keyset field(s) the view understands, only where an index serves it; `plain` is the CSV value."""

    name: str
    label: str | Promise
    cell: Callable[[RowT], object]
    kind: Kind = Kind.TEXT
    link: Callable[[RowT], str] | None = None
    plain: Callable[[RowT], object] | None = None
    sort: str = ""
    on_phone: bool = True


@dataclass(frozen=True, slots=True)
class Table(Generic[RowT]):
    """One list. `id` is the element that htmx replaces; `caption` is read out; the first column heads its row."""

    id: str
    caption: str | Promise
    columns: tuple[Column[RowT], ...]
    empty_title: str | Promise
    empty_text: str | Promise = ""
    icon: str = "inbox"
    has_csv: bool = False

    def without_links(self) -> "Table[RowT]":
        """What is the list for a reader who may not open what its rows lead to?"""
        return replace(self, columns=tuple(replace(column, link=None) for column in self.columns))


@dataclass(frozen=True, slots=True)
class Header:
    """One column head as shown: `direction` is "ascending", "descending" or empty; no `sort_url` means it cannot be sorted."""

    label: str | Promise
    kind: Kind
    sort_url: str
    direction: str
    on_phone: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as shown; `label` is its column's, for the stacked form on phones."""

    html: object
    kind: Kind
    label: str | Promise
    heads_row: bool
    on_phone: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """Everything ui/partials/table.html shows."""

    id: str
    caption: str | Promise
    headers: tuple[Header, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty_title: str | Promise
    empty_text: str | Promise
    icon: str
    next_url: str
    first_url: str
    csv_url: str


def sort_of(request: HttpRequest, table: Table[RowT], *, default: str) -> str:
    """By which keyset field does this reader sort ("-" in front: downwards)? Only declared fields are obeyed."""
    asked = request.GET.get("sort", default)
    return asked if asked.removeprefix("-") in {column.sort for column in table.columns if column.sort} else default


def show(request: HttpRequest, table: Table[RowT], page: Page[RowT], *, sort: str = "") -> TableView:
    """What does this page of the list look like, with addresses for the next page, the first page, sorting and CSV?"""
    return TableView(
        id=table.id,
        caption=table.caption,
        headers=tuple(_header(request, column, sort) for column in table.columns),
        rows=tuple(_row(table.columns, item) for item in page.items),
        empty_title=table.empty_title,
        empty_text=table.empty_text,
        icon=table.icon,
        next_url=with_query(request, cursor=page.next_cursor) if page.next_cursor else "",
        first_url=with_query(request, cursor=None) if request.GET.get("cursor") else "",
        csv_url=with_query(request, cursor=None, format="csv") if table.has_csv and page.items else "",
    )


def with_query(request: HttpRequest, **changes: str | None) -> str:
    """What is this page's address with some query values changed, or removed where the new value is None?"""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def csv_response(table: Table[RowT], rows: Iterable[RowT], *, filename: str) -> StreamingHttpResponse:
    """What is the list as CSV: UTF-8 with a mark so that WPS and Excel read Chinese, and no cell that a spreadsheet would run?"""
    response = StreamingHttpResponse(_csv_lines(table, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _header(request: HttpRequest, column: Column[RowT], sort: str) -> Header:
    active = bool(column.sort) and sort.removeprefix("-") == column.sort
    downwards = active and sort.startswith("-")
    target = column.sort if downwards or not active else f"-{column.sort}"
    url = with_query(request, sort=target, cursor=None) if column.sort else ""
    direction = "" if not active else "descending" if downwards else "ascending"
    return Header(column.label, column.kind, url, direction, column.on_phone)


def _row(columns: Sequence[Column[RowT]], item: RowT) -> tuple[Cell, ...]:
    return tuple(Cell(_html(column, item), column.kind, column.label, place == 0, column.on_phone) for place, column in enumerate(columns))


def _html(column: Column[RowT], item: RowT) -> object:
    value = column.cell(item)
    address = column.link(item) if column.link else ""
    return format_html('<a href="{}">{}</a>', address, value) if address else value


class _Echo:
    """A file that hands back what is written to it, so that csv can write into a stream."""

    def write(self, value: str) -> str:
        return value


def _csv_lines(table: Table[RowT], rows: Iterable[RowT]) -> Iterator[str]:
    columns = [column for column in table.columns if column.kind is not Kind.ACTION]
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([str(column.label) for column in columns])
    for row in rows:
        yield writer.writerow([_harmless((column.plain or column.cell)(row)) for column in columns])


def _harmless(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    is_number = isinstance(value, int | float)
    return f"'{text}" if text.startswith(_FORMULA) and not is_number and not isinstance(value, SafeString) else text
