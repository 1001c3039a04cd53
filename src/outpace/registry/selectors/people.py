"""People: found by code, document or name in a grid; shown only through the one masking function."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from outpace.kernel import crypto, prepared
from outpace.kernel.errors import Refusal
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.privacy import PersonView, SealedPerson, reveal
from outpace.kernel.scope import Actor, AreaPath, NotFound
from outpace.kernel.subtrees import within
from outpace.registry.data import PersonPlace, RosterEntry
from outpace.registry.models import Area, Household, Person
from outpace.registry.rules.codes import read_code
from outpace.registry.rules.counts import RESIDENT
from outpace.registry.selectors.areas import require_area

MAX_ROSTER = 20_000
"""People one roster search decrypts at most; a grid holds a few hundred, a large dormitory a few thousand."""
MAX_MATCHES = 50
MAX_IDS = 5_000
LEAST_TYPED = 2

_PLACES = "SELECT id, grid_id, presence, groups FROM registry_person WHERE id = ANY(%s::bigint[])"
"""One array instead of a parameter each: every sampling batch asks this, and building an IN list costs more than answering it."""

_HOMES = "SELECT p.id, a.path FROM registry_person p JOIN registry_area a ON a.id = p.grid_id WHERE p.id = ANY(%s::bigint[])"

_BY_DOCUMENT = """
SELECT p.id, p.code, p.birth_year, p.sex, p.synthetic, p.presence, p.groups, p.name_sealed, p.document_sealed, p.phone_sealed,
       p.grid_id, a.path, a.name, a.name_en, p.household_id, h.number, h.address_sealed
FROM registry_person AS p JOIN registry_area AS a ON a.id = p.grid_id LEFT JOIN registry_household AS h ON h.id = p.household_id
WHERE p.document_index = ANY(%s::bytea[]) LIMIT 1
"""
"""Planned once: somebody waits at a table for each of these, thousands an hour."""


class TooMany(Refusal):
    """More was asked for than one call gives; ask for less, or by pages."""

    def __init__(self, most: int) -> None:
        message = _("At most %(count)d people at once; choose a smaller area or ask by pages.") % {"count": most}
        super().__init__("too_many", message)


def entries(actor: Actor, people: Iterable[Person], *, purpose: str) -> list[RosterEntry]:
    """What may the actor see of these people? In the given order; people outside the scope are left out. The read is logged."""
    rows = list(people)
    views = {view.id: view for view in reveal(actor, [sealed_of(row) for row in rows], purpose=purpose)}
    return [_entry(row, views[row.pk]) for row in rows if row.pk in views]


def sealed_of(person: Person) -> SealedPerson:
    """Which sealed object stands for this row? Grid and household must have been fetched with it."""
    return SealedPerson(
        id=person.pk,
        code=person.code,
        path=AreaPath(person.grid.path),
        name=bytes(person.name_sealed),
        document=bytes(person.document_sealed or b""),
        phone=bytes(person.phone_sealed or b""),
        address=bytes(person.household.address_sealed or b"") if person.household else b"",
        birth_year=person.birth_year,
        sex=person.sex,
        synthetic=person.synthetic,
    )


def person(actor: Actor, person_id: int, *, purpose: str) -> RosterEntry:
    """Who is this? Raises NotFound outside the actor's scope. The read is logged."""
    return _only(actor, _rows().filter(pk=person_id), purpose)


def person_by_code(actor: Actor, typed: str, *, purpose: str) -> RosterEntry:
    """Whose QR code was scanned or typed? Raises NotFound for a wrong code, an unknown one, or one outside the actor's scope."""
    code = read_code(typed)
    if code is None:
        raise NotFound("person")
    return _only(actor, _rows().filter(code=code), purpose)


def person_by_document(actor: Actor, document: str, *, purpose: str) -> RosterEntry:
    """Who has this document number? One indexed query. Raises NotFound when nobody has, or outside the actor's scope."""
    indexes = crypto.blind_index_candidates(document)
    found = entries(actor, _found(_BY_DOCUMENT, [f"\\x{index.hex()}" for index in indexes]), purpose=purpose) if indexes else []
    if not found:
        raise NotFound("person")
    return found[0]


def persons_for_ids(actor: Actor, person_ids: Sequence[int], *, purpose: str) -> list[RosterEntry]:
    """What may the actor see of these people, in the given order? At most MAX_IDS, else TooMany. The read is logged once."""
    if len(person_ids) > MAX_IDS:
        raise TooMany(MAX_IDS)
    found = {row.pk: row for row in _rows().filter(pk__in=list(person_ids))}
    return entries(actor, [found[key] for key in dict.fromkeys(person_ids) if key in found], purpose=purpose)


def roster(actor: Actor, grid_id: int, *, purpose: str, cursor: str | None = None, size: int = 100) -> Page[RosterEntry]:
    """Who lives in a grid, household by household? Raises NotFound or NotAllowed. Each page is one logged read."""
    require_area(actor, Permission.PERSON_READ, grid_id)
    page = keyset(_rows().filter(grid_id=grid_id, presence__in=sorted(RESIDENT)), ["id"], cursor, size=size)
    return Page(items=tuple(entries(actor, page.items, purpose=purpose)), next_cursor=page.next_cursor)


def roster_search(actor: Actor, area_id: int, typed: str, *, purpose: str) -> list[RosterEntry]:
    """Who in a grid (or small area) has this in their name, or at the end of their document or phone?

    Sealed names cannot be searched in the database, so one area's are opened in memory. Needs two characters; gives at most
    MAX_MATCHES. Raises TooMany for an area of more than MAX_ROSTER people.
    """
    wanted = "".join(typed.split()).casefold()
    area = require_area(actor, Permission.ROSTER_SEARCH, area_id)
    if len(wanted) < LEAST_TYPED:
        return []
    rows = list(_rows().filter(within([AreaPath(area.path)], "grid__path"))[: MAX_ROSTER + 1])
    if len(rows) > MAX_ROSTER:
        raise TooMany(MAX_ROSTER)
    matches = [row for row in rows if _matches(row, wanted)]
    return entries(actor, matches[:MAX_MATCHES], purpose=purpose)


def household_members(actor: Actor, person_id: int, *, purpose: str) -> list[RosterEntry]:
    """Who lives with this person, themself included? Raises NotFound outside the actor's scope."""
    row = _rows().filter(pk=person_id).first()
    if row is None or not actor.may(Permission.PERSON_READ, AreaPath(row.grid.path)):
        raise NotFound("person")
    if row.household_id is None:
        return entries(actor, [row], purpose=purpose)
    return entries(actor, _rows().filter(household_id=row.household_id).order_by("id"), purpose=purpose)


def places_of(person_ids: Sequence[int]) -> Mapping[int, PersonPlace]:
    """Where do these people belong, and do they count? Answered from one index, without touching the table or anything personal."""
    return {row[0]: PersonPlace(*row) for row in prepared.fetch(_PLACES, [prepared.numbers(person_ids)])}


def homes_of(person_ids: Sequence[int]) -> Mapping[int, AreaPath]:
    """In which area does each of these people belong? People nobody knows are absent. One statement; for other apps, which guard it."""
    return {number: AreaPath(path) for number, path in prepared.fetch(_HOMES, [prepared.numbers(person_ids)])}


def places_in(grid_id: int) -> list[PersonPlace]:
    """Who belongs to a grid, as ids with presence and key groups? From one index; nothing personal."""
    rows = Person.objects.filter(grid_id=grid_id).order_by("id").values_list("id", "grid_id", "presence", "groups")
    return [PersonPlace(id=row[0], grid_id=row[1], presence=row[2], groups=row[3]) for row in rows]


def grids_of(person_ids: Sequence[int]) -> Mapping[int, int]:
    """Which grid does each of these people belong to? People nobody knows are absent."""
    return {place.id: place.grid_id for place in places_of(person_ids).values()}


def households_of(person_ids: Sequence[int]) -> Mapping[int, int]:
    """In which household does each of these people live? People whose household nobody knows are absent. Ids only; nothing personal."""
    rows = Person.objects.filter(pk__any=list(person_ids), household__isnull=False) if person_ids else Person.objects.none()
    return dict(rows.values_list("id", "household_id"))


def grid_ids_under(path: AreaPath) -> list[int]:
    """Which areas at or below a path have or had people of their own? By id."""
    return list(Area.objects.filter(within([path], "path"), count__isnull=False).order_by("id").values_list("id", flat=True))


def _rows() -> QuerySet[Person]:
    return Person.objects.select_related("grid", "household")


def _found(statement: LiteralString, asked: Sequence[str]) -> list[Person]:
    """The people this prepared statement finds, with grid and household, as the ORM would give them."""
    return [_person(row) for row in prepared.fetch(statement, [prepared.texts(asked)])]


def _person(row: Sequence[Any]) -> Person:
    number, code, birth_year, sex, synthetic, presence, groups, name, document, phone, grid_id, path, grid, grid_en, *household = row
    household_id, household_number, address = household
    return Person(
        id=number,
        code=code,
        birth_year=birth_year,
        sex=sex,
        synthetic=synthetic,
        presence=presence,
        groups=groups,
        name_sealed=name,
        document_sealed=document,
        phone_sealed=phone,
        grid=Area(id=grid_id, path=path, name=grid, name_en=grid_en),
        household=household_id and Household(id=household_id, number=household_number, address_sealed=address),
    )


def _only(actor: Actor, rows: QuerySet[Person], purpose: str) -> RosterEntry:
    found = entries(actor, rows[:1], purpose=purpose)
    if not found:
        raise NotFound("person")
    return found[0]


def _matches(row: Person, wanted: str) -> bool:
    if wanted in crypto.unseal(row.name_sealed).casefold():
        return True
    if len(wanted) < 4:
        return False
    return any(crypto.unseal(sealed or b"").casefold().endswith(wanted) for sealed in (row.document_sealed, row.phone_sealed))


def _entry(row: Person, view: PersonView) -> RosterEntry:
    return RosterEntry(
        id=view.id,
        code=view.code,
        name=view.name,
        document=view.document,
        phone=view.phone,
        address=view.address,
        birth_year=view.birth_year,
        sex=view.sex,
        presence=row.presence,
        groups=row.groups,
        household=row.household.number if row.household else "",
        grid_id=row.grid_id,
        grid_name=row.grid.name,
        path=view.path,
        synthetic=view.synthetic,
        masked=view.masked,
        grid_name_en=row.grid.name_en,
    )
