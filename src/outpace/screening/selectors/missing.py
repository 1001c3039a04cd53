"""Who in a grid is due and has no valid sample, by name as far as the reader may see, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from outpace.kernel.paging import BadCursor, Page
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, NotAllowed, NotFound
from outpace.registry import api as registry
from outpace.registry.data import RosterEntry
from outpace.screening.choices import Condition, MissingReason, Outcome
from outpace.screening.data import MissingPerson
from outpace.screening.rules.coverage import why_missing
from outpace.screening.rules.flow import TubeState, is_valid
from outpace.screening.selectors.coverage import require_read
from outpace.screening.selectors.passes import get_pass
from outpace.screening.selectors.standing import facts_of, standings

LAST_TUBES = """
SELECT DISTINCT ON (s.person_id) s.person_id, s.effective, t.condition, t.outcome, t.code
FROM screening_sample s JOIN screening_tube t ON t.id = s.tube_id
WHERE s.pass_id = %s AND s.person_id = ANY(%s)
ORDER BY s.person_id, (s.effective AND screening_is_valid(t.condition, t.outcome)) DESC, s.ordinal DESC
"""

WHOLE_LIST = 1_000
"""People revealed in one logged read when a whole list is asked for."""


@dataclass(frozen=True, slots=True)
class MissingKey:
    """One missing person before anything personal is read; sorted, the priority lane comes first, then the order of registration."""

    is_ordinary: bool
    person_id: int
    reason: MissingReason
    last_tube: str

    @property
    def cursor(self) -> str:
        """Where does the next page begin after this person?"""
        return f"{int(self.is_ordinary)}-{self.person_id}"


def missing_in_grid(actor: Actor, pass_id: int, grid_id: int) -> list[MissingPerson]:
    """Who in this grid is due and has no valid sample, and why? Names as far as the actor may see them; the reads are logged.

    Raises NotFound outside the actor's scope and NotAllowed for an actor who sees numbers only.
    """
    keys = missing_keys(actor, pass_id, grid_id)
    return [person for batch in _batches(keys) for person in _reveal(actor, pass_id, batch)]


def missing_page(actor: Actor, pass_id: int, grid_id: int, *, cursor: str | None = None, size: int = 100) -> Page[MissingPerson]:
    """The same a page at a time, the priority lane first; only the page's people are opened, and logged as read."""
    keys = missing_keys(actor, pass_id, grid_id)
    if cursor:
        after = _after(cursor)
        keys = [key for key in keys if (key.is_ordinary, key.person_id) > after]
    shown = keys[:size]
    return Page(tuple(_reveal(actor, pass_id, shown)), shown[-1].cursor if len(keys) > size else None)


def missing_keys(actor: Actor, pass_id: int, grid_id: int) -> list[MissingKey]:
    """Which people of this grid are missing, as ids? Raises NotFound outside the actor's scope, NotAllowed for who sees numbers only."""
    path = registry.paths_of([grid_id]).get(grid_id)
    if path is None:
        raise NotFound(f"area {grid_id}")
    require_read(actor, path)
    if not (actor.may(Permission.PERSON_READ, path) or actor.may(Permission.PERSON_IDENTITY, path)):
        raise NotAllowed(str(Permission.PERSON_READ))
    info = get_pass(actor, pass_id)
    groups = due_people(info.id, grid_id)
    last, priority = _last_tubes(info.id, list(groups)), registry.priority_mask()
    keys = [
        MissingKey(not groups[person] & priority, person, _reason(last.get(person)), last[person][3] if person in last else "")
        for person in groups
        if not _is_done(last.get(person))
    ]
    return sorted(keys, key=lambda key: (key.is_ordinary, key.person_id))


def person_to_exempt(actor: Actor, grid_id: int, person_id: int) -> RosterEntry:
    """Who is about to be exempted? Raises NotFound for somebody who does not live in this grid or whom the actor may not see; logged."""
    found = registry.persons_for_ids(actor, [person_id], purpose="screening.exempt")
    if not found or found[0].grid_id != grid_id:
        raise NotFound(f"person {person_id}")
    return found[0]


def due_people(pass_id: int, grid_id: int) -> dict[int, int]:
    """Which people of this grid are due in the pass and not exempt, and to which key groups does each belong?"""
    places = {place.id: place for place in registry.places_in(grid_id)}
    return {person: places[person].groups for person, standing in standings(facts_of(pass_id), places).items() if standing.is_due}


def _reveal(actor: Actor, pass_id: int, keys: Sequence[MissingKey]) -> list[MissingPerson]:
    """These people as far as the actor may see them, in the same order; one logged read."""
    known = {key.person_id: key for key in keys}
    entries = registry.persons_for_ids(actor, list(known), purpose=f"screening.missing pass {pass_id}")
    return [
        MissingPerson(
            person_id=entry.id,
            name=entry.name,
            document=entry.document,
            phone=entry.phone,
            address=entry.address or entry.household,
            reason=known[entry.id].reason,
            last_tube=known[entry.id].last_tube,
            priority=not known[entry.id].is_ordinary,
        )
        for entry in entries
    ]


def _batches(keys: Sequence[MissingKey]) -> Iterator[Sequence[MissingKey]]:
    return (keys[start : start + WHOLE_LIST] for start in range(0, len(keys), WHOLE_LIST))


def _after(cursor: str) -> tuple[bool, int]:
    ordinary, _, person = cursor.partition("-")
    if ordinary not in {"0", "1"} or not person.isascii() or not person.isdigit():
        raise BadCursor("the cursor does not fit this list")
    return ordinary == "1", int(person)


def _last_tubes(pass_id: int, people: Sequence[int]) -> dict[int, tuple[bool, int, int | None, str]]:
    """Each person's best sample in the pass: a valid one if there is any, else the last."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_TUBES, [pass_id, list(people)])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _is_done(row: tuple[bool, int, int | None, str] | None) -> bool:
    if row is None:
        return False
    effective, condition, outcome, _ = row
    state = TubeState(condition=Condition(condition), outcome=None if outcome is None else Outcome(outcome))
    return effective and is_valid(state)


def _reason(row: tuple[bool, int, int | None, str] | None) -> MissingReason:
    if row is None:
        return MissingReason.NEVER_SAMPLED
    effective, condition, outcome, _ = row
    return why_missing(
        sampled=True, effective=effective, condition=Condition(condition), outcome=None if outcome is None else Outcome(outcome)
    )
