"""Declared lists: paging addresses, sorting only where declared, CSV that no spreadsheet runs."""

import csv
import io
from dataclasses import dataclass

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from outpace.kernel.paging import Page
from outpace.ui.tables import Column, Kind, Table, csv_response, show, sort_of


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    count: int


TABLE: Table[Row] = Table(
    id="rows",
    caption="Rows",
    empty_title="None",
    has_csv=True,
    columns=(
        Column("name", "Name", cell=lambda row: row.name, link=lambda row: f"/rows/{row.count}", sort="name"),
        Column("count", "Count", cell=lambda row: f"{row.count} pcs", plain=lambda row: row.count, kind=Kind.NUMBER),
    ),
)
PAGE = Page(items=(Row("<b>", 3),), next_cursor="abc")


def exported(rows: list[Row]) -> list[list[str]]:
    body = csv_response(TABLE, rows, filename="rows.csv").getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body, newline="")))


def test_the_next_page_keeps_the_filters() -> None:
    assert show(RequestFactory().get("/r?area=62&cursor=old"), TABLE, PAGE).next_url == "/r?area=62&cursor=abc"


def test_the_first_page_is_offered_only_from_a_later_one() -> None:
    assert show(RequestFactory().get("/r"), TABLE, PAGE).first_url == ""
    assert show(RequestFactory().get("/r?cursor=x"), TABLE, PAGE).first_url == "/r"


def test_the_last_page_has_no_next() -> None:
    assert show(RequestFactory().get("/r"), TABLE, Page(items=(), next_cursor=None)).next_url == ""


def test_csv_is_offered_only_where_there_is_something_to_export() -> None:
    assert show(RequestFactory().get("/r?cursor=x"), TABLE, PAGE).csv_url == "/r?format=csv"
    assert show(RequestFactory().get("/r"), TABLE, Page(items=(), next_cursor=None)).csv_url == ""


def test_names_are_escaped_inside_their_links() -> None:
    view = show(RequestFactory().get("/r"), TABLE, PAGE)
    assert view.rows[0][0].html == '<a href="/rows/3">&lt;b&gt;</a>'


@pytest.mark.parametrize(("query", "order"), [("", "count"), ("?sort=name", "name"), ("?sort=-name", "-name"), ("?sort=password", "count")])
def test_only_declared_columns_sort(query: str, order: str) -> None:
    assert sort_of(RequestFactory().get(f"/r{query}"), TABLE, default="count") == order


@pytest.mark.parametrize(("sort", "url", "direction"), [("name", "/r?sort=-name", "ascending"), ("-name", "/r?sort=name", "descending")])
def test_a_second_click_turns_the_order_round(sort: str, url: str, direction: str) -> None:
    head = show(RequestFactory().get("/r?cursor=x"), TABLE, PAGE, sort=sort).headers[0]
    assert (head.sort_url, head.direction) == (url, direction)


def test_csv_carries_plain_values_and_a_mark_for_spreadsheets() -> None:
    assert csv_response(TABLE, [], filename="rows.csv").getvalue().startswith("\ufeff".encode())
    assert exported([Row("城关镇", 51240)]) == [["Name", "Count"], ["城关镇", "51240"]]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_spreadsheet_runs_no_cell(sign: str) -> None:
    assert exported([Row(f"{sign}1+1", 1)])[1][0] == f"'{sign}1+1"


@given(st.lists(st.builds(Row, st.text(st.characters(blacklist_categories=("Cs", "Cc"))), st.integers(-5, 5)), max_size=5))
def test_csv_has_a_line_for_every_row(rows: list[Row]) -> None:
    assert [line[1] for line in exported(rows)[1:]] == [str(row.count) for row in rows]
