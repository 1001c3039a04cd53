"""Who has a valid sample in a pass, counted from the facts: what the coverage counters must say."""

from collections.abc import Collection

from django.db import connection

from outpace.registry import api as registry
from outpace.screening.selectors.standing import facts_of, standings

COVERED = """
SELECT DISTINCT s.person_id FROM screening_sample s JOIN screening_tube t ON t.id = s.tube_id
WHERE s.pass_id = %s AND s.effective AND screening_is_valid(t.condition, t.outcome)
"""


def covered_in(pass_id: int) -> list[int]:
    """Which people have a valid sample in this pass?"""
    with connection.cursor() as cursor:
        cursor.execute(COVERED, [pass_id])
        return [person for (person,) in cursor.fetchall()]


def covered_among(pass_id: int, people: Collection[int]) -> list[int]:
    """Which of these people have a valid sample in this pass?"""
    if not people:
        return []
    with connection.cursor() as cursor:
        cursor.execute(COVERED + " AND s.person_id = ANY(%s)", [pass_id, list(people)])
        return [person for (person,) in cursor.fetchall()]


def covered_by_grid(pass_id: int) -> dict[int, tuple[int, int]]:
    """How many persons of each grid have a valid sample in this pass: (done, extra), extra being those not due?"""
    cells: dict[int, tuple[int, int]] = {}
    for standing in standings(facts_of(pass_id), registry.places_of(covered_in(pass_id))).values():
        done, extra = cells.get(standing.grid_id, (0, 0))
        cells[standing.grid_id] = (done + standing.is_due, extra + (not standing.is_due))
    return cells
