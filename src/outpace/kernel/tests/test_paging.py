"""Pages by key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from outpace.kernel.clock import now
from outpace.kernel.models import JobRun
from outpace.kernel.paging import BadCursor, Page, keyset


def add(*kinds: str) -> None:
    JobRun.objects.bulk_create(
        JobRun(kind=kind, title=kind, actor_kind="user", actor_id=1, actor_name="", created_at=now()) for kind in kinds
    )


def walk(fields: list[str], size: int) -> list[JobRun]:
    found: list[JobRun] = []
    cursor: str | None = None
    while True:
        page = keyset(JobRun.objects.all(), fields, cursor, size=size)
        found.extend(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return found


class EveryRow(TestCase):
    """Whatever the rows and the page size, walking the pages sees every row once and in order."""

    @given(
        st.lists(st.sampled_from(["a", "b", "中", "'; --"]), max_size=12),
        st.integers(1, 5),
        st.sampled_from([["kind", "pk"], ["-kind", "-pk"], ["-kind", "pk"]]),
    )
    def test_pages_together_are_the_whole_list(self, kinds: list[str], size: int, fields: list[str]) -> None:
        add(*kinds)
        assert walk(fields, size) == list(JobRun.objects.order_by(*fields))


@pytest.mark.django_db
def test_rows_that_arrive_meanwhile_shift_nothing() -> None:
    add("b", "d")
    first = keyset(JobRun.objects.all(), ["kind", "pk"], None, size=1)
    add("a")
    second = keyset(JobRun.objects.all(), ["kind", "pk"], first.next_cursor, size=1)
    assert [row.kind for row in (*first.items, *second.items)] == ["b", "d"]


@pytest.mark.django_db
def test_a_moment_can_be_a_key() -> None:
    add("a", "b", "c")
    assert [row.kind for row in walk(["created_at", "pk"], 1)] == ["a", "b", "c"]


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["x", "!!!", "WyJhIl0", "WzEsMiwzXQ", "W251bGwsMV0", "WyJhIiwieCJd", "e30"])
def test_a_cursor_that_does_not_fit_is_refused(odd: str) -> None:
    with pytest.raises(BadCursor):
        keyset(JobRun.objects.all(), ["kind", "pk"], odd, size=1)


@pytest.mark.parametrize("size", [0, -1, 1001])
def test_a_page_of_an_odd_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="page size"):
        keyset(JobRun.objects.all(), ["pk"], None, size=size)


def test_a_page_of_rows_becomes_a_page_of_what_they_mean() -> None:
    assert Page(items=(1, 2), next_cursor="c").map(str) == Page(items=("1", "2"), next_cursor="c")
